//! For every marked place, a model and a matcher made on the other places.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use suyan_promises::{Matcher, Model};

use crate::common::{Archive, place, text};
use crate::{pairing, training};

/// The models by the places that they did not see.
pub struct Models {
    without: BTreeMap<String, (Model, Matcher)>,
}

impl Models {
    pub fn by_place(
        root: &str,
        marks: &[Value],
        archive: &Archive,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let sentences = training::all(root, marks)?;
        let pairs = pairing::examples(archive, marks);
        let files = marks.iter().flat_map(|mark| [text(mark, "file"), text(mark, "from_file")]);
        let places: BTreeSet<&str> = files.filter(|file| !file.is_empty()).map(place).collect();
        let mut without = BTreeMap::new();
        for place in places {
            let model =
                Model::from_table(&training::model_table(&sentences, |other| other != place));
            let matcher =
                Matcher::from_table(&pairing::matcher_table(&pairs, |other| other != place));
            without.insert(place.to_owned(), (model, matcher));
        }
        Ok(Self { without })
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.without.len()
    }

    /// The model to judge a file's place by.
    pub fn model(&self, file: &str, held_out: bool) -> &Model {
        match self.without.get(place(file)) {
            Some((model, _)) if held_out => model,
            _ => Model::own(),
        }
    }

    /// The matcher to judge a file's place by.
    pub fn matcher(&self, file: &str, held_out: bool) -> &Matcher {
        match self.without.get(place(file)) {
            Some((_, matcher)) if held_out => matcher,
            _ => Matcher::own(),
        }
    }
}
