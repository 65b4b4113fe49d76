//! A query in normal form, shown to the person who typed it.

use super::ast::{Conjunction, Query, Restriction};
use crate::ReadAs;

pub(crate) fn read_as(query: &Query) -> ReadAs {
    let alternatives: Vec<String> = query.alternatives.iter().map(conjunction).collect();
    let mut words: Vec<String> = Vec::new();
    for term in query.alternatives.iter().flat_map(|a| &a.terms) {
        if !words.contains(&term.label) {
            words.push(term.label.clone());
        }
    }
    ReadAs { text: alternatives.join(" OR "), words, lineage: Vec::new() }
}

fn conjunction(conjunction: &Conjunction) -> String {
    let mut pieces: Vec<String> = conjunction.terms.iter().map(|t| t.label.clone()).collect();
    for excluded in &conjunction.excluded {
        let inner = self::conjunction(excluded);
        let several =
            excluded.terms.len() + excluded.restrictions.len() + excluded.excluded.len() > 1;
        pieces.push(if several { format!("-({inner})") } else { format!("-{inner}") });
    }
    pieces.extend(conjunction.restrictions.iter().map(restriction));
    pieces.join(" ")
}

fn restriction(restriction: &Restriction) -> String {
    match restriction {
        Restriction::Place(place) => format!("地区:{place}"),
        Restriction::Years(first, last) if first == last => format!("年:{first}"),
        Restriction::Years(first, last) => {
            let shown = |year: i16, open: i16| {
                if year == open { String::new() } else { year.to_string() }
            };
            format!("年:{}..{}", shown(*first, i16::MIN), shown(*last, i16::MAX))
        }
        Restriction::Level(level) => format!("层级:{level}"),
        Restriction::Part(part) => format!("部分:{part}"),
        Restriction::Kind(kind) => format!("类型:{kind}"),
    }
}
