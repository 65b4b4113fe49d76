//! Places by another name: the full name of one that was shortened or misspelt in a filter, and
//! the filter that a word may have been meant as.

use std::collections::HashMap;
use std::sync::OnceLock;

use suyan_corpus::places::short_name;
use suyan_search::matching::is_within;
use suyan_search::query::tree::{QueryNode, written};
use suyan_search::query::{Restriction, chunk};
use suyan_search::{Error, Filters};

use super::sounds::pinyin;
use super::{Guide, HelpKind};
use crate::places;
use crate::store::snapshot::Snapshot;

/// Names that are tried for one that is not known.
const MOST_NAMES: usize = 3;
/// Characters of the longest name that a word is compared with.
const LONGEST_NAME: usize = 12;

pub(super) fn offer(guide: &mut Guide<'_>) -> Result<(), Error> {
    unknown_beside(guide)?;
    unknown_written(guide)?;
    word_as_filter(guide)
}

/// Whether the archive has a place that this name or code means.
fn is_known(snapshot: &Snapshot, name: &str) -> bool {
    snapshot.places.iter().any(|place| is_within(place, name))
}

/// Names of places of the archive that may be meant.
fn alike(snapshot: &Snapshot, name: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let bare = short_name(name).into_iter().next().unwrap_or_else(|| name.to_owned());
    for typed in [name.to_owned(), pinyin(name), pinyin(&bare)] {
        if typed.is_empty() {
            continue;
        }
        for entry in places::complete(snapshot, &typed, MOST_NAMES) {
            if !names.contains(&entry.name) && names.len() < MOST_NAMES {
                names.push(entry.name);
            }
        }
    }
    names
}

fn unknown_beside(guide: &mut Guide<'_>) -> Result<(), Error> {
    let filters = guide.request.filters.clone();
    let text = guide.request.query.clone();
    for (at, name) in filters.places.iter().enumerate() {
        if is_known(guide.snapshot, name) {
            continue;
        }
        for other in alike(guide.snapshot, name) {
            let mut places = filters.places.clone();
            places[at].clone_from(&other);
            let filters = Filters { places, ..filters.clone() };
            guide.offer(HelpKind::Place, name, &other, &text, Some(filters))?;
        }
    }
    Ok(())
}

fn unknown_written(guide: &mut Guide<'_>) -> Result<(), Error> {
    for restriction in super::written_filters(&guide.query.tree) {
        let Restriction::Place(name) = &restriction else { continue };
        if is_known(guide.snapshot, name) {
            continue;
        }
        for other in alike(guide.snapshot, name) {
            let tree = guide.query.tree.map(&mut |node| {
                let is_it = matches!(node, QueryNode::Restriction(r) if *r == restriction);
                is_it.then(|| QueryNode::Restriction(Restriction::Place(other.clone())))
            });
            guide.offer(HelpKind::Place, name, &other, &tree.written(), None)?;
        }
    }
    Ok(())
}

/// `徐汇区加装电梯` and `加装电梯 徐汇`: a report of 徐汇区 need not name it in the passage.
fn word_as_filter(guide: &mut Guide<'_>) -> Result<(), Error> {
    let has_filter = !guide.request.filters.places.is_empty()
        || super::written_filters(&guide.query.tree)
            .iter()
            .any(|restriction| matches!(restriction, Restriction::Place(_)));
    if has_filter {
        return Ok(());
    }
    let known = guide.snapshot.caches.of::<PlaceNames>();
    let names = known.0.get_or_init(|| names(guide.snapshot));
    let mut meant: Option<(String, String)> = None;
    let tree = guide.query.tree.map(&mut |node| match node {
        QueryNode::Not(_) => Some(node.clone()),
        QueryNode::Text(typed) if meant.is_none() => {
            let (word, name, rest) = split(&typed.text, names)?;
            meant = Some((word, name));
            Some(chunk(&rest).map_or_else(QueryNode::default, QueryNode::Text))
        }
        _ => None,
    });
    let Some((word, name)) = meant else { return Ok(()) };
    if tree.is_empty() {
        return Ok(());
    }
    let filter = Restriction::Place(name);
    let to = written(&filter);
    let tree = QueryNode::all(vec![tree, QueryNode::Restriction(filter)]);
    guide.offer(HelpKind::Place, &word, &to, &tree.written(), None)?;
    Ok(())
}

/// What a commit's places are known by, once it was asked.
#[derive(Default)]
struct PlaceNames(OnceLock<HashMap<String, String>>);

/// Full and short names of the archive's places, and the full name that each means.
fn names(snapshot: &Snapshot) -> HashMap<String, String> {
    let mut names = HashMap::new();
    for place in &snapshot.places {
        for short in short_name(&place.name).into_iter().filter(|s| s.chars().count() > 1) {
            names.entry(short).or_insert_with(|| place.name.clone());
        }
    }
    for place in &snapshot.places {
        names.insert(place.name.clone(), place.name.clone());
    }
    names
}

/// The name that a text begins or ends with: as typed, in full, and the rest of the text.
fn split(text: &str, names: &HashMap<String, String>) -> Option<(String, String, String)> {
    let characters: Vec<char> = text.chars().collect();
    let longest = characters.len().min(LONGEST_NAME);
    (2..=longest).rev().find_map(|length| {
        let ends = [(0, length), (characters.len() - length, characters.len())];
        ends.into_iter().find_map(|(from, to)| {
            let word: String = characters[from..to].iter().collect();
            let name = names.get(&word)?.clone();
            let rest = characters[..from].iter().chain(&characters[to..]).collect();
            Some((word, name, rest))
        })
    })
}
