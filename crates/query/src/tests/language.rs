//! Both languages say everything, each in its own words and characters.

use std::collections::BTreeSet;

use scraper::Html;
use suyan_corpus::{Kind, Level, Part};
use suyan_promises::{Strength, Verdict};

use crate::testing::get;
use crate::text::{EN, Texts, ZH, number};

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// What takes a number says one of one thing, and more of more.
#[test]
fn one_is_one_and_two_are_more() {
    let said = |n: u64| {
        let few = n as usize;
        let (p, c, r, o) = (EN.promises, &EN.counting, EN.room, EN.notes);
        [
            (EN.found_all)(n),
            (EN.found)(n, n),
            (EN.holds)(n, n),
            (EN.as_typed)(n),
            (EN.all_words)(n),
            (EN.some_words)(n),
            (EN.would_find)(n),
            (EN.matching)(n),
            (EN.match_count)(few, few),
            (EN.trace_more)(few),
            (p.total)(n, n),
            (p.share)(n, 100, n),
            (p.more_items)(n as u32),
            (p.here)(few),
            (p.in_a_row)(few),
            (c.occurrences)(n),
            (c.left_out)(few),
            (c.more_rows)(few),
            (c.copied_total)(few, few),
            (c.copied_places)(n),
            (r.so_many_passages)(few),
            (r.weak)(few),
            (r.due_elsewhere)(few),
            (o.so_many)(few),
            (o.added)(few),
        ]
    };
    let plurals = [
        "reports",
        "passages",
        "items",
        "promises",
        "places",
        "occurrences",
        "rows",
        "years",
        "lines",
    ];
    for text in said(1) {
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let wrong = words
            .windows(2)
            .find(|pair| pair[0] == "1" && (plurals.contains(&pair[1]) || pair[1] == "are"));
        assert_eq!(wrong, None, "{text}");
    }
    for text in said(2) {
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let single = |word: &&str| plurals.contains(&format!("{word}s").as_str());
        let wrong = words.windows(2).find(|pair| pair[0] == "2" && single(&pair[1]));
        assert_eq!(wrong, None, "{text}");
    }
}

/// Values that pages have words for: the words of each language, all of them, and none twice.
#[test]
fn every_value_has_a_word_of_its_own_in_each_language() {
    fn assert_words<V: Copy>(of: &str, values: &[V], word: impl Fn(&'static Texts, V) -> String) {
        for (lang, texts) in [("zh", &ZH), ("en", &EN)] {
            let words: Vec<String> = values.iter().map(|value| word(texts, *value)).collect();
            let distinct: BTreeSet<&String> = words.iter().collect();
            assert_eq!(distinct.len(), words.len(), "{of} {lang}: {words:?}");
            for said in &words {
                let is_own = said.chars().any(is_chinese) == (lang == "zh");
                assert!(!said.is_empty() && is_own, "{of} {lang}: {said:?}");
            }
        }
    }
    assert_words("verdicts", &Verdict::ALL, |t, one| (t.promises.verdict_word)(one).to_owned());
    assert_words("what verdicts mean", &Verdict::ALL, |t, one| {
        (t.promises.verdict_means)(one).to_owned()
    });
    let strengths =
        [Strength::Guarantee, Strength::Do, Strength::Strive, Strength::Promote, Strength::Explore];
    assert_words("strengths", &strengths, |t, one| (t.promises.strength_word)(one).to_owned());
    assert_words("levels", Level::ALL, |t, one| (t.level_word)(one).to_owned());
    assert_words("kinds", Kind::ALL, |t, one| (t.kind_word)(one).to_owned());
    assert_words("parts", Part::ALL, |t, one| (t.part_word)(one).to_owned());
    let columns: Vec<&str> =
        suyan_answers::promises::PROMISE_COLUMNS.iter().map(|(name, _)| *name).collect();
    for texts in [&ZH, &EN] {
        for column in &columns {
            assert!(!(texts.promises.help_column)(column).is_empty(), "{column} is not explained");
        }
        for column in suyan_answers::export::COLUMNS {
            assert!(!(texts.help_column)(column).is_empty(), "{column} is not explained");
        }
    }
}

#[tokio::test]
async fn errors_are_told_in_the_language_of_the_page() {
    for (address, zh, en) in [
        ("/nowhere", "没有这个页面", "There is nothing at this address."),
        ("/search?year=x", "不是年度", "This is not a year."),
        ("/reports/none", "", ""),
        ("/promises?verdict=x", "", ""),
        ("/search?limit=0", "", ""),
        ("/kwic?q=a&width=x", "", ""),
        ("/reports/990101-2022/trace?p=x", "", ""),
    ] {
        let chinese = get(address).await;
        let joint = if address.contains('?') { '&' } else { '?' };
        let english = get(&format!("{address}{joint}lang=en")).await;
        assert_eq!(chinese.status, english.status, "{address}");
        assert!(chinese.status.is_client_error(), "{address}: {}", chinese.status);
        assert!(
            chinese.text().contains(zh) && english.text().contains(en),
            "{address}: {}",
            english.text()
        );
        assert!(english.text().contains("<html lang=\"en\">"), "{address}");
        // A reader of English is told in English what is wrong and what to do.
        let html = Html::parse_document(english.text());
        let notice = scraper::Selector::parse("section.notice p:not([lang])").unwrap();
        let own: Vec<String> = html.select(&notice).map(|one| one.text().collect()).collect();
        assert!(own.len() >= 2, "{address}: {own:?}");
        assert!(!own.concat().contains(is_chinese), "{address}: {own:?}");
    }
}

#[test]
fn large_numbers_are_grouped() {
    for (n, text) in
        [(0, "0"), (12, "12"), (1_000, "1,000"), (u64::MAX, "18,446,744,073,709,551,615")]
    {
        assert_eq!(number(n), text);
    }
}
