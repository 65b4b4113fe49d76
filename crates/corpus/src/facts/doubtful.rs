//! By what a report may be doubted, as a few words that lists are made of: what is not known, what
//! labels and text tell differently, what of the text is missing or wrong.

use super::{far_year, other_place};
use crate::report::{Doubt, Doubtful, Facts, Kind, Origin};

impl Facts {
    /// What of the report is doubtful, in the order of [`Doubtful::ALL`]. That a plan or a communiqué
    /// has no day of delivery is no doubt.
    #[must_use]
    pub fn doubtful(&self) -> Vec<Doubtful> {
        let not_believed = |fact| self.evidence.iter().filter(move |e| e.fact == fact && !e.used);
        let is = |doubtful: &Doubtful| match doubtful {
            Doubtful::Place => {
                self.place.is_none() || not_believed("place").any(|e| other_place(self, e))
            }
            Doubtful::Year => {
                self.year.is_none() || not_believed("year").any(|e| far_year(self, e))
            }
            Doubtful::Date => {
                let other = |year: &str| {
                    self.year.is_some_and(|own| {
                        year.get(..4)
                            .and_then(|y| y.parse().ok())
                            .is_some_and(|y: i16| (y - own).abs() > 1)
                    })
                };
                let of_text = |from| matches!(from, Origin::Body | Origin::DateLine);
                self.kind == Kind::WorkReport
                    && (self.date.is_none()
                        || not_believed("date").any(|e| of_text(e.from) && other(&e.value)))
            }
            Doubtful::Parts => self.doubts.contains(&Doubt::Parts),
            Doubtful::Twin => self.twin_of.is_some(),
            Doubtful::Truncated => self.doubts.contains(&Doubt::Truncated),
            Doubtful::Text => self.doubts.iter().any(|doubt| {
                matches!(
                    doubt,
                    Doubt::Undecodable | Doubt::Placeholders | Doubt::PinyinGlosses | Doubt::Ocr
                )
            }),
        };
        Doubtful::ALL.iter().copied().filter(is).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Evidence;

    fn facts() -> Facts {
        let gazetteer = crate::Gazetteer::builtin();
        let division = gazetteer.by_code("310104", Some(2023));
        let place = division.map(|division| gazetteer.place(division, Some(2023)));
        let date = Some(jiff::civil::date(2023, 1, 4));
        Facts { place, year: Some(2023), date, kind: Kind::WorkReport, ..Facts::default() }
    }

    fn reading(fact: &str, value: &str, from: Origin) -> Evidence {
        let (fact, value) = (fact.to_owned(), value.to_owned());
        Evidence { fact, words: value.clone(), value, from, used: false }
    }

    #[test]
    fn what_is_missing_or_told_otherwise_is_doubtful() {
        assert!(facts().doubtful().is_empty());
        let with = |change: fn(&mut Facts)| {
            let mut facts = facts();
            change(&mut facts);
            facts.doubtful()
        };
        assert_eq!(with(|facts| facts.place = None), [Doubtful::Place]);
        assert_eq!(with(|facts| facts.date = None), [Doubtful::Date]);
        let plan: fn(&mut Facts) = |facts| (facts.date, facts.kind) = (None, Kind::Plan);
        assert!(with(plan).is_empty());
        let year: fn(&mut Facts) =
            |facts| facts.evidence.push(reading("year", "2010", Origin::Path));
        assert_eq!(with(year), [Doubtful::Year]);
        // A label by the year under review is a custom, and no doubt.
        let custom: fn(&mut Facts) =
            |facts| facts.evidence.push(reading("year", "2022", Origin::Path));
        assert!(with(custom).is_empty());
        let day: fn(&mut Facts) =
            |facts| facts.evidence.push(reading("date", "2010-02-20", Origin::DateLine));
        assert_eq!(with(day), [Doubtful::Date]);
        let above: fn(&mut Facts) =
            |facts| facts.evidence.push(reading("place", "上海市", Origin::Path));
        assert!(with(above).is_empty());
        let text: fn(&mut Facts) = |facts| facts.doubts = vec![Doubt::Ocr, Doubt::Parts];
        assert_eq!(with(text), [Doubtful::Parts, Doubtful::Text]);
    }
}
