//! What holds of every division, whatever the table says: laws that lookups, paths and lineage keep.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// Every year of the records, and two beyond either end.
const YEARS: std::ops::RangeInclusive<i16> = 1979..=2028;

#[test]
fn spans_of_one_code_follow_each_other_and_never_overlap() {
    let gazetteer = Gazetteer::builtin();
    let codes: BTreeSet<&str> = gazetteer.divisions().iter().map(|row| row.code.as_ref()).collect();
    assert!(codes.len() > 4000, "{}", codes.len());
    for code in codes {
        let rows: Vec<&Division> = gazetteer.rows(code).collect();
        for row in &rows {
            let backwards = row.from.zip(row.to).is_some_and(|(from, to)| to < from);
            assert!(!backwards && !row.name.trim().is_empty(), "{row:?}");
        }
        for pair in rows.windows(2) {
            let [earlier, later] = pair else { continue };
            let (Some(end), Some(begin)) = (earlier.to, later.from) else {
                panic!("{code}: {earlier:?} does not end before {later:?}");
            };
            assert!(end <= begin, "{code}: {earlier:?} overlaps {later:?}");
        }
    }
}

#[test]
fn a_code_means_in_a_year_what_stood_then_and_the_old_one_in_the_year_of_a_change() {
    let gazetteer = Gazetteer::builtin();
    for row in gazetteer.divisions() {
        for year in YEARS {
            // By looking at every row of the code, the earliest that stood.
            let naive = gazetteer.rows(&row.code).find(|row| row.stood(year));
            assert_eq!(gazetteer.by_code(&row.code, Some(year)), naive, "{} {year}", row.code);
        }
        let last = gazetteer.rows(&row.code).max_by_key(|row| row.from);
        assert_eq!(gazetteer.by_code(&row.code, None), last, "{}", row.code);
    }
}

#[test]
fn a_place_has_its_levels_above_it_in_order() {
    let gazetteer = Gazetteer::builtin();
    for row in gazetteer.divisions() {
        for year in [None, Some(1985), Some(2005), Some(2024)] {
            let place = gazetteer.place(row, year);
            let shown = || format!("{row:?} in {year:?}: {place:?}");
            assert_eq!(place.path.len(), place.codes.len(), "{}", shown());
            assert_eq!(place.path.last(), Some(&row.name.to_string()), "{}", shown());
            assert_eq!(place.codes.last(), Some(&row.code.to_string()), "{}", shown());
            let levels: Vec<Level> = place
                .codes
                .iter()
                .filter_map(|code| Some(gazetteer.rows(code).next()?.level))
                .collect();
            assert!(levels.is_sorted_by(|above, below| above < below), "{}", shown());
            let least = usize::from(row.level > Level::Province) + 1;
            assert!(place.path.len() >= least, "{}", shown());
        }
    }
}

#[test]
fn every_name_leads_back_to_its_division() {
    let gazetteer = Gazetteer::builtin();
    for row in gazetteer.divisions().iter().filter(|row| row.level > Level::Nation) {
        let year = row.nearest_year(Some(2020));
        let found = gazetteer.find(&row.name, Some(year));
        assert!(found.iter().any(|one| std::ptr::eq(*one, row)), "{row:?} in {year}");
        assert!(found.iter().all(|one| one.stood(year)), "{} in {year}", row.name);
        for short in short_name(&row.name) {
            let found = gazetteer.candidates(&short, Some(year));
            let own = found.iter().find(|(one, _)| std::ptr::eq(*one, row));
            assert!(own.is_some_and(|(_, w)| *w != NameWording::Full), "{short} of {row:?}");
            // Full names come first.
            assert!(found.is_sorted_by_key(|(_, wording)| *wording), "{short}");
        }
        let text = format!("在{}调研", row.name);
        let named = gazetteer.mentions(&text).into_iter().any(|mention| {
            text[mention.range.clone()].ends_with(row.name.as_ref())
                && mention.divisions.iter().any(|one| one.name == row.name)
        });
        assert!(named, "{text}: {:?}", gazetteer.mentions(&text));
    }
}

#[test]
fn successors_and_predecessors_are_each_others() {
    let gazetteer = Gazetteer::builtin();
    let codes: BTreeSet<&str> = gazetteer.divisions().iter().map(|row| row.code.as_ref()).collect();
    let mut counted = 0;
    for code in codes {
        let rows: Vec<&Division> = gazetteer.rows(code).collect();
        for (heir, year) in gazetteer.successors(code) {
            assert!(heir.stood(year) && heir.code != code, "{code} became {heir:?} in {year}");
            // A code that was given again is asked for what it is now.
            let is_latest = gazetteer.rows(&heir.code).next_back().is_some_and(|l| l == heir);
            if is_latest {
                let before = gazetteer.predecessors(&heir.code);
                let back = before.iter().any(|(row, when)| row.code == code && *when == year);
                assert!(back, "{code} is not among what became {}", heir.code);
                counted += 1;
            }
        }
        let lineage = gazetteer.lineage(code);
        assert!(lineage.iter().any(|held| held.code == code), "{code}");
        let first = rows.first().map(|row| row.code.as_ref());
        assert_eq!(first, Some(code));
        for held in &lineage {
            let known = gazetteer.rows(&held.code).any(|row| row.from == held.from);
            assert!(known, "{code}: {held:?}");
        }
    }
    assert!(counted > 800, "{counted}");
}

#[test]
fn what_became_of_a_place_stands_or_was_shared_out() {
    let gazetteer = Gazetteer::builtin();
    for row in gazetteer.divisions() {
        // In the year of a change the code is that of the row that ended.
        if gazetteer.by_code(&row.code, row.to) != Some(row) {
            continue;
        }
        let today = gazetteer.today(&row.code, row.to).unwrap_or_else(|| panic!("{row:?}"));
        let shown = || format!("{row:?}: {today:?}");
        let stands = today.division.to.is_none();
        let unknown = today.division.next.is_empty();
        assert!(stands || today.is_split || unknown, "{}", shown());
        assert_eq!(stands && today.events.is_empty(), row.to.is_none(), "{}", shown());
        assert!(today.events.is_sorted_by_key(|(year, _)| *year), "{}", shown());
        // Each change is that of a row that ended then.
        assert!(today.events.iter().all(|(year, row)| row.to == Some(*year)), "{}", shown());
        // What stands today is what it is.
        if stands {
            let again = gazetteer.today(&today.division.code, None);
            assert_eq!(again.map(|again| again.division), Some(today.division), "{}", shown());
        }
    }
}

#[test]
fn as_of_a_year_is_given_what_stood_then_or_nothing() {
    let gazetteer = Gazetteer::builtin();
    let mut told: BTreeMap<bool, usize> = BTreeMap::new();
    for row in gazetteer.divisions() {
        for year in [1983, 1995, 2010, 2024] {
            let then = gazetteer.as_of(row, Some(year));
            assert!(then.is_none_or(|then| then.stood(year)), "{row:?} in {year}: {then:?}");
            if row.stood(year) {
                assert_eq!(then, Some(row), "{year}");
            } else {
                *told.entry(then.is_some()).or_default() += 1;
            }
        }
        assert_eq!(gazetteer.as_of(row, None), Some(row));
    }
    // Most changes are told; the rest are divisions that were divided or put together.
    assert!(told[&true] > told[&false], "{told:?}");
}

#[test]
fn without_a_name_or_code_nothing_is_found() {
    let gazetteer = Gazetteer::builtin();
    for name in ["", " ", "市", "区", "县", "某某市", "云溪", "2020", "𠀀𠀀县"] {
        let found = gazetteer.find(name, Some(2020));
        let resolved = gazetteer.resolve(name, Some(2020), &[]);
        assert_eq!(found.is_empty(), resolved == Resolution::None, "{name}");
    }
    for code in ["", "0", "999999", "31010", "3101044", "310104 ", "３１０１０４"] {
        assert_eq!(gazetteer.by_code(code, None), None, "{code}");
        assert_eq!(gazetteer.today(code, Some(2020)), None, "{code}");
        assert!(gazetteer.lineage(code).is_empty() && gazetteer.heirs(code).is_empty(), "{code}");
    }
}

/// Rows of users' tables: what is wrong with them, where, and what to do.
#[test]
fn a_users_table_says_what_is_wrong_where_and_what_to_do() {
    for (table, line, reason, remedy) in [
        ("code,name\n1,\n", 2, "name is missing", "a code and a name"),
        ("code,name\n,甲市\n", 2, "code is missing", "a code and a name"),
        ("name\n甲市\n", 2, "code is missing", "a code and a name"),
        ("code,name,level\nx-1,甲市,巨\n", 2, "\"巨\"", "prefecture"),
        ("code,name\nx-1,甲市\n", 2, "\"x-1\"", "column level"),
        ("code,name,level,from\nx-1,甲市,市,去年\n", 2, "\"去年\"", "2015"),
        ("code,name,level,to\nx-1,甲市,市,99999\n", 2, "\"99999\"", "2015"),
        ("code,name,level,parent\nx-1,甲市,市,乌有省\n", 2, "\"乌有省\"", "add a row"),
        ("代码,名称,层级,上级\nx-1,甲省,省,\n\nx-2,乙市,市,丙省\n", 4, "\"丙省\"", "add a row"),
    ] {
        let error = Gazetteer::with_extra(table).expect_err(table);
        let said = error.to_string();
        assert_eq!(error.line, line, "{table}: {said}");
        assert!(said.starts_with(&format!("line {line}: ")), "{said}");
        assert!(error.reason.contains(reason) && error.remedy.contains(remedy), "{said}");
    }
}

#[test]
fn a_users_table_is_read_in_any_order_of_columns_and_rows() {
    let table = "\u{FEFF}简称,上级,名称,层级,代码,起始年,备注\n云山；小云,x-1,云山县,区县,x-2,2001,甲\n,,云溪省,省,x-1,,乙\n";
    for table in [table.to_owned(), table.replace(',', "\t"), table.replace('\n', "\r\n")] {
        let gazetteer = Gazetteer::with_extra(&table).unwrap();
        let county = gazetteer.find("小云", Some(2020))[0];
        assert_eq!((county.code.as_ref(), county.level), ("x-2", Level::County));
        assert_eq!(gazetteer.place(county, None).path, ["云溪省", "云山县"]);
        assert!(gazetteer.find("云山县", Some(1999)).is_empty());
        assert!(gazetteer.mentions("在云山县").iter().any(|m| m.divisions[0].code == "x-2"));
    }
    // One bad row and nothing is taken.
    let mut gazetteer = Gazetteer::builtin().clone();
    let before = gazetteer.divisions().len();
    assert!(gazetteer.add_table("code,name,level\nx-1,甲市,市\nx-2,,市\n").is_err());
    assert_eq!(gazetteer.divisions().len(), before);
    assert!(gazetteer.find("甲市", None).is_empty());
}

#[test]
fn parents_in_a_circle_end() {
    let table = "code,name,level,parent\nx-1,甲市,prefecture,x-2\nx-2,乙县,county,x-1\nx-3,丙县,county,x-3\n";
    let gazetteer = Gazetteer::with_extra(table).unwrap();
    for (code, least) in [("x-1", 1), ("x-2", 2), ("x-3", 1)] {
        let division = gazetteer.by_code(code, None).unwrap();
        let place = gazetteer.place(division, None);
        assert!((least..=5).contains(&place.path.len()), "{place:?}");
        assert_eq!(place.codes.last().map(String::as_str), Some(code));
    }
    let table =
        "code,name,level,to,next\nx-1,甲市,prefecture,2000,x-2\nx-2,乙市,prefecture,2000,x-1\n";
    let gazetteer = Gazetteer::with_extra(table).unwrap();
    let today = gazetteer.today("x-1", Some(1999)).unwrap();
    assert_eq!((today.division.code.as_ref(), today.events.len()), ("x-2", 2));
    assert!(gazetteer.lineage("x-1").len() <= 2 && gazetteer.heirs("x-1").len() <= 2);
}

proptest! {
    #[test]
    fn mentions_stand_in_the_text_in_order_and_apart(
        pieces in proptest::collection::vec(
            "(云和县|上海市|徐汇|朝阳|黄浦区|江苏|吉林|的|在|，|和|2020年|[一-龥a-z]{1,3})",
            0..30,
        ),
    ) {
        let text = pieces.concat();
        let gazetteer = Gazetteer::builtin();
        let mentions = gazetteer.mentions(&text);
        let mut end = 0;
        for mention in &mentions {
            prop_assert!(mention.range.start >= end, "{text}: {mentions:?}");
            let name = text.get(mention.range.clone());
            prop_assert!(name.is_some_and(|name| !name.is_empty()), "{text}: {mentions:?}");
            prop_assert!(!mention.divisions.is_empty(), "{text}: {mentions:?}");
            end = mention.range.end;
        }
    }

    #[test]
    fn any_name_and_context_resolve_to_what_stood(
        at in any::<prop::sample::Index>(),
        context in any::<prop::sample::Index>(),
        year in YEARS,
    ) {
        let gazetteer = Gazetteer::builtin();
        let rows = gazetteer.divisions();
        let (row, around) = (&rows[at.index(rows.len())], &rows[context.index(rows.len())]);
        for context in [&[][..], &[around.name.as_ref()][..]] {
            let found = match gazetteer.resolve(&row.name, Some(year), context) {
                Resolution::One(one) => vec![one],
                Resolution::Many(many) => {
                    prop_assert!(many.len() > 1);
                    many
                }
                Resolution::None => Vec::new(),
            };
            for division in found {
                prop_assert!(division.stood_near(year, 2), "{} in {year}: {division:?}", row.name);
            }
        }
    }
}
