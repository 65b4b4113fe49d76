//! A person decides: the words of a form become a line of the journal.

use suyan_promises::Verdict;
use suyan_search::ledger::{ShownItem, ShownTelling};
use suyan_search::{Backend, PromiseStory};

use super::{Anchor, Book, Change, Cited, DECIDABLE, Journal, JournalError, RuleReading};
use crate::params::Params;
use crate::problem::Problem;
use crate::story::one_promise;
use crate::verdicts::verdict;

/// The most characters of a reason or a source.
const LONGEST: usize = 2_000;
/// The most characters of a name.
const LONGEST_NAME: usize = 60;
/// The most sentences that one word may rest on.
const MOST_EVIDENCE: usize = 20;

/// What a person decides of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The number of the item in its promise, from 1.
    pub item: u32,
    /// What became of it; `None` takes back what was said.
    pub verdict: Option<Verdict>,
    /// Why.
    pub reason: String,
    /// The sentences that it rests on: `REPORT:ORDINAL:SENTENCE`.
    pub evidence: Vec<String>,
    /// What it rests on outside of the archive.
    pub source: Option<String>,
    /// The name that the person signs with.
    pub by: Option<String>,
    /// The number of the last line that the person saw of it, 0 where there was none.
    pub seen: Option<u64>,
}

/// What the parameters of a form say.
///
/// # Errors
/// A value that is none, or is too long.
pub fn decision(params: &Params) -> Result<Decision, Problem> {
    let word = params.one("verdict").ok_or_else(|| bad_verdict("没有写明"))?;
    let decided = match word {
        "withdraw" | "撤回" => None,
        word => {
            let known = verdict(word).filter(|verdict| DECIDABLE.contains(verdict));
            Some(known.ok_or_else(|| bad_verdict("没有这一种"))?)
        }
    };
    let number = |name, code| -> Result<Option<u64>, Problem> {
        let read = params.one(name).map(str::parse).transpose();
        read.map_err(|_| Problem::new(code, format!("{name} 应为一个数"), "请从承诺的页面提交"))
    };
    let item = number("item", "bad_item")?.and_then(|item| u32::try_from(item).ok());
    let evidence: Vec<String> = params.all("evidence").map(str::to_owned).collect();
    if evidence.len() > MOST_EVIDENCE {
        let message = format!("依据最多 {MOST_EVIDENCE} 句");
        return Err(Problem::new("bad_evidence", message, "请只留最要紧的几句"));
    }
    Ok(Decision {
        item: item.unwrap_or(1),
        verdict: decided,
        reason: text(params, "reason", LONGEST)?.unwrap_or_default(),
        evidence,
        source: text(params, "source", LONGEST)?,
        by: text(params, "by", LONGEST_NAME)?,
        seen: number("seen", "bad_seen")?,
    })
}

fn bad_verdict(why: &str) -> Problem {
    let words: Vec<&str> = DECIDABLE.iter().map(|verdict| verdict.as_str()).collect();
    let hint = format!("应为 {}，或 withdraw（撤回）", words.join("、"));
    Problem::new("bad_verdict", format!("verdict {why}"), hint)
}

fn text(params: &Params, name: &str, longest: usize) -> Result<Option<String>, Problem> {
    let Some(text) = params.one(name) else { return Ok(None) };
    if text.chars().count() > longest {
        let message = format!("{name} 过长（最多 {longest} 字）");
        return Err(Problem::new("note_too_long", message, "请写得短些，长文可给出处"));
    }
    Ok(Some(text.replace("\r\n", "\n")))
}

/// Writes down what a person decides of the promise of this id; what is said already in the very
/// same words is not said twice.
///
/// # Errors
/// There is no such promise, item or sentence; somebody else said something meanwhile; a verdict
/// that differs from the reading has no reason; the journal cannot be written.
pub fn decide(
    backend: &dyn Backend,
    journal: &Journal,
    id: &str,
    decision: &Decision,
    at: &str,
) -> Result<Change, Problem> {
    let story = one_promise(backend, id)?;
    let item = story.promise.items.iter().find(|item| item.item == decision.item);
    let item = item.ok_or_else(|| {
        let message = format!("这条承诺没有第 {} 项", decision.item);
        Problem::new("bad_item", message, "请从承诺的页面提交")
    })?;
    let evidence = cited(&story, item, &decision.evidence)?;
    let mut there = None;
    let added = journal.add(|book| {
        let (change, is_new) = change(book, &story, item, decision, evidence, at)?;
        there = Some(change.clone());
        Ok::<_, Problem>(if is_new { vec![change] } else { Vec::new() })
    })?;
    added.into_iter().next().or(there).ok_or_else(Problem::internal)
}

/// The line that is to be added, or the one that says it already.
fn change(
    book: &Book,
    story: &PromiseStory,
    item: &ShownItem,
    decision: &Decision,
    evidence: Vec<Cited>,
    at: &str,
) -> Result<(Change, bool), Problem> {
    let read = item.outcome.verdict;
    let matter = book.of_item(&story.promise, item);
    let last = matter.map(super::NotedItem::last);
    let before = last.and_then(|last| last.after);
    if decision.seen.is_some_and(|seen| seen != last.map_or(0, |last| last.number)) {
        return Err(Problem::new(
            "notes_changed",
            "这一项刚才又有人写过，没有覆盖",
            "请回到承诺的页面，看过新的一条再写",
        ));
    }
    if decision.verdict.is_none() && before.is_none() {
        return Err(Problem::new("nothing_noted", "这一项没有可撤回的核定", "请先核定"));
    }
    let differs = decision.verdict.is_some_and(|verdict| verdict != read);
    if differs && decision.reason.is_empty() {
        return Err(Problem::new(
            "reason_missing",
            "改判要写明理由",
            "请在“理由”里写一句为什么与按规则读出的不同",
        ));
    }
    let change = Change {
        number: 0,
        matter: matter.map_or(0, super::NotedItem::id),
        at: at.to_owned(),
        by: decision.by.clone(),
        anchor: Anchor::of(&story.promise, item),
        read: RuleReading {
            verdict: read,
            evidence: item.outcome.evidence.iter().map(Cited::of).collect(),
        },
        before,
        after: decision.verdict,
        reason: decision.reason.clone(),
        evidence,
        source: decision.source.clone(),
    };
    let says_it = |last: &&Change| {
        let said = |change: &Change| {
            let Change { by, after, reason, evidence, source, .. } = change.clone();
            (by, after, reason, evidence, source)
        };
        said(last) == said(&change) && last.read == change.read
    };
    Ok(match last.filter(says_it) {
        Some(last) => (last.clone(), false),
        None => (change, true),
    })
}

/// The sentences by their words, out of those that are shown with the item.
fn cited(story: &PromiseStory, item: &ShownItem, wanted: &[String]) -> Result<Vec<Cited>, Problem> {
    let at = item.item as usize - 1;
    let later = story.later.iter().filter_map(|year| year.items.get(at)).flatten();
    let outcome = &item.outcome;
    let own = outcome.evidence.iter().chain(&outcome.candidates);
    let shown: Vec<&ShownTelling> = own.chain(later.map(|said| &said.telling)).collect();
    let find = |id: &String| {
        let telling = shown.iter().find(|telling| telling_id(telling) == *id);
        let cited = telling.map(|telling| Cited::of(telling));
        cited.ok_or_else(|| {
            Problem::new(
                "bad_evidence",
                format!("依据 {} 不在这一项所列的句子里", id.chars().take(80).collect::<String>()),
                "请勾选页面上列出的句子；别处的依据写在 source 里",
            )
        })
    };
    wanted.iter().map(find).collect()
}

/// What a sentence is called in a form.
pub(super) fn telling_id(telling: &ShownTelling) -> String {
    format!("{}:{}:{}", telling.report, telling.ordinal, telling.sentence)
}

impl Cited {
    /// Of a sentence as it is shown.
    #[must_use]
    pub fn of(telling: &ShownTelling) -> Self {
        Self {
            report: telling.report.clone(),
            year: telling.year,
            ordinal: telling.ordinal,
            sentence: telling.sentence,
            text: telling.text.replace(['\r', '\n'], " "),
        }
    }

    /// `REPORT:ORDINAL:SENTENCE`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}:{}:{}", self.report, self.ordinal, self.sentence)
    }
}

impl From<JournalError> for Problem {
    fn from(error: JournalError) -> Self {
        tracing::error!(%error, "the journal failed");
        Self::new("notes_failed", error.to_string(), "笔记没有写入，请排除原因后再试")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Decision, &'static str> {
        let params = Params::read(Some(query)).map_err(|problem| problem.code)?;
        decision(&params).map_err(|problem| problem.code)
    }

    #[test]
    fn bad_values_have_their_codes() {
        let long = format!("verdict=kept&reason={}", "a".repeat(LONGEST + 1));
        let cases = [
            ("", "bad_verdict"),
            ("verdict=good", "bad_verdict"),
            ("verdict=no_report", "bad_verdict"),
            ("verdict=kept&item=x", "bad_item"),
            ("verdict=kept&seen=x", "bad_seen"),
            (&long, "note_too_long"),
        ];
        for (query, code) in cases {
            assert_eq!(read(query), Err(code), "{query}");
        }
        let decided = read("verdict=%E6%9C%AA%E5%81%9A%E5%88%B0&item=2&reason=a&evidence=x:1:2");
        let decided = decided.unwrap();
        assert_eq!((decided.item, decided.verdict), (2, Some(Verdict::Missed)));
        assert_eq!(read("verdict=withdraw").unwrap().verdict, None);
    }
}
