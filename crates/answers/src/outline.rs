//! The headings of a report, those that stand within a paragraph among them: （一）精细整治，理顺城市
//! 脉络。实施架空线入地… is a heading and what it heads in one passage.

use suyan_corpus::{Part, Passage};

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineHeading {
    /// The passage in which it stands.
    pub ordinal: u32,
    /// How many headings stand above it.
    pub depth: usize,
    /// Its words.
    pub text: String,
    /// The part.
    pub part: Part,
}

/// The headings in reading order.
#[must_use]
pub fn outline(passages: &[Passage]) -> Vec<OutlineHeading> {
    let mut found: Vec<OutlineHeading> = Vec::new();
    for passage in passages {
        if passage.is_heading {
            found.push(OutlineHeading {
                ordinal: passage.ordinal,
                depth: passage.heading.len(),
                text: passage.text.clone(),
                part: passage.part,
            });
            continue;
        }
        let Some(own) = passage.heading.last() else { continue };
        // A heading of its own stands above all that it heads; this one stands in the passage.
        if passage.text.starts_with(own.as_str()) && passage.text != *own {
            found.push(OutlineHeading {
                ordinal: passage.ordinal,
                depth: passage.heading.len() - 1,
                text: own.clone(),
                part: passage.part,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_within_paragraphs_are_headings() {
        let passage = |ordinal, heading: &[&str], is_heading, text: &str| Passage {
            ordinal,
            part: Part::Tasks,
            heading: heading.iter().map(|h| (*h).to_owned()).collect(),
            is_heading,
            text: text.to_owned(),
        };
        let passages = [
            passage(1, &[], true, "三、重点任务"),
            passage(
                2,
                &["三、重点任务", "（一）精细整治"],
                false,
                "（一）精细整治。实施架空线入地。",
            ),
            passage(3, &["三、重点任务", "（一）精细整治"], false, "推广小区微更新。"),
        ];
        let found: Vec<(u32, usize)> =
            outline(&passages).iter().map(|heading| (heading.ordinal, heading.depth)).collect();
        assert_eq!(found, [(1, 0), (2, 1)]);
    }
}
