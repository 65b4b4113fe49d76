//! Traditional script and the encodings that go with it; pictures of pages.

use std::path::PathBuf;
use std::process::Command;

use encoding_rs::BIG5;

use crate::support::{Desk, encode};

/// An invented report in traditional script.
const TRADITIONAL: &str = "澳門特別行政區政府\n二〇二一年財政年度施政報告\n\n\
    主席、各位議員：\n\n現在，我代表澳門特別行政區政府，向立法會報告施政方針。\n\n\
    一、二〇二〇年工作回顧\n\n過去一年，經濟發展穩步向好，新增長者日間護理名額一百二十個，\
    完成舊區重整三處，擴闊行人道二公里。\n\n\
    二、二〇二一年施政重點\n\n我們將加強與內地的交流合作，興建公共房屋八百個單位，\
    改善街市環境，延長圖書館開放時間。\n\n\
    三、民生與公共服務\n\n繼續完善社會保障，提高敬老金，增加托兒名額三百個；推動文化與體育事業，\
    修葺舊城建築，舉辦各類藝術節；落實交通規劃，增闢巴士專用道，優化口岸通關環境。\n\n\
    四、公共行政與法治\n\n精簡行政程序，擴大電子服務範圍，讓居民辦事少走一趟；加強廉政建設，\
    完善監察制度；修訂有關土地、勞動與消費者權益的法律，保障居民的合法權益。\n\n\
    各位議員，讓我們同心協力，建設安定繁榮的家園。\n";

#[test]
fn an_archive_in_big5_is_found_in_either_script() {
    let desk = Desk::new();
    let (bytes, _, failed) = BIG5.encode(TRADITIONAL);
    assert!(!failed);
    desk.write("a/macau.txt", bytes.as_ref());
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    for query in ["“经济发展稳步向好”", "“經濟發展穩步向好”", "公共房屋", "旧区重整"]
    {
        let answer = server.search(query, "");
        assert_eq!(answer["total"]["passages"], 1, "{query}");
        let snippet = answer["hits"][0]["passages"][0]["snippet"].as_array().unwrap();
        let marked = snippet.iter().filter(|fragment| fragment["match"] == true);
        let marked: String = marked.map(|fragment| fragment["text"].as_str().unwrap()).collect();
        // Shown as written.
        assert!(TRADITIONAL.contains(&marked) && !marked.is_empty(), "{query}: {marked}");
    }
}

/// The pages of a scan in the reference set, where it and the programs are there.
fn scan() -> Option<PathBuf> {
    let shared = std::env::var_os("SUYAN_SHARED").map(PathBuf::from)?;
    let file = shared.join("corpus/formats/files/山东省莱芜市2014年政府工作报告（扫描件）.pdf");
    let languages = Command::new("tesseract").arg("--list-langs").output().ok()?;
    let has_chinese = String::from_utf8_lossy(&languages.stdout).contains("chi_sim");
    Command::new("pdftoppm").arg("-v").output().ok()?;
    (has_chinese && file.exists()).then_some(file)
}

#[test]
fn a_scan_is_rejected_with_the_remedy_and_read_where_the_user_asks_for_it() {
    let Some(file) = scan() else {
        eprintln!("skipped: SUYAN_SHARED is not set, or tesseract with chi_sim is not there");
        return;
    };
    let desk = Desk::new();
    desk.write("a/山东省莱芜市2014年政府工作报告.pdf", std::fs::read(file).unwrap());
    let run = desk.index("a", &[]).expect(2);
    assert_eq!(run.figures(["indexed", "rejected"]), [0, 1]);
    assert!(run.err.contains("扫描件") && run.err.contains("--ocr"), "{}", run.err);
    let run = desk.index("a", &["--ocr"]).expect(0);
    assert_eq!(run.figures(["indexed", "rejected"]), [1, 0]);
    let server = desk.serve();
    let answer = server.search("政府工作", "");
    let report = &answer["hits"][0]["report"];
    assert_eq!(report["place"]["name"], "莱芜市", "{report}");
    assert_eq!(report["year"], 2014, "{report}");
    let id = encode(report["id"].as_str().unwrap());
    let whole = server.json(&format!("/api/v1/reports/{id}"));
    assert!(whole.to_string().contains("\"ocr\""), "the page must say that it was read by OCR");
}
