//! Any text is a valid query, and any value that is none is told so.

use serde_json::Value;

use crate::support::{Desk, encode, report, suyan};

/// Pieces that parsers stumble over.
const PIECES: [&str; 44] = [
    "架空线",
    "入地",
    "二〇二一年",
    "2021",
    "3.2万",
    "350万",
    "5%",
    "PM2.5",
    "\"",
    "“",
    "”",
    "「",
    "(",
    ")",
    "（",
    "）",
    " OR ",
    " | ",
    "-",
    "～",
    "~5",
    "~99999999999",
    "地区:",
    "年:",
    "年:2018..",
    "place:",
    "year:x",
    "AND",
    "NOT",
    ":",
    "\\",
    "*",
    "?",
    "[1 TO 2]",
    "{",
    "^",
    "+",
    "\u{0}",
    "\u{200b}",
    "\u{202e}",
    "😀",
    "ⅷ",
    "\u{10ffff}",
    " ",
];

/// A generator that gives the same numbers everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    fn query(&mut self) -> String {
        let mut query = String::new();
        for _ in 0..1 + self.roll(12) {
            match self.roll(4) {
                0 => query.extend(char::from_u32(u32::try_from(self.roll(0x11_0000)).unwrap())),
                _ => query.push_str(PIECES[self.roll(PIECES.len())]),
            }
        }
        query
    }
}

#[test]
fn two_thousand_random_queries_are_answered() {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "实施35公里架空线入地工程。"));
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    let mut dice = Dice(0x5eed);
    for number in 0..2_000 {
        let query = dice.query();
        let answer = server.get(&format!("/api/v1/search?q={}", encode(&query)));
        assert_eq!(answer.status, 200, "query {number} {query:?}: {}", answer.body);
        if number % 20 == 0 {
            let page = server.get(&format!("/search?q={}", encode(&query)));
            assert_eq!(page.status, 200, "page {number} {query:?}");
        }
    }
    assert_eq!(server.get("/healthz").status, 200);
}

/// So many different words that no text has, with something between.
fn words(many: usize, between: &str) -> String {
    (0..many).map(|at| format!("词{at}")).collect::<Vec<_>>().join(between)
}

/// A desk with one report that tells of 架空线入地.
fn one_report() -> Desk {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "实施35公里架空线入地工程。"));
    desk.index("a", &[]).expect(0);
    desk
}

#[test]
fn a_query_beyond_a_bound_is_refused_wherever_it_is_asked() {
    let desk = one_report();
    let server = desk.serve();
    let beyond = [
        // Alternatives: seven brackets of two, and pairs of words.
        "(甲一 甲二|乙一 乙二) ".repeat(7),
        (0..65).map(|at| format!("甲{at} 乙{at}")).collect::<Vec<_>>().join(" OR "),
        // Words of all alternatives together.
        format!("{} {}", "(甲一 甲二|乙一 乙二) ".repeat(5), words(80, " ")),
        format!("{} -{}", "(甲一 甲二|乙一 乙二) ".repeat(5), words(80, " -")),
        format!("\"{}\"~5", words(13, " ")),
        format!("{}架空线{}", "(".repeat(65), ")".repeat(65)),
    ];
    for query in &beyond {
        let q = encode(query);
        let id = server.json("/api/v1/reports")["reports"][0]["id"].as_str().unwrap().to_owned();
        for address in [
            format!("/api/v1/search?q={q}"),
            format!("/api/v1/search?q={q}&synonyms=true"),
            format!("/api/v1/trend?q={q}"),
            format!("/api/v1/search.csv?q={q}"),
            format!("/api/v1/explain?report={id}&q={q}"),
            format!("/api/v1/reports/{id}/trace?p=9&q={q}"),
            format!("/search?q={q}"),
            format!("/trend?q={q}"),
        ] {
            let answer = server.get(&address);
            assert_eq!(answer.status, 400, "{query}: {address}: {}", answer.body);
            if address.starts_with("/api") {
                let error: Value = serde_json::from_str(&answer.body).unwrap();
                assert_eq!(error["error"]["code"], "query_too_complex", "{address}");
                assert!(!error["error"]["hint"].as_str().unwrap().is_empty());
            }
        }
        for more in [&[][..], &["--json"]] {
            let index = desk.arg("index");
            let run = suyan(&[&["search", query, "--index", &index], more].concat()).expect(1);
            assert!(run.out.is_empty() && run.err.trim().lines().count() == 1, "{}", run.err);
        }
    }
}

/// Queries of at most 2,000 characters that are made to cost, by what they try.
fn costly() -> Vec<(&'static str, String)> {
    let frequent = ["的", "是", "在", "和", "年", "发展", "建设", "推进", "一", "区"];
    let cut = |query: String| query.chars().take(2_000).collect::<String>();
    let pairs = |form: &dyn Fn(&str, &str) -> String, between: &str| {
        let all = frequent.iter().flat_map(|a| frequent.iter().map(move |b| form(a, b)));
        all.take(32).collect::<Vec<_>>().join(between)
    };
    let near = |a: &str, b: &str| format!("\"{a} {b}\"~5");
    vec![
        ("one character", "的".repeat(1_790)),
        ("one word", "发展".repeat(1_000)),
        ("one sentence", cut("推进高质量发展，".repeat(300))),
        ("one word, with blanks", cut("发展 ".repeat(900))),
        ("one string, quoted", format!("\"{}\"", "的发展".repeat(600))),
        ("every word another", cut(words(600, " "))),
        ("every word another, or", words(64, " OR ")),
        ("frequent words, or", pairs(&|a, b| format!("{a}{b}"), " OR ")),
        ("frequent words, two by two, or", pairs(&|a, b| format!("{a} {b}"), " OR ")),
        ("brackets that multiply", "(发展 建设|推进 年) ".repeat(6)),
        (
            "brackets that multiply, and words",
            cut(format!("{}{}", "(的 是|在 和) ".repeat(5), words(40, " "))),
        ),
        (
            "brackets that are too many",
            cut(format!("{}{}", "(甲 乙|丙 丁) ".repeat(5), words(300, " "))),
        ),
        ("brackets in brackets", "(".repeat(1_999)),
        ("one word within a distance", format!("\"{}\"~5", "的 ".repeat(12))),
        ("frequent words within a distance", format!("\"{}\"~9999", frequent.join(" "))),
        ("distances, and", pairs(&near, " ")),
        ("distances, or", pairs(&near, " OR ")),
        ("exclusions only", cut(format!("-{}", words(500, " -")))),
        ("exclusions", cut(format!("的 -{}", words(500, " -")))),
        (
            "exclusions of groups",
            cut(format!("年 {}", "-(的 是|在 和) -(发展 x|建设) ".repeat(80))),
        ),
        ("a field again and again", cut("年:2022 年:2010..2030 部分:任务 层级:区县 ".repeat(90))),
        ("fields, or", cut("年:2022 OR 部分:任务 OR 层级:区县 OR ".repeat(90))),
        ("digits", "1234567890".repeat(200)),
        ("spans of numbers", cut("2010-2020 ".repeat(200))),
        ("quotation marks", "\"".repeat(2_000)),
        ("a question", cut(format!("{}是多少", "全区新增了".repeat(390)))),
    ]
}

/// In processor time, since other tests run beside: what costs more than its length is off by a
/// factor and not by a half.
#[cfg(target_os = "linux")]
#[test]
fn no_query_takes_long() {
    const MOST: std::time::Duration = std::time::Duration::from_secs(2);
    let desk = Desk::new();
    for number in 0..60 {
        let sentence = format!("推进{number}个区的建设和发展，是年内的大事，在一季度开工。");
        let text = (0..40).map(|at| format!("{at}、{}\n", sentence.repeat(1 + at % 4)));
        let text = report("徐汇区", 1960 + number, &text.collect::<String>());
        desk.write(&format!("a/{number}.txt"), text);
    }
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    server.search("发展", "");
    for (what, query) in costly() {
        assert!(query.chars().count() <= 2_000, "{what}");
        for more in ["", "&group=passage&limit=100", "&sort=oldest", "&synonyms=true"] {
            let before = server.processor_time();
            let answer = server.get(&format!("/api/v1/search?q={}{more}", encode(&query)));
            let took = server.processor_time() - before;
            assert!(took < MOST, "{what}{more}: {took:?}");
            assert!([200, 400].contains(&answer.status), "{what}{more}: {}", answer.body);
        }
    }
}

#[test]
fn within_the_bounds_no_word_is_left_out() {
    let desk = one_report();
    let server = desk.serve();
    let passages = |query: &str| {
        let answer = server.json(&format!("/api/v1/search?q={}", encode(query)));
        answer["total"]["passages"].as_u64().unwrap()
    };
    let again = "架空线 入地 公里 工程 实施 ".repeat(12);
    assert_eq!(passages(&again), 1);
    // The last of many decides as the first does.
    assert_eq!(passages(&format!("{again} \"绿道贯通\"")), 0);
    assert_eq!(passages(&format!("{again} \"架空线\" -工程")), 0);
    let characters: Vec<String> = ('龠'..).take(200).map(String::from).collect();
    assert_eq!(passages(&format!("{} OR 架空线", characters.join(" OR "))), 1);
    let pairs: Vec<String> = (0..40).map(|at| format!("甲{at} 乙{at}")).collect();
    assert_eq!(passages(&format!("{} OR 架空线 工程", pairs.join(" OR "))), 1);
    let brackets = format!("{}架空线{}", "(".repeat(64), ")".repeat(64));
    assert_eq!(passages(&brackets), 1);
    assert_eq!(passages("\"实施 公里 架空线 入地 工程\"~4"), 1);
}

#[test]
fn a_bad_value_is_a_400_of_the_one_shape() {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "实施35公里架空线入地工程。"));
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    let bad = [
        "search?q=a&year=x",
        "search?q=a&year=2023..x",
        "search?q=a&level=x",
        "search?q=a&kind=x",
        "search?q=a&part=x",
        "search?q=a&sort=x",
        "search?q=a&group=x",
        "search?q=a&limit=x",
        "search?q=a&limit=101",
        "search?q=a&limit=0",
        "search?q=a&limit=-1",
        "search?q=a&cursor=x",
        "reports?year=x",
        "reports?limit=101",
        "reports?cursor=x",
        "search?q=%ff",
    ];
    for path in bad {
        let answer = server.get(&format!("/api/v1/{path}"));
        assert_eq!(answer.status, 400, "{path}: {}", answer.body);
        let error: Value = serde_json::from_str(&answer.body).unwrap();
        for field in ["code", "message", "hint"] {
            assert!(error["error"][field].is_string(), "{path}: {error}");
        }
    }
    for path in ["/api/v1/reports/none", "/api/v1/nothing", "/reports/none", "/nothing"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    let post = "POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    let answer = crate::support::http::send(server.address(), post.as_bytes());
    assert_eq!(answer.status, 405);
}
