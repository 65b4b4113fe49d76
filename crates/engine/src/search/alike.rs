//! Boilerplate: passages of one report that say the same in nearly the same characters fold into
//! one hit. Numbers are never boilerplate: 新建10所 and 新建20所 are two things.

use suyan_analysis::{Class, Tokens};

/// Of the character pairs of two passages, the share in common that makes them alike.
const SHARE: f32 = 0.9;

/// What of a passage is compared.
pub(super) struct Gist {
    /// Hashes of its character pairs, sorted.
    pairs: Vec<u64>,
    numbers: Vec<String>,
}

impl Gist {
    pub(super) fn of(tokens: &Tokens) -> Self {
        let is_said = |at: &usize| {
            !matches!(tokens.as_slice()[*at].class, Class::Mark | Class::Blank | Class::Number)
        };
        let said: Vec<usize> = (0..tokens.len()).filter(is_said).collect();
        let mut pairs: Vec<u64> =
            said.windows(2).map(|two| hash(tokens.term(two[0]), tokens.term(two[1]))).collect();
        pairs.sort_unstable();
        let is_number = |at: &usize| tokens.as_slice()[*at].class == Class::Number;
        let numbers =
            (0..tokens.len()).filter(is_number).map(|at| tokens.term(at).to_owned()).collect();
        Self { pairs, numbers }
    }

    /// Whether the two say the same.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let (a, b) = (self.pairs.len(), other.pairs.len());
        let most = a.max(b) as f32;
        if self.numbers != other.numbers || (a.min(b) as f32) < SHARE * most {
            return false;
        }
        let (mut left, mut right, mut common) = (0, 0, 0);
        while left < a && right < b {
            match self.pairs[left].cmp(&other.pairs[right]) {
                std::cmp::Ordering::Less => left += 1,
                std::cmp::Ordering::Greater => right += 1,
                std::cmp::Ordering::Equal => {
                    (left, right, common) = (left + 1, right + 1, common + 1)
                }
            }
        }
        common as f32 >= SHARE * most
    }
}

/// FNV-1a over two characters.
fn hash(first: &str, second: &str) -> u64 {
    first.bytes().chain(second.bytes()).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_the_same_is_the_same_but_for_numbers() {
        let gist = |text: &str| Gist::of(&Tokens::of(text));
        let text = "持续优化营商环境，深化放管服改革，推进政务服务一网通办。";
        let near = "持续优化营商环境，深化“放管服”改革，推进政务服务一网通办";
        assert!(gist(text).is_like(&gist(near)));
        assert!(gist("").is_like(&gist("")));
        assert!(!gist(text).is_like(&gist("持续优化营商环境，推进招商引资。")));
        assert!(!gist("新建公办幼儿园10所。").is_like(&gist("新建公办幼儿园20所。")));
    }
}
