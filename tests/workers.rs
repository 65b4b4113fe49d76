//! What may run away is read by processes of the program's own, and its end is a line.

use std::io::Write;
use std::time::Duration;

use suyan_corpus::extract::Extracted;
use suyan_corpus::extract::apart::{Apart, ApartJob, JobInput};
use suyan_corpus::{Limits, Reason};
use suyan_indexer::worker::Pool;

use crate::support::{Desk, report, suyan};

/// A PDF of these objects.
fn pdf(objects: &[(&str, Option<&[u8]>)]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    for (at, (dictionary, stream)) in objects.iter().enumerate() {
        out.extend(format!("{} 0 obj\n", at + 1).bytes());
        let length = stream.map_or(0, <[u8]>::len).to_string();
        out.extend(dictionary.replace("LENGTH", &length).bytes());
        if let Some(stream) = stream {
            out.extend([b"stream\n", *stream, b"\nendstream"].concat());
        }
        out.extend(b"\nendobj\n");
    }
    out.extend(b"trailer\n<</Root 1 0 R>>\n%%EOF");
    out
}

const CATALOG: (&str, Option<&[u8]>) = ("<</Type/Catalog/Pages 2 0 R>>", None);
const PAGES: (&str, Option<&[u8]>) = ("<</Type/Pages/Kids[3 0 R]/Count 1>>", None);
const PAGE: (&str, Option<&[u8]>) = (
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
    None,
);
const FONT: (&str, Option<&[u8]>) = ("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", None);

/// A page whose drawing unpacks to so many megabytes.
fn large(megabytes: usize) -> Vec<u8> {
    let deflated = |bytes: &[u8], times: usize| {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        (0..times).for_each(|_| zlib.write_all(bytes).unwrap());
        zlib.finish().unwrap()
    };
    let twice = deflated(&deflated(&b"\n".repeat(1 << 20), megabytes), 1);
    let stream = "<</Filter[/FlateDecode/FlateDecode]/Length LENGTH>>";
    pdf(&[CATALOG, PAGES, PAGE, (stream, Some(&twice)), FONT])
}

/// A page whose drawing is long.
fn slow() -> Vec<u8> {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents[{}]/Resources<</Font<</F 5 0 R>>>>>>",
        "4 0 R ".repeat(20_000)
    );
    let shown = b"BT /F 12 Tf 9 9 Td (a) Tj ET 0 0 m 1 1 l S\n".repeat(500);
    pdf(&[CATALOG, PAGES, (&page, None), ("<</Length LENGTH>>", Some(&shown)), FONT])
}

fn pool() -> Pool {
    Pool::of(env!("CARGO_BIN_EXE_suyan").into())
}

fn read(pool: &Pool, bytes: &[u8], limits: Limits) -> Result<Vec<Extracted>, Reason> {
    pool.run(&ApartJob { what: JobInput::File, source: "a", bytes, limits: &limits }).found
}

#[cfg(unix)]
#[test]
fn time_and_memory_end_one_document_and_the_next_is_read() {
    let pool = pool();
    let hasty = Limits { time: Duration::from_secs(1), ..Limits::default() };
    let good = b"<html><body><p>\xE4\xBA\x91</p></body></html>";
    let is_read =
        || matches!(read(&pool, good, Limits::default()).as_deref(), Ok([Extracted::Draft(_)]));
    assert!(is_read());
    assert_eq!(read(&pool, &slow(), Limits { memory: 4 << 30, ..hasty }), Err(Reason::Time(1)));
    assert!(is_read());
    let small = Limits { memory: 200 << 20, ..Limits::default() };
    assert_eq!(read(&pool, &large(400), small), Err(Reason::Memory(200)));
    assert!(is_read());
}

#[test]
fn what_a_worker_reads_is_what_is_read_here() {
    let pool = pool();
    let pages = ["<html><body><p>甲</p><p>乙</p></body></html>", "<?xml version='1.0'?><a>丙</a>"];
    for page in pages {
        let here = {
            let mut found = Vec::new();
            let limits = Limits::default();
            let job = ApartJob {
                what: JobInput::File,
                source: "a",
                bytes: page.as_bytes(),
                limits: &limits,
            };
            suyan_corpus::extract::apart::work(&job, &mut |one| found.push(one));
            found
        };
        assert_eq!(read(&pool, page.as_bytes(), Limits::default()), Ok(here));
    }
}

/// The program as a user runs it: the reason is in the account, the rest of the archive is read.
#[cfg(unix)]
#[test]
fn a_file_that_eats_memory_is_a_line_in_the_account() {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "新建绿道五公里。"));
    let page = report("黄浦区", 2022, "新建花园五座。").replace("\n\n", "</p><p>");
    desk.write("a/黄浦区2022.html", format!("<html><body><p>{page}</p></body></html>"));
    desk.write("a/大.pdf", large(1200));
    let run = desk.index("a", &[]).expect(2);
    assert_eq!(run.figures(["indexed", "rejected"]), [2, 1], "{}", run.err);
    assert!(run.err.contains("大.pdf") && run.err.contains("内存的上限"), "{}", run.err);
}

/// Names, titles and ids are anyone's: none of them commands the terminal.
#[cfg(unix)]
#[test]
fn no_name_commands_the_terminal() {
    let desk = Desk::new();
    let title = "徐汇区\\u001b[2J2022年政府工作报告\\u001b]0;x\\u0007";
    let row = |id: &str, text: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"{title}\",\"text\":\"{text}\"}}\n")
    };
    desk.write("a/\u{1b}[31m红.jsonl", row("a\\u001b[2J", "新建绿道五公里。") + "无\n");
    let long = "长".repeat(70_000);
    desk.write("a/b.jsonl", row(&long, "新建花园三座。") + &row("..", "修缮旧街四条。"));
    let run = desk.index("a", &[]).expect(2);
    assert!(!run.err.contains('\u{1b}') && run.err.contains("\\u{1b}[31m"), "{}", run.err);
    // An id that no address can hold is told, and its report is kept under another.
    assert_eq!(run.figure("reports"), 3);
    assert!(run.err.contains("200 个字符的上限") && run.err.contains(".."), "{}", run.err);
    let found = suyan(&["search", "新建", "--index", &desk.arg("index")]).expect(0);
    assert!(found.out.contains("绿道") && found.out.contains("花园"), "{}", found.out);
    assert!(!found.out.contains('\u{1b}') && !found.out.contains(&long), "{}", found.out);
}
