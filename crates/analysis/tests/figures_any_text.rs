//! No text makes reading figures panic, and every range is one of the text.

use proptest::prelude::*;
use suyan_analysis::quantity::quantities;

proptest! {
    #[test]
    fn any_text_is_read(text in "([0-9０-９.,，、%万亿千百十一二两半翻番数上X个家元公里/（）至到分之以内约超第年月“”Ga -]|\\PC){0,40}") {
        for quantity in quantities(&text) {
            prop_assert!(text.get(quantity.range.clone()).is_some_and(|words| !words.is_empty()));
            prop_assert!(text.get(quantity.before.clone()).is_some());
            prop_assert!(text.get(quantity.after.clone()).is_some());
            prop_assert!(text.get(quantity.subject.clone()).is_some());
            prop_assert!(quantity.value.is_none_or(f64::is_finite));
        }
    }
}
