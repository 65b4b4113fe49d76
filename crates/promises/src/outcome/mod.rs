//! What became of an item, as far as the place's later reports tell.
//!
//! The sentences of the later reports are weighed ([`candidates`]); what the closest of them says is
//! then judged by rule ([`judge`]), which would rather say that it cannot tell than guess.

mod account;
mod candidates;
mod judge;
mod matter;
mod pairs;
mod reason;
mod runs;
mod words;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use suyan_corpus::Part;

pub use account::PreparedReport;
pub use candidates::{FEATURES, Matcher};
pub use reason::VerdictReason;

use crate::promise::{Item, KeptFigure};
use candidates::Match;
use matter::{ItemWords, Matter};

/// So many sentences are shown as closest.
const SHOWN: usize = 5;

/// What later reports tell of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The verdict, a reading by rule.
    pub verdict: Verdict,
    /// The year of the report that was read for it.
    pub year: Option<i16>,
    /// That report's id.
    pub report: Option<Arc<str>>,
    /// The figure that is told.
    pub reported: Option<KeptFigure>,
    /// How the verdict came about.
    pub reason: VerdictReason,
    /// The sentences on which it rests, the best first.
    pub evidence: Vec<Telling>,
    /// The sentences that are closest, whatever the verdict.
    pub candidates: Vec<Telling>,
    /// Whether only a claim about all promises of a kind covers it.
    pub umbrella: bool,
    /// What the reports on the way to a later deadline tell, in order of years.
    pub progress: Vec<Progress>,
}

/// What became of an item, judged from what later reports say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Reported as done, or the figure meets it.
    Kept,
    /// The figure is clearly above it.
    Exceeded,
    /// Some of it, or a lower stage.
    Partly,
    /// The figure falls short, or failure is admitted.
    Missed,
    /// Promised again without being done.
    Postponed,
    /// Told in other terms, so that it cannot be settled.
    Restated,
    /// Nothing is said of it.
    NotMentioned,
    /// Mentioned, not settled.
    CannotTell,
    /// The report that would tell is not there.
    NoReport,
    /// It is not due yet.
    NotDue,
}

impl Verdict {
    /// Every verdict, in order.
    pub const ALL: [Self; 10] = [
        Self::Kept,
        Self::Exceeded,
        Self::Partly,
        Self::Missed,
        Self::Postponed,
        Self::Restated,
        Self::NotMentioned,
        Self::CannotTell,
        Self::NoReport,
        Self::NotDue,
    ];

    /// The word that the API uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Exceeded => "exceeded",
            Self::Partly => "partly",
            Self::Missed => "missed",
            Self::Postponed => "postponed",
            Self::Restated => "restated",
            Self::NotMentioned => "not_mentioned",
            Self::CannotTell => "cannot_tell",
            Self::NoReport => "no_report",
            Self::NotDue => "not_due",
        }
    }
}

/// A sentence of a later report.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// The report's id.
    pub report: Arc<str>,
    /// Its year.
    pub year: i16,
    /// The number of the passage.
    pub ordinal: u32,
    /// The number of the sentence in it, from 1.
    pub sentence: u32,
    /// The part that it stands in.
    pub part: Part,
    /// The sentence.
    pub text: Arc<str>,
    /// How probable it is that it tells of the item.
    pub score: f32,
}

/// What a report on the way to a deadline tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The year that is told of.
    pub year: i16,
    /// The figure.
    pub figure: KeptFigure,
    /// The sentence.
    pub telling: Telling,
}

/// What became of an item of a sentence of the report `own`, told by later reports of the place in
/// order of years. `newest` is the latest year of which the archive holds any report: what is due
/// later is not due yet.
#[must_use]
pub fn outcome(
    item: &Item,
    sentence: &str,
    own: &PreparedReport<'_>,
    later: &[&PreparedReport<'_>],
    newest: i16,
) -> Outcome {
    AskedItem::of(item, sentence, own, Matcher::own()).outcome(later, newest)
}

/// [`outcome`] by another matcher.
#[must_use]
pub fn outcome_with(
    item: &Item,
    sentence: &str,
    own: &PreparedReport<'_>,
    later: &[&PreparedReport<'_>],
    newest: i16,
    matcher: &Matcher,
) -> Outcome {
    AskedItem::of(item, sentence, own, matcher).outcome(later, newest)
}

/// What is asked of later reports.
struct AskedItem<'a> {
    item: &'a Item,
    /// The year of the promise's own report.
    year: i16,
    words: ItemWords<'a>,
    matcher: &'a Matcher,
}

impl<'a> AskedItem<'a> {
    fn of(
        item: &'a Item,
        sentence: &'a str,
        own: &PreparedReport<'_>,
        matcher: &'a Matcher,
    ) -> Self {
        Self { item, year: own.year, words: ItemWords::of(item, sentence, own), matcher }
    }
}

impl AskedItem<'_> {
    fn find<'l>(&self, account: &'l PreparedReport<'_>) -> Vec<Match<'l>> {
        candidates::find(&Matter::of(&self.words, account), account, self.matcher)
    }

    fn outcome(&self, later: &[&PreparedReport<'_>], newest: i16) -> Outcome {
        let due = self.item.deadline.year.max(self.year) + 1;
        let later: Vec<&&PreparedReport<'_>> =
            later.iter().filter(|account| account.year > self.year).collect();
        let telling = later.iter().find(|account| account.year == due);
        let progress = self.progress(&later, due);
        let Some(account) = telling else {
            let verdict = if due > newest { Verdict::NotDue } else { Verdict::NoReport };
            return self.missing(verdict, &later, progress, due);
        };
        let matter = Matter::of(&self.words, account);
        let found = candidates::find(&matter, account, self.matcher);
        // The report after is asked only where this one says little.
        let doubtful = found.first().is_none_or(|best| best.score < 0.6);
        let next = later.iter().find(|other| doubtful && other.year == due + 1);
        let after = next.map(|next| (**next, self.find(next)));
        let judged = judge::judge(&matter, account, &found);
        let shown = shown(account, &found, after.as_ref());
        Outcome {
            verdict: judged.verdict,
            year: Some(account.year),
            report: Some(Arc::clone(&account.report)),
            reported: judged.reported,
            reason: judged.reason,
            evidence: judged.evidence.iter().map(|m| telling_of(account, m)).collect(),
            candidates: shown,
            umbrella: judged.umbrella,
            progress,
        }
    }

    /// The outcome of an item whose report is not there or that is not due.
    fn missing(
        &self,
        verdict: Verdict,
        later: &[&&PreparedReport<'_>],
        progress: Vec<Progress>,
        due: i16,
    ) -> Outcome {
        let reason = if verdict == Verdict::NotDue {
            VerdictReason::NotDue { due }
        } else {
            VerdictReason::NoReport { due }
        };
        let next = later.first().map(|account| {
            let found = self.find(account);
            shown(account, &found, None)
        });
        Outcome {
            verdict,
            year: None,
            report: None,
            reported: None,
            reason,
            evidence: Vec::new(),
            candidates: next.unwrap_or_default(),
            umbrella: false,
            progress,
        }
    }

    /// What the reports before the one that is due tell of an item's figure.
    fn progress(&self, later: &[&&PreparedReport<'_>], due: i16) -> Vec<Progress> {
        const SURE: f32 = 0.5;
        let Some(promised) = &self.item.quantity else { return Vec::new() };
        let mut told = Vec::new();
        for account in later.iter().filter(|account| account.year < due) {
            let found = self.find(account);
            let best = found.iter().find(|m| {
                let figure = m.figure.as_ref().filter(|closest| {
                    closest.share > 0.5 && candidates::fits(promised, closest.figure)
                });
                m.score >= SURE && figure.is_some() && account.lines[m.line].reviews()
            });
            if let Some(best) = best
                && let Some(candidates::Closest { figure, .. }) = &best.figure
            {
                told.push(Progress {
                    year: account.year - 1,
                    figure: (*figure).clone(),
                    telling: telling_of(account, best),
                });
            }
        }
        told
    }
}
/// The closest sentences of the report that tells, and one of the report after it where that is
/// nearly sure.
fn shown(
    account: &PreparedReport<'_>,
    found: &[Match<'_>],
    after: Option<&(&PreparedReport<'_>, Vec<Match<'_>>)>,
) -> Vec<Telling> {
    const SURE: f32 = 0.6;
    let mut all: Vec<Telling> = found.iter().take(SHOWN).map(|m| telling_of(account, m)).collect();
    if let Some((next, found)) = after
        && let Some(best) = found.first().filter(|best| best.score >= SURE)
        && all.last().is_none_or(|last| all.len() < SHOWN || last.score < best.score)
    {
        all.truncate(SHOWN - 1);
        all.push(telling_of(next, best));
    }
    all
}

fn telling_of(account: &PreparedReport<'_>, found: &Match<'_>) -> Telling {
    let line = &account.lines[found.line];
    Telling {
        report: Arc::clone(&account.report),
        year: account.year,
        ordinal: line.ordinal,
        sentence: line.sentence,
        part: line.part,
        text: line.shared_text(),
        score: found.score,
    }
}

/// A sentence that may tell of an item, with its figure.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldSentence {
    /// The sentence.
    pub telling: Telling,
    /// The figure of it that is closest to the item's, where both can be compared.
    pub figure: Option<KeptFigure>,
}

/// The sentences of any later report that are closest to an item of a sentence of the report `own`,
/// the closest first.
#[must_use]
pub fn told(
    item: &Item,
    sentence: &str,
    own: &PreparedReport<'_>,
    account: &PreparedReport<'_>,
) -> Vec<ToldSentence> {
    let asked = AskedItem::of(item, sentence, own, Matcher::own());
    let found = asked.find(account).into_iter();
    let figure = |found: &Match<'_>| {
        let closest = found.figure.as_ref()?;
        let fits = item.quantity.as_ref().is_some_and(|own| candidates::fits(own, closest.figure));
        (fits && closest.share > 0.5).then(|| closest.figure.clone())
    };
    found
        .map(|one| ToldSentence { figure: figure(&one), telling: telling_of(account, &one) })
        .collect()
}

/// An item beside every sentence looked at: for making the weights, and for looking into a verdict.
#[must_use]
pub fn described(
    item: &Item,
    sentence: &str,
    own: &PreparedReport<'_>,
    account: &PreparedReport<'_>,
) -> Vec<(String, [f32; FEATURES.len()])> {
    let found = AskedItem::of(item, sentence, own, Matcher::own()).find(account);
    found.into_iter().map(|m| (account.lines[m.line].text.to_owned(), m.features)).collect()
}
