//! The ledger through the built program: the promises of the sample archive with their fates, the
//! same ledger whatever the history, filters and files, the terminal, the pages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::support::{Desk, Server, encode, project, report, suyan};

/// All promises of an address, page after page.
fn all(server: &Server, parameters: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let address = format!("/api/v1/promises?limit=100&{parameters}{cursor}");
        let page = server.json(&address);
        found.extend(page["promises"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => {
                assert_eq!(page["total"]["promises"].as_u64(), Some(found.len() as u64));
                return found;
            }
        }
    }
}

fn items(promises: &[Value]) -> impl Iterator<Item = &Value> {
    promises.iter().flat_map(|promise| promise["items"].as_array().unwrap())
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn sample() -> (Desk, Server) {
    let desk = Desk::new();
    desk.index_folder(project("data").to_str().unwrap());
    let server = desk.serve();
    (desk, server)
}

#[test]
fn the_promises_of_the_sample_have_their_fates() {
    let (_desk, server) = sample();
    let promises = all(&server, "");
    let mut table = csv::Reader::from_path(project("data/promises.csv")).unwrap();
    let (mut rows, mut found, mut kept, mut kept_called, mut not_kept, mut wrong) =
        (0, 0, 0, 0, 0, Vec::new());
    for row in table.records().map(|row| row.unwrap()) {
        let (place, year, words, fate) = (&row[1], &row[2], plain(&row[3]), &row[4]);
        rows += 1;
        let is_it = |promise: &&Value| {
            let report = &promise["report"];
            report["place"]["name"] == *place
                && report["year"].as_i64() == year.parse().ok()
                && plain(promise["text"].as_str().unwrap()).contains(&words)
        };
        let Some(promise) = promises.iter().find(is_it) else { continue };
        found += 1;
        let best = promise["items"].as_array().unwrap().iter().max_by_key(|item| {
            let text = plain(item["text"].as_str().unwrap());
            let shares = text.contains(&words) || words.contains(&text);
            if shares { text.len().min(words.len()) } else { 0 }
        });
        let verdict = best.unwrap()["outcome"]["verdict"].as_str().unwrap();
        let called = matches!(verdict, "kept" | "exceeded");
        match fate {
            "kept" => (kept, kept_called) = (kept + 1, kept_called + usize::from(called)),
            "missed" | "silent" | "dropped" | "open" => {
                not_kept += 1;
                wrong.extend(called.then(|| row[3].to_owned()));
            }
            _ => {}
        }
    }
    let told = format!("{found} of {rows}; {kept_called} of {kept} kept; {not_kept}: {wrong:?}");
    eprintln!("the sample's promises: {told}");
    assert!(rows >= 80 && found * 100 >= rows * 85, "{told}");
    assert!(kept_called * 10 >= kept * 6 && wrong.len() <= 1, "{told}");
}

#[test]
fn silence_is_told_where_the_report_is_there() {
    let (_desk, server) = sample();
    let promises = all(&server, &format!("q={}", encode("立体停车库")));
    let item = items(&promises).find(|item| item["text"].as_str().unwrap().contains("420个"));
    let item = item.unwrap_or_else(|| panic!("{promises:?}"));
    assert_eq!(item["quantity"]["value"], 420.0);
    assert_eq!(item["outcome"]["verdict"], "not_mentioned", "{item}");
    assert_eq!(
        (&item["outcome"]["year"], item["outcome"]["evidence"].as_array().unwrap().len()),
        (&2023.into(), 0)
    );
    assert!(!item["outcome"]["report"].is_null());
}

#[test]
fn what_is_shown_stands_in_the_reports() {
    let (_desk, server) = sample();
    let promises = all(&server, "place=990102");
    let mut reports: BTreeMap<String, Value> = BTreeMap::new();
    let mut stands = |id: &Value, ordinal: &Value, text: &Value| {
        let id = id.as_str().unwrap().to_owned();
        let report = reports
            .entry(id.clone())
            .or_insert_with(|| server.json(&format!("/api/v1/reports/{id}")));
        let passage = &report["passages"][ordinal.as_u64().unwrap() as usize - 1]["text"];
        assert!(passage.as_str().unwrap().contains(text.as_str().unwrap()), "{passage} {text}");
    };
    assert!(promises.len() > 20);
    for promise in &promises {
        stands(&promise["report"]["id"], &promise["ordinal"], &promise["text"]);
        let id = promise["id"].as_str().unwrap();
        assert_eq!(
            server.json(&format!("/api/v1/promises/{}", encode(id)))["text"],
            promise["text"]
        );
        for item in promise["items"].as_array().unwrap() {
            assert!(promise["text"].as_str().unwrap().contains(item["text"].as_str().unwrap()));
            let outcome = &item["outcome"];
            for list in [&outcome["evidence"], &outcome["candidates"]] {
                for telling in list.as_array().unwrap() {
                    stands(&telling["report"], &telling["ordinal"], &telling["text"]);
                }
            }
            assert!(outcome["candidates"].as_array().unwrap().len() <= 5);
        }
    }
}

#[test]
fn facets_totals_and_files_agree() {
    let (_desk, server) = sample();
    let first = server.json("/api/v1/promises?limit=1");
    for (facet, parameter) in
        [("verdict", "verdict"), ("strength", "strength"), ("year", "year"), ("part", "part")]
    {
        let mut sum = 0;
        for value in first["facets"][facet].as_array().unwrap() {
            let word =
                value["value"].as_str().map_or_else(|| value["value"].to_string(), str::to_owned);
            let found = all(&server, &format!("{parameter}={word}"));
            assert_eq!(
                Some(items(&found).count() as u64),
                value["items"].as_u64(),
                "{facet} {word}"
            );
            if facet == "verdict" {
                assert!(items(&found).all(|item| item["outcome"]["verdict"] == word.as_str()));
            }
            sum += value["items"].as_u64().unwrap();
        }
        assert_eq!(Some(sum), first["total"]["items"].as_u64(), "{facet}");
    }
    let figures = all(&server, "quantity=true");
    assert!(items(&figures).all(|item| !item["quantity"].is_null()) && !figures.is_empty());
    let csv = server.get("/api/v1/promises.csv?verdict=kept").body;
    let mut rows = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let verdict = rows.headers().unwrap().iter().position(|name| name == "verdict").unwrap();
    let rows: Vec<_> = rows.records().map(|row| row.unwrap()).collect();
    assert!(rows.iter().all(|row| &row[verdict] == "kept"));
    assert_eq!(rows.len(), items(&all(&server, "verdict=kept")).count());
    let lines = server.get("/api/v1/promises.jsonl?verdict=kept").body;
    assert_eq!(lines.lines().count(), rows.len());
    for bad in ["verdict=good", "strength=x", "quantity=2", "sort=oldest", "limit=0", "cursor=1"] {
        let answer = server.get(&format!("/api/v1/promises?{bad}"));
        let error: Value = serde_json::from_str(&answer.body).unwrap();
        let code = format!("bad_{}", bad.split('=').next().unwrap());
        assert_eq!((answer.status, &error["error"]["code"]), (400, &code.into()), "{bad}");
    }
    assert_eq!(server.get("/api/v1/promises/none:1:1").status, 404);
}

/// Five years of one place, each with a promise that the next year tells of or not.
fn archive(desk: &Desk, years: impl Iterator<Item = i16>) {
    for year in years {
        let sentence = format!(
            "新建社区食堂{}家，改造旧管网{}公里。建成{year}号码头。",
            year - 2010,
            year % 9 + 2
        );
        desk.write(&format!("a/上海市/徐汇区/{year}.txt"), report("徐汇区", year, &sentence));
    }
    desk.write("a/上海市/黄浦区/2021.txt", report("黄浦区", 2021, "修缮里弄九条。"));
}

#[test]
fn an_incremental_ledger_is_the_one_made_from_nothing() {
    let lived = Desk::new();
    archive(&lived, 2018..2021);
    lived.index("a", &[]).expect(0);
    let ledger = |desk: &Desk| -> BTreeSet<String> {
        let entries = fs::read_dir(desk.path("index/ledger")).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let first = ledger(&lived);
    assert_eq!(first.len(), 2, "{first:?}");
    // Nothing is new: nothing is written again.
    lived.index("a", &[]).expect(0);
    assert_eq!(ledger(&lived), first);
    // Reports come, change and go; the other place's file stays.
    archive(&lived, 2018..2023);
    lived.index("a", &[]).expect(0);
    assert_eq!(ledger(&lived).intersection(&first).count(), 1);
    lived.write("a/上海市/徐汇区/2021.txt", report("徐汇区", 2021, "新建社区食堂二十家。"));
    fs::remove_file(lived.path("a/上海市/徐汇区/2018.txt")).unwrap();
    lived.index("a", &["--prune"]).expect(0);
    let fresh = Desk::new();
    archive(&fresh, 2019..2023);
    fresh.write("a/上海市/徐汇区/2021.txt", report("徐汇区", 2021, "新建社区食堂二十家。"));
    fresh.index("a", &[]).expect(0);
    assert_eq!(ledger(&lived), ledger(&fresh));
    let (lived, fresh) = (lived.serve(), fresh.serve());
    let promises = all(&lived, "");
    assert!(promises.len() > 8, "{}", promises.len());
    assert_eq!(promises, all(&fresh, ""));
}

#[test]
fn the_terminal_gives_words_json_and_csv() {
    let desk = Desk::new();
    desk.index_folder(project("data").to_str().unwrap());
    let index = desk.arg("index");
    let words = suyan(&["promises", "架空线", "--index", &index, "--place", "枕江区"]).expect(0);
    assert!(words.out.contains("不是核实") && words.out.contains("架空线"), "{}", words.out);
    let json = suyan(&["promises", "--index", &index, "--verdict", "kept", "--json"]).expect(0);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    let csv = suyan(&["promises", "--index", &index, "--verdict", "kept", "--csv"]).expect(0);
    assert_eq!(Some(csv.out.lines().count() as u64 - 1), json["total"]["items"].as_u64());
    suyan(&["promises", "--index", &index, "--verdict", "good"]).expect(64);
    suyan(&["promises", "--index", &index, "--year", "x"]).expect(64);
}

#[test]
fn the_pages_show_a_verdict_beside_both_sentences() {
    let (_desk, server) = sample();
    let promises = all(&server, "verdict=missed");
    let (promise, item) = promises
        .iter()
        .find_map(|promise| Some((promise, promise["items"].as_array()?.first()?)))
        .unwrap();
    let evidence = item["outcome"]["evidence"][0]["text"].as_str().unwrap();
    let id = encode(promise["id"].as_str().unwrap());
    let code = promise["report"]["place"]["code"].as_str().unwrap();
    let list = format!("/promises?verdict=missed&place={code}");
    for address in [list, format!("/promises/{id}"), format!("/promises/{id}?lang=en")] {
        let page = server.get(&address);
        assert_eq!(page.status, 200, "{address}");
        let (promised, said) = (promise["text"].as_str().unwrap(), evidence);
        assert!(page.body.contains(promised) && page.body.contains(said), "{address}");
        assert!(page.body.contains("#promises"), "{address} has no way to the rules");
    }
    for (address, wanted) in [
        (format!("/places/{code}/promises"), "不在分母里"),
        (format!("/places/{code}"), "/promises"),
        (format!("/reports/{}", promise["report"]["id"].as_str().unwrap()), "/promises/"),
        ("/promises?lang=en".to_owned(), "not counted in it"),
        ("/help".to_owned(), "id=\"promises\""),
    ] {
        let page = server.get(&address);
        assert!(page.status == 200 && page.body.contains(wanted), "{address}: {}", page.body);
    }
    assert_eq!(server.get("/promises/none").status, 404);
    assert_eq!(server.get("/places/0/promises").status, 404);
    assert_eq!(server.get("/promises?verdict=x").status, 400);
}
