//! A value of a filter as a link: to the state with it, or without it where it is chosen.

use maud::{Markup, html};
use suyan_answers::Params;

use crate::text::number;

/// A value that may be chosen.
pub struct Choice<'a> {
    /// The parameter.
    pub name: &'a str,
    /// The value of the choice.
    pub value: &'a str,
    /// What a reader calls the value.
    pub label: &'a str,
    /// How much there is of the value.
    pub count: u64,
    /// Whether it is chosen beside others, and not instead of them.
    pub is_one_of_several: bool,
}

impl Choice<'_> {
    /// Its line of a list, on the page of this path with these parameters.
    pub fn line(&self, own: &Params, path: &str) -> Markup {
        let Self { name, value, label, count, is_one_of_several } = *self;
        let on = own.all(name).any(|given| given == value);
        let params = match (on, is_one_of_several) {
            (true, _) => own.remove(name, value),
            (false, true) => own.add(name, value),
            (false, false) => own.set(name, value),
        };
        html! {
            li {
                a href=(params.at(path)) aria-current=[on.then_some("true")] {
                    span { (label) } span.count { (number(count)) }
                }
            }
        }
    }
}
