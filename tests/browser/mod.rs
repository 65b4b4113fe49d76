//! The reading room in a real browser. Skipped, and said so, where there is none, but a failure
//! where `SUYAN_BROWSER_REQUIRED=1`.
//!
//! `SUYAN_SCREENSHOTS=folder` keeps pictures of the main pages.

mod driver;
mod ledger;
mod room;

use driver::{Manner, Window};
use fantoccini::key::Key;

use crate::support::encode;

/// Words that more than one report of the sample has.
const WORDS: &str = "架空线入地";

fn results() -> String {
    format!("/search?q={}", encode(WORDS))
}

/// Goes to the first report that a search finds, by its link.
fn first_report(window: &Window) {
    window.go(&results());
    window.click(".hit h2 a");
    window.text("article.text h1");
}

#[test]
fn a_search_is_narrowed_by_a_facet_and_back_leads_back() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go("/");
    window.picture("home");
    window.keys(WORDS);
    window.keys(&char::from(Key::Enter).to_string());
    window.text(".hit mark");
    assert!(window.address().starts_with("/search?q=架空线入地"), "{}", window.address());
    let all = window.text(".total");
    window.picture("results");
    window.click("svg.years a");
    window.text(".chips a");
    assert!(window.address().contains("year="), "{}", window.address());
    assert_ne!(window.text(".total"), all);
    window.wait(window.client.back()).unwrap();
    window.until("return !document.querySelector('.chips')");
    assert!(window.text(".total").starts_with(all.split('段').next().unwrap()));
    window.wait(window.client.forward()).unwrap();
    window.click(".chips a");
    window.until("return !document.querySelector('.chips')");
}

#[test]
fn a_range_of_years_is_dragged() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go("/search");
    let bars = window.count("svg.years a");
    assert!(bars >= 3, "the sample has years: {bars}");
    window.script(
        "const bars = document.querySelectorAll('svg.years a');\
         const at = (bar) => { const r = bar.getBoundingClientRect(); return { clientX: r.x + r.width / 2, clientY: r.y + r.height / 2, bubbles: true }; };\
         bars[0].dispatchEvent(new PointerEvent('pointerdown', at(bars[0])));\
         bars[1].dispatchEvent(new PointerEvent('pointermove', at(bars[1])));\
         bars[1].dispatchEvent(new PointerEvent('pointerup', at(bars[1])));",
    );
    window.text(".chips a");
    assert!(window.address().contains(".."), "{}", window.address());
}

#[test]
fn a_link_to_a_passage_leads_to_it_with_the_query_marked() {
    let Some(window) = Window::open(Manner::default()) else { return };
    first_report(&window);
    assert!(window.address().contains("#p"), "{}", window.address());
    let seen = "const r = document.querySelector('.p:target').getBoundingClientRect();\
                return r.top >= 0 && r.top < innerHeight;";
    window.until(seen);
    assert!(window.count(".p:target mark") > 0);
    window.picture("report");
    assert_eq!(window.text(".match-bar output").split('/').count(), 2);
    let before = window.text(".match-bar output");
    window.keys("n");
    let marks = window.count("mark[id]");
    assert!(marks < 2 || window.text(".match-bar output") != before);
    assert!(window.text("#citation").contains("[R/OL]"));
}

#[test]
fn the_keyboard_is_enough() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go("/archive");
    window.keys("/");
    window.keys("枕江");
    window.until("return !document.getElementById('suggestions').hidden");
    window.keys(&char::from(Key::Down).to_string());
    window.keys(&char::from(Key::Enter).to_string());
    window.until("return document.getElementById('q').value.startsWith('地区:')");
    window.keys(&char::from(Key::Enter).to_string());
    window.text(".hit");
    window.keys(&char::from(Key::Tab).to_string());
    let skip = "return document.activeElement.className";
    assert_eq!(window.script(skip), "skip", "the first stop leads past the navigation");
    for _ in 0..80 {
        let within = "return !!document.activeElement.closest('.hit')";
        if window.script(within) == true {
            break;
        }
        window.keys(&char::from(Key::Tab).to_string());
    }
    let ring = "const s = getComputedStyle(document.activeElement); return s.outlineStyle;";
    assert_eq!(window.script(ring), "solid", "the focus is seen");
    window.keys(&char::from(Key::Enter).to_string());
    window.text("article.text h1");
}

#[test]
fn a_phone_shows_everything_without_scrolling_sideways() {
    let Some(window) = Window::open(Manner { phone: true, ..Manner::default() }) else { return };
    for (name, path) in pages(&window) {
        window.go(&path);
        let over = window.script("return document.documentElement.scrollWidth - innerWidth");
        assert!(over.as_i64().unwrap() <= 0, "{name} is {over} px too wide");
        window.picture(&format!("phone-{name}"));
    }
}

#[test]
fn without_script_everything_essential_is_there() {
    let Some(window) = Window::open(Manner { without_script: true, ..Manner::default() }) else {
        return;
    };
    first_report(&window);
    assert!(window.count("mark") > 0 && window.count("#matches li") > 0);
    assert_eq!(window.count(".match-bar button"), 2);
    window.click("#record a");
    assert!(window.address().starts_with("/places/"));
    window.go("/");
    window.click("form.field button");
    window.click(".side .values a");
    assert!(window.count(".chips a") > 0);
}

#[test]
fn dark_is_dark() {
    let Some(window) = Window::open(Manner { dark: true, ..Manner::default() }) else { return };
    for (name, path) in pages(&window) {
        window.go(&path);
        let ground = window.script("return getComputedStyle(document.body).backgroundColor");
        let shade: u32 = ground
            .as_str()
            .unwrap()
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|part| part.parse::<u32>().ok())
            .take(3)
            .sum();
        assert!(shade < 150, "{name}: {ground}");
        window.picture(&format!("dark-{name}"));
        assert_eq!(window.faults(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_list_is_exported_whole() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go(&format!("{}&group=passage&limit=1", results()));
    let hits = window.text(".total");
    let csv = window.fetched(".exports a[href*='search.csv']");
    let rows = csv.lines().count() - 1;
    assert!(hits.contains(&format!("{rows} 段")), "{rows} rows, {hits}");
}

#[test]
fn two_years_are_compared() {
    let Some(window) = Window::open(Manner::default()) else { return };
    first_report(&window);
    window.click(".about a.compare");
    window.text("form.choose");
    window.picture("compared-promises");
    window.click(".switch a[href*='view=text']");
    window.text(".compared");
    assert!(window.count(".is-changed ins") > 0 && window.count(".is-changed del") > 0);
    window.picture("compare");
    window.click(".switch a[href*='show=new']");
    window.until("return !document.querySelector('.is-changed')");
    assert!(window.count(".is-new") > 0);
}

#[test]
fn a_promise_is_followed_with_one_click() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go(&format!("/search?q={}&place=990102&year=2021", encode(WORDS)));
    window.click(".snippet.part-tasks a.trace");
    window.text(".traced h1");
    assert!(window.address().contains("/trace?"), "{}", window.address());
    assert_eq!(window.text(".line h2.year"), "2022");
    assert!(window.text(".line .snippet mark").contains("架空线入地"));
    assert!(window.count(".source strong") > 0, "the sentence of the query is the matter");
    window.picture("trace");
    // One sentence alone, then back in time, then the search that says the same.
    window.click("a.sentence");
    assert!(window.address().contains("&s="), "{}", window.address());
    window.click(".switch a[href*='to=earlier']");
    window
        .until("return document.querySelector('.switch [aria-current]').href.includes('earlier')");
    window.wait(window.client.back()).unwrap();
    window.wait(window.client.back()).unwrap();
    window.click(".terms a");
    window.text(".total");
    assert!(window.address().contains("sort=oldest") && window.address().contains("year=2022.."));
}

#[test]
fn a_glossary_term_is_explained_where_it_stands() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go(&format!("/search?q={}&part=glossary", encode("：")));
    window.click(".hit h2 a");
    window.text("a.term");
    window.script("document.querySelector('a.term').focus({ preventScroll: true })");
    window.until("return !document.getElementById('meaning').hidden");
    assert!(window.text("#meaning").chars().count() > 5);
    window.keys(&char::from(Key::Escape).to_string());
    window.until("return document.getElementById('meaning').hidden");
}

#[test]
fn a_passage_is_cited_and_quoted() {
    let Some(window) = Window::open(Manner::default()) else { return };
    first_report(&window);
    window.script("document.querySelector('.p:target .no').focus()");
    let ris = window.fetched(".p:target .tools a[data-format=ris]");
    let passage = window.address().rsplit("#p").next().unwrap().to_owned();
    assert!(ris.contains(&format!("#p{passage}\r\n")) && ris.starts_with("TY  - RPRT"), "{ris}");
    window.click(".p:target .tools button");
    window.until("return document.querySelector('.tools button').textContent === '已复制'");
}

#[test]
fn two_places_of_one_year_are_chosen_in_a_form() {
    let Some(window) = Window::open(Manner { without_script: true, ..Manner::default() }) else {
        return;
    };
    window.go("/compare");
    for (name, value) in
        [("place1", "枕江"), ("year1", "2022"), ("place2", "澄浦区"), ("year2", "2022")]
    {
        window.fill(&format!("input[name={name}]"), value);
    }
    window.click("form.choose button");
    window.text(".shared-sentences");
    assert!(window.address().contains("a=") && window.text(".heads").contains("澄浦"));
    window.go("/compare?place1=枕江&year1=1901&place2=枕江&year2=2022");
    assert!(window.text(".notice").contains("1901"));
}

#[test]
fn a_pasted_list_becomes_a_panel_whose_cells_open() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go("/panel");
    window.fill("textarea[name=words]", "架空线\n架空线入地\n架空线\n水");
    window.click("form.workbench button");
    let remarks = window.text(".remarks");
    for code in ["double", "nested", "single_character"] {
        assert!(remarks.contains(code), "{code} in {remarks}");
    }
    window.picture("panel");
    let cell = window.text("td.heat a");
    window.click("td.heat a");
    window.text(".hit mark");
    assert!(window.address().contains("group=passage"), "{}", window.address());
    let marks = window.count(".snippet mark");
    assert!(marks > 0, "{cell}");
    window.click(".hit h2 a");
    window.text("article.text h1");
    assert!(window.address().contains("#p"), "{}", window.address());
    window.wait(window.client.back()).unwrap();
    window.wait(window.client.back()).unwrap();
    let csv = window.fetched("a[href*='panel.csv']:not([href*=codebook])");
    assert!(csv.contains("架空线入地") && csv.lines().count() > 10, "{csv}");
    assert_eq!(window.faults(), Vec::<String>::new());
}

#[test]
fn a_sample_is_coded_kept_and_evaluated() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go("/coding");
    window.fill("textarea[name=words]", "架空线\n公园");
    window.fill("input[name=each]", "6");
    window.click("form.workbench button");
    window.text("ol.sample mark");
    let lines = window.count("ol.sample li");
    assert!(lines > 6, "{lines}");
    window.script(
        "for (const [at, line] of [...document.querySelectorAll('ol.sample li')].entries())\
         line.querySelector(at % 2 ? '[value=no]' : '[value=yes]').click();",
    );
    assert_eq!(window.text("[data-coding=count]"), format!("{lines}/{lines}"));
    window.picture("coding");
    assert_eq!(window.faults(), Vec::<String>::new());
    // What was decided is still there when the page is opened again.
    // As it is written: a list has line breaks in it.
    let address = window.script("return location.pathname + location.search");
    let address = address.as_str().unwrap().to_owned();
    window.go("/");
    window.go(&address);
    window.until(&format!(
        "return document.querySelector('[data-coding=count]').textContent === '{lines}/{lines}'"
    ));
    window.click("form.coding button[type=submit]");
    let table = window.text("table.counts");
    assert!(table.contains("架空线") && table.contains('['), "{table}");
    window.picture("coded");
    assert_eq!(window.faults(), Vec::<String>::new());
    window.click("a[href*='coded=']");
    assert!(window.address().starts_with("/panel?"), "{}", window.address());
    window.script("document.querySelector('details.quiet:last-of-type').open = true");
    assert!(window.text("dl.how").contains("抽样判读"));
}

#[test]
fn no_page_has_a_serious_fault() {
    let Some(window) = Window::open(Manner::default()) else { return };
    for (name, path) in pages(&window) {
        window.go(&path);
        let own = "return performance.getEntriesByType('resource').every((file) => file.name.startsWith(location.origin))";
        assert_eq!(window.script(own), true, "{name} asks another host");
        assert_eq!(window.faults(), Vec::<String>::new(), "{name}");
        window.picture(&name);
    }
}

/// The address of the first promise of the ledger.
fn first_promise(window: &Window) -> String {
    window.go("/promises?place=990102");
    window.attribute(".entry .sentence a", "href")
}

/// The address of every kind of page.
fn pages(window: &Window) -> Vec<(String, String)> {
    first_report(window);
    let report = window.address();
    let plain = report.split(['?', '#']).next().unwrap().to_owned();
    let passage = report.rsplit("#p").next().unwrap().to_owned();
    let compare = window.attribute(".about a.compare", "href");
    let named = |name: &str, path: String| (name.to_owned(), path);
    vec![
        named("home", "/".into()),
        named("results", results()),
        named("passages", format!("{}&group=passage&sort=newest", results())),
        named("nothing", format!("/search?q={}&year=1999", encode("“查无此语”"))),
        named("report", format!("{plain}?q={}", encode(WORDS))),
        named("compare", compare.clone()),
        named("trend", format!("/trend?q={}", encode("公园"))),
        named("archive", "/archive".into()),
        named("promises", "/promises?place=990102".into()),
        named("promises-place", "/places/990102/promises".into()),
        named("promise", first_promise(window)),
        named("notes", "/notes".into()),
        named("place", "/places/990102".into()),
        named("trace", format!("{plain}/trace?p={passage}")),
        named("places", format!("/search/places?q={}", encode("公园"))),
        named("help", "/help".into()),
        named("panel", format!("/panel?words={}", encode("公园"))),
        named("kwic", format!("/kwic?q={}", encode("公园"))),
        named("keywords", "/keywords?part=tasks".into()),
        named("coding", format!("/coding?words={}&each=3", encode("公园"))),
        named("reports", "/reports".into()),
        named("series", format!("/series?indicator={}&place=990102", encode("架空线"))),
        named("firsts", format!("/firsts?q={}", encode("公园"))),
        named("copied", "/copied?year=2020..2022".into()),
        named("copied-report", format!("/copied?report={}", plain.trim_start_matches("/reports/"))),
        named(
            "panel-cut",
            format!("/panel?words={0}&count=words&user={0}&stop=的", encode("公园")),
        ),
        named(
            "trend-several",
            format!("/trend?q={}&with={}", encode("公园"), encode("绿道、养老")),
        ),
        named("trend-form", "/trend".into()),
        named("place-missing", "/places/310104".into()),
        named("compare-text", format!("{compare}&view=text")),
        named("compare-words", format!("{compare}&view=words")),
        named("choose", "/compare".into()),
        named("missing", "/nothing-here".into()),
        named("refused", "/search?year=x&lang=en".into()),
        named("english", format!("{}&lang=en", results())),
    ]
}
