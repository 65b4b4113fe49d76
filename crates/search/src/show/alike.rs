//! Boilerplate: passages of one report that say the same in nearly the same characters fold into
//! one hit. Numbers are never boilerplate: 新建10所 and 新建20所 are two things.

use std::cell::OnceCell;

use suyan_analysis::{TokenClass, Tokens};

/// Of the character pairs of two passages, the share in common that makes them alike.
const SHARE: f32 = 0.9;

/// What of a passage is compared.
pub struct Gist {
    /// Its characters in order, blanks, marks and numbers left out.
    said: Vec<char>,
    numbers: Vec<String>,
    /// Its character pairs in order of their own, made where they are asked for.
    pairs: OnceCell<Vec<(char, char)>>,
}

impl Gist {
    /// Of a text.
    #[must_use]
    pub fn of(tokens: &Tokens) -> Self {
        let (mut said, mut numbers) = (Vec::with_capacity(tokens.len()), Vec::new());
        for (at, token) in tokens.as_slice().iter().enumerate() {
            match token.class {
                TokenClass::Mark | TokenClass::Blank => {}
                TokenClass::Number => numbers.push(tokens.term(at).to_owned()),
                TokenClass::Character | TokenClass::Latin => said.extend(tokens.term(at).chars()),
            }
        }
        Self { said, numbers, pairs: OnceCell::new() }
    }

    fn pairs(&self) -> &[(char, char)] {
        self.pairs.get_or_init(|| {
            let mut pairs: Vec<(char, char)> =
                self.said.windows(2).map(|two| (two[0], two[1])).collect();
            pairs.sort_unstable();
            pairs
        })
    }

    /// Whether the two say the same.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let pairs = |gist: &Self| gist.said.len().saturating_sub(1);
        let (a, b) = (pairs(self), pairs(other));
        let most = a.max(b) as f32;
        if self.numbers != other.numbers || (a.min(b) as f32) < SHARE * most {
            return false;
        }
        let (ours, theirs) = (self.pairs(), other.pairs());
        let (mut left, mut right, mut common) = (0, 0, 0);
        while left < a && right < b {
            match ours[left].cmp(&theirs[right]) {
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
