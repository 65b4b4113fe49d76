//! From a list of words to what a panel says of it: a sample is drawn, decided on in a file, and read
//! back.

use suyan_corpus::Part;
use suyan_search::FullReport;

use super::*;
use crate::export::tests::FileOut;
use crate::export::{Addresses, ExportForm};
use crate::panel::codebook::Codebook;
use crate::panel::{Panel, PanelRequest};
use crate::params::Params;
use crate::testing::{Scan, report};

/// Four reports, of which the last says nothing of the matter.
const TEXTS: [&str; 4] = [
    "推进环保产业，改善环保设施。绿色发展，低碳出行。",
    "环保不停，绿色低碳。环保督察，=绿色出行。",
    "低碳生活，低碳城市，低碳园区。建设公园。",
    "建设公园三座，整治街巷五条。",
];
const WORDS: [&str; 4] = ["环保", "环保产业", "绿色", "低碳"];

fn reports() -> Vec<FullReport> {
    let of = |(year, text): (i16, &&str)| report("310104", year, &[(Part::Tasks, text)]);
    (2020..).zip(&TEXTS).map(of).collect()
}

fn params(more: &str) -> Params {
    let words: String = WORDS.iter().map(|word| format!("words={word}&")).collect();
    Params::read(Some(&format!("{words}{more}"))).unwrap()
}

fn sample(more: &str) -> Sample {
    CodingRequest::read(&params(more)).unwrap().ask(&Scan::of(reports())).unwrap()
}

#[test]
fn hits_are_those_that_a_panel_counts_and_all_are_drawn_where_there_are_few() {
    let panel =
        Panel::count(&Scan::of(reports()), PanelRequest::read(&params("")).unwrap()).unwrap();
    let drawn = sample("each=500");
    let hits: Vec<u64> = drawn.words.iter().map(|word| word.hits).collect();
    assert_eq!(hits, panel.total.counts);
    // 环保 is not counted within 环保产业.
    assert_eq!(hits, [3, 1, 3, 5]);
    for word in &drawn.words {
        assert_eq!(word.rows.len() as u64, word.hits, "{}", word.word);
        for row in &word.rows {
            let at = usize::try_from(row.report.year.unwrap() - 2020).unwrap();
            let sentence = format!("{}{}{}", row.left, row.found, row.right);
            assert_eq!(row.found, word.word);
            assert!(TEXTS[at].contains(&sentence) && sentence.ends_with('。'), "{row:?}");
            let before: String = TEXTS[at].chars().take(row.start).collect();
            assert!(before.ends_with(&row.left), "{row:?}");
        }
    }
}

#[test]
fn a_larger_sample_holds_the_smaller_ones_and_another_seed_draws_others() {
    for seed in 0..5 {
        let mut before: Option<Sample> = None;
        for each in 1..6 {
            let drawn = sample(&format!("each={each}&seed={seed}"));
            for (at, word) in drawn.words.iter().enumerate() {
                assert_eq!(word.rows.len() as u64, word.hits.min(each), "{}", word.word);
                let smaller = before.iter().flat_map(|sample| &sample.words[at].rows);
                assert!(smaller.clone().all(|row| word.rows.contains(row)), "seed {seed}");
            }
            before = Some(drawn);
        }
    }
    let of_low_carbon = |seed: u32| sample(&format!("each=2&seed={seed}")).words.remove(3).rows;
    assert!((1..20).any(|seed| of_low_carbon(seed) != of_low_carbon(0)));
}

#[test]
fn what_is_decided_in_the_file_comes_back_and_goes_into_the_panel() {
    let archive = Scan::of(reports());
    let mut out = FileOut::default();
    let asked = "http://h/coding?words=x";
    let addresses = Addresses { base: "http://h", asked };
    let request = CodingRequest::read(&params("each=5")).unwrap();
    request.write(&archive, ExportForm::Csv, addresses, &mut out).unwrap();
    let mut records = out.records();
    assert_eq!(out.rows, Some(records.len() as u64 - 1));
    let at = |name: &str| records[0].iter().position(|own| own == name).unwrap();
    let (word, code, link, address) = (at("word"), at("code"), at("link"), at("asked"));
    for row in &mut records[1..] {
        assert!(row[code].is_empty() && row[address] == asked);
        assert!(row[link].starts_with("http://h/reports/310104-20") && row[link].ends_with("#p1"));
        // 环保 is meant but where it is 环保督察; of 低碳 nothing is meant.
        let is_meant = row[word] != "低碳" && !row.iter().any(|cell| cell.starts_with("督察"));
        row[code] = if is_meant { "是".into() } else { "0".into() };
    }
    let mut file = csv::Writer::from_writer(Vec::new());
    records.iter().for_each(|row| file.write_record(row).unwrap());
    let coded = Coded::read(&file.into_inner().unwrap()).unwrap();
    let decided: Vec<(&str, u64, u64, u64)> =
        coded.words.iter().map(|one| (one.word.as_str(), one.hits, one.coded, one.yes)).collect();
    assert_eq!(
        decided,
        [("环保", 3, 3, 2), ("环保产业", 1, 1, 1), ("绿色", 3, 3, 3), ("低碳", 5, 5, 0)]
    );
    let found = Evaluation::of(&coded);
    // (3 · 2/3 + 1 · 1 + 3 · 1 + 5 · 0) ÷ 12.
    assert!((found.set.estimate.precision.unwrap() - 0.5).abs() < 1e-12, "{found:?}");
    // Without 低碳: 6 of 7.
    assert!((found.words[3].without.precision.unwrap() - 6.0 / 7.0).abs() < 1e-12);
    assert_eq!(found.words[0].estimate.why, Some("fewer_than_five"));
    assert_eq!(found.words[3].estimate.precision, Some(0.0));
    // What was decided is what the panel's address carries.
    let request = PanelRequest::read(&params(&found.parameters)).unwrap();
    assert_eq!(request.coded.len(), 4);
    let panel = Panel::count(&archive, request).unwrap();
    let lines = Codebook::of(&panel).lines();
    let said = &lines.iter().find(|(name, _)| *name == "抽样判读的精度").unwrap().1;
    assert!(said.contains("低碳 0/5 0.00") && said.contains("合计（以词频加权）0.50"), "{said}");
}

#[test]
fn words_and_decisions_are_read_however_they_are_written() {
    for (code, decided) in [
        ("是", Some(true)),
        ("Yes", Some(true)),
        (" 1 ", Some(true)),
        ("√", Some(true)),
        ("TRUE", Some(true)),
        ("否", Some(false)),
        ("n", Some(false)),
        ("×", Some(false)),
        ("0", Some(false)),
        ("", None),
        ("  ", None),
    ] {
        for delimiter in [",", ";", "\t"] {
            let head = ["word", "x", "code", "hits"].join(delimiter);
            let row = ["'=a", "一", code, "7"].join(delimiter);
            let word =
                &Coded::read(format!("\u{feff}{head}\n{row}\n").as_bytes()).unwrap().words[0];
            let counts = (word.coded, word.yes, word.open);
            let wanted = match decided {
                Some(is_meant) => (1, u64::from(is_meant), 0),
                None => (0, 0, 1),
            };
            assert_eq!((word.word.as_str(), word.hits, counts), ("=a", 7, wanted), "{code:?}");
        }
    }
    for code in ["maybe", "2", "yes!", "是否"] {
        let problem = Coded::read(format!("word,hits,code\na,1,{code}\n").as_bytes()).unwrap_err();
        assert!(
            problem.message.contains("第 2 行") && problem.message.contains(code),
            "{problem:?}"
        );
    }
    // The same occurrence twice is one, and an apostrophe of its own stays.
    let twice =
        "word,hits,code,report_id,ordinal,start\n'a,9,1,r,1,1\n'a,9,1,r,1,1\n'a,9,0,r,1,2\n";
    let coded = Coded::read(twice.as_bytes()).unwrap();
    assert_eq!((coded.words[0].word.as_str(), coded.words[0].coded), ("'a", 2));
    let row = "a,1,1\n".repeat(coded::MOST_ROWS);
    assert!(Coded::read(format!("word,hits,code\n{row}").as_bytes()).is_ok());
    let problem = Coded::read(format!("word,hits,code\n{row}a,1,1\n").as_bytes()).unwrap_err();
    assert!(problem.message.contains("100000"), "{problem:?}");
    assert!(
        Coded::read(
            "word,hits,code\n词,1,1\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>()
                .as_slice()
        )
        .is_err()
    );
}

/// Pearson's correlation in another form: `(nΣxy − ΣxΣy) ÷ √((nΣx² − (Σx)²)(nΣy² − (Σy)²))`.
fn pearson(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let sum = |of: &[f64]| of.iter().sum::<f64>();
    let both = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let spread = |of: &[f64]| n * both(of, of) - sum(of).powi(2);
    (n * both(x, y) - sum(x) * sum(y)) / (spread(x) * spread(y)).sqrt()
}

#[test]
fn reliability_is_that_of_rates_counted_by_hand() {
    // Per report: 环保, 环保产业, 绿色, 低碳, and its letters, digits and ideographs.
    let counts = [[1, 1, 1, 1], [2, 0, 2, 1], [0, 0, 0, 3], [0, 0, 0, 0]];
    let size = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count() as f64;
    let rate = |word: usize| -> Vec<f64> {
        let of = |(row, text): (&[i32; 4], &&str)| f64::from(row[word]) * 1e4 / size(text);
        counts.iter().zip(&TEXTS).map(of).collect()
    };
    let sum = |words: &[usize]| -> Vec<f64> {
        (0..4).map(|report| words.iter().map(|&word| rate(word)[report]).sum()).collect()
    };
    let mut all = reports();
    // What has no letters has no rate.
    all.push(report("310106", 2020, &[(Part::Tasks, "——……")]));
    let archive = Scan::of(all);
    let request = ReliabilityRequest::read(&params("seed=3")).unwrap();
    let found = request.ask(&archive).unwrap();
    assert_eq!((found.reports, found.hits), (4, 12));
    for one in &found.without {
        let at = WORDS.iter().position(|word| *word == one.word).unwrap();
        let others: Vec<usize> = (0..4).filter(|word| *word != at).collect();
        let wanted = pearson(&sum(&[0, 1, 2, 3]), &sum(&others));
        assert!((one.r.unwrap() - wanted).abs() < 1e-9, "{one:?}");
        assert!((one.share.unwrap() - one.hits as f64 * 100.0 / 12.0).abs() < 1e-9);
    }
    let order: Vec<(&str, u64)> =
        found.without.iter().map(|one| (one.word.as_str(), one.hits)).collect();
    assert_eq!(order, [("低碳", 5), ("环保", 3), ("绿色", 3), ("环保产业", 1)]);
    let split = found.split_half.unwrap();
    let half = |at: usize| -> Vec<usize> {
        let of = |word: &String| WORDS.iter().position(|own| own == word).unwrap();
        split.halves[at].iter().map(of).collect()
    };
    let r = pearson(&sum(&half(0)), &sum(&half(1)));
    assert!((split.r.unwrap() - r).abs() < 1e-9, "{split:?}");
    // Spearman and Brown, of a list of full length.
    assert!((split.reliability.unwrap() - 2.0 * r / (1.0 + r)).abs() < 1e-9, "{split:?}");
    assert_eq!((half(0).len(), half(1).len()), (2, 2));
    let one = Params::read(Some("words=环保")).unwrap();
    assert_eq!(ReliabilityRequest::read(&one).unwrap().ask(&archive).unwrap().split_half, None);
}
