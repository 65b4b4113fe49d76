//! Real files, each damaged in a few places.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::made::Hostile;

/// Larger files are passed over: what is told is about files of at most 64 MiB.
const MOST: u64 = 64 << 20;

/// Files of these folders, damaged as the seed says.
pub fn all(
    folders: &[&Path],
    count: usize,
    seed: u64,
) -> io::Result<impl Iterator<Item = Hostile> + use<>> {
    let walks = folders.iter().map(|folder| WalkDir::new(folder).sort_by_file_name());
    let entries = walks.flatten().filter_map(Result::ok);
    let is_file = |entry: &walkdir::DirEntry| {
        entry.file_type().is_file() && entry.metadata().is_ok_and(|meta| meta.len() <= MOST)
    };
    let paths: Vec<PathBuf> = entries.filter(is_file).map(walkdir::DirEntry::into_path).collect();
    if paths.is_empty() {
        return Err(io::Error::other("the folders hold no file"));
    }
    let mut dice = Dice(seed | 1);
    Ok((0..count).filter_map(move |_| {
        let path = &paths[dice.below(paths.len())];
        let other = &paths[dice.below(paths.len())];
        let (mut bytes, other) = (fs::read(path).ok()?, fs::read(other).ok()?);
        for _ in 0..1 + dice.below(6) {
            damage(&mut bytes, &other, &mut dice);
        }
        let extension = path.extension().map_or("bin".into(), |e| e.to_string_lossy());
        let name = format!("a.{extension}");
        Some(Hostile { what: path.display().to_string(), name, bytes })
    }))
}

/// One damage: bytes that change, go, come twice, become zeros or the highest number, or come
/// from another file.
fn damage(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    if bytes.is_empty() {
        return;
    }
    let at = dice.below(bytes.len());
    let longest = (bytes.len() - at).min(1 << dice.below(14));
    let length = 1 + dice.below(longest);
    match dice.below(7) {
        0 => bytes[at] ^= 1 << dice.below(8),
        1 => bytes[at] = u8::try_from(dice.below(256)).unwrap_or(0),
        2 => drop(bytes.drain(at..at + length)),
        3 => {
            let piece = bytes[at..at + length].repeat(1 + dice.below(40));
            drop(bytes.splice(at..at, piece));
        }
        4 => bytes[at..at + length.min(8)].fill(0xFF),
        5 => bytes[at..at + length].fill(0),
        _ => {
            let from = dice.below(other.len().max(1)).min(other.len());
            let piece = other[from..(from + length).min(other.len())].to_vec();
            drop(bytes.splice(at..at + length, piece));
        }
    }
}

/// Numbers that look random and are the same for the same seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        usize::try_from(drawn).unwrap_or(0) % bound.max(1)
    }
}
