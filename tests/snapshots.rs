//! A link that names a snapshot gives the same figures, or says plainly that it cannot.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Desk, Server, report};

fn get(server: &Server, path: &str) -> (u16, Value) {
    let answer = server.get(path);
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
}

fn snapshot(server: &Server) -> String {
    let (_, answer) = get(server, "/api/v1/search");
    answer["snapshot"].as_str().unwrap().to_owned()
}

fn archive(desk: &Desk, folder: &str) {
    for (place, year) in [("徐汇区", 2021), ("徐汇区", 2022), ("长宁区", 2022)] {
        let text = report(place, year, "新建绿道五公里。");
        desk.write(&format!("{folder}/{place}{year}.txt"), text);
    }
}

#[test]
fn a_snapshot_is_of_what_is_held_and_not_of_how_it_came() {
    let desk = Desk::new();
    archive(&desk, "a");
    desk.index("a", &[]).expect(0);
    let first = snapshot(&desk.serve());

    // The same files in another folder, taken up one after the other, with one that goes again.
    let other = Desk::new();
    other.write("b/deep/长宁区2020.txt", report("长宁区", 2020, "改建码头三处。"));
    other.index("b", &[]).expect(0);
    assert_ne!(snapshot(&other.serve()), first);
    archive(&other, "b/deep");
    other.index("b", &[]).expect(0);
    std::fs::remove_file(other.path("b/deep/长宁区2020.txt")).unwrap();
    other.index("b", &["--prune"]).expect(0);
    assert_eq!(snapshot(&other.serve()), first);

    other.write("b/deep/长宁区2022.txt", report("长宁区", 2022, "新建绿道六公里。"));
    other.index("b", &["--prune"]).expect(0);
    assert_ne!(snapshot(&other.serve()), first, "one figure is another");
}

#[test]
fn every_address_keeps_to_the_snapshot_that_it_names() {
    let desk = Desk::new();
    archive(&desk, "a");
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    let held = snapshot(&server);
    let (_, list) = get(&server, "/api/v1/reports");
    assert_eq!(list["snapshot"], held.as_str());
    let ids: Vec<&str> =
        list["reports"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    let addresses = [
        "/api/v1/search?q=%E7%BB%BF%E9%81%93".to_owned(),
        "/api/v1/search.csv?q=%E7%BB%BF%E9%81%93".to_owned(),
        "/api/v1/reports?limit=2".to_owned(),
        "/api/v1/trend?q=%E7%BB%BF%E9%81%93".to_owned(),
        "/api/v1/coverage?year=2021..2022".to_owned(),
        "/api/v1/places?q=%E5%BE%90".to_owned(),
        "/api/v1/suggest?q=%E7%BB%BF".to_owned(),
        format!("/api/v1/reports/{}?a=b", ids[0]),
        format!("/api/v1/reports/{}/trace?p=9", ids[0]),
        format!("/api/v1/compare?a={}&b={}", ids[0], ids[1]),
        format!("/api/v1/explain?q=%E7%BB%BF&report={}", ids[0]),
        "/search?q=%E7%BB%BF%E9%81%93".to_owned(),
        "/archive?level=county".to_owned(),
    ];
    for address in &addresses {
        let (status, answer) = get(&server, &format!("{address}&snapshot={held}"));
        assert_eq!(status, 200, "{address}");
        let is_json = address.starts_with("/api") && !address.contains(".csv");
        assert!(!is_json || answer["snapshot"] == held.as_str(), "{address}: {answer}");
        let (status, _) = get(&server, &format!("{address}&snapshot=0123456789ab"));
        assert_eq!(status, 409, "{address}");
    }

    // One report comes, one goes, one changes.
    desk.write("a/长宁区2023.txt", report("长宁区", 2023, "改建码头三处。"));
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "新建绿道七公里。"));
    std::fs::remove_file(desk.path("a/徐汇区2021.txt")).unwrap();
    desk.index("a", &["--prune"]).expect(0);
    let committed = Instant::now();
    while snapshot(&server) == held {
        assert!(committed.elapsed() < Duration::from_secs(5), "the commit is not in view");
        thread::sleep(Duration::from_millis(50));
    }
    let (status, answer) = get(&server, &format!("/api/v1/search?snapshot={held}"));
    assert_eq!((status, &answer["error"]["code"]), (409, &Value::from("snapshot_changed")));
    let message = answer["error"]["message"].as_str().unwrap();
    for part in ["新增", "移除", "改动"] {
        assert!(message.contains(part), "{message}");
    }
    // A text that changed without an id of its own is another report.
    assert!(message.contains("新增 2 份报告、移除 2 份"), "{message}");
}
