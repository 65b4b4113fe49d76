#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool that writes its table to standard output"
)]
//! Builds `data/folding.txt`, the table of characters that the normaliser takes for one another.
//!
//! ```text
//! cargo run -p suyan-analysis --example build_folding -- EquivalentUnifiedIdeograph.txt TSCharacters.txt > crates/analysis/data/folding.txt
//! ```
//!
//! The first file is of the Unicode Character Database (Unicode licence): CJK radicals and the
//! ideographs that they stand for. The second is OpenCC's (Apache-2.0): traditional characters and
//! their simplified forms, of which the first, most usual one is taken. Forms of Hong Kong that it
//! lacks (衞生, 敍) are those of OpenCC's HKVariants.txt, and stand in [`HONG_KONG`]; a variant
//! that neither has (甦 for 蘇) is Unicode's, by Unihan_Variants.txt.

use std::collections::BTreeMap;
use std::fs::read_to_string;

/// Characters as Hong Kong writes them, and their simplified forms.
const HONG_KONG: [(char, char); 6] =
    [('衞', '卫'), ('敍', '叙'), ('粧', '妆'), ('枱', '台'), ('糭', '粽'), ('甦', '苏')];

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(radicals), Some(simplified)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: build_folding EquivalentUnifiedIdeograph.txt TSCharacters.txt");
        std::process::exit(64);
    };
    let mut table = BTreeMap::new();
    for line in read_to_string(simplified)?.lines().filter(|line| !line.starts_with('#')) {
        let mut characters = line.chars().filter(|c| !c.is_whitespace());
        if let (Some(from), Some(to)) = (characters.next(), characters.next())
            && from != to
        {
            table.insert(from, to);
        }
    }
    table.extend(HONG_KONG);
    // What is simplified to a character that is itself simplified ends where that ends.
    let ends: Vec<(char, char)> =
        table.iter().filter_map(|(&from, to)| table.get(to).map(|&end| (from, end))).collect();
    table.extend(ends);
    for line in read_to_string(radicals)?.lines() {
        let entry = line.split('#').next().unwrap_or_default();
        let Some((range, target)) = entry.split_once(';') else { continue };
        let (first, last) = range.trim().split_once("..").unwrap_or((range.trim(), range.trim()));
        let hex = |text: &str| u32::from_str_radix(text.trim(), 16).ok();
        let (Some(first), Some(last), Some(target)) = (hex(first), hex(last), hex(target)) else {
            continue;
        };
        // Strokes (U+31C0 and above) are not characters that a text is set in.
        for code in (first..=last).filter(|code| (0x2E80..0x2FE0).contains(code)) {
            if let (Some(from), Some(to)) = (char::from_u32(code), char::from_u32(target)) {
                table.insert(from, *table.get(&to).unwrap_or(&to));
            }
        }
    }
    println!(
        "# Made by examples/build_folding.rs. Sources: Unicode EquivalentUnifiedIdeograph.txt,"
    );
    println!(
        "# OpenCC TSCharacters.txt and HKVariants.txt (Apache-2.0). A character and what it is folded to."
    );
    for (from, to) in table {
        println!("{from}{to}");
    }
    Ok(())
}
