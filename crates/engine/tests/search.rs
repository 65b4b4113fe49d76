//! The engine from outside: reports go in, answers come out.

use suyan_corpus::{Facts, Part, Passage, Report};
use suyan_engine::{Index, Writer, WriterOptions};
use suyan_search::{Backend, Filters, Group, Hit, SearchAnswer, SearchRequest, Sort, Tier};

const OPTIONS: WriterOptions = WriterOptions { threads: 1, memory: 50_000_000 };

fn report(id: &str, year: i16, paragraphs: &[&str]) -> Report {
    Report {
        id: id.to_owned(),
        facts: Facts { title: format!("{id}的报告"), year: Some(year), ..Facts::default() },
        passages: paragraphs
            .iter()
            .enumerate()
            .map(|(at, text)| Passage {
                ordinal: at as u32 + 1,
                part: Part::Tasks,
                heading: vec!["一、任务".to_owned()],
                is_heading: false,
                text: (*text).to_owned(),
            })
            .collect(),
    }
}

struct Archive {
    _folder: tempfile::TempDir,
    index: Index,
}

fn archive(reports: &[Report]) -> Archive {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(folder.path(), OPTIONS).expect("a writer");
    for report in reports {
        writer.put(report).expect("put");
    }
    writer.commit(b"manifest").expect("commit");
    writer.finish().expect("finish");
    let index = Index::open(folder.path()).expect("open");
    Archive { _folder: folder, index }
}

fn ask(archive: &Archive, query: &str) -> std::sync::Arc<SearchAnswer> {
    let request = SearchRequest {
        query: query.to_owned(),
        limit: 10,
        facets: true,
        passages_per_report: 3,
        ..SearchRequest::default()
    };
    archive.index.search(&request).expect("an answer")
}

/// Every row of `tests/cases/search.tsv` and `more.tsv` is an archive of one passage.
#[test]
fn the_search_cases_hold() {
    let tables = [
        include_str!("../../../tests/cases/search.tsv"),
        include_str!("../../../tests/cases/more.tsv"),
    ];
    let rows = tables.iter().flat_map(|table| table.lines().skip(1));
    let mut failures = Vec::new();
    for row in rows.filter(|row| !row.is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        let (id, query, text, least, marks) = (cells[0], cells[1], cells[2], cells[3], cells[4]);
        let archive = archive(&[report(id, 2023, &[text])]);
        let answer = ask(&archive, query);
        let passage = answer.hits.first().and_then(|hit| hit.passages.first());
        let rank = |tier: Option<Tier>| match tier {
            Some(Tier::Exact) => 0,
            Some(Tier::Near) => 1,
            Some(Tier::Words) => 2,
            Some(Tier::Some) => 3,
            None => 4,
        };
        let tier = passage.map(|passage| passage.tier);
        let wanted = match least {
            "exact" => 0,
            "near" => 1,
            "words" => 2,
            "some" => 3,
            _ => 4,
        };
        let fits = if wanted == 4 { tier.is_none() } else { rank(tier) <= wanted };
        let marked: Vec<&str> = passage
            .map(|p| p.snippet.iter().filter(|f| f.matched).map(|f| f.text.as_str()).collect())
            .unwrap_or_default();
        let marks_fit = marks.is_empty() || marked == marks.split(';').collect::<Vec<_>>();
        if !fits || !marks_fit {
            failures.push(format!(
                "{id} {query} in {text}: wanted {least}, got {tier:?}; marks {marked:?}, read as {:?}",
                answer.read_as
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn counts_are_exact_and_grouped() {
    let archive = archive(&[
        report("甲", 2021, &["架空线入地工程开工。", "实施架空线入地。", "其他工作。"]),
        report("乙", 2023, &["入地的架空线。"]),
    ]);
    let quoted = ask(&archive, "\"架空线入地\"");
    assert_eq!((quoted.total.reports, quoted.total.passages), (1, 2));
    assert_eq!(quoted.hits[0].matching_passages, 2);
    let words = ask(&archive, "架空线入地");
    assert_eq!((words.total.reports, words.total.passages), (2, 3));
    assert_eq!(words.hits[0].report.id, "甲");
    assert_eq!(words.facets.year.iter().map(|f| f.reports).sum::<u64>(), 2);
    let filtered = ask(&archive, "架空线 年:2022..");
    assert_eq!(filtered.total.reports, 1);
    let excluded = ask(&archive, "架空线 -工程");
    assert_eq!(excluded.total.passages, 2);
    let either = ask(&archive, "(开工 架空线) OR 其他工作");
    assert_eq!(either.total.passages, 2);
}

#[test]
fn a_report_is_replaced_and_removed_with_a_commit() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(folder.path(), OPTIONS).expect("a writer");
    writer.put(&report("甲", 2021, &["旧的句子。"])).expect("put");
    writer.put(&report("乙", 2021, &["不变的句子。"])).expect("put");
    writer.commit(b"one").expect("commit");
    let index = Index::open(folder.path()).expect("open");
    writer.put(&report("甲", 2021, &["新的句子。", "又一句。"])).expect("put");
    assert!(!index.reload().expect("reload"), "nothing is visible before the commit");
    writer.commit(b"two").expect("commit");
    assert!(index.reload().expect("reload"));
    assert_eq!(index.manifest().expect("manifest"), b"two");
    let request = |query: &str| SearchRequest {
        query: query.to_owned(),
        limit: 10,
        group: Group::Passage,
        passages_per_report: 1,
        ..SearchRequest::default()
    };
    assert_eq!(index.search(&request("\"旧的\"")).expect("answer").total.passages, 0);
    assert_eq!(index.search(&request("\"句子\"")).expect("answer").total.passages, 2);
    assert!(matches!(Writer::open(folder.path(), OPTIONS), Err(suyan_search::Error::Busy(_))));
    writer.remove("乙").expect("remove");
    writer.commit(b"three").expect("commit");
    index.reload().expect("reload");
    assert_eq!(index.reports(&Filters::default(), 10, 0).expect("list").total, 1);
    assert!(index.report("乙").expect("report").is_none());
    assert_eq!(index.report("甲").expect("report").expect("there").passages.len(), 2);
}

#[test]
fn single_characters_are_found_exactly() {
    let archive = archive(&[report("甲", 2021, &["昔者莊周夢為胡蝶。", "蝶", "没有。"])]);
    assert_eq!(ask(&archive, "蝶").total.passages, 2);
    assert_eq!(ask(&archive, "\"。\"").total.passages, 2);
}

#[test]
fn punctuation_and_what_stands_beside_it_are_found_exactly() {
    let archive = archive(&[report(
        "甲",
        2021,
        &[
            "改造管网，加装电梯；供水、供电。",
            "加快改造，水质提升。",
            "GDP per capita增长5%，加",
            "，",
        ],
    )]);
    let cases = [
        ("\"，加\"", 2),
        ("\"，加装\"", 1),
        ("\"网，加\"", 1),
        ("\"，\"", 4),
        ("\"；供水、供\"", 1),
        ("\"、供\"", 1),
        ("\"、水\"", 0),
        ("\"5%，加\"", 1),
        ("\"%，\"", 1),
        ("\"p c\"", 0),
        ("\"gdp p\"", 1),
        ("\"电。\"", 1),
        ("\"。电\"", 0),
        ("\"水 电\"~3", 1),
        ("\"水 电\"~1", 0),
        ("\"水 升\"~9", 1),
    ];
    for (query, passages) in cases {
        assert_eq!(ask(&archive, query).total.passages, passages, "{query}");
    }
}

#[test]
fn a_report_put_again_before_a_commit_stands_as_it_was_put_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(folder.path(), OPTIONS).expect("a writer");
    writer.put(&report("甲", 2021, &["最早的句子。"])).expect("put");
    writer.commit(b"").expect("commit");
    writer.put(&report("甲", 2021, &["后来的句子。"])).expect("put");
    writer.put(&report("乙", 2021, &["别的句子。"])).expect("put");
    writer.put(&report("甲", 2021, &["最后的句子。"])).expect("put");
    writer.remove("乙").expect("remove");
    writer.put(&report("丙", 2021, &["另一句子。"])).expect("put");
    writer.commit(b"").expect("commit");
    let index = Index::open(folder.path()).expect("open");
    let total = |query: &str| {
        let request =
            SearchRequest { query: query.to_owned(), limit: 9, ..SearchRequest::default() };
        index.search(&request).expect("an answer").total.passages
    };
    assert_eq!(total("\"句子\""), 2);
    assert_eq!(total("\"最后的句子\""), 1);
    assert_eq!(total("\"别的句子\""), 0);
}

/// Words that share no character, so that a passage holds one where its text does.
const WORDS: [&str; 14] = [
    "养老",
    "托育",
    "绿道",
    "公园",
    "地铁站",
    "学校",
    "医院",
    "桥梁",
    "河长制",
    "菜市场",
    "电梯",
    "消防",
    "图书馆",
    "垃圾",
];

/// The same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).expect("small")
    }
}

/// Reports of random words, the first words frequent and the last rare, in several segments.
fn random_archive(dice: &mut Dice) -> (Archive, Vec<(i16, Vec<String>)>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(folder.path(), OPTIONS).expect("a writer");
    let mut texts = Vec::new();
    for number in 0..60 {
        let year = 2000 + (number % 20) as i16;
        let passage = |_| {
            let words =
                (0..1 + dice.roll(6)).map(|_| WORDS[dice.roll(WORDS.len()) * dice.roll(100) / 100]);
            words.collect::<Vec<_>>().join("，")
        };
        let passages: Vec<String> = (0..12).map(passage).collect();
        let lines: Vec<&str> = passages.iter().map(String::as_str).collect();
        writer.put(&report(&format!("r{number}"), year, &lines)).expect("put");
        if number % 25 == 24 {
            writer.commit(b"manifest").expect("commit");
        }
        texts.push((year, passages));
    }
    writer.commit(b"manifest").expect("commit");
    writer.finish().expect("finish");
    let index = Index::open(folder.path()).expect("open");
    (Archive { _folder: folder, index }, texts)
}

/// A part of the words, as a scan would have it: where no passage has all words, one counts whose
/// words are, together, at least a quarter as rare as the rarest of them.
#[test]
fn a_part_of_the_words_is_counted_as_a_scan_counts() {
    let mut dice = Dice(7);
    let (archive, texts) = random_archive(&mut dice);
    let passages: Vec<&String> = texts.iter().flat_map(|(_, passages)| passages).collect();
    let weight = |word: &str| {
        let with = passages.iter().filter(|text| text.contains(word)).count() as f32;
        let all = passages.len() as f32;
        let rarity = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
        // In the same steps, so that sums are exact.
        if with == 0.0 { 0.0 } else { (rarity * 16_384.0).round() / 16_384.0 }
    };
    let mut counted = 0;
    for round in 0..300 {
        let mut words: Vec<&str> =
            (0..4 + dice.roll(8)).map(|_| WORDS[dice.roll(WORDS.len())]).collect();
        words.sort_unstable();
        words.dedup();
        let years = (round % 3 == 0).then_some((2003, 2003));
        let admits = |year: &i16| years.is_none_or(|(from, to)| (from..=to).contains(year));
        let enough = words.iter().map(|word| weight(word)).fold(0.0, f32::max) / 4.0;
        let held = |text: &String| {
            let held = words.iter().filter(|word| text.contains(**word));
            held.map(|word| weight(word)).sum::<f32>()
        };
        let inside: Vec<&Vec<String>> =
            texts.iter().filter(|(year, _)| admits(year)).map(|(_, passages)| passages).collect();
        let is_whole = |text: &&String| words.iter().all(|word| text.contains(word));
        if words.len() < 3 || inside.iter().copied().flatten().any(|text| is_whole(&text)) {
            continue;
        }
        let of_report = |passages: &&Vec<String>| {
            passages.iter().filter(|text| held(text) >= enough && held(text) > 0.0).count() as u64
        };
        let wanted: Vec<u64> = inside.iter().map(of_report).filter(|&count| count > 0).collect();
        let request = SearchRequest {
            query: words.join(" "),
            limit: 100,
            passages_per_report: 1,
            filters: Filters { years, ..Filters::default() },
            ..SearchRequest::default()
        };
        let answer = archive.index.search(&request).expect("an answer");
        assert_eq!(answer.total.passages, wanted.iter().sum::<u64>(), "{words:?} {years:?}");
        let mut found: Vec<u64> = answer.hits.iter().map(|hit| hit.matching_passages).collect();
        let mut wanted = wanted;
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{words:?} {years:?}");
        counted += 1;
    }
    assert!(counted > 150, "only {counted} queries had no passage with all words");
}

/// Longer words, of which pairs stand where the word does not, and numbers that are written in two
/// ways; in reports of which some were put again or removed.
#[test]
fn a_part_of_longer_words_is_counted_as_a_scan_counts() {
    const WORDS: [(&str, &[&str]); 8] = [
        ("养老院", &["养老院"]),
        ("图书馆", &["图书馆"]),
        ("幼儿园", &["幼儿园"]),
        ("菜市场", &["菜市场"]),
        ("火车站", &["火车站"]),
        ("350万", &["350万", "三百五十万"]),
        ("托育", &["托育"]),
        ("绿", &["绿"]),
    ];
    // All pairs of a word, and not the word.
    const PIECES: [&str; 15] = [
        "养老院",
        "养老老院",
        "图书馆",
        "图书书馆",
        "幼儿园",
        "幼儿儿园",
        "菜市场",
        "菜市市场",
        "火车车站",
        "三百五十万",
        "350万",
        "托育",
        "绿道",
        "古桥",
        "码头",
    ];
    let mut dice = Dice(41);
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(folder.path(), OPTIONS).expect("a writer");
    let mut texts = Vec::new();
    for number in 0..60 {
        let passage = |_| {
            let words = (0..1 + dice.roll(3)).map(|_| PIECES[dice.roll(PIECES.len())]);
            words.collect::<Vec<_>>().join("、")
        };
        let passages: Vec<String> = (0..6).map(passage).collect();
        let lines: Vec<&str> = passages.iter().map(String::as_str).collect();
        writer.put(&report(&format!("r{number}"), 2020, &lines)).expect("put");
        if number % 20 == 19 {
            writer.commit(b"manifest").expect("commit");
        }
        texts.extend(passages);
    }
    writer.commit(b"manifest").expect("commit");
    writer.finish().expect("finish");
    let index = Index::open(folder.path()).expect("open");
    let holds = |text: &str, word: usize| WORDS[word].1.iter().any(|way| text.contains(way));
    let mut counted = 0;
    for _ in 0..120 {
        let mut words: Vec<usize> = (0..2 + dice.roll(4)).map(|_| dice.roll(WORDS.len())).collect();
        words.sort_unstable();
        words.dedup();
        if words.len() < 2 || texts.iter().any(|text| words.iter().all(|&word| holds(text, word))) {
            continue;
        }
        let query = words.iter().map(|&word| WORDS[word].0).collect::<Vec<_>>().join(" ");
        let request = SearchRequest { query, group: Group::Passage, ..SearchRequest::default() };
        let answer = index.search(&request).expect("an answer");
        let any = |text: &&String| words.iter().any(|&word| holds(text, word));
        // No word here is so frequent that it weighs less than a quarter of the rarest.
        let wanted = texts.iter().filter(any).count() as u64;
        assert_eq!(answer.total.passages, wanted, "{}", request.query);
        counted += 1;
    }
    assert!(counted > 40, "{counted}");
}

/// What nobody asks together is still found: a page is full where the archive has as much.
#[test]
fn a_question_gets_a_full_page() {
    let mut passages: Vec<String> =
        (0..12).map(|at| format!("第{at}条 出租人应当退还押金。")).collect();
    passages.extend((0..400).map(|at| format!("第{at}条 本条例自公布之日起施行。")));
    let lines: Vec<&str> = passages.iter().map(String::as_str).collect();
    let archive = archive(&[report("r1", 2020, &lines)]);
    let request = SearchRequest {
        query: "租客提前搬走了房东不肯退还押金应当找谁投诉？".to_owned(),
        group: Group::Passage,
        limit: 10,
        ..SearchRequest::default()
    };
    let answer = archive.index.search(&request).expect("an answer");
    assert_eq!(answer.hits.len(), 10);
    assert_eq!(answer.total.passages, 12);
}

/// The order of what holds a part of the words is that of the archive, however it was put.
#[test]
fn the_order_of_a_part_of_the_words_does_not_depend_on_segments() {
    let mut dice = Dice(53);
    let passage = |dice: &mut Dice| {
        let words = (0..1 + dice.roll(4)).map(|_| WORDS[dice.roll(WORDS.len())]);
        words.collect::<Vec<_>>().join("，")
    };
    let reports: Vec<Report> = (0..80)
        .map(|number| {
            let passages: Vec<String> = (0..5).map(|_| passage(&mut dice)).collect();
            let lines: Vec<&str> = passages.iter().map(String::as_str).collect();
            report(&format!("r{number:02}"), 2000 + (number % 7) as i16, &lines)
        })
        .collect();
    let index = |order: &[&Report], each: usize| {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = Writer::open(folder.path(), OPTIONS).expect("a writer");
        for some in order.chunks(each) {
            some.iter().for_each(|report| writer.put(report).expect("put"));
            writer.commit(b"manifest").expect("commit");
        }
        writer.finish().expect("finish");
        let index = Index::open(folder.path()).expect("open");
        Archive { _folder: folder, index }
    };
    let forth: Vec<&Report> = reports.iter().collect();
    let back: Vec<&Report> = reports.iter().rev().collect();
    let archives = [index(&forth, 80), index(&back, 13)];
    for round in 0..60 {
        let words: Vec<&str> = (0..3).map(|_| WORDS[dice.roll(WORDS.len())]).collect();
        let query = format!("{} 绝无仅有", words.join(" "));
        for group in [Group::Passage, Group::Report] {
            let sort = [Sort::Relevance, Sort::Newest, Sort::Oldest][round % 3];
            let of = |archive: &Archive| {
                let limit = 70 + round;
                let query = query.clone();
                let request =
                    SearchRequest { query, group, sort, limit, ..SearchRequest::default() };
                let answer = archive.index.search(&request).expect("an answer");
                let place = |hit: &Hit| (hit.report.id.clone(), hit.passages[0].ordinal);
                (answer.total, answer.hits.iter().map(place).collect::<Vec<_>>())
            };
            assert_eq!(of(&archives[0]), of(&archives[1]), "{query} {group:?} {sort:?}");
        }
    }
}

#[test]
fn a_string_in_quotation_marks_is_never_left_out() {
    let archive = archive(&[report("r1", 2020, &["新建养老机构。", "改造绿道和公园。"])]);
    for query in ["“月球” 养老 绿道", "“公园养老” 养老 绿道"] {
        assert_eq!(ask(&archive, query).total.passages, 0, "{query}");
    }
    assert_eq!(ask(&archive, "“公园” 养老 绿道").total.passages, 1);
}

/// However few are asked for, they are the first of all.
#[test]
fn the_best_of_few_are_the_best_of_many() {
    let mut dice = Dice(11);
    let (archive, _) = random_archive(&mut dice);
    for _ in 0..100 {
        let words: Vec<&str> =
            (0..3 + dice.roll(3)).map(|_| WORDS[dice.roll(WORDS.len())]).collect();
        let of = |limit: usize| {
            let request = SearchRequest {
                query: words.join(" "),
                limit,
                group: Group::Passage,
                passages_per_report: 1,
                ..SearchRequest::default()
            };
            let answer = archive.index.search(&request).expect("an answer");
            let scores = answer.hits.iter().map(|hit| (hit.passages[0].tier, hit.score));
            scores.collect::<Vec<_>>()
        };
        let many = of(60);
        for few in [1, 4, 9, 20] {
            let found = of(few);
            assert_eq!(found, many[..few.min(many.len())], "{words:?}");
        }
    }
}

/// Reports of passages short and long in every part, one of them larger than all others together.
fn archive_in_parts(dice: &mut Dice) -> (Archive, Vec<Report>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(folder.path(), OPTIONS).expect("a writer");
    let mut reports = Vec::new();
    for number in 0..90 {
        let passage = |_| {
            let words = (0..1 + dice.roll(4) * dice.roll(60))
                .map(|_| WORDS[dice.roll(WORDS.len()) * dice.roll(100) / 100]);
            words.collect::<Vec<_>>().join("，")
        };
        let many = if number == 40 { 900 } else { 10 };
        let passages: Vec<String> = (0..many).map(passage).collect();
        let lines: Vec<&str> = passages.iter().map(String::as_str).collect();
        let mut report = report(&format!("r{number}"), 2000 + (number % 20) as i16, &lines);
        for passage in &mut report.passages {
            passage.part = Part::ALL[dice.roll(if number == 40 { 2 } else { Part::ALL.len() })];
            passage.is_heading = dice.roll(9) == 0;
        }
        writer.put(&report).expect("put");
        if number % 35 == 34 {
            writer.commit(b"manifest").expect("commit");
        }
        reports.push(report);
    }
    writer.commit(b"manifest").expect("commit");
    writer.finish().expect("finish");
    let index = Index::open(folder.path()).expect("open");
    (Archive { _folder: folder, index }, reports)
}

/// One word, as a scan would count it, by report and by part, with filters and without.
#[test]
fn one_word_is_counted_as_a_scan_counts() {
    let (archive, reports) = archive_in_parts(&mut Dice(23));
    for word in WORDS.into_iter().chain(["", "站", "不在"]) {
        for round in 0..6 {
            let years = (round % 3 == 1).then_some((2001, 2002 + round));
            let parts = if round > 2 { vec![Part::Tasks, Part::ALL[1]] } else { Vec::new() };
            let admits = |report: &&Report| {
                let year = report.facts.year.expect("a year");
                years.is_none_or(|(from, to)| (from..=to).contains(&year))
            };
            let matching = |report: &Report| -> Vec<Part> {
                let is_in = |passage: &&Passage| {
                    passage.text.contains(word)
                        && (parts.is_empty() || parts.contains(&passage.part))
                };
                report.passages.iter().filter(is_in).map(|passage| passage.part).collect()
            };
            let found: Vec<(String, Vec<Part>)> = reports
                .iter()
                .filter(admits)
                .map(|report| (report.id.clone(), matching(report)))
                .filter(|(_, parts)| !parts.is_empty())
                .collect();
            let request = SearchRequest {
                query: word.to_owned(),
                limit: 100,
                facets: true,
                passages_per_report: 1,
                filters: Filters { years, parts: parts.clone(), ..Filters::default() },
                ..SearchRequest::default()
            };
            let answer = archive.index.search(&request).expect("an answer");
            let said = format!("{word} {years:?} {parts:?}");
            let passages = found.iter().map(|(_, parts)| parts.len() as u64).sum::<u64>();
            assert_eq!(answer.total.passages, passages, "{said}");
            let mut hits: Vec<(String, u64)> =
                answer.hits.iter().map(|h| (h.report.id.clone(), h.matching_passages)).collect();
            let mut wanted: Vec<(String, u64)> =
                found.iter().map(|(id, parts)| (id.clone(), parts.len() as u64)).collect();
            hits.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(hits, wanted, "{said}");
            for facet in &answer.facets.part {
                let of_part = |(_, parts): &(String, Vec<Part>)| {
                    parts.iter().filter(|part| **part == facet.value).count() as u64
                };
                let counts: Vec<u64> = found.iter().map(of_part).collect();
                let reports = counts.iter().filter(|&&count| count > 0).count() as u64;
                assert_eq!(
                    (facet.reports, facet.passages),
                    (reports, counts.iter().sum()),
                    "{said} {:?}",
                    facet.value
                );
            }
        }
    }
}

/// However few are asked for, one word finds the first of all; and an explanation tells where each
/// report stands among them.
#[test]
fn the_best_of_one_word_are_the_best_of_all() {
    let (archive, _) = archive_in_parts(&mut Dice(29));
    for word in WORDS.into_iter().chain([""]) {
        for group in [Group::Report, Group::Passage] {
            for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
                let request = |limit: usize, offset: usize| SearchRequest {
                    query: word.to_owned(),
                    limit,
                    offset,
                    group,
                    sort,
                    passages_per_report: 1,
                    ..SearchRequest::default()
                };
                let of = |limit: usize, offset: usize| {
                    let answer = archive.index.search(&request(limit, offset)).expect("an answer");
                    let place = |hit: &Hit| {
                        let passage = &hit.passages[0];
                        (hit.report.id.clone(), passage.ordinal, hit.score, passage.tier)
                    };
                    answer.hits.iter().map(place).collect::<Vec<_>>()
                };
                let many = of(2000, 0);
                for (few, from) in [(1, 0), (3, 0), (10, 0), (10, 30), (40, 20)] {
                    let page = from.min(many.len())..(from + few).min(many.len());
                    assert_eq!(of(few, from), many[page], "{word} {group:?} {sort:?} {from}");
                }
                if group == Group::Report {
                    for (at, (id, ..)) in many.iter().enumerate().step_by(7) {
                        let explained = archive.index.explain(&request(10, 0), id);
                        let rank = explained.expect("an explanation").rank;
                        assert_eq!(rank, Some(at as u64 + 1), "{word} {sort:?} {id}");
                    }
                }
            }
        }
    }
}

/// Whoever cannot reach the first is not looked at closely, and the first stay the same.
#[test]
fn the_best_of_thousands_are_the_best_of_all() {
    let mut dice = Dice(37);
    let reports: Vec<Report> = (0..400)
        .map(|number| {
            let passage = |_| {
                let mut words: Vec<&str> = (0..12 + dice.roll(30))
                    .map(|_| WORDS[4 + dice.roll(WORDS.len() - 4)])
                    .collect();
                for word in
                    ["养老", "托育", "公园"].iter().chain((dice.roll(7) == 0).then_some(&"绿道"))
                {
                    words.insert(dice.roll(words.len() + 1), word);
                }
                words.join(if dice.roll(4) == 0 { "，" } else { "" })
            };
            let texts: Vec<String> = (0..20).map(passage).collect();
            let lines: Vec<&str> = texts.iter().map(String::as_str).collect();
            report(&format!("r{number}"), 2000 + (number % 20) as i16, &lines)
        })
        .collect();
    let archive = archive(&reports);
    let queries = ["养老 托育", "养老托育", "托育 绿道", "养老绿道", "托育 养老 OR 绿道 养老"];
    // A question's second look takes the scores of more than are wanted.
    for query in queries.into_iter().chain(["养老公园托育吗？"]) {
        for group in [Group::Report, Group::Passage] {
            let of = |limit: usize, offset: usize| {
                let request = SearchRequest {
                    query: query.to_owned(),
                    limit,
                    offset,
                    group,
                    passages_per_report: 1,
                    ..SearchRequest::default()
                };
                let answer = archive.index.search(&request).expect("an answer");
                let place = |hit: &Hit| {
                    let passage = &hit.passages[0];
                    (hit.report.id.clone(), passage.ordinal, hit.score, passage.tier)
                };
                answer.hits.iter().map(place).collect::<Vec<_>>()
            };
            let many = of(6000, 0);
            assert!(many.len() >= 200, "{query} {group:?}: {}", many.len());
            assert!(
                many.is_sorted_by_key(|hit| hit.3),
                "{query} {group:?}: tiers, as a text tells"
            );
            for (few, from) in [(1, 0), (10, 0), (25, 60)] {
                assert_eq!(of(few, from), many[from..from + few], "{query} {group:?} {from}");
            }
        }
    }
}

/// Places are told without texts, and are those that are told with them.
#[test]
fn places_only_are_the_same_places() {
    let (archive, _) = archive_in_parts(&mut Dice(31));
    for query in ["养老", "养老 托育", "养老 托育 绿道 不在", ""] {
        let of = |places_only: bool| {
            let request = SearchRequest {
                query: query.to_owned(),
                limit: 20,
                group: Group::Passage,
                passages_per_report: 1,
                places_only,
                ..SearchRequest::default()
            };
            let answer = archive.index.search(&request).expect("an answer");
            let place = |hit: &Hit| {
                let passage = &hit.passages[0];
                assert_eq!(passage.snippet.is_empty(), places_only);
                (hit.report.id.clone(), passage.ordinal, passage.part, hit.score)
            };
            answer.hits.iter().map(place).collect::<Vec<_>>()
        };
        assert_eq!(of(true), of(false), "{query}");
    }
}

/// A filter on parts holds for passages with a part of the words too: for counts and for what is
/// shown.
#[test]
fn a_part_of_the_words_keeps_to_the_filter_on_parts() {
    let mut dice = Dice(37);
    let (archive, reports) = archive_in_parts(&mut dice);
    let mut compared = 0;
    for _ in 0..60 {
        let words: Vec<&str> = (0..4).map(|_| WORDS[dice.roll(WORDS.len())]).collect();
        let of = |parts: Vec<Part>| {
            let request = SearchRequest {
                query: format!("{} 不在此处 绝无仅有", words.join(" ")),
                limit: 2000,
                group: Group::Passage,
                facets: true,
                passages_per_report: 1,
                filters: Filters { parts, ..Filters::default() },
                ..SearchRequest::default()
            };
            archive.index.search(&request).expect("an answer")
        };
        let (all, some) = (of(Vec::new()), of(vec![Part::Tasks]));
        let is_wanted = |hit: &&Hit| hit.passages[0].part == Part::Tasks;
        let place = |hit: &Hit| (hit.report.id.clone(), hit.passages[0].ordinal);
        let mut wanted: Vec<_> = all.hits.iter().filter(is_wanted).map(place).collect();
        let mut found: Vec<_> = some.hits.iter().map(place).collect();
        wanted.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, wanted, "{words:?}");
        assert_eq!(some.total.passages, wanted.len() as u64, "{words:?}");
        compared += usize::from(!wanted.is_empty() && wanted.len() < all.hits.len());
    }
    assert!(compared > 20 && reports.len() == 90, "only {compared} queries told parts apart");
}
