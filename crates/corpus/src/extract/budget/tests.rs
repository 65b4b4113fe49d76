//! What may be spent, to the last unit, and what is shared.

use std::io::{self, Cursor, Read};

use super::*;
use crate::draft::{Draft, Paragraph};

fn bound(result: Result<(), Reason>) -> Option<Bound> {
    match result {
        Ok(()) => None,
        Err(Reason::Bound { bound, .. }) => Some(bound),
        Err(other) => panic!("{other}"),
    }
}

fn limits() -> Limits {
    Limits {
        nodes: 10,
        cells: 10,
        rows: 10,
        columns: 10,
        nesting: 10,
        text_bytes: 10,
        table_bytes: 10,
        streamed_nodes: 10,
        unpacked_from: 10,
        unpacked_ratio: 2,
        unpacked_bytes: 100,
        strikes: 2,
        ..Limits::default()
    }
}

type Charge = fn(&Budget<'_>, usize) -> Result<(), Reason>;

#[test]
fn every_charge_sums_up_and_strikes_behind_its_last_unit() {
    let limits = limits();
    let charges: [(Bound, Charge); 6] = [
        (Bound::Nodes, |budget, n| budget.nodes(n)),
        (Bound::Nodes, |budget, n| budget.streamed(n)),
        (Bound::Cells, |budget, n| budget.cells(n)),
        (Bound::Rows, |budget, n| budget.rows(n)),
        (Bound::TableBytes, |budget, n| budget.table(n)),
        (Bound::UnpackedBytes, |budget, n| budget.bytes(n as u64)),
    ];
    for (name, charge) in charges {
        let budget = Budget::new(&limits, None, 0);
        assert_eq!(bound(charge(&budget, 0)), None);
        assert_eq!(bound(charge(&budget, 4)), None, "{name:?}");
        assert_eq!(bound(charge(&budget, 6)), None, "{name:?}: ten are ten");
        assert_eq!(bound(charge(&budget, 1)), Some(name));
        // It does not come back by being asked for nothing, or for all that there is.
        assert_eq!(bound(charge(&budget, 0)), Some(name));
        assert_eq!(bound(charge(&budget, usize::MAX)), Some(name), "{name:?} overflows");
    }
}

#[test]
fn what_is_only_looked_at_sums_up_nothing() {
    let limits = limits();
    let budget = Budget::new(&limits, None, 0);
    let looks: [(Bound, Charge); 3] = [
        (Bound::Columns, |budget, n| budget.columns(n)),
        (Bound::Nesting, |budget, n| budget.nesting(n)),
        (Bound::TextBytes, |budget, n| budget.text(n)),
    ];
    for (name, look) in looks {
        for (count, struck) in [(10, None), (11, Some(name)), (10, None), (0, None)] {
            assert_eq!(bound(look(&budget, count)), struck, "{name:?} at {count}");
        }
    }
}

#[test]
fn members_share_what_is_unpacked_and_who_ran_away_but_not_the_rest() {
    let limits = limits();
    let budget = Budget::new(&limits, None, 0);
    let (first, second) = (budget.member(), budget.member());
    assert_eq!(bound(first.nodes(10).and(second.nodes(10))), None);
    assert_eq!(bound(first.rows(10).and(second.rows(10))), None);
    assert_eq!(bound(first.bytes(6)), None);
    assert_eq!(bound(second.bytes(5)), Some(Bound::UnpackedBytes));
    for (reason, strikes) in [
        (Reason::Broken, None),
        (Reason::Time(1), None),
        (Reason::Damaged(Damage::Xml), None),
        (Reason::Memory(1), Some(Bound::Strikes)),
    ] {
        first.strike(&reason);
        assert_eq!(bound(second.strikes()), strikes, "{reason}");
    }
}

#[test]
fn a_file_unpacks_to_so_many_times_its_size() {
    // Twice the size, ten bytes at the least, a hundred at the most.
    for (size, most) in [(0, 10), (5, 10), (6, 12), (50, 100), (51, 100), (usize::MAX, 100)] {
        let limits = limits();
        let budget = Budget::new(&limits, None, size);
        assert_eq!(budget.most_unpacked(), most, "{size}");
        assert_eq!(bound(budget.bytes(most)), None, "{size}");
        assert_eq!(bound(budget.bytes(1)), Some(Bound::UnpackedBytes), "{size}");
    }
}

struct Failing;

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("damaged"))
    }
}

#[test]
fn what_unpacks_to_more_than_it_may_is_not_held() {
    let limits = Limits { unpacked_from: 1000, ..limits() };
    let limits = Limits { unpacked_bytes: 1000, ..limits };
    let budget = Budget::new(&limits, None, 0);
    let unpack = |count: usize, most| {
        budget.unpack(Cursor::new(vec![7; count]), most, Bound::PartBytes).map(|bytes| bytes.len())
    };
    assert_eq!(unpack(20, 20), Ok(20));
    assert_eq!(unpack(0, 0), Ok(0));
    assert_eq!(unpack(21, 20), Err(Reason::bound(Bound::PartBytes, &limits)));
    assert_eq!(unpack(500, u64::MAX), Ok(500));
    // Of what is too large no more is read, and charged, than tells that it is.
    assert_eq!(bound(budget.bytes(1000 - 20 - 21 - 500)), None);
    assert_eq!(unpack(1, 20), Err(budget.over_unpacked()));
    let budget = Budget::new(&limits, None, 0);
    let read = budget.unpack(Failing, 20, Bound::PartBytes);
    assert_eq!(read, Err(Reason::Damaged(Damage::Packed)));
    let cut = Cursor::new([1, 2, 3]).chain(Failing);
    assert_eq!(budget.unpack(cut, 20, Bound::PartBytes), Err(Reason::Damaged(Damage::Packed)));
}

fn draft(texts: &[&str]) -> Extracted {
    let paragraph = |text: &&str| Paragraph { text: (*text).to_owned(), ..Paragraph::default() };
    let paragraphs = texts.iter().map(paragraph).collect();
    Extracted::Draft(Box::new(Draft { source: "a".to_owned(), paragraphs, ..Draft::default() }))
}

#[test]
fn a_document_is_admitted_within_the_bounds_of_a_text() {
    let limits = limits();
    let budget = Budget::new(&limits, None, 0);
    let cases: &[(&[&str], Option<Bound>)] = &[
        (&["0123456789"], None),
        (&["01234", "56789"], None),
        (&["0123456789", "x"], Some(Bound::TextBytes)),
        // Bytes count, not characters.
        (&["政府工作"], Some(Bound::TextBytes)),
        (&[""; 10], None),
        (&[""; 11], Some(Bound::Nodes)),
        (&[], None),
    ];
    for (texts, struck) in cases {
        match (budget.admit(draft(texts)), struck) {
            (Extracted::Draft(_), None) => {}
            (Extracted::Rejected { source, reason }, Some(bound)) => {
                assert_eq!((source.as_str(), reason), ("a", Reason::bound(*bound, &limits)));
            }
            (other, _) => panic!("{texts:?}: {other:?}"),
        }
    }
    // What is no document passes, and the next one begins with none of the last one's paragraphs.
    let none = Extracted::no_text("b", crate::reason::MissingContent::Rows);
    assert_eq!(budget.admit(none.clone()), none);
    assert_eq!(bound(budget.nodes(10)), None);
    budget.admit(draft(&["x"]));
    assert_eq!(bound(budget.nodes(10)), None);
}
