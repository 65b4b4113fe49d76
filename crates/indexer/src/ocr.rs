//! Pictures of pages become text: poppler's `pdftoppm` draws them, `tesseract` reads them. Both are
//! programs of the user's system, started only where the user asked for it (`--ocr`).
//!
//! Every page has a clock, a document a number of pages that it may have. What the programs leave
//! behind lies in a folder of its own that goes when the document is done.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use suyan_corpus::extract::Ocr;
use suyan_corpus::reason::{Damage, MissingContent};
use suyan_corpus::{Bound, Limits, Reason};

/// The two programs, found.
#[derive(Debug)]
pub(crate) struct Tesseract(());

/// The data that tesseract reads by: simplified Chinese.
const LANGUAGE: &str = "chi_sim";

/// How to get what is missing.
const REMEDY: &str = "请安装 tesseract、中文数据 chi_sim 和 poppler（Debian：apt install tesseract-ocr tesseract-ocr-chi-sim poppler-utils）";

/// Dots per inch at which pages are drawn: what tesseract asks for is 300; Chinese reports in the
/// size of documents are read as well at this, in half of the time.
const RESOLUTION: &str = "220";

impl Tesseract {
    /// Looks for both programs and the data.
    ///
    /// # Errors
    /// What is missing, and how to get it.
    pub(crate) fn find() -> Result<Self, String> {
        let clock = Duration::from_secs(20);
        let listed = run(Command::new("tesseract").arg("--list-langs"), clock)
            .map_err(|_| format!("没有找到 tesseract。{REMEDY}"))?;
        if !listed.lines().any(|line| line.trim() == LANGUAGE) {
            return Err(format!("tesseract 没有中文数据 chi_sim。{REMEDY}"));
        }
        run(Command::new("pdftoppm").arg("-v"), clock)
            .map_err(|_| format!("没有找到 pdftoppm。{REMEDY}"))?;
        Ok(Self(()))
    }

    fn page(&self, picture: &Path, clock: Duration) -> Result<Vec<String>, OcrFailure> {
        let mut command = Command::new("tesseract");
        // Files are read side by side already.
        command.env("OMP_THREAD_LIMIT", "1");
        command.arg(picture).arg("stdout").args(["-l", LANGUAGE, "--psm", "3"]);
        let text = run(&mut command, clock)?;
        Ok(text.lines().map(closed).filter(|line| !line.is_empty()).collect())
    }
}

impl Ocr for Tesseract {
    fn read(&self, pdf: &[u8], limits: &Limits) -> Result<Vec<Vec<String>>, Reason> {
        let folder = tempfile::tempdir()
            .map_err(|error| Reason::NoWorker(format!("识读需要临时文件夹：{error}")))?;
        let file = folder.path().join("a.pdf");
        fs::write(&file, pdf)
            .map_err(|error| Reason::NoWorker(format!("临时文件写不了：{error}")))?;
        let mut draw = Command::new("pdftoppm");
        draw.args(["-r", RESOLUTION, "-gray", "-l", &(limits.ocr_pages + 1).to_string()]);
        draw.arg(&file).arg(folder.path().join("p"));
        run(&mut draw, limits.time * DRAWING)
            .map_err(|failed| failed.reason(limits.time * DRAWING, "页面画不出"))?;
        let pictures = pictures(folder.path()).map_err(Reason::Unread)?;
        if pictures.len() > limits.ocr_pages {
            return Err(Reason::bound(Bound::OcrPages, limits));
        }
        if pictures.is_empty() {
            return Err(Reason::NoText(MissingContent::Picture));
        }
        let clock = limits.time * READING;
        let page = |picture| self.page(picture, clock);
        let pages = pictures.iter().map(|picture| page(picture));
        pages.collect::<Result<_, _>>().map_err(|failed| failed.reason(clock, "识读没有完成"))
    }
}

/// The pictures of the pages, in order: their numbers have one width.
fn pictures(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut pictures: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "pgm" || e == "ppm"))
        .collect();
    pictures.sort();
    Ok(pictures)
}

/// A line without the blanks that tesseract puts between Han characters.
fn closed(line: &str) -> String {
    let wide = |c: char| !c.is_ascii() && !c.is_whitespace();
    let mut out = String::with_capacity(line.len());
    let mut blank = false;
    for c in line.trim().chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        let between = out.chars().next_back().is_some_and(|last| !wide(last) && !wide(c));
        if std::mem::take(&mut blank) && between {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// How a program failed.
#[derive(Debug, PartialEq, Eq)]
enum OcrFailure {
    /// Its time was over.
    Time,
    /// Otherwise.
    Other(String),
}

impl OcrFailure {
    fn reason(self, clock: Duration, what: &str) -> Reason {
        match self {
            Self::Time => Reason::Time(clock.as_secs()),
            Self::Other(why) => Reason::Damaged(Damage::Ocr(format!("{what}：{why}"))),
        }
    }
}

/// How many times the time of a document drawing its pages may take, and reading one of them.
const DRAWING: u32 = 10;
const READING: u32 = 2;

/// Runs a program to its end, or stops it when its time is over, and gives what it printed.
fn run(command: &mut Command, clock: Duration) -> Result<String, OcrFailure> {
    let begun = Instant::now();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| OcrFailure::Other(error.to_string()))?;
    let mut output = child.stdout.take();
    // Read beside the wait: a program that fills its pipe would wait for us for ever.
    let reading = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(output) = &mut output {
            // What could be read of a program that was stopped is not used.
            let _ = output.read_to_end(&mut bytes);
        }
        bytes
    });
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if begun.elapsed() > clock => {
                // It may have ended in this moment: then there is nothing to stop.
                let _ = child.kill();
                let _ = child.wait();
                return Err(OcrFailure::Time);
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(10)),
            Err(error) => return Err(OcrFailure::Other(error.to_string())),
        }
    };
    let bytes = reading.join().unwrap_or_default();
    match status.success() {
        true => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        false => Err(OcrFailure::Other(format!("程序以 {status} 结束"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_between_han_characters_go() {
        assert_eq!(closed(" 政 府 工作 报告 2020 年 GDP growth"), "政府工作报告2020年GDP growth");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_does_not_end_is_stopped() {
        let slow = run(Command::new("sleep").arg("30"), Duration::from_millis(50));
        assert_eq!(slow, Err(OcrFailure::Time));
        assert!(run(&mut Command::new("no such program"), Duration::from_secs(1)).is_err());
    }
}
