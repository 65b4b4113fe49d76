//! The beginning of a document, where it says what it is: title, date line, speaker, salutation
//! and the sentence 现在，我代表…. All rules of metadata look here and at headings, never through
//! the whole text paragraph by paragraph, which keeps reading fast.

use crate::clean::Clean;
use crate::draft::Draft;
use crate::names;
use crate::text::{flat, han, head};

/// The beginning of a document, flat (see [`crate::text::flat`]).
#[derive(Debug, Default)]
pub(super) struct DocumentHead {
    /// The lines above the salutation, or what stands for them: titles, date lines, speakers.
    pub lines: Vec<String>,
    /// The lines joined.
    pub joined: String,
    /// The salutation and the sentences behind it.
    pub opening: String,
    /// Flat beginnings of paragraphs that are or may be headings, in order.
    pub headings: Vec<String>,
    /// The last lines, where documents without a head put their date.
    pub tail: String,
}

/// How many paragraphs the lines above the salutation may take.
const LINES: usize = 24;

impl DocumentHead {
    pub(super) fn of(clean: &Clean) -> Self {
        let mut out = Self::default();
        let mut salutation = None;
        for (at, paragraph) in clean.paragraphs.iter().take(LINES).enumerate() {
            let line = flat(head(&paragraph.text, 600));
            let cut = ["各位代表", "各位委员", "同志们", "现在,我代表", "我代表", "我受"]
                .iter()
                .filter_map(|word| line.find(word))
                .min();
            if let Some(cut) = cut.filter(|&cut| cut < 400) {
                // A document in one line has its title before the salutation.
                out.push_line(&line[..cut]);
                salutation = Some(at);
                break;
            }
            if han(&line) > 90 && line.contains('。') {
                salutation = Some(at);
                break;
            }
            out.push_line(&line);
        }
        let opening_at = salutation.unwrap_or(0);
        for paragraph in clean.paragraphs.iter().skip(opening_at).take(8) {
            if out.opening.len() > 3000 {
                break;
            }
            out.opening.push_str(&flat(head(&paragraph.text, 600)));
        }
        out.headings = clean.paragraphs.iter().filter_map(|p| heading_like(&p.text)).collect();
        let last = clean.paragraphs.iter().rev().take(3).map(|p| flat(head(&p.text, 60)));
        out.tail = last.collect::<Vec<_>>().join("\n");
        out
    }

    fn push_line(&mut self, line: &str) {
        if !line.is_empty() {
            self.joined.push_str(line);
            self.lines.push(line.to_owned());
        }
    }
}

/// The flat beginning of a paragraph that may be a heading: numbered, or short and no sentence.
fn heading_like(text: &str) -> Option<String> {
    let start = text.trim_start();
    let first = start.chars().next()?;
    let numbered = "一二三四五六七八九十（(第".contains(first);
    let short = text.len() <= 150;
    if !numbered && !short {
        return None;
    }
    let line = flat(head(start, 48));
    (numbered || !line.ends_with(['。', ';', ','])).then_some(line)
}

/// The names that the path tells, from the outermost folder to the file without its extension,
/// and behind them those that stand around the text inside the file.
pub(super) fn path_parts(draft: &Draft) -> Vec<String> {
    let path = draft.source.split_once('#').map_or(draft.source.as_str(), |(file, _)| file);
    let mut parts = names_of(path.split('/'));
    for label in &draft.labels {
        parts.extend(names_of(label.split(['/', '\\']).filter(|part| !part.ends_with(':'))));
    }
    parts
}

/// The parts of one path, the last without its extension.
fn names_of<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut parts: Vec<String> = parts.map(|part| flat(&names::heal(part))).collect();
    if let Some(last) = parts.last_mut()
        && let Some((stem, extension)) = last.rsplit_once('.')
        && extension.len() <= 8
        && extension.is_ascii()
        && !extension.bytes().all(|b| b.is_ascii_digit())
    {
        *last = stem.to_owned();
    }
    parts
}
