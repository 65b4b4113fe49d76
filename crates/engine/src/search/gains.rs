//! What each way gains: searches of an archive's index with one threshold out of reach, beside the
//! same with all as measured.
//!
//! `SUYAN_INDEX=index cargo test --release -p suyan-engine gains -- --ignored --nocapture` prints a
//! row for each way: what the searches that it is for take without it, in parts of what they take
//! with it, and the same for all searches. One thread asks, nothing is kept from one to the next.
//! A way whose row stays below 1.1 on the archives that are served has to go.

use std::time::{Duration, Instant};

use suyan_search::{Filters, Group, SearchRequest, Sort};

use crate::Index;
use crate::tuning::Tuning;

/// Times that every request is asked of every index: once as the first of them, at the least.
const ROUNDS: usize = 10;
const MEASURED: Tuning = Tuning::MEASURED;

/// The kinds of searches, each with its queries.
const KINDS: [(&str, &[&str]); 9] = [
    ("rare word", &["架空线入地", "加装电梯", "海绵城市", "河长制", "独角兽企业"]),
    ("frequent word", &["发展", "建设", "改革", "服务", "项目"]),
    ("rare and frequent", &["发展 海绵城市", "建设 河长制", "项目 充电桩", "改革 医共体"]),
    ("frequent words", &["经济 发展", "改革 服务 项目", "建设 推进 全面", "工业 投资 增长"]),
    ("single characters", &["水", "水 路", "桥 村", "粮 油 菜"]),
    ("string", &["\"高质量发展\"", "\"的基础上\"", "\"全面深化改革\"", "\"人民群众\""]),
    (
        "question",
        &[
            "今年新建多少个公共停车位",
            "老旧小区改造完成了多少户",
            "城乡居民收入增长目标是多少",
            "哪些地方建了养老服务中心",
        ],
    ),
    ("alternatives", &["充电桩 OR 换电站", "发展 OR 建设", "5G OR 物联网 OR 大数据"]),
    ("near", &["\"老旧小区 改造\"~10", "\"经济 发展\"~5"]),
];

/// A way: its name, the thresholds without it, and the kinds of searches that it is for.
const WITHOUT: [(&str, Tuning, &[&str]); 9] = [
    (
        "lists ahead",
        Tuning { large_segment: usize::MAX, many_ahead: u64::MAX, ..MEASURED },
        &["frequent words", "question"],
    ),
    (
        "characters gathered",
        Tuning { texts_of_window: u32::MAX, ..MEASURED },
        &["single characters"],
    ),
    ("closeness as they come", Tuning { at_once: 0, ..MEASURED }, &["rare and frequent"]),
    ("closeness afterwards", Tuning { at_once: u64::MAX, ..MEASURED }, &["frequent words"]),
    ("the best as they come", Tuning { few: u64::MAX, ..MEASURED }, &["frequent word"]),
    ("exactness of the best", Tuning { many: u64::MAX, ..MEASURED }, &["frequent words"]),
    ("report by report", Tuning { narrow: usize::MAX, ..MEASURED }, &["frequent word, a year"]),
    ("tallies by report", Tuning { worth_tally: u64::MAX, ..MEASURED }, &["frequent word"]),
    ("work shared out", Tuning { worth_sharing: u64::MAX, ..MEASURED }, &["question"]),
];

fn requests() -> Vec<(String, SearchRequest)> {
    let mut requests = Vec::new();
    for (kind, queries) in KINDS {
        for query in queries {
            let page = SearchRequest {
                query: (*query).to_owned(),
                limit: 10,
                facets: true,
                passages_per_report: 3,
                ..SearchRequest::default()
            };
            let one_year = Filters { years: Some((2021, 2021)), ..Filters::default() };
            let narrow = SearchRequest { filters: one_year, ..page.clone() };
            let newest = SearchRequest { sort: Sort::Newest, ..page.clone() };
            let passages = SearchRequest { group: Group::Passage, limit: 100, ..page.clone() };
            requests.push((kind.to_owned(), page));
            requests.push((format!("{kind}, a year"), narrow));
            requests.push((format!("{kind}, newest"), newest));
            requests.push((format!("{kind}, a hundred passages"), passages));
        }
    }
    requests
}

fn time(index: &Index, request: &SearchRequest) -> Duration {
    let begun = Instant::now();
    index.search_anew(request).expect("an answer");
    begun.elapsed()
}

/// The least time that each request took in some rounds, for each index, which take turns.
fn least(indexes: &[Index], requests: &[(String, SearchRequest)]) -> Vec<Vec<Duration>> {
    let mut least = vec![vec![Duration::MAX; requests.len()]; indexes.len()];
    for round in 0..ROUNDS {
        for (at, (_, request)) in requests.iter().enumerate() {
            // Whoever is first finds no text in the processor's caches.
            for turn in 0..indexes.len() {
                let number = (round + turn) % indexes.len();
                least[number][at] = least[number][at].min(time(&indexes[number], request));
            }
        }
    }
    least
}

#[test]
#[ignore = "measures, on the index that SUYAN_INDEX names"]
fn gains() {
    let folder = std::env::var("SUYAN_INDEX").expect("SUYAN_INDEX names an index");
    let index = Index::open(std::path::Path::new(&folder)).expect("an index");
    let requests = requests();
    let tuned = WITHOUT.iter().map(|(_, without, _)| index.tuned(*without));
    let indexes: Vec<Index> = std::iter::once(index.tuned(MEASURED)).chain(tuned).collect();
    let least = least(&indexes, &requests);
    let sum = |times: &[Duration], of: &dyn Fn(&str) -> bool| -> f64 {
        let asked = requests.iter().zip(times).filter(|((kind, _), _)| of(kind));
        asked.map(|(_, time)| time.as_secs_f64()).sum()
    };
    for ((name, _, kinds), times) in WITHOUT.iter().zip(&least[1..]) {
        let base = |kind: &str| kind.split(',').next().is_some_and(|base| kinds.contains(&base));
        let meant = |kind: &str| kinds.contains(&kind) || base(kind);
        let ratio = |of: &dyn Fn(&str) -> bool| sum(times, of) / sum(&least[0], of);
        println!(
            "{name}\t{}\t{:.2}\tall\t{:.2}",
            kinds.join(", "),
            ratio(&meant),
            ratio(&|_| true)
        );
        for (kind, _) in KINDS {
            for form in ["", ", a year", ", newest", ", a hundred passages"] {
                let exactly = |other: &str| other == format!("{kind}{form}");
                println!("    {kind}{form}\t{:.2}", ratio(&exactly));
            }
        }
    }
}
