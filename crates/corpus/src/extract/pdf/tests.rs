use std::fmt::Write;

use super::*;
use crate::draft::ParagraphStyle;
use crate::extract::{Limits, extract};

/// A file of pages of lines, each with its place and size, in a font that is not embedded and
/// whose strings are UCS-2.
fn pdf(pages: &[&[(f64, f64, f64, &str)]]) -> Vec<u8> {
    with_widths("/W[1 95 500]", pages)
}

/// A file of pages of lines, with other entries for the widths of its font.
fn with_widths(widths: &str, pages: &[&[(f64, f64, f64, &str)]]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|n| format!("{} 0 R", 10 + n * 2)).collect();
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (2, format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" "))),
        (
            3,
            "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H\
             /DescendantFonts[4 0 R]>>"
                .to_owned(),
        ),
        (
            4,
            format!(
                "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo\
                 <</Registry(Adobe)/Ordering(GB1)/Supplement 0>>/FontDescriptor 5 0 R{widths}>>"
            ),
        ),
        (5, "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6>>".to_owned()),
    ];
    for (n, lines) in pages.iter().enumerate() {
        let mut content = String::new();
        for (x, y, size, text) in *lines {
            let hex: String = text.encode_utf16().fold(String::new(), |mut hex, unit| {
                let _ = write!(hex, "{unit:04X}");
                hex
            });
            let _ = writeln!(content, "BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{hex}> Tj ET");
        }
        objects.push((
            10 + n * 2,
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents {} 0 R\
             /Resources<</Font<</F 3 0 R>>>>>>",
                11 + n * 2
            ),
        ));
        objects
            .push((11 + n * 2, format!("<</Length {}>>stream\n{content}endstream", content.len())));
    }
    let mut out = "%PDF-1.4\n".to_owned();
    for (number, object) in objects {
        let _ = write!(out, "{number} 0 obj\n{object}\nendobj\n");
    }
    // No table of references: files that lost theirs are read too.
    out.push_str("trailer<</Root 1 0 R>>\n%%EOF");
    out.into_bytes()
}

fn run(bytes: &[u8]) -> Extracted {
    let mut out = Vec::new();
    extract(&Input::file("a.txt", bytes), &Budget::new(&Limits::default(), None, 0), &mut |e| {
        out.push(e)
    });
    out.remove(0)
}

fn texts(pages: &[&[(f64, f64, f64, &str)]]) -> Vec<(String, ParagraphStyle)> {
    match run(&pdf(pages)) {
        Extracted::Draft(draft) => {
            draft.paragraphs.into_iter().map(|p| (p.text, p.style)).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn sentences_are_joined_across_lines_and_pages() {
    let got = texts(&[
        &[
            (160.0, 580.0, 9.0, "云溪市公报"),
            (74.0, 500.0, 12.0, "一年来，我们坚持稳中求进工作总基"),
            (50.0, 480.0, 12.0, "调，全市经济运⾏总体平稳、稳中有进"),
            (195.0, 20.0, 9.0, "— 1 —"),
        ],
        &[
            (160.0, 580.0, 9.0, "云溪市公报"),
            (50.0, 500.0, 12.0, "，民生持续改善。"),
            (74.0, 480.0, 12.0, "下一段从这里开始，也写到行末为止"),
            (195.0, 20.0, 9.0, "— 2 —"),
        ],
    ]);
    let body = |text: &str| (text.to_owned(), ParagraphStyle::Body);
    assert_eq!(
        got,
        [
            body(
                "一年来，我们坚持稳中求进工作总基调，全市经济运行总体平稳、稳中有进，民生持续改善。"
            ),
            body("下一段从这里开始，也写到行末为止"),
        ]
    );
}

#[test]
fn footnotes_leave_the_sentence() {
    let got = texts(&[&[
        (74.0, 500.0, 12.0, "推进一网通办改革，让企业少跑腿办"),
        (266.0, 505.0, 7.0, "1"),
        (50.0, 480.0, 12.0, "成事，让群众少烦心过上更好的日子，"),
        (50.0, 460.0, 12.0, "持续优化营商环境。"),
        (50.0, 60.0, 8.0, "1 一网通办：一次登录，全部办成。"),
    ]]);
    assert_eq!(got.len(), 2);
    assert_eq!(
        got[0].0,
        "推进一网通办改革，让企业少跑腿办成事，让群众少烦心过上更好的日子，持续优化营商环境。"
    );
    assert_eq!(got[1].1, ParagraphStyle::Note);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let left = "左栏文字左栏文字左栏文字";
    let right = "右栏文字右栏文字右栏文字";
    let lines: Vec<(f64, f64, f64, &str)> = (0..10)
        .flat_map(|n| {
            let y = 500.0 - 20.0 * f64::from(n);
            [(40.0, y, 12.0, left), (220.0, y, 12.0, right)]
        })
        .collect();
    let got = texts(&[&lines]);
    assert_eq!(got.len(), 1, "{got:?}");
    assert!(got[0].0.starts_with(&left.repeat(10)) && got[0].0.ends_with(&right.repeat(10)));
}

#[test]
fn digits_without_widths_stay_together() {
    let lines: &[(f64, f64, f64, &str)] = &[
        (74.0, 500.0, 12.0, "全年新修绿道24.6公里，改造老旧"),
        (50.0, 480.0, 12.0, "小区12个，投入1,350万元，其中"),
        (50.0, 460.0, 12.0, "省级补助38.5%，建成5G基站。"),
    ];
    let whole =
        "全年新修绿道24.6公里，改造老旧小区12个，投入1,350万元，其中省级补助38.5%，建成5G基站。";
    for widths in ["", "/DW 1000", "/W[1 95 500]", "/W[1 95 1000]"] {
        let Extracted::Draft(draft) = run(&with_widths(widths, &[lines])) else {
            panic!("{widths}")
        };
        assert_eq!(draft.paragraphs[0].text, whole, "{widths}");
    }
}

#[test]
fn digits_that_stand_apart_stay_apart() {
    let mut cells =
        vec![(50.0, 520.0, 12.0, "各镇完成工程数如下，单位：个，数字依次为第一至第五季")];
    for (row, y) in [500.0, 480.0, 460.0].into_iter().enumerate() {
        cells.push((50.0, y, 12.0, ["云溪镇", "望山镇", "石桥镇"][row]));
        for (column, digit) in ["3", "4", "1", "2", "5"].into_iter().enumerate() {
            cells.push((100.0 + 14.0 * column as f64, y, 12.0, digit));
        }
    }
    let got = texts(&[&cells]);
    assert!(got.iter().all(|(text, _)| !text.contains("34125")), "{got:?}");
}

#[test]
fn what_cannot_be_read_says_why() {
    assert!(matches!(run(&pdf(&[&[]])), Extracted::Scanned { .. }));
    assert!(matches!(run(b"%PDF-1.4\n1 0 obj"), Extracted::Rejected { .. }));
}
