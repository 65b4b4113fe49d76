//! What a reader meets in the reading room: what is missing is said, pages say what they are of, the
//! keyboard leads from hit to hit, tables are put in order.

use fantoccini::key::Key;

use super::driver::{Manner, Window};
use super::results;
use crate::support::encode;

#[test]
fn what_is_missing_is_said_before_anything_else() {
    let Some(window) = Window::open(Manner { without_script: true, ..Manner::default() }) else {
        return;
    };
    window.go(&format!("/search?q={}", encode("养老 地区:徐汇 年:2018..2023")));
    assert!(window.text(".notice").contains("档案里没有徐汇区的报告"));
    window.go(&format!("/archive?place={}", encode("徐汇")));
    assert!(window.text(".notice").contains("档案里没有徐汇区的报告"));
    window.go("/places/310104");
    assert!(window.text(".notice").contains("档案里没有徐汇区的报告"));
    assert_eq!(window.count(".years-held .n"), 5);
    // Years before there was such a place are not missing.
    window.go("/places/990104");
    assert_eq!((window.count(".years-held .a"), window.count(".years-held .r a")), (2, 3));
}

#[test]
fn a_tab_a_heading_and_chips_say_what_a_page_is_of() {
    let Some(window) = Window::open(Manner { without_script: true, ..Manner::default() }) else {
        return;
    };
    for path in ["/search", "/trend", "/promises", "/reports", "/kwic"] {
        window.go(&format!("{path}?q={}&place=990102&year=2020..2022", encode("架空线")));
        let title = window.wait(window.client.title()).unwrap();
        assert!(title.contains("枕江区") && title.contains("2020–2022"), "{path}: {title}");
        assert!(window.text(".chips").contains("枕江区"), "{path}");
        window.click(".chips a");
        assert!(!window.address().contains("990102"), "{path}: {}", window.address());
    }
}

#[test]
fn a_query_of_filters_has_no_tiers() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go(&format!("/search?q={}", encode("地区:枕江区 年:2022")));
    window.text(".hit");
    assert_eq!(window.count(".tier"), 0);
    window.click(".hit h2 a");
    assert!(window.text("#matches").contains("没有要标出的字句"));
}

#[test]
fn a_report_is_found_by_typing_its_place_and_year() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go("/");
    window.keys("枕江区2022年政府工作报告");
    window.keys(&char::from(Key::Enter).to_string());
    assert_eq!(window.text(".meant .named"), "枕江区 2022");
    window.click(".meant .named");
    assert_eq!(window.text("article.text h1"), "枕江区 2022");
}

#[test]
fn every_report_is_called_by_place_and_year() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go("/search");
    window.text(".hit");
    let called = "return [...document.querySelectorAll('.hit h2 .named')]\
                  .every((one) => / (19|20)[0-9]{2}/.test(one.textContent))";
    assert_eq!(window.script(called), true);
    window.go("/reports");
    let first = window.text(".all-reports tbody tr td");
    window.click(".all-reports th.by-year a");
    window.until("return document.querySelector('.all-reports [aria-sort=ascending]') !== null");
    assert_ne!(window.text(".all-reports tbody tr td"), first);
    window.picture("reports");
}

#[test]
fn the_keyboard_leads_to_the_results_and_from_hit_to_hit() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go(&results());
    window.text(".hit");
    let tab = char::from(Key::Tab).to_string();
    window.keys(&tab);
    window.keys(&tab);
    assert_eq!(window.script("return document.activeElement.hash"), "#results");
    window.keys(&char::from(Key::Enter).to_string());
    let mut steps = 0;
    while window.script("return !!document.activeElement.closest('.hit')") != true {
        window.keys(&tab);
        steps += 1;
        assert!(steps < 3, "the results are {steps} steps from the link to them");
    }
    let at = "return [...document.querySelectorAll('.hit')].findIndex((hit) => hit.contains(document.activeElement))";
    window.script("document.activeElement.blur()");
    for (key, hit) in [("j", 0), ("j", 1), ("k", 0)] {
        window.keys(key);
        assert_eq!(window.script(at), hit, "{key}");
    }
}

#[test]
fn results_follow_what_is_typed_and_the_address_follows_the_results() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go(&results());
    window.text(".hit");
    let before = window.text(".total");
    window.script("const q = document.getElementById('q'); q.focus(); q.value = ''");
    window.keys("公园");
    window.until("return decodeURIComponent(location.search).includes('q=公园')");
    assert_ne!(window.text(".total"), before);
    assert!(window.wait(window.client.title()).unwrap().starts_with("公园"));
    window.wait(window.client.back()).unwrap();
    window.until("return decodeURIComponent(location.search).includes('q=架空线入地')");
    window.until(&format!("return document.querySelector('.total')?.textContent === '{before}'"));
}

#[test]
fn the_outline_shows_where_one_is_and_a_permalink_jumps_at_once() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go(&results());
    window.click(".hit h2 a");
    window.text("article.text h1");
    assert!(window.count(".outline li") > 4, "headings within paragraphs are there");
    let smooth = "return getComputedStyle(document.documentElement).scrollBehavior";
    assert_eq!(window.script(smooth), "auto");
    window.until("return document.querySelectorAll('.outline a[aria-current]').length === 1");
}

#[test]
fn two_years_show_what_was_promised_and_what_is_said_of_it() {
    let Some(window) = Window::open(Manner { without_script: true, ..Manner::default() }) else {
        return;
    };
    window.go("/compare?place1=枕江区&year1=2021&place2=枕江区&year2=2022");
    assert!(window.text(".held-against").contains('公'), "{}", window.text("main"));
    assert!(window.count("form.choose") == 1);
    assert!(window.text("main").contains("11.8"), "the figure that was told stands there");
    window.click(".switch a[href*='view=text']");
    window.text(".compared");
    window.go("/compare?place1=枕江区&year1=2022&place2=澄浦区&year2=2022");
    assert!(window.count(".own-words li a") > 3);
    assert!(!window.text("main").contains("删去"));
    window.picture("compare-places");
}
