//! What stands in the files of a panel, read back by other means than wrote it.

use suyan_corpus::Part;

use super::*;
use crate::export::tests::FileOut;
use crate::panel::PanelRequest;
use crate::params::Params;
use crate::testing::{Scan, report};

fn panel(query: &str) -> Panel {
    let archive = Scan::of(vec![
        report("310104", 2020, &[(Part::Tasks, "推进环保产业，改善环保设施。")]),
        report("310104", 2022, &[(Part::Tasks, "绿色发展。环保不停。")]),
        report("", 2020, &[(Part::Tasks, "环保。")]),
    ]);
    let request = PanelRequest::read(&Params::read(Some(query)).unwrap()).unwrap();
    Panel::count(&archive, request).unwrap()
}

fn written(panel: &Panel, form: PanelForm) -> FileOut {
    let mut out = FileOut::default();
    write(panel, form, &mut out).unwrap();
    out
}

#[test]
fn a_table_comes_back_out_of_its_file() {
    for query in [
        "words=环保&words=绿=绿色|低碳&per=characters",
        "words=环保&words=绿色&shape=wide&per=reports",
        "words=环保&by=report",
        "words=环保&by=level,part&stop=，",
    ] {
        let panel = panel(query);
        let table = PanelTable::of(&panel);
        let file = written(&panel, PanelForm::Csv { mark: false });
        let records = file.records();
        let rows = table.len();
        assert_eq!((file.rows, records.len()), (Some(rows as u64), rows + 1), "{query}");
        let names: Vec<&str> = table.fields().iter().map(|field| field.name.as_str()).collect();
        assert_eq!(records[0], names, "{query}");
        for (row, record) in records[1..].iter().enumerate() {
            let said = table.values(row).into_iter().map(|value| match value {
                Value::None => String::new(),
                Value::Text(text) => guarded(&text).into_owned(),
                Value::Int(number) => number.to_string(),
                Value::Real(number) => number.to_string(),
            });
            assert_eq!(*record, said.collect::<Vec<_>>(), "{query}");
        }
        let marked = written(&panel, PanelForm::Csv { mark: true }).bytes;
        assert_eq!(marked, ["\u{feff}".as_bytes(), &file.bytes].concat(), "{query}");
    }
}

#[test]
fn what_is_missing_is_an_empty_cell_and_codes_are_texts() {
    let panel = panel("words=环保&per=characters&place=310104");
    let records = written(&panel, PanelForm::Csv { mark: false }).records();
    let at = |name: &str| records[0].iter().position(|own| own == name).unwrap();
    let missing = records.iter().find(|row| row[at("year")] == "2021").unwrap();
    assert_eq!(missing[at("status")], "missing");
    for column in ["环保", "环保_rate", "characters", "words", "report_ids"] {
        assert_eq!(missing[at(column)], "", "{column}");
    }
    assert_eq!(missing[at("reports")], "0", "of reports it is known that there is none");
    assert_eq!(missing[at("place_code")], "310104");
    assert_eq!(
        (missing[at("place_short")].as_str(), missing[at("year_reviewed")].as_str()),
        ("徐汇", "2020")
    );
}

#[test]
fn lines_of_json_are_the_rows_of_the_answer() {
    let panel = panel("words=环保&words=绿色&per=words");
    let answer = crate::json::print(
        &panel.rows.iter().map(|row| RowBody { panel: &panel, row }).collect::<Vec<_>>(),
    );
    let wanted: serde_json::Value = serde_json::from_slice(&answer.unwrap()).unwrap();
    let file = written(&panel, PanelForm::JsonLines);
    assert_eq!(file.rows, Some(panel.rows.len() as u64));
    assert_eq!(serde_json::Value::from(file.values()), wanted);
    // Years as columns: what is not there is null.
    let wide = self::panel("words=环保&shape=wide");
    let first = &written(&wide, PanelForm::JsonLines).values()[0];
    assert_eq!((&first["环保_2020"], &first["环保_2022"]), (&2.into(), &1.into()));
    assert!(first["环保_2021"].is_null());
    assert_eq!(first["status_2021"], "missing");
}

#[test]
fn a_codebook_says_what_every_column_is() {
    let panel = panel("words=环保&words=-环保产业&per=characters&coded=环保:3/4&place=310104");
    let records = written(&panel, PanelForm::Codebook { mark: false }).records();
    assert_eq!(records[0], ["item", "value"]);
    let said = |item: &str| &records.iter().find(|row| row[0] == item).unwrap()[1];
    for field in PanelTable::of(&panel).fields() {
        assert_eq!(said(&format!("列 {}", field.name)), &field.about);
    }
    assert_eq!(said("公式"), "F5：字面次数（不重叠，长词优先） ÷ 字数 × 10000");
    assert_eq!((said("排除").as_str(), said("筛选").as_str()), ("环保产业", "place=310104"));
    assert!(said("抽样判读的精度").contains("判读不足 5 处"), "{}", said("抽样判读的精度"));
    // The address gives the same panel again.
    let address = said("同一结果的地址").split_once('?').unwrap().1;
    let again = Params::read(Some(address)).unwrap();
    assert_eq!(again.one("snapshot"), Some(panel.snapshot.as_str()));
    assert_eq!(PanelRequest::read(&again).unwrap().counts(), panel.request.counts());
}

#[test]
fn a_word_that_a_spreadsheet_would_run_is_harmless() {
    let panel = panel("words=-%3D环保&words=%3D环保&words=%2B绿色");
    let head = written(&panel, PanelForm::Csv { mark: false }).records().remove(0);
    assert!(head.ends_with(&["'=环保".to_owned(), "'+绿色".to_owned()]), "{head:?}");
}

#[test]
fn stata_takes_the_names_of_all_variables() {
    let long = "长".repeat(40);
    let query = format!(
        "words=环保 产业&words=环保-产业&words=1号工程&words=if&words=_n&words=str12&words={long}&words={long}甲"
    );
    let panel = panel(&query);
    let names = stata::names(&PanelTable::of(&panel));
    let known: std::collections::BTreeSet<&String> = names.iter().collect();
    assert_eq!(known.len(), names.len(), "{names:?}");
    let is_valid = |name: &String| {
        let first = name.chars().next().unwrap();
        name.chars().count() <= 32
            && (first.is_alphabetic() || first == '_')
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    assert!(names.iter().all(is_valid), "{names:?}");
    for (word, name) in [
        ("环保 产业", "环保_产业"),
        ("环保-产业", "环保_产业_2"),
        ("1号工程", "_1号工程"),
        // Words of Stata's own.
        ("if", "if_"),
        ("_n", "_n_"),
        ("str12", "str12_"),
    ] {
        let at = PanelTable::of(&panel).fields().iter().position(|field| field.name == word);
        assert_eq!(names[at.unwrap()], name);
    }
    let (first, second) = (&names[names.len() - 2], &names[names.len() - 1]);
    assert_eq!((first, second), (&"长".repeat(32), &format!("{}_2", "长".repeat(30))));
    let begins = b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>";
    assert!(written(&panel, PanelForm::Stata).bytes.starts_with(begins));
}

#[test]
fn whoever_is_gone_gets_no_more() {
    let panel = panel("words=环保");
    for form in [
        PanelForm::Csv { mark: true },
        PanelForm::JsonLines,
        PanelForm::Xlsx,
        PanelForm::Stata,
        PanelForm::Parquet,
    ] {
        let mut out = FileOut { is_gone: true, ..FileOut::default() };
        write(&panel, form, &mut out).unwrap();
        assert_eq!(out.chunks, 1, "{form:?}");
    }
}
