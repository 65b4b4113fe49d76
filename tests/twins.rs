//! One report in two files whose texts differ a little: counted once, whatever came first.

use serde_json::Value;

use crate::support::{Desk, encode, report};

/// Enough sentences of its own to be told by.
fn text(year: i16, changed: bool) -> String {
    let mut own = String::new();
    for at in 0..20 {
        let figure = if changed && at % 4 == 0 { at + 500 } else { at };
        own.push_str(&format!(
            "改造第{at}街坊的老旧管网，涉及居民{figure}户，年底前全部通水。\n\n"
        ));
    }
    report("徐汇区", year, &own)
}

fn json(desk: &Desk, path: &str) -> Value {
    desk.serve().json(path)
}

#[test]
fn two_files_of_one_report_are_counted_once() {
    let whole = text(2022, false);
    // The other one has changed sentences, and lacks its end.
    let other = text(2022, true).split("四、加强").next().unwrap().to_owned();
    let mut snapshots = Vec::new();
    for order in [["a/1.txt", "a/2.txt"], ["a/2.txt", "a/1.txt"]] {
        let desk = Desk::new();
        desk.write("a/0.txt", text(2021, false));
        desk.write(order[0], &whole);
        desk.index("a", &[]).expect(0);
        desk.write(order[1], &other);
        let run = desk.index("a", &[]).expect(0);
        assert!(
            run.err.contains(&format!("{}：与 {} 是同一份报告", &order[1][2..], &order[0][2..])),
            "{}",
            run.err
        );
        let server = desk.serve();
        let total = |path: &str| server.json(path)["total"].clone();
        let query = encode("街坊的老旧管网");
        assert_eq!(total(&format!("/api/v1/search?q={query}&year=2022"))["reports"], 1);
        assert_eq!(total(&format!("/api/v1/search?q={query}&year=2022&twins=true"))["reports"], 2);
        assert_eq!(total(&format!("/api/v1/search?q={query}"))["reports"], 2);
        assert_eq!(total("/api/v1/reports?year=2022"), 1);
        assert_eq!(total("/api/v1/reports?year=2022&twins=1"), 2);
        let panel = |more: &str| {
            let words = encode("老旧管网");
            server.json(&format!("/api/v1/panel?words={words}&year=2022{more}"))["total"]["reports"]
                .clone()
        };
        assert_eq!((panel(""), panel("&twins=true")), (1.into(), 2.into()));
        let promised = total("/api/v1/promises?year=2022");
        assert_eq!(
            promised,
            total("/api/v1/promises?year=2022&twins=true"),
            "the ledger has one of them"
        );
        let held = server.json("/api/v1/coverage");
        assert_eq!(held["places"][0]["reports"]["2022"].as_array().unwrap().len(), 1);
        let counted = held["places"][0]["reports"]["2022"][0].as_str().unwrap().to_owned();
        let report = server.json(&format!("/api/v1/reports/{counted}"))["report"].clone();
        assert_eq!(report["source"], order[0][2..], "the fuller one is counted");
        assert!(report["twin_of"].is_null(), "{report}");
        let twin = report["twins"][0].as_str().unwrap();
        let twin = server.json(&format!("/api/v1/reports/{twin}"))["report"].clone();
        assert_eq!(twin["twin_of"], counted.as_str());
        let page = server.get(&format!("/reports/{}", twin["id"].as_str().unwrap())).body;
        assert!(page.contains("这一份不计入") && page.contains(&counted), "{page:.500}");
        let doubtful = server.json("/api/v1/doubtful?doubt=twin");
        assert_eq!((&doubtful["total"], &doubtful["reports"][0]["id"]), (&1.into(), &twin["id"]));
        assert_eq!(server.json("/api/v1/doubtful?doubt=twin&twins=true")["total"], 1);
        snapshots.push(held["snapshot"].clone());
        // Without the one that was counted the other is.
        drop(server);
        std::fs::remove_file(desk.path(order[0])).unwrap();
        desk.index("a", &["--prune"]).expect(0);
        assert_eq!(json(&desk, "/api/v1/reports?year=2022")["total"], 1);
        assert_eq!(json(&desk, "/api/v1/doubtful?doubt=twin")["total"], 0);
    }
    assert_eq!(snapshots[0], snapshots[1], "the archive is the same, whatever came first");
    // And in one run, and other reports of the place and year stay apart.
    let desk = Desk::new();
    desk.write("a/0.txt", text(2021, false));
    desk.write("a/1.txt", &whole);
    desk.write("a/2.txt", &other);
    desk.index("a", &[]).expect(0);
    assert_eq!(json(&desk, "/api/v1/coverage")["snapshot"], snapshots[0]);
}
