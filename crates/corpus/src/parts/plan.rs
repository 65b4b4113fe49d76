//! Reports of the first year of a plan may set out next to nothing but the plan: what is to be done
//! in its years are their tasks then.

use super::years::Year;
use super::{aims, plausible, wording};
use crate::text::{flat, head};
use crate::{Part, Passage};

/// Makes tasks of the deeds that a whole report of hardly any tasks sets out for years to come:
/// what stands below headings of deeds, and, where that is not enough, paragraphs that name no aim.
pub(super) fn settle(passages: &mut [Passage], year: Year) {
    if plausible::has_tasks(passages) {
        return;
    }
    for passage in &mut *passages {
        let deed = |title: &String| wording::of_heading(title, year).is_none();
        let is_below = passage.heading.iter().skip(1).any(deed);
        let opens = passage.is_heading && !passage.heading.is_empty() && deed(&passage.text);
        if passage.part == Part::Targets && (is_below || opens) && !is_aim(passage, year) {
            passage.part = Part::Tasks;
        }
    }
    if plausible::has_tasks(passages) {
        return;
    }
    for passage in passages {
        if passage.part == Part::Targets && !passage.is_heading && !is_aim(passage, year) {
            passage.part = Part::Tasks;
        }
    }
}

/// Whether a paragraph is about what is aimed at: the aims themselves, or the years in general.
fn is_aim(passage: &Passage, year: Year) -> bool {
    let start = flat(head(&passage.text, 70));
    start.starts_with(['—', '-'])
        || wording::is_aims(&start)
        || !passage.is_heading && aims::is_of_years_ahead(head(&start, 12), year)
}
