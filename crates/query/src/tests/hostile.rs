//! Text that would be markup, wherever a text can come from: reports, places, queries, notes, values of
//! parameters. On every page it is text, and every page still parses to what it should be.

use std::sync::Arc;

use scraper::{Html, Node, Selector};
use suyan_answers::testing::Scan;

use crate::App;
use crate::testing::{Answer, Ledger, enc, get_from};

/// What would be markup in any place of a page.
const ATTACK: &str =
    "\"'><x-evil onload=alert(1)>&lt;/x&#39;`\u{1}\u{7f}\u{202e}</title></script></textarea><!--";

/// The invented archive with hostile words in every text of it.
fn archive() -> Arc<App> {
    let scan = Scan::archive().changed(|reports| {
        for report in reports.iter_mut() {
            let facts = &mut report.facts;
            facts.title = format!("{} {ATTACK}", facts.title);
            facts.session = Some(ATTACK.to_owned());
            facts.sources = vec![format!("{ATTACK}.txt")];
            facts.speaker = Some(ATTACK.to_owned());
            facts.url = Some(format!("javascript:alert('{ATTACK}')"));
            for evidence in &mut facts.evidence {
                evidence.words = ATTACK.to_owned();
                evidence.value = ATTACK.to_owned();
            }
            if let Some(place) = &mut facts.place {
                place.name = format!("{}{ATTACK}", place.name);
                place.path = vec![format!("望川市{ATTACK}"), place.name.clone()];
            }
            for passage in &mut report.passages {
                passage.heading =
                    passage.heading.iter().map(|one| format!("{one}{ATTACK}")).collect();
                passage.text = passage.text.replace('，', &format!("{ATTACK}，"));
            }
        }
    });
    App::new(Arc::new(Ledger::of(scan)))
}

/// The elements and attributes of a page that none of ours has.
fn intruders(page: &str) -> Vec<String> {
    let html = Html::parse_document(page);
    let mut found = Vec::new();
    for node in html.tree.nodes() {
        match node.value() {
            Node::Element(one) => {
                let is_handler = |name: &str| name.starts_with("on") || name == "style";
                if one.name() == "x-evil" || one.attrs().any(|(name, _)| is_handler(name)) {
                    found.push(format!("{one:?}"));
                }
                let leads = ["href", "src", "action"].iter().filter_map(|name| one.attr(name));
                for to in
                    leads.filter(|to| to.trim_start().to_lowercase().starts_with("javascript:"))
                {
                    found.push(to.to_owned());
                }
            }
            Node::Comment(_) => found.push("a comment".to_owned()),
            _ => {}
        }
    }
    found
}

/// A page holds the one head, main part and foot that every page has, and no script but the one file.
fn is_whole(page: &Answer) -> bool {
    let html = Html::parse_document(page.text());
    let count = |what: &str| html.select(&Selector::parse(what).unwrap()).count();
    count("head > title") == 1
        && count("main") == 1
        && count("footer.foot") == 1
        && count("script[src]") == 1
}

#[tokio::test]
async fn nothing_of_the_archive_is_markup_on_any_page() {
    let app = archive();
    let word = enc("架空线");
    let pages = [
        "/".to_owned(),
        format!("/search?q={word}"),
        format!("/search?q={word}&group=passage&place=990101"),
        format!("/search?q={}", enc("天文馆")),
        "/search/places".to_owned(),
        "/search/places?under=990101".to_owned(),
        format!("/reports/990101-2022?q={word}"),
        "/reports/990101-2023".to_owned(),
        "/reports".to_owned(),
        "/reports/990101-2021/trace?p=6".to_owned(),
        "/reports/990101-2022/trace?p=3".to_owned(),
        "/compare?a=990101-2021&b=990101-2022".to_owned(),
        "/compare?a=990101-2021&b=990101-2022&view=text".to_owned(),
        "/compare?a=990101-2021&b=990102-2021&view=words".to_owned(),
        "/places/990101".to_owned(),
        "/places/990101/promises".to_owned(),
        "/archive?place=990101".to_owned(),
        format!("/trend?q={word}"),
        format!("/panel?words={word}&place=990101"),
        format!("/kwic?q={word}"),
        "/keywords?place=990101&min=1".to_owned(),
        format!("/firsts?q={word}"),
        "/copied?year=2022".to_owned(),
        format!("/series?indicator={}&place=990101", enc("养老床位")),
        format!("/coding?words={word}&each=2&seed=7"),
        "/promises".to_owned(),
        "/promises/990101-2021:6:1".to_owned(),
    ];
    for address in pages {
        for address in [
            address.clone(),
            format!("{address}{}lang=en", if address.contains('?') { '&' } else { '?' }),
        ] {
            let page = get_from(app.clone(), &address).await;
            assert_eq!(page.status, 200, "{address}: {}", page.text());
            assert_eq!(intruders(page.text()), [""; 0], "{address}");
            assert!(is_whole(&page), "{address}");
        }
    }
}

/// Every page, those that are not there too.
const PAGES: [&str; 25] = [
    "/",
    "/search",
    "/search/places",
    "/reports",
    "/reports/990101-2022",
    "/reports/990101-2022/trace",
    "/compare",
    "/places/990101",
    "/places/990101/promises",
    "/archive",
    "/trend",
    "/panel",
    "/kwic",
    "/keywords",
    "/firsts",
    "/copied",
    "/series",
    "/coding",
    "/promises",
    "/promises/990101-2021:6:1",
    "/help",
    "/notes",
    "/nowhere",
    "/reports/none",
    "/promises/none",
];
/// Every parameter that a page reads, and one that none does.
const PARAMETERS: [&str; 38] = [
    "q",
    "place",
    "year",
    "from",
    "to",
    "level",
    "kind",
    "part",
    "sort",
    "dir",
    "group",
    "cursor",
    "page",
    "limit",
    "words",
    "indicator",
    "with",
    "within",
    "without",
    "a",
    "b",
    "view",
    "p",
    "s",
    "place1",
    "year1",
    "verdict",
    "strength",
    "quantity",
    "report",
    "doubt",
    "doubtful",
    "under",
    "lang",
    "lineage",
    "snapshot",
    "added",
    ATTACK,
];

#[tokio::test]
async fn nothing_that_is_asked_is_markup_on_any_page() {
    let app = archive();
    for path in PAGES {
        for group in PARAMETERS.chunks(4) {
            let pairs: Vec<String> =
                group.iter().map(|name| format!("{}={}", enc(name), enc(ATTACK))).collect();
            let address = format!("{path}?{}", pairs.join("&"));
            let page = get_from(app.clone(), &address).await;
            assert!(page.status != 500, "{address}");
            let is_page = page
                .headers
                .get("content-type")
                .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
            if is_page {
                assert_eq!(intruders(page.text()), [""; 0], "{path} {group:?}");
                assert!(is_whole(&page), "{path} {group:?}");
            }
            // What leads on stays here.
            if let Some(to) = page.headers.get("location") {
                let to = to.to_str().unwrap();
                assert!(to.starts_with('/') && !to.starts_with("//"), "{address} leads to {to}");
            }
        }
    }
}

#[tokio::test]
async fn names_of_files_and_feeds_are_safe() {
    let app = archive();
    let attack = enc(ATTACK);
    for form in ["csv", "xlsx", "jsonl"] {
        let file = get_from(app.clone(), &format!("/api/v1/search.{form}?q={attack}")).await;
        assert_eq!(file.status, 200, "{form}");
        let name = file.headers["content-disposition"].to_str().unwrap();
        let inner = name.split("filename=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(!inner.contains(['/', '\\', '<', '>', ':', ';']), "{name}");
        assert_eq!(name.matches('"').count(), 2, "{name}");
    }
    let feed = get_from(app.clone(), &format!("/search.atom?q={}", enc("架空线"))).await;
    assert!(!feed.text().contains("<x-evil"));
    assert!(!feed.text().contains('\u{1}'), "XML holds no control characters");
}
