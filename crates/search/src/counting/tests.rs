//! Tests: counts held against a count character by character.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use suyan_analysis::Tokens;
use suyan_analysis::segment::UserWord;
use suyan_corpus::Part;

use super::*;

/// Counts every passage of one report, each of the part that its number tells.
fn counted(request: &CountRequest, passages: &[String]) -> Vec<PartCounts> {
    let patterns = Patterns::of(request);
    let mut sweep = Sweep::of(&patterns);
    let mut found = Vec::new();
    for (doc, text) in (0u32..).zip(passages) {
        let part = doc as usize % Part::ALL.len();
        sweep.size(part, TextSize { passages: 1, ..TextSize::default() });
        found.clear();
        patterns.look(doc, &Tokens::of(text), &mut found);
        sweep.passage(part, &found);
    }
    sweep.take()
}

/// The counts of the columns, where parts are not told apart.
fn columns(request: &CountRequest, passages: &[String]) -> Vec<u32> {
    let mut all = vec![0; request.columns.len()];
    for (column, count) in counted(request, passages).iter().flat_map(|part| &part.counts) {
        all[*column as usize] += count;
    }
    all
}

/// A place of a string in a text, in characters.
type Place = (usize, usize);

fn places(text: &[char], string: &str) -> Vec<Place> {
    let string: Vec<char> = string.chars().collect();
    let starts = (0..text.len()).filter(|&at| text[at..].starts_with(&string));
    starts.map(|at| (at, at + string.len())).collect()
}

/// The places of every string that lie in none of the excluded ones.
fn all_places<'r>(request: &'r CountRequest, text: &[char]) -> BTreeMap<&'r str, Vec<Place>> {
    let out: Vec<Place> = request.excluded.iter().flat_map(|string| places(text, string)).collect();
    let is_out = |one: &Place| out.iter().any(|out| out.0 <= one.0 && one.1 <= out.1);
    let strings: BTreeSet<&str> = request.columns.iter().flatten().map(String::as_str).collect();
    let of = |string| places(text, string).into_iter().filter(|one| !is_out(one)).collect();
    strings.into_iter().map(|string| (string, of(string))).collect()
}

/// From the left, those that do not overlap with what was taken before.
fn without_overlaps(places: &[Place]) -> Vec<Place> {
    let mut taken: Vec<Place> = Vec::new();
    for &place in places {
        if taken.last().is_none_or(|last| last.1 <= place.0) {
            taken.push(place);
        }
    }
    taken
}

/// How much each column counts, told character by character.
fn naive(request: &CountRequest, passages: &[String]) -> Vec<u32> {
    let mut counts = vec![0u32; request.columns.len()];
    for text in passages {
        let text: Vec<char> = text.chars().collect();
        let of_string = all_places(request, &text);
        let mut every: Vec<Place> = of_string.values().flatten().copied().collect();
        every.sort_by_key(|one| (one.0, usize::MAX - one.1));
        let longest = without_overlaps(&every);
        for (count, strings) in counts.iter_mut().zip(&request.columns) {
            let strings: BTreeSet<&str> = strings.iter().map(String::as_str).collect();
            let own: Vec<Place> = strings.iter().flat_map(|one| of_string[one].clone()).collect();
            let sentence =
                |place: &Place| text[..place.0].iter().filter(|c| "。！？".contains(**c)).count();
            let more = match request.way {
                CountWay::Literal => own.iter().filter(|one| longest.contains(one)).count(),
                CountWay::Substring => {
                    strings.iter().map(|one| without_overlaps(&of_string[one]).len()).sum()
                }
                CountWay::Sentences => own.iter().map(sentence).collect::<BTreeSet<_>>().len(),
                CountWay::Passages => usize::from(!own.is_empty()),
                CountWay::Reports | CountWay::Words => usize::from(!own.is_empty() && *count == 0),
            };
            *count += more as u32;
        }
    }
    counts
}

fn strings(of: &'static str, most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(of, 1..most)
}

const WAYS: [CountWay; 5] = [
    CountWay::Literal,
    CountWay::Substring,
    CountWay::Sentences,
    CountWay::Passages,
    CountWay::Reports,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_way_counts_what_a_look_at_every_character_counts(
        columns in prop::collection::vec(strings("[甲乙丙。]{1,3}", 4), 1..4),
        excluded in prop::collection::vec("[甲乙。]{1,4}", 0..3),
        passages in prop::collection::vec("[甲乙丙。！]{0,14}", 0..4),
    ) {
        for way in WAYS {
            let request = CountRequest {
                columns: columns.clone(),
                excluded: excluded.clone(),
                way,
                ..CountRequest::default()
            };
            let is = self::columns(&request, &passages);
            prop_assert_eq!(is, naive(&request, &passages), "{:?}", way);
        }
    }

    #[test]
    fn parts_sum_up_to_the_whole(
        columns in prop::collection::vec(strings("[甲乙]{1,2}", 3), 1..4),
        passages in prop::collection::vec("[甲乙。]{0,10}", 0..12),
    ) {
        for way in [CountWay::Literal, CountWay::Substring, CountWay::Sentences, CountWay::Passages] {
            let request = CountRequest { columns: columns.clone(), way, ..CountRequest::default() };
            let by_part = CountRequest { by_part: true, ..request.clone() };
            prop_assert_eq!(self::columns(&by_part, &passages), self::columns(&request, &passages));
            let parts = counted(&by_part, &passages);
            let of_parts: u64 = parts.iter().map(|part| part.size.passages).sum();
            prop_assert_eq!(of_parts, passages.len() as u64);
            prop_assert!(parts.is_sorted_by_key(|part| part.part.map(|part| part as u8)));
            prop_assert!(parts.iter().flat_map(|part| &part.counts).all(|(_, count)| *count > 0));
        }
    }

    #[test]
    fn within_numbers_too_strings_do_not_overlap(
        string in "[甲12]{1,3}",
        passages in prop::collection::vec("[甲12。]{0,14}", 1..3),
    ) {
        let request = CountRequest {
            columns: vec![vec![string.clone()]],
            way: CountWay::Substring,
            ..CountRequest::default()
        };
        let should: usize = passages.iter().map(|text| text.matches(&string).count()).sum();
        prop_assert_eq!(columns(&request, &passages), [should as u32], "{}", string);
    }

    #[test]
    fn what_is_spotted_is_what_is_counted(
        columns in prop::collection::vec(strings("[甲乙丙]{1,3}", 4), 1..4),
        excluded in prop::collection::vec("[甲乙]{2,4}", 0..2),
        text in "[甲乙丙，🏠]{0,16}",
    ) {
        let spotter = Spotter::of(columns.clone(), excluded.clone());
        let (mut counts, mut end) = (vec![0; columns.len()], 0);
        let mut wrong = Vec::new();
        spotter.each(&text, |own, bytes| {
            let string = text.get(bytes.clone()).unwrap_or_default();
            for &column in own {
                counts[column as usize] += 1;
                if !columns[column as usize].iter().any(|one| one == string) {
                    wrong.push(string.to_owned());
                }
            }
            if bytes.start < end {
                wrong.push(format!("{bytes:?} behind {end}"));
            }
            end = bytes.end;
        });
        prop_assert!(wrong.is_empty(), "{:?}", wrong);
        let request = CountRequest { columns, excluded, ..CountRequest::default() };
        prop_assert_eq!(counts, self::columns(&request, &[text]));
    }

    #[test]
    fn a_deviation_is_a_share_whatever_the_order_of_reports(
        reports in prop::collection::vec((0u64..50, 0u64..1_000), 1..12),
        turn in 0usize..12,
    ) {
        // A report has at least as many words as occurrences.
        let reports: Vec<(u64, u64)> =
            reports.into_iter().map(|(many, more)| (many, many + more)).collect();
        let words: u64 = reports.iter().map(|(_, words)| words).sum();
        let of = |reports: &[(u64, u64)]| {
            let mut sum = WordSum::default();
            reports.iter().for_each(|&(many, words)| sum.report(many, words));
            sum.take(words)
        };
        let is = of(&reports);
        let all: u64 = reports.iter().map(|(many, _)| many).sum();
        prop_assert_eq!(is.target, all);
        prop_assert_eq!(u64::from(is.reports), reports.iter().filter(|one| one.0 > 0).count() as u64);
        let share = |part: u64, all: u64| part as f64 / all as f64;
        let naive = reports.iter().map(|&(many, size)| (share(many, all) - share(size, words)).abs());
        let naive = (all > 0).then(|| naive.sum::<f64>() / 2.0);
        prop_assert_eq!(is.deviation.is_some(), naive.is_some());
        if let (Some(is), Some(naive)) = (is.deviation, naive) {
            prop_assert!((is - naive).abs() < 1e-9 && (0.0..=1.0).contains(&is), "{} {}", is, naive);
        }
        let mut turned = reports.clone();
        turned.rotate_left(turn % reports.len());
        prop_assert_eq!(of(&turned), is);
    }

    #[test]
    fn stop_words_are_counted_alike_by_lists_and_by_texts(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..14),
        stop in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..6),
    ) {
        let text = pieces.concat();
        let stop: Vec<String> = stop.into_iter().map(str::to_owned).collect();
        let cutter = Cutter::of(&Cut { user: Vec::new(), stop: stop.clone() });
        let (mut words, mut stopped, mut listed) = (0, 0, 0);
        let known: BTreeSet<&str> = cutter.listed().collect();
        cutter.each_word(&text, false, |word| {
            words += 1;
            stopped += u64::from(stop.iter().any(|one| one == word));
            listed += u64::from(known.contains(word));
        });
        prop_assert_eq!(cutter.count(&text, false), (words, stopped));
        prop_assert_eq!(listed + cutter.unlisted(&text), stopped, "{:?} without {:?}", text, stop);
        prop_assert!(cutter.reads_texts() || cutter.unlisted(&text) == 0);
    }
}

/// Words, marks and numbers, some of which no list of words has.
const PIECES: [&str; 22] = [
    "的", "养老", "发展", "12", "PM2.5", "3.5", "，", "。", "%", "-", "·", "～", "🏠", "→", "“",
    "A", "é", " ", "\u{3000}", "\n", "&", "C#",
];

#[test]
fn counts_by_hand() {
    let strings = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let text = ["养老服务和养老，养老金12亿元，112个养老服务。养老！".to_owned()];
    // 养老 stands there five times: in 养老服务 twice, in 养老金 once, alone twice.
    let cases: [(CountWay, [u32; 3]); 5] = [
        (CountWay::Literal, [2, 2, 1]),
        (CountWay::Substring, [4, 2, 2]),
        (CountWay::Sentences, [2, 1, 1]),
        (CountWay::Passages, [1, 1, 1]),
        (CountWay::Reports, [1, 1, 1]),
    ];
    for (way, wanted) in cases {
        let request = CountRequest {
            columns: vec![strings(&["养老"]), strings(&["养老服务"]), strings(&["12"])],
            excluded: strings(&["养老金"]),
            way,
            ..CountRequest::default()
        };
        assert_eq!(columns(&request, &text), wanted, "{way:?}");
    }
    // The same string in two columns, twice in one, and in two ways of writing.
    let request = CountRequest {
        columns: vec![strings(&["养老", "养老"]), strings(&["养老", "養老"]), Vec::new()],
        ..CountRequest::default()
    };
    assert_eq!(columns(&request, &text), [5, 5, 0]);
}

#[test]
fn a_report_is_counted_for_itself() {
    let request = CountRequest {
        columns: vec![vec!["养老".to_owned()]],
        way: CountWay::Reports,
        ..CountRequest::default()
    };
    let patterns = Patterns::of(&request);
    let mut sweep = Sweep::of(&patterns);
    let mut totals = Vec::new();
    for (doc, text) in (0u32..).zip(["养老", "公园", "养老养老"]) {
        let mut found = Vec::new();
        patterns.look(doc, &Tokens::of(text), &mut found);
        sweep.size(0, TextSize { passages: 1, words: 2, ..TextSize::default() });
        sweep.passage(0, &found);
        let parts = sweep.take();
        assert_eq!(parts[0].size, TextSize { passages: 1, words: 2, ..TextSize::default() });
        totals.push(parts[0].counts.clone());
    }
    assert_eq!(totals, [vec![(0, 1)], vec![], vec![(0, 1)]]);
    // Nothing passed the filters: there is no part, which is not a part with nothing in it.
    assert!(sweep.take().is_empty());
}

#[test]
fn words_are_those_of_the_segmenter_with_what_a_user_adds() {
    let strings = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let user: Vec<UserWord> = ["老城厢改"].into_iter().filter_map(UserWord::read).collect();
    let cut = Cut { user, stop: strings(&["，", "的"]) };
    let request = CountRequest {
        columns: vec![strings(&["老城厢改"]), strings(&["发展"])],
        excluded: strings(&["发展中"]),
        way: CountWay::Words,
        cut: cut.clone(),
        ..CountRequest::default()
    };
    let (patterns, cutter) = (Patterns::of(&request), Cutter::of(&cut));
    let mut sweep = Sweep::of(&patterns);
    for text in ["老城厢改的发展，发展中国家", "公园"] {
        let tokens = Tokens::of(text);
        let is_anew = cutter.is_cut_anew(&tokens);
        assert_eq!(is_anew, text.contains("老城厢改"));
        sweep.size(0, TextSize { passages: 1, ..TextSize::default() });
        sweep.words(0, text, &tokens, (&cutter, is_anew));
    }
    assert_eq!(sweep.take()[0].counts, [(0, 1), (1, 1)]);
    assert!(!patterns.are_listed());
    let (_, stopped) = cutter.count("老城厢改的发展，的", true);
    assert_eq!(stopped, 3);
}

#[test]
fn what_a_passage_holds_whole_of_a_string_that_numbers_begin_or_end() {
    let cases = [
        ("12亿元", Some("亿元")),
        ("第12个", Some("第12个")),
        ("建成12", Some("建成")),
        ("1.5到2.5", Some("到")),
        ("12", None),
        ("", None),
    ];
    for (string, wanted) in cases {
        let inner = inner(&Tokens::of(string));
        assert_eq!(inner.as_ref().map(|one| one.normal()), wanted, "{string}");
    }
}
