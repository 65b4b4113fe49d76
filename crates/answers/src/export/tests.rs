//! What stands in files of lists, whatever their form.

use std::ops::ControlFlow;

use suyan_corpus::Part;

use super::*;
use crate::testing::{Scan, report};

/// A file in memory.
#[derive(Debug, Default)]
pub(crate) struct FileOut {
    /// How many rows it was said to have.
    pub rows: Option<u64>,
    pub bytes: Vec<u8>,
    /// How often bytes came.
    pub chunks: usize,
    /// Whether nobody wants more than the first of them.
    pub is_gone: bool,
}

impl Out for FileOut {
    fn begin(&mut self, rows: u64) {
        assert_eq!(self.rows.replace(rows), None, "a file begins once");
    }

    fn send(&mut self, bytes: Vec<u8>) -> ControlFlow<()> {
        assert!(self.rows.is_some(), "bytes before the number of rows");
        self.bytes.extend(bytes);
        self.chunks += 1;
        if self.is_gone { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl FileOut {
    /// The lines of a file of comma-separated values, the head among them.
    pub(crate) fn records(&self) -> Vec<Vec<String>> {
        let bytes = self.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&self.bytes);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let fields = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
        reader.records().map(|row| fields(row.unwrap())).collect()
    }

    /// The values of the lines of a file of JSON Lines.
    pub(crate) fn values(&self) -> Vec<serde_json::Value> {
        let lines = self.bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
    }
}

const NAMES: [(&str, f64); 3] = [("a", 1.0), ("b", 1.0), ("c", 1.0)];

/// These rows as a file.
fn written(form: ExportForm, rows: &[[ExportCell; 3]]) -> FileOut {
    let mut out = FileOut::default();
    let made = to_rows(form, &NAMES, &mut out, |sink| {
        sink.begin(rows.len() as u64);
        rows.iter().for_each(|row| assert!(sink.row(row).is_continue()));
        Ok(())
    });
    made.unwrap();
    out
}

fn text(text: &str) -> ExportCell {
    ExportCell::Text(text.to_owned())
}

/// Texts that readers of tables trip over.
const ODD: [&str; 12] = [
    "平文",
    "一,二",
    "三\"四\"",
    "\"",
    "五\n六",
    "七\r\n八",
    "",
    " 前后有空格 ",
    "，全角，",
    "a;b\tc",
    "é𠀀🚧",
    "'撇号",
];

#[test]
fn rows_come_back_out_of_comma_separated_values() {
    let most = u64::MAX;
    let row = |odd: &&str| [text(odd), ExportCell::Number(most), ExportCell::Decimal(-0.5)];
    let rows: Vec<[ExportCell; 3]> = ODD.iter().map(row).collect();
    let out = written(ExportForm::Csv, &rows);
    assert_eq!(out.rows, Some(ODD.len() as u64));
    let begins = format!("\u{feff}a,b,c\r\n平文,{most},-0.5\r\n");
    assert!(out.bytes.starts_with(begins.as_bytes()));
    let records = out.records();
    assert_eq!(records.len(), 1 + ODD.len());
    for (record, odd) in records[1..].iter().zip(ODD) {
        assert_eq!(*record, [odd, &most.to_string(), "-0.5"]);
    }
    // What is not known is nothing, also at the end of a line.
    let empty = written(ExportForm::Csv, &[[ExportCell::Empty, text("x"), ExportCell::Empty]]);
    assert!(empty.bytes.ends_with(b"\r\n,x,\r\n"));
    assert_eq!(written(ExportForm::Csv, &[]).bytes, "\u{feff}a,b,c\r\n".as_bytes());
}

#[test]
fn a_text_that_a_spreadsheet_would_run_is_harmless_and_comes_back() {
    for (given, shown) in [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-5%", "'-5%"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("＋", "'＋"),
        ("－", "'－"),
        ("＠", "'＠"),
        ("1=1", "1=1"),
        (" =1", " =1"),
        ("'x", "'x"),
        ("", ""),
    ] {
        assert_eq!(guarded(given), shown);
        assert_eq!(unguarded(shown), given);
    }
    // A number is none of these: a cell is a number or a text.
    let row = [ExportCell::Decimal(-1.5), text("-1.5"), text("一\"=")];
    assert!(
        written(ExportForm::Csv, &[row]).bytes.ends_with("-1.5,'-1.5,\"一\"\"=\"\r\n".as_bytes())
    );
}

#[test]
fn lines_of_json_have_every_name_in_every_line() {
    let rows = [
        [text("一\"二\n"), ExportCell::Number(3), ExportCell::Decimal(0.25)],
        [ExportCell::Empty, ExportCell::Empty, text("=1")],
    ];
    // Programs run no formulas.
    let wanted = [
        serde_json::json!({"a": "一\"二\n", "b": 3, "c": 0.25}),
        serde_json::json!({"a": null, "b": null, "c": "=1"}),
    ];
    assert_eq!(written(ExportForm::JsonLines, &rows).values(), wanted);
}

#[test]
fn a_file_is_sent_in_chunks_and_no_further_than_is_wanted() {
    let row = [text(&"长".repeat(1_000)), ExportCell::Empty, ExportCell::Empty];
    for form in [ExportForm::Csv, ExportForm::JsonLines] {
        let whole = written(form, &vec![row.clone(); 100]);
        assert!(whole.chunks > 2, "{form:?}: {} chunks", whole.chunks);
        let mut out = FileOut { is_gone: true, ..FileOut::default() };
        let mut taken = 0;
        let made = to_rows(form, &NAMES, &mut out, |sink| {
            sink.begin(100);
            while taken < 100 && sink.row(&row).is_continue() {
                taken += 1;
            }
            Ok(())
        });
        made.unwrap();
        assert_eq!(out.chunks, 1, "{form:?}");
        assert!(taken < 50, "{form:?}: {taken} rows were made for nobody");
        assert!(whole.bytes.starts_with(&out.bytes), "{form:?}");
    }
}

#[test]
fn a_sheet_refuses_more_rows_than_it_holds_before_the_first() {
    let mut out = FileOut::default();
    let refused = to_rows(ExportForm::Xlsx, &NAMES, &mut out, |sink| {
        sink.begin(1_048_576);
        assert_eq!(sink.row(&[text("a"), text("b"), text("c")]), ControlFlow::Break(()));
        Ok(())
    });
    let problem = refused.unwrap_err();
    assert_eq!(problem.code, "too_many_rows");
    assert!(problem.message.contains("1048576") && problem.hint.contains("CSV"), "{problem:?}");
    assert!(out.bytes.is_empty() && out.rows.is_none());
    let row = [text("=1"), ExportCell::Number(1), ExportCell::Empty];
    let whole = written(ExportForm::Xlsx, &[row]);
    assert!(whole.rows == Some(1) && whole.bytes.starts_with(b"PK"));
}

#[test]
fn what_goes_wrong_within_a_list_ends_its_file() {
    for form in [ExportForm::Csv, ExportForm::JsonLines, ExportForm::Xlsx] {
        let failed = to_rows(form, &NAMES, &mut FileOut::default(), |sink| {
            sink.begin(2);
            assert!(sink.row(&[text("a"), text("b"), text("c")]).is_continue());
            Err(Problem::internal())
        });
        assert_eq!(failed.unwrap_err().code, "internal", "{form:?}");
    }
}

#[test]
fn hits_are_rows_with_where_they_stand_and_what_was_asked() {
    let mut odd = report("", 0, &[(Part::Tasks, "架空线=1，\"引号\"。")]);
    odd.id = "a/1 b".into();
    let known = report("310104", 2021, &[(Part::Review, "完成架空线入地。")]);
    let archive = Scan::of(vec![known, odd]);
    let params = Params::read(Some("q=架空线&group=passage&limit=1&cursor=&lang=en")).unwrap();
    let request = export_request(&params).unwrap();
    let asked = asked(&archive, &params, "http://h", "/search");
    let words = "%E6%9E%B6%E7%A9%BA%E7%BA%BF";
    assert_eq!(asked, format!("http://h/search?q={words}&group=passage&snapshot=a1b2c3d4e5f6"));
    let mut out = FileOut::default();
    let addresses = Addresses { base: "http://h", asked: &asked };
    write(&archive, &request, ExportForm::JsonLines, addresses, &mut out).unwrap();
    let rows = out.values();
    // The size of a page binds no file.
    assert_eq!((out.rows, rows.len()), (Some(2), 2));
    let row = |id: &str| rows.iter().find(|row| row["report_id"] == id).unwrap();
    let known = row("310104-2021");
    for (field, value) in [
        ("link", "http://h/reports/310104-2021#p1"),
        ("place_path", "上海市/徐汇区"),
        ("level", "county"),
        ("part", "review"),
        ("match", "exact"),
        ("asked", &asked),
    ] {
        assert_eq!(known[field], value, "{field}");
    }
    assert_eq!((&known["year"], &known["matching_passages"]), (&2021.into(), &1.into()));
    let unknown = row("a/1 b");
    assert_eq!(unknown["link"], "http://h/reports/a%2F1%20b#p1");
    for field in ["place", "place_code", "place_path", "level", "year", "date"] {
        assert!(unknown[field].is_null(), "{field}: {unknown}");
    }
    assert_eq!(rows[0].as_object().unwrap().len(), COLUMNS.len());
}

#[test]
fn a_query_that_is_refused_is_refused_before_the_file_begins() {
    let long = format!("q={}", "长".repeat(2_001));
    let complex =
        format!("q={}", (0..12).map(|at| format!("(甲{at}+OR+乙{at})+")).collect::<String>());
    for (query, code) in [
        ("q=a&year=x", "bad_year"),
        (long.as_str(), "query_too_long"),
        (complex.as_str(), "query_too_complex"),
    ] {
        let params = Params::read(Some(query)).unwrap();
        assert_eq!(export_request(&params).unwrap_err().code, code, "{code}");
    }
}
