//! Cursors: where the next page of a list begins, bound to the list that it belongs to.
//!
//! A cursor holds the offset and a tag over offset and request, in hexadecimal. It survives new
//! commits (a page may then repeat or skip what moved), but not a change of the query: a cursor
//! of another request is refused instead of giving a page from the middle of something else.

use suyan_search::filter::{DIMENSIONS, Dimension, KIND, LEVEL, LINEAGE, PART, PLACE, YEAR};
use suyan_search::{Filters, Group, PromiseRequest, SearchRequest, Sort};

/// Hits that lie deeper than this are reached by narrowing the query or by the export.
pub const DEEPEST: usize = 100_000;

/// The cursor for the hits after the first `offset`.
pub fn encode(request: &SearchRequest, offset: usize) -> String {
    format!("{offset:08x}{:016x}", tag(request, offset))
}

/// The offset that a cursor of this very request tells, `None` for any other string.
pub fn decode(request: &SearchRequest, cursor: &str) -> Option<usize> {
    if cursor.len() != 24 || !cursor.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let offset = usize::from_str_radix(&cursor[..8], 16).ok()?;
    (offset <= DEEPEST && encode(request, offset) == cursor).then_some(offset)
}

/// The cursor for the promises after the first `offset`.
pub fn encode_promises(request: &PromiseRequest, offset: usize) -> String {
    let of_list =
        PromiseRequest { limit: 0, offset: 0, facets: true, candidates: true, ..request.clone() };
    let hash = blake3::hash(format!("promises {of_list:?} {offset}").as_bytes());
    format!("{offset:08x}{}", &hash.to_hex()[..16])
}

/// The offset that a cursor of this very list of promises tells, `None` for any other string.
pub fn decode_promises(request: &PromiseRequest, cursor: &str) -> Option<usize> {
    let offset = usize::from_str_radix(cursor.get(..8)?, 16).ok()?;
    (offset <= DEEPEST && encode_promises(request, offset) == cursor).then_some(offset)
}

/// What every cursor was bound to from the first. What came later is put only where it is given, so
/// that the cursors of other lists stay what they are.
const FIRST: [&Dimension; 6] = [&PLACE, &LINEAGE, &LEVEL, &YEAR, &KIND, &PART];

/// A hash over everything that decides the order of the list, and the offset.
fn tag(request: &SearchRequest, offset: usize) -> u64 {
    let Filters { places, lineage, levels, years, kinds, parts, .. } = &request.filters;
    let mut hasher = blake3::Hasher::new();
    let mut put = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    put(&request.query);
    put(match request.sort {
        Sort::Relevance => "relevance",
        Sort::Newest => "newest",
        Sort::Oldest => "oldest",
    });
    put(match request.group {
        Group::Report => "report",
        Group::Passage => "passage",
    });
    put(&format!("{places:?}{lineage}{levels:?}{years:?}{kinds:?}{parts:?}{offset}"));
    for dimension in DIMENSIONS.into_iter().filter(|one| !FIRST.contains(one)) {
        for value in request.filters.values(dimension) {
            put(dimension.name);
            if !dimension.is_switch() {
                put(&value);
            }
        }
    }
    if request.synonyms {
        put("synonyms");
    }
    let hash = hasher.finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cursor_fits_only_its_own_request() {
        let request = SearchRequest { query: "架空线".into(), ..SearchRequest::default() };
        let cursor = encode(&request, 20);
        assert_eq!(decode(&request, &cursor), Some(20));
        let deeper = SearchRequest { limit: 50, ..request.clone() };
        assert_eq!(decode(&deeper, &cursor), Some(20), "the size of a page may change");
        let other = SearchRequest { query: "架空".into(), ..request.clone() };
        assert_eq!(decode(&other, &cursor), None);
        let newest = SearchRequest { sort: Sort::Newest, ..request.clone() };
        assert_eq!(decode(&newest, &cursor), None);
        for broken in ["", "0", "架空线", &cursor[1..], &cursor.to_uppercase(), "zz"] {
            if broken != cursor {
                assert_eq!(decode(&request, broken), None, "{broken}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_cursor_comes_back_and_no_other_string_is_one(offset in 0..=DEEPEST, other in "[0-9a-f]{24}") {
            let request = SearchRequest { query: "架空线".into(), ..SearchRequest::default() };
            let cursor = encode(&request, offset);
            prop_assert_eq!(decode(&request, &cursor), Some(offset));
            prop_assert!(other == cursor || decode(&request, &other).is_none());
            let promises = PromiseRequest { query: "架空线".into(), ..PromiseRequest::default() };
            let of_promises = encode_promises(&promises, offset);
            prop_assert_eq!(decode_promises(&promises, &of_promises), Some(offset));
            // One of another kind of list is none.
            prop_assert_eq!(decode_promises(&promises, &cursor), None);
            prop_assert_eq!(decode(&request, &of_promises), None);
        }
    }

    #[test]
    fn what_lies_deeper_has_no_cursor() {
        let request = SearchRequest::default();
        for (offset, is_one) in [(DEEPEST, true), (DEEPEST + 1, false), (0xffff_ffff, false)] {
            assert_eq!(decode(&request, &encode(&request, offset)).is_some(), is_one, "{offset}");
            let promises = PromiseRequest::default();
            let cursor = encode_promises(&promises, offset);
            assert_eq!(decode_promises(&promises, &cursor).is_some(), is_one, "{offset}");
        }
    }

    #[test]
    fn whatever_decides_on_the_list_decides_on_its_cursor() {
        let plain = SearchRequest { query: "架空线".into(), ..SearchRequest::default() };
        let filtered = |filters: Filters| SearchRequest { filters, ..plain.clone() };
        let others = [
            SearchRequest { group: Group::Passage, ..plain.clone() },
            SearchRequest { synonyms: true, ..plain.clone() },
            filtered(Filters { places: vec!["徐汇".into()], ..Filters::default() }),
            filtered(Filters { lineage: true, ..Filters::default() }),
            filtered(Filters { twins: true, ..Filters::default() }),
            filtered(Filters { years: Some((2022, 2022)), ..Filters::default() }),
        ];
        let cursor = encode(&plain, 10);
        for other in &others {
            assert_eq!(decode(other, &cursor), None, "{other:?}");
            let own = encode(other, 10);
            assert_eq!((decode(other, &own), decode(&plain, &own)), (Some(10), None), "{other:?}");
        }
    }
}
