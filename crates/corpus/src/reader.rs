//! The crate's front door: one file in, reports and an account of everything else out.

use std::sync::Arc;

use crate::clean;
use crate::draft::{Draft, Paragraph};
use crate::extract::apart::Apart;
use crate::extract::{self, Budget, Extracted, Input, Ocr};
use crate::facts;
use crate::ids;
use crate::limits::{Bound, Limits};
use crate::places::Gazetteer;
use crate::reason::{MissingContent, Reason};
use crate::{Doubt, Kind, Report};
use crate::{pages, parts, text};

/// One file as the indexer found it.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its path below the indexed folder, `/` between folders.
    pub path: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// What became of a file, a member of it or a row of it.
#[derive(Debug, Clone, PartialEq)]
pub enum FileOutcome {
    /// It is a report.
    Report(Box<Report>),
    /// It could be read, and is no report.
    NotReport {
        /// Path below the indexed folder, with member or row.
        source: String,
        /// Why.
        reason: Reason,
    },
    /// It could not be read.
    Rejected {
        /// Path below the indexed folder, with member or row.
        source: String,
        /// Why.
        reason: Reason,
    },
}

/// Reads files with one gazetteer and one set of bounds. Cheap to clone and to share between
/// threads.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    /// `None` is the built-in one.
    gazetteer: Option<Arc<Gazetteer>>,
    limits: Limits,
    ocr: Option<Arc<dyn Ocr>>,
    apart: Option<Arc<dyn Apart>>,
}

impl Reader {
    /// A reader with a gazetteer of its own, as [`Gazetteer::with_extra`] gives it.
    #[must_use]
    pub fn with_gazetteer(gazetteer: Arc<Gazetteer>) -> Self {
        Self { gazetteer: Some(gazetteer), ..Self::default() }
    }

    /// Gives the reader other bounds.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Its bounds.
    #[must_use]
    pub fn bounds(&self) -> &Limits {
        &self.limits
    }

    /// Makes the reader read PDFs of pictures too.
    #[must_use]
    pub fn with_ocr(mut self, ocr: Arc<dyn Ocr>) -> Self {
        self.ocr = Some(ocr);
        self
    }

    /// Makes the reader read in another place what may run away.
    #[must_use]
    pub fn with_apart(mut self, apart: Arc<dyn Apart>) -> Self {
        self.apart = Some(apart);
        self
    }

    /// The budget of one file.
    fn budget(&self, file: File<'_>) -> Budget<'_> {
        Budget::new(&self.limits, self.apart.as_deref(), file.bytes.len())
    }

    /// Whether it reads PDFs of pictures.
    #[must_use]
    pub fn has_ocr(&self) -> bool {
        self.ocr.is_some()
    }

    /// Reads one file. Never panics on any content; every document in the file gets exactly one
    /// outcome.
    #[must_use]
    pub fn read(&self, file: File<'_>) -> Vec<FileOutcome> {
        let mut outcomes = Vec::new();
        let input = Input::file(file.path, file.bytes);
        let budget = self.budget(file);
        extract::extract(&input, &budget, &mut |extracted| {
            outcomes.push(match extracted {
                Extracted::Draft(draft) => match budget.over() {
                    None => self.understand(&draft),
                    Some(reason) => FileOutcome::Rejected { source: draft.source, reason },
                },
                Extracted::Scanned { source, bytes } => self.scanned(source, &bytes),
                Extracted::NotReport { source, reason } => {
                    FileOutcome::NotReport { source, reason }
                }
                Extracted::Rejected { source, reason } => FileOutcome::Rejected { source, reason },
            });
        });
        if outcomes.is_empty() {
            let reason = Reason::NoText(MissingContent::Content);
            outcomes.push(FileOutcome::NotReport { source: file.path.to_owned(), reason });
        }
        outcomes
    }

    /// A PDF of pictures: read where the user asked for it, else rejected with the remedy.
    fn scanned(&self, source: String, pdf: &[u8]) -> FileOutcome {
        let Some(ocr) = &self.ocr else {
            let remedy = "装有 tesseract 和中文数据时，可加 --ocr 识读".to_owned();
            return FileOutcome::Rejected { source, reason: Reason::Scanned(remedy) };
        };
        match ocr.read(pdf, &self.limits) {
            Ok(pages) => {
                let lines = pages.into_iter().flatten();
                let paragraphs =
                    lines.map(|text| Paragraph { text, ..Paragraph::default() }).collect();
                let draft = Draft { source, paragraphs, by_ocr: true, ..Draft::default() };
                self.understand(&draft)
            }
            Err(reason) if reason.is_transient() => FileOutcome::Rejected { source, reason },
            Err(reason) => {
                FileOutcome::Rejected { source, reason: Reason::Scanned(reason.to_string()) }
            }
        }
    }

    /// Reads files that may be the pages of one article, in the order of its pages, as
    /// [`pages::candidates`] finds them. Gives `None` where they are not one article: then each is
    /// to be read alone. Else the outcome is that of the article; a report's sources are its pages.
    #[must_use]
    pub fn read_pages(&self, files: &[File<'_>]) -> Option<Vec<FileOutcome>> {
        let mut drafts = Vec::with_capacity(files.len());
        for file in files {
            let mut found = Vec::new();
            let input = Input::file(file.path, file.bytes);
            let budget = self.budget(*file);
            extract::extract(&input, &budget, &mut |extracted| found.push(extracted));
            match (found.pop(), found.is_empty()) {
                (Some(Extracted::Draft(draft)), true) => drafts.push(*draft),
                _ => return None,
            }
        }
        let mut outcome = self.understand(&pages::join(drafts)?);
        if let FileOutcome::Report(report) = &mut outcome {
            let further = files.iter().skip(1).map(|file| file.path.to_owned());
            report.facts.sources.extend(further);
        }
        Some(vec![outcome])
    }

    /// Makes a report of a draft, or says why it is none.
    #[must_use]
    pub fn understand(&self, draft: &Draft) -> FileOutcome {
        let gazetteer = self.gazetteer.as_deref().unwrap_or_else(|| Gazetteer::builtin());
        let bytes: usize = draft.paragraphs.iter().map(|paragraph| paragraph.text.len()).sum();
        if bytes > self.limits.text_bytes {
            let reason = Reason::bound(Bound::TextBytes, &self.limits);
            return FileOutcome::Rejected { source: draft.source.clone(), reason };
        }
        let clean = clean::clean(draft);
        let sample = clean.paragraphs.iter().take(200).map(|p| p.text.as_str());
        if text::is_garbled(&sample.collect::<String>()) {
            return FileOutcome::Rejected { source: draft.source.clone(), reason: Reason::Garbled };
        }
        if draft.given.id.is_none() && clean.paragraphs.iter().all(|p| text::han(&p.text) == 0) {
            let source = draft.source.clone();
            // A byte or a bare mark is no text at all; blanks or a foreign text are no report.
            if draft.paragraphs.iter().map(|p| p.text.len()).sum::<usize>() < 3 {
                return FileOutcome::Rejected { source, reason: Reason::Empty };
            }
            return FileOutcome::NotReport { source, reason: Reason::NoText(MissingContent::Han) };
        }
        let mut facts = match facts::read(gazetteer, draft, &clean) {
            Ok(facts) => facts,
            Err(reason) => return FileOutcome::NotReport { source: draft.source.clone(), reason },
        };
        let passages = parts::passages(&clean.paragraphs, facts.kind, facts.year);
        if passages.is_empty() {
            let reason = Reason::NoText(MissingContent::Text);
            return FileOutcome::NotReport { source: draft.source.clone(), reason };
        }
        let is_whole = !facts.doubts.contains(&Doubt::Truncated);
        if facts.kind == Kind::WorkReport && is_whole && parts::implausible(&passages) {
            facts.doubts.push(Doubt::Parts);
        }
        let given = draft.given.id.as_deref().filter(|id| ids::problem(id).is_none());
        let id = given.map_or_else(|| Report::content_id(&passages), ToOwned::to_owned);
        FileOutcome::Report(Box::new(Report { id, facts, passages }))
    }
}
