//! How a report is cited: GB/T 7714-2015, BibTeX and RIS.
//!
//! A report is type `[R/OL]` of the standard:
//! `责任者. 题名[R/OL]. 年: 引文位置(日期)[引用日期]. 路径.`
//! The place of the quotation is the passage. The path is the government's own address where that
//! is known, and the permalink behind it where others can open it; else the permalink.

use jiff::civil::Date;
use suyan_corpus::{Kind, Level};
use suyan_search::{FullReport, ReportHead};

use crate::report::head;

/// The form of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitationStyle {
    /// GB/T 7714-2015.
    Gbt,
    /// A BibTeX entry.
    Bibtex,
    /// A RIS record.
    Ris,
}

/// What a citation is made of.
#[derive(Debug, Clone)]
pub struct Citation<'a> {
    head: ReportHead,
    /// Where the report was published.
    url: Option<&'a str>,
    /// The permalink without the passage.
    address: &'a str,
    passage: Option<u32>,
    today: Date,
}

/// Today where the reports are: UTC+8.
pub fn today() -> Date {
    jiff::tz::offset(8).to_datetime(jiff::Timestamp::now()).date()
}

impl<'a> Citation<'a> {
    /// A citation of the report, or of one passage of it.
    pub fn new(
        report: &'a FullReport,
        address: &'a str,
        passage: Option<u32>,
        today: Date,
    ) -> Self {
        let FullReport { id, facts, .. } = report;
        Self { url: facts.url.as_deref(), ..Self::of(head(id, facts), address, passage, today) }
    }

    /// What is cited of a report of which only the head is at hand, as in a hit.
    pub fn of(head: ReportHead, address: &'a str, passage: Option<u32>, today: Date) -> Self {
        Self { head, url: None, address, passage, today }
    }

    /// In this form.
    pub fn print(&self, style: CitationStyle) -> String {
        match style {
            CitationStyle::Gbt => self.gbt(),
            CitationStyle::Bibtex => self.bibtex(),
            CitationStyle::Ris => self.ris(),
        }
    }

    /// By GB/T 7714-2015.
    pub fn gbt(&self) -> String {
        let mut out = String::new();
        if let Some(author) = self.author() {
            out.push_str(&format!("{author}. "));
        }
        out.push_str(&format!("{}[R/OL]. ", self.head.title));
        if let Some(year) = self.year() {
            out.push_str(&year.to_string());
            if let Some(passage) = self.passage {
                out.push_str(&format!(": 第{passage}段"));
            }
        }
        if let Some(date) = &self.head.date {
            out.push_str(&format!("({date})"));
        }
        out.push_str(&format!("[{}]. {}.", self.today, self.path()));
        if let Some(own) = self.permalink() {
            out.push_str(&format!(" 溯言: {own}."));
        }
        out
    }

    /// As a BibTeX entry.
    pub fn bibtex(&self) -> String {
        let mut fields = vec![("title", format!("{{{}}}", brace(&self.head.title)))];
        if let Some(author) = self.author() {
            fields.push(("author", format!("{{{}}}", brace(&author))));
            fields.push(("institution", brace(&author)));
        }
        if let Some(year) = self.year() {
            fields.push(("year", year.to_string()));
        }
        if let Some(date) = &self.head.date {
            fields.push(("date", date.clone()));
        }
        if let Some(passage) = self.passage {
            fields.push(("pages", format!("第{passage}段")));
        }
        fields.push(("type", self.head.kind.to_string()));
        fields.push(("url", address(&self.path())));
        fields.push(("urldate", self.today.to_string()));
        fields.push(("langid", "chinese".into()));
        if let Some(own) = self.permalink() {
            fields.push(("note", format!("溯言: {}", address(&own))));
        }
        let fields: Vec<String> =
            fields.iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
        format!("@techreport{{{},\n{}\n}}\n", self.key(), fields.join(",\n"))
    }

    /// As a RIS record.
    pub fn ris(&self) -> String {
        let mut lines = vec![("TY", "RPRT".to_owned()), ("TI", self.head.title.clone())];
        if let Some(author) = self.author() {
            lines.extend([("AU", author.clone()), ("PB", author)]);
        }
        if let Some(year) = self.year() {
            lines.push(("PY", year.to_string()));
        }
        if let Some(date) = &self.head.date {
            lines.push(("DA", date.replace('-', "/")));
        }
        if let Some(passage) = self.passage {
            lines.push(("SP", format!("第{passage}段")));
        }
        lines.push(("M3", self.head.kind.to_string()));
        lines.push(("UR", self.path()));
        lines.push(("Y2", self.today.to_string().replace('-', "/")));
        lines.push(("LA", "zh".into()));
        if let Some(own) = self.permalink() {
            lines.push(("N1", format!("溯言: {own}")));
        }
        lines.push(("ER", String::new()));
        let line = |(tag, value): (&str, String)| format!("{tag}  - {}\r\n", one_line(&value));
        lines.into_iter().map(line).collect()
    }

    /// The government that reports, or the bureau that publishes.
    fn author(&self) -> Option<String> {
        let place = self.head.place.as_ref()?;
        let office = match (self.head.kind, self.head.level) {
            (Kind::Communique, Some(Level::Nation)) => return Some("国家统计局".into()),
            (_, Some(Level::Nation)) => return Some("国务院".into()),
            (Kind::Communique, _) => "统计局",
            _ => "人民政府",
        };
        Some(format!("{}{office}", place.path.concat()))
    }

    /// The year in which it appeared.
    fn year(&self) -> Option<i16> {
        let date: Option<Date> = self.head.date.as_deref().and_then(|date| date.parse().ok());
        date.map(Date::year).or(self.head.year)
    }

    /// Where the report is read: at its government, where that is known.
    fn path(&self) -> String {
        self.published().map_or_else(|| self.link(), str::to_owned)
    }

    /// The permalink beside the government's address; `None` where it stands for that, or where
    /// nobody else could open it.
    fn permalink(&self) -> Option<String> {
        (self.published().is_some() && !is_of_this_machine(self.address)).then(|| self.link())
    }

    /// The government's own address, of the web only.
    fn published(&self) -> Option<&'a str> {
        self.url.filter(|url| url.starts_with("http://") || url.starts_with("https://"))
    }

    fn link(&self) -> String {
        self.passage.map_or_else(|| self.address.to_owned(), |p| format!("{}#p{p}", self.address))
    }

    /// The key of the entry. No two reports have one: an id of letters and digits is kept whole, of
    /// any other stands its checksum.
    fn key(&self) -> String {
        let plain = |text: &str| -> String {
            text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
        };
        let code = self.head.place.as_ref().map_or("suyan", |place| place.code.as_str());
        let id = self.head.id.as_str();
        let tail = plain(id);
        let whole = tail == id && (1..=LONGEST_ID).contains(&id.len());
        let tail = if whole { tail } else { format!("{:016x}", checksum(id)) };
        let year = self.year().map_or_else(String::new, |year| year.to_string());
        format!("{}-{year}-{tail}", plain(code))
    }
}

/// Whether an address leads to the machine that one sits at.
fn is_of_this_machine(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    ["127.", "localhost", "[::1]"].iter().any(|local| host.starts_with(local))
}

/// The longest id that is a part of a key as it is.
const LONGEST_ID: usize = 40;

/// FNV-1a: the same on every machine and in every version, as a key that papers cite has to be.
fn checksum(text: &str) -> u64 {
    let step = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// A value that cannot leave its braces, and that TeX prints as it stands.
fn brace(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        match c {
            '{' | '}' | '\\' => {}
            '&' | '%' | '_' | '#' | '$' => out.extend(['\\', c]),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c => out.push(c),
        }
    }
    out
}

/// An address inside braces: styles print it as it stands, so that it is not escaped, but what
/// would end the braces is encoded.
fn address(url: &str) -> String {
    let url: String = url.split_whitespace().collect();
    url.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;
    use suyan_search::Backend as _;

    #[test]
    fn a_passage_is_cited_in_three_ways() {
        let report = Scan::archive().report("990101-2023").unwrap().unwrap();
        let today = jiff::civil::date(2026, 11, 23);
        let citation = Citation::new(&report, "http://h/reports/x", Some(6), today);
        assert_eq!(
            citation.gbt(),
            "望川市云栖区人民政府. 云栖区人民政府工作报告（2023年）[R/OL]. \
             2023: 第6段(2023-01-04)[2026-11-23]. http://h/reports/x#p6."
        );
        let bibtex = citation.bibtex();
        assert!(bibtex.starts_with("@techreport{990101-2023-990101-2023,\n  title = {{云栖区"));
        assert!(bibtex.contains("  url = {http://h/reports/x#p6}"), "{bibtex}");
        let ris = citation.ris();
        assert!(ris.starts_with("TY  - RPRT\r\nTI  - 云栖区") && ris.ends_with("ER  - \r\n"));
    }

    #[test]
    fn the_governments_address_stands_first() {
        let mut report = Scan::archive().report("990101-2023").unwrap().unwrap();
        report.facts.url = Some("https://www.example.gov.cn/1.html".into());
        let today = jiff::civil::date(2026, 11, 23);
        let cited = |address: &'static str| Citation::new(&report, address, Some(6), today).gbt();
        let public = cited("https://a.cn/reports/x");
        let both = "https://www.example.gov.cn/1.html. 溯言: https://a.cn/reports/x#p6.";
        assert!(public.ends_with(both), "{public}");
        let local = cited("http://127.0.0.1:8080/reports/x");
        assert!(local.ends_with("[2026-11-23]. https://www.example.gov.cn/1.html."), "{local}");
        let mut odd = report.clone();
        odd.facts.url = Some("javascript:alert(1)".into());
        let said = Citation::new(&odd, "http://127.0.0.1/reports/x", Some(6), today).ris();
        assert!(said.contains("UR  - http://127.0.0.1/reports/x#p6\r\n"), "{said}");
    }

    #[test]
    fn an_unknown_report_is_cited_by_its_title() {
        let mut report = Scan::archive().report("odd/1 <b>").unwrap().unwrap();
        report.facts.title = "标题}，\n@evil{".into();
        let today = jiff::civil::date(2026, 11, 23);
        let citation = Citation::new(&report, "http://h/r", None, today);
        assert!(citation.gbt().ends_with("[R/OL]. [2026-11-23]. http://h/r."));
        assert!(citation.bibtex().contains("title = {{标题， @evil}}"));
    }

    #[test]
    fn what_tex_reads_as_its_own_is_escaped() {
        for (title, printed) in [
            ("100%完成_R&D #1 $5", r"100\%完成\_R\&D \#1 \$5"),
            ("a~b^c", r"a\textasciitilde{}b\textasciicircum{}c"),
            (r"一\二{三}", "一二三"),
        ] {
            assert_eq!(brace(title), printed);
        }
        assert_eq!(address("http://h/a_b?c={d}&e#p1"), "http://h/a_b?c=%7Bd%7D&e#p1");
    }

    #[test]
    fn no_two_ids_have_one_key() {
        let mut report = Scan::archive().report("990101-2023").unwrap().unwrap();
        let today = jiff::civil::date(2026, 11, 23);
        let ids = ["报告一", "报告二", "report-2023-a", "report-2023-b", "a/1", "a1", "a_1", ""];
        let keys: std::collections::BTreeSet<String> = ids
            .iter()
            .map(|id| {
                report.id = (*id).to_owned();
                Citation::new(&report, "http://h/r", None, today).key()
            })
            .collect();
        assert_eq!(keys.len(), ids.len(), "{keys:?}");
        let is_plain = |key: &String| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        assert!(keys.iter().all(is_plain), "{keys:?}");
    }
}
