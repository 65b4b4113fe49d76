//! What dimensions and their values are called on a page: the one place of a page's words for them.

use suyan_search::filter::{Dimension, Restriction};

use super::Texts;

impl Texts {
    /// What a dimension is called; nothing where no page shows it.
    pub fn dimension(&self, dimension: &Dimension) -> &'static str {
        match dimension.name {
            "place" => self.place,
            "lineage" => self.lineage,
            "level" => self.level,
            "year" => self.year,
            "kind" => self.kind,
            "part" => self.part,
            _ => "",
        }
    }

    /// What a value is called; a place by what names it.
    pub fn value(&self, value: &Restriction) -> String {
        match value {
            Restriction::Place(_) => value.word(),
            Restriction::Years(..) => (self.room.years)(&value.word()),
            Restriction::Level(level) => (self.level_word)(*level).to_owned(),
            Restriction::Kind(kind) => (self.kind_word)(*kind).to_owned(),
            Restriction::Part(part) => (self.part_word)(*part).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use suyan_search::filter::DIMENSIONS;

    use crate::text::{EN, ZH};

    #[test]
    fn every_dimension_and_every_value_has_words_in_each_language() {
        for texts in [&ZH, &EN] {
            for dimension in DIMENSIONS.into_iter().filter(|one| !one.is_switch()) {
                assert!(!texts.dimension(dimension).is_empty(), "{}", dimension.name);
                let labels: Vec<String> = dimension.values().map(|one| texts.value(&one)).collect();
                let differ = labels.iter().collect::<std::collections::BTreeSet<_>>().len();
                assert_eq!(differ, labels.len(), "{}: {labels:?}", dimension.name);
                assert!(labels.iter().all(|label| !label.is_empty()), "{}", dimension.name);
            }
        }
    }
}
