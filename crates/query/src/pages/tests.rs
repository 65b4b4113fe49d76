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

#[tokio::test]
async fn every_page_says_what_it_is_about() {
    let (word, place) = (enc("架空线"), "990101");
    let cases = [
        ("/".to_owned(), "溯言"),
        (
            format!("/search?q={word}&place={place}&year=2021..2022"),
            "架空线 · 云栖区 · 2021–2022 · 溯言",
        ),
        ("/search?part=tasks".to_owned(), "全部报告：工作任务 · 溯言"),
        (format!("/trend?q={word}&place={place}"), "走势：架空线 · 云栖区 · 溯言"),
        (format!("/trend?q={word}&level=county&lang=en"), "Trend: 架空线 · "),
        (format!("/promises?place={place}"), "承诺账：云栖区 · 溯言"),
        (format!("/archive?place={place}"), "档案：云栖区 · 溯言"),
        (format!("/reports?place={place}"), "全部报告：云栖区 · 溯言"),
        (format!("/places/{place}"), "望川市 › 云栖区 · 历年报告 · 溯言"),
        (
            "/reports/990101-2022".to_owned(),
            "云栖区 2022 · 云栖区人民政府工作报告（2022年） · 溯言",
        ),
        ("/reports/990101-2021/trace?p=6&s=1".to_owned(), "后来怎么说：实施30公里架空线入地工程，"),
        ("/compare?a=990101-2021&b=990101-2022".to_owned(), "对比：云栖区 2021 与 2022 · 溯言"),
        (
            "/compare?a=990101-2021&b=990102-2021".to_owned(),
            "对比：云栖区 2021 与 澄江区 2021 · 溯言",
        ),
        (format!("/panel?words={word}"), "词频面板：架空线 · 溯言"),
        (format!("/kwic?q={word}&place={place}"), "架空线 · 云栖区 · 溯言"),
    ];
    for (address, wanted) in cases {
        let page = get(&address).await;
        let html = page.text();
        assert_eq!(page.status, 200, "{address}");
        let title = html.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        assert!(title.contains(wanted), "{address}: {title}");
        let description = html.split("<meta name=\"description\" content=\"").nth(1).unwrap();
        assert!(description.chars().take_while(|c| *c != '"').count() > 8, "{address}");
        assert_eq!(html.matches("<h1").count(), 1, "{address}");
    }
}

#[tokio::test]
async fn filters_are_chips_with_names_on_every_page_that_has_them() {
    for path in ["/search", "/trend", "/promises", "/archive", "/reports", "/kwic"] {
        let page = get(&format!("{path}?q={}&place=990101&year=2021..2022", enc("架空线"))).await;
        let html = page.text();
        let chips = html.split("<ul class=\"chips\"").nth(1).unwrap_or_else(|| panic!("{path}"));
        let chips = chips.split("</ul>").next().unwrap();
        assert!(chips.contains("云栖区") && chips.contains("2021–2022"), "{path}: {chips}");
        assert!(!chips.contains(">990101"), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_held_is_said_to_be_missing_everywhere() {
    for address in [
        format!("/search?q={}", enc("养老 地区:徐汇 年:2018..2023")),
        format!("/archive?place={}", enc("徐汇")),
        "/places/310104".to_owned(),
    ] {
        let page = get(&address).await;
        assert!(page.text().contains("档案里没有徐汇区"), "{address}: {}", page.text());
    }
}

#[tokio::test]
async fn a_query_of_filters_has_no_tier_and_marks_nothing() {
    let html = get(&format!("/search?q={}", enc("地区:云栖区 年:2022"))).await;
    assert!(!html.text().contains("class=\"tier\""), "{}", html.text());
    let address = format!("/reports/990101-2022?q={}", enc("地区:云栖区 年:2022"));
    let html = get(&address).await;
    assert!(html.text().contains("没有要标出的字句"), "{}", html.text());
    assert!(!html.text().contains("本篇没有命中"));
}

#[tokio::test]
async fn reports_are_called_by_place_and_year() {
    for address in
        ["/", "/search", "/reports/990101-2022/trace?p=6", "/compare?a=990101-2021&b=990101-2022"]
    {
        let page = get(address).await;
        let named = page.text().matches(">云栖区 202").count();
        assert!(named > 0, "{address}: {}", page.text());
    }
    let table = get("/reports?sort=size&dir=down").await;
    assert!(table.text().contains("aria-sort=\"descending\""));
    assert_eq!(get("/reports?sort=x").await.status, 400);
}

#[tokio::test]
async fn examples_are_of_the_archive_at_hand() {
    let page = get("/").await;
    let syntax = page.text().split("<dl class=\"syntax\">").nth(1).unwrap().to_owned();
    let syntax = syntax.split("</dl>").next().unwrap();
    let queries: Vec<&str> =
        syntax.split("href=\"").skip(1).map(|a| a.split('"').next().unwrap()).collect();
    assert!(!queries.is_empty());
    for address in queries {
        let found = get(&address.replace("&amp;", "&")).await;
        assert!(found.text().contains("class=\"hit\""), "{address}");
    }
}

#[tokio::test]
async fn a_trend_says_of_how_many_and_may_be_of_the_same_places() {
    let word = enc("架空线");
    let html = get(&format!("/trend?q={word}&with={}", enc("数字孪生、没有的词"))).await;
    for wanted in ["只算各年都有的地区", "class=\"chart lines\"", "数字孪生", ">n</"] {
        assert!(html.text().contains(wanted), "{wanted}: {}", html.text());
    }
    let html = get(&format!("/trend?q={word}&balanced=true&year=2021..2023")).await;
    assert!(html.text().contains("每年都有报告的 2 个地区"), "{}", html.text());
}

#[tokio::test]
async fn an_error_of_a_comparison_has_its_form() {
    let page = get("/compare?place1=990101&year1=1900&place2=990102&year2=2022").await;
    assert_eq!(page.status, 404);
    for wanted in ["class=\"choose\"", "value=\"1900\"", "href=\"/archive\""] {
        assert!(page.text().contains(wanted), "{wanted}");
    }
}

#[tokio::test]
async fn tools_lead_to_one_another_with_all_that_narrows() {
    let (word, place) = (enc("架空线"), enc("云栖区"));
    let narrow = format!("place={place}&year=2021..2023&lineage=true&twins=true&part=tasks");
    for (page, to) in [
        (format!("/kwic?q={word}&{narrow}"), "/keywords?"),
        (format!("/kwic?q={word}&{narrow}"), "/firsts?"),
        (format!("/keywords?min=1&{narrow}"), "/kwic?"),
        (format!("/keywords?q={word}&min=1&{narrow}"), "/kwic?"),
        (
            format!(
                "/panel?words={word}&{}",
                narrow.replace("=true", "=rolled").replace("twins=rolled", "twins=true")
            ),
            "/kwic?",
        ),
    ] {
        let html = get(&page).await;
        let html = html.text();
        let begins = format!("href=\"{to}");
        let links: Vec<&str> =
            html.split(&begins).skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let kept: Vec<&&str> = links.iter().filter(|link| link.contains("year=")).collect();
        assert!(!kept.is_empty(), "{page} has no link to {to}: {links:?}");
        for link in kept {
            for one in ["lineage=true", "twins=true", "part=tasks", "year=2021..2023"] {
                assert!(link.contains(one), "{page}: {one} is not in {link}");
            }
            let there = get(&format!("{to}{}", link.replace("&amp;", "&"))).await;
            assert_eq!(there.status, 200, "{link}");
        }
    }
}
