//! Lists that are read page by page, and filters as links: the first page, the last, what is behind it;
//! and what every link keeps.

use std::collections::BTreeSet;
use std::sync::Arc;

use scraper::{ElementRef, Html, Selector};
use suyan_answers::testing::Scan;

use crate::App;
use crate::testing::{Ledger, enc, get_from, ledger};

fn select<'h>(html: &'h Html, what: &str) -> Vec<ElementRef<'h>> {
    html.select(&Selector::parse(what).unwrap()).collect()
}

fn attr<'h>(one: &ElementRef<'h>, name: &str) -> &'h str {
    one.value().attr(name).unwrap_or("")
}

/// The parameters of an address, decoded, in order.
fn params(address: &str) -> BTreeSet<(String, String)> {
    let query = address.split('#').next().unwrap().split_once('?').map_or("", |(_, query)| query);
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(&text.replace('+', " "))
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

fn without(all: &BTreeSet<(String, String)>, names: &[&str]) -> BTreeSet<(String, String)> {
    all.iter().filter(|(name, _)| !names.contains(&name.as_str())).cloned().collect()
}

/// A server over so many years of two places.
fn many(years: i16) -> Arc<App> {
    let scan = Scan::archive().changed(|reports| {
        let first = reports[0].clone();
        for year in 2024..2021 + years {
            let mut next = first.clone();
            next.id = format!("990101-{year}");
            next.facts.year = Some(year);
            next.facts.title = format!("云栖区人民政府工作报告（{year}年）");
            reports.push(next);
        }
    });
    App::new(Arc::new(Ledger::of(scan)))
}

/// Follows a list from its first page to its last, and back; gives what stands on each page.
async fn walked(app: &Arc<App>, first: &str, entries: &str) -> Vec<Vec<String>> {
    let (mut pages, mut ways) = (Vec::new(), vec![first.to_owned()]);
    let own = params(first);
    loop {
        let address = ways.last().unwrap().clone();
        let page = get_from(app.clone(), &address).await;
        assert_eq!(page.status, 200, "{address}");
        let html = Html::parse_document(page.text());
        let shown = select(&html, entries);
        pages.push(shown.iter().map(|one| one.text().collect::<String>()).collect());
        let before: Vec<&str> =
            select(&html, "a[rel=prev]").iter().map(|one| attr(one, "href")).collect();
        match ways.len() {
            1 => assert_eq!(before, [""; 0], "{address}"),
            2 => {
                assert_eq!(params(before[0]), own, "the way back to the first page is its address")
            }
            _ => assert_eq!(before.len(), 1, "{address}"),
        }
        let next = select(&html, "a[rel=next]").first().map(|one| attr(one, "href").to_owned());
        let Some(next) = next else { break };
        // The way on keeps what was asked.
        let names = ["cursor", "page", "doubtful"];
        assert_eq!(without(&params(&next), &names), without(&own, &names), "{next}");
        ways.push(next);
        assert!(ways.len() < 50, "{first} has no end");
    }
    pages
}

#[tokio::test]
async fn a_list_is_read_from_its_first_page_to_its_last() {
    let app = many(9);
    let word = enc("架空线");
    let promised = format!("/promises?limit=4&q={word}");
    for (address, entries, of, on_one) in [
        (format!("/search?q={word}&limit=4&lang=en"), "li.hit", "reports", 4),
        (format!("/search?q={word}&limit=5&group=passage&sort=newest"), "li.hit", "passages", 5),
        (promised, "div.entry", "promises", 4),
        ("/promises?limit=3&year=2022..&lang=en".to_owned(), "div.entry", "promises", 3),
    ] {
        // The page lists what the API counts.
        let counted = get_from(app.clone(), &format!("/api/v1{address}")).await.json();
        let all = counted["total"][of].as_u64().unwrap() as usize;
        assert!(all > 2 * on_one, "{address}: {all}");
        let pages = walked(&app, &address, entries).await;
        let sizes: Vec<usize> = pages.iter().map(Vec::len).collect();
        let listed: Vec<String> = pages.concat();
        assert!(
            sizes[..sizes.len() - 1].iter().all(|size| *size == on_one),
            "{address}: {sizes:?}"
        );
        assert!((1..=on_one).contains(sizes.last().unwrap()), "{address}: {sizes:?}");
        assert_eq!(listed.len(), all, "{address}: {sizes:?}");
        let distinct: BTreeSet<&String> = listed.iter().collect();
        assert_eq!(distinct.len(), listed.len(), "{address}: an entry stands on two pages");
    }
}

#[tokio::test]
async fn behind_the_last_page_is_the_last_page() {
    let app = App::new(Arc::new(ledger()));
    for (path, name) in [("/reports", "page"), ("/archive", "page"), ("/archive", "doubtful")] {
        let plain = get_from(app.clone(), path).await;
        let rows = |text: &str| select(&Html::parse_document(text), "tbody tr").len();
        for odd in ["0", "1", "2", "999999", "99999999999999999999", "-1", "x", ""] {
            let page = get_from(app.clone(), &format!("{path}?{name}={odd}")).await;
            assert_eq!(page.status, 200, "{path}?{name}={odd}");
            assert_eq!(rows(page.text()), rows(plain.text()), "{path}?{name}={odd}");
        }
    }
    for address in [
        "/search?q=5&cursor=x",
        "/promises?cursor=x",
        "/search?q=5&limit=0",
        "/search?q=5&limit=101",
        "/promises?limit=x",
    ] {
        assert_eq!(get_from(app.clone(), address).await.status, 400, "{address}");
    }
}

#[tokio::test]
async fn a_filter_is_put_on_and_taken_off_by_links() {
    let app = App::new(Arc::new(ledger()));
    let word = enc("架空线");
    for path in ["/search", "/promises"] {
        let asked = format!("{path}?q={word}&year=2021..2022&lang=en");
        let own = params(&asked);
        let html = Html::parse_document(get_from(app.clone(), &asked).await.text());
        let values = select(&html, "aside.side ul.values a[href]");
        assert!(values.len() > 3, "{path}");
        for value in values.iter().filter(|one| attr(one, "aria-current").is_empty()) {
            let to = attr(value, "href");
            let added: Vec<_> = params(to).difference(&own).cloned().collect();
            let lost: Vec<_> = own.difference(&params(to)).cloned().collect();
            // A year takes the place of the years; anything else is added to what is there.
            assert!(added.len() == 1 && lost.iter().all(|(name, _)| *name == added[0].0), "{to}");
            let page = get_from(app.clone(), to).await;
            let html = Html::parse_document(page.text());
            // The link that was followed takes the filter off again, and so does its chip.
            let off = select(&html, "aside.side ul.values a[aria-current=true]");
            let takes_off =
                |one: &ElementRef<'_>| params(attr(one, "href")).difference(&own).next().is_none();
            assert!(off.iter().any(takes_off), "{to}");
            let chips = select(&html, "ul.chips a[aria-label]");
            let without_it = |one: &ElementRef<'_>| !params(attr(one, "href")).contains(&added[0]);
            assert_eq!(chips.iter().filter(|one| without_it(one)).count(), 1, "{to}");
        }
    }
}

#[tokio::test]
async fn a_chip_takes_away_its_own_filter_only() {
    let app = App::new(Arc::new(ledger()));
    let filters = "place=990101&place=990102&level=county&year=2021..2022&part=tasks&part=review";
    for path in ["/search", "/promises", "/trend", "/kwic"] {
        let asked = format!("{path}?q={}&{filters}&lang=en&cursor=", enc("架空线"));
        let own = without(&params(&asked), &["cursor"]);
        let page = get_from(app.clone(), &asked.replace("&cursor=", "")).await;
        assert_eq!(page.status, 200, "{path}");
        let html = Html::parse_document(page.text());
        let chips = select(&html, "ul.chips li:not(.clear) a");
        assert_eq!(chips.len(), 6, "{path}");
        for chip in &chips {
            let left = params(attr(chip, "href"));
            assert_eq!(own.difference(&left).count(), 1, "{path}: {}", attr(chip, "href"));
            assert!(left.is_subset(&own), "{path}");
            assert!(attr(chip, "aria-label").starts_with("Remove "), "{path}");
        }
        let clear = select(&html, "ul.chips li.clear a");
        let left = params(attr(&clear[0], "href"));
        let names: BTreeSet<&str> = left.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, BTreeSet::from(["q", "lang"]), "{path}");
    }
}

#[tokio::test]
async fn the_search_field_keeps_the_filters_and_asks_anew() {
    let app = App::new(Arc::new(ledger()));
    let asked =
        format!("/search?q={}&place=990101&year=2022&sort=newest&lang=en", enc("架空线 <\"&'>"));
    let html = Html::parse_document(get_from(app, &asked).await.text());
    let form = select(&html, "form.field")[0];
    let fields = form.select(&Selector::parse("input[name]").unwrap()).collect::<Vec<_>>();
    let sent: BTreeSet<(String, String)> = fields
        .iter()
        .map(|one| (attr(one, "name").to_owned(), attr(one, "value").to_owned()))
        .collect();
    assert_eq!(sent, params(&asked));
    assert_eq!(attr(&form, "action"), "/search");
}

#[tokio::test]
async fn the_other_language_is_the_same_page() {
    let app = App::new(Arc::new(ledger()));
    for address in [
        "/",
        "/search?q=5&year=2022",
        "/reports/990101-2022?q=5",
        "/promises?verdict=kept",
        "/compare?a=990101-2021&b=990101-2022",
    ] {
        let html = Html::parse_document(get_from(app.clone(), address).await.text());
        let to = attr(&select(&html, "a[hreflang]")[0], "href").to_owned();
        let path = address.split('?').next().unwrap();
        let english = get_from(app.clone(), &format!("{path}{to}")).await;
        assert_eq!(english.status, 200, "{address}: {to}");
        let html = Html::parse_document(english.text());
        let back = attr(&select(&html, "a[hreflang]")[0], "href");
        assert_eq!(params(back), params(address), "{address}: {back}");
    }
}

#[tokio::test]
async fn marks_of_a_report_are_numbered_in_reading_order() {
    let app = App::new(Arc::new(ledger()));
    let page = get_from(app, &format!("/reports/990101-2022?q={}", enc("架空线 公园"))).await;
    let html = Html::parse_document(page.text());
    let marks = select(&html, "article mark[id]");
    let ids: Vec<String> = marks.iter().map(|one| attr(one, "id").to_owned()).collect();
    let wanted: Vec<String> = (1..=marks.len()).map(|number| format!("m{number}")).collect();
    assert_eq!(ids, wanted);
    assert_eq!(marks.len(), 2, "the one passage that holds both words: {ids:?}");
    for mark in marks {
        assert!(["架空线", "公园"].contains(&mark.text().collect::<String>().as_str()));
    }
}
