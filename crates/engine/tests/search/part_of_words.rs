//! Passages that hold a part of the words, where none holds all of them.

use suyan_corpus::{Part, Report};
use suyan_engine::{Index, IndexWriter};
use suyan_search::{Backend, Filters, Group, Hit, SearchRequest, Sort};

use crate::archives::{
    Archive, Dice, OPTIONS, WORDS, archive, archive_in_parts, ask, random_archive, report,
};

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
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
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
        let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
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
