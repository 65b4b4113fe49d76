//! The verdict, by rule. Numbers are compared in one unit; a level is no growth, a total over years
//! no year's figure, a new quota no answer to the old one, a claim about everything none about one
//! thing. Where the sentence is not surely of the item, the verdict is that it cannot be told.

use suyan_analysis::quantity::{Kind, Measure, Qualifier};

use super::Verdict;
use super::account::Account;
use super::candidates::{Match, Matter, fits, ratio};
use super::reason::Reason;
use super::words::{self, Stage};
use crate::promise::Figure;

/// A sentence of the review with this probability tells of the item.
const TELLS: f32 = 0.30;
/// A sentence of the review with this probability surely tells of it.
const SURE: f32 = 0.5;
/// A sentence of the tasks with this probability promises the item again.
const AGAIN: f32 = 0.35;

/// A verdict with what it rests on.
pub(super) struct Judged<'m> {
    pub(super) verdict: Verdict,
    pub(super) reported: Option<Figure>,
    pub(super) reason: Reason,
    pub(super) evidence: Vec<&'m Match>,
    pub(super) umbrella: bool,
}

fn judged<'m>(verdict: Verdict, reason: Reason, evidence: Vec<&'m Match>) -> Judged<'m> {
    Judged { verdict, reported: None, reason, evidence, umbrella: false }
}

pub(super) fn judge<'m>(
    matter: &Matter<'_>,
    account: &Account<'_>,
    found: &'m [Match],
) -> Judged<'m> {
    let line = |m: &Match| &account.lines[m.line];
    let told = found
        .iter()
        .find(|m| m.score >= TELLS && line(m).reviews() && !words::is_umbrella(line(m).text));
    let again = found.iter().find(|m| m.score >= AGAIN && !line(m).reviews());
    if let Some(told) = told {
        return match &matter.item.quantity {
            Some(promised) => counted(matter, account, promised, told, again),
            None => done(matter, account, told, again),
        };
    }
    if let Some(again) = again {
        if matter.item.quantity.is_none() {
            return judged(Verdict::Postponed, Reason::PromisedAgain, vec![again]);
        }
        return judged(Verdict::NotMentioned, Reason::OnlyNewQuota, Vec::new());
    }
    if !account.whole {
        return judged(Verdict::CannotTell, Reason::NothingButCut, Vec::new());
    }
    judged(Verdict::NotMentioned, Reason::Nothing, Vec::new())
}

/// An item with a figure, of which a sentence of the review tells.
fn counted<'m>(
    matter: &Matter<'_>,
    account: &Account<'_>,
    promised: &Figure,
    told: &'m Match,
    again: Option<&'m Match>,
) -> Judged<'m> {
    let text = account.lines[told.line].text;
    let clause = &text[told.clause.clone()];
    let Some((reported, share)) = &told.figure else {
        if words::admits(clause) {
            return judged(Verdict::Missed, Reason::Admitted, vec![told]);
        }
        let _ = again;
        return judged(Verdict::CannotTell, Reason::WithoutFigure, vec![told]);
    };
    let sure = told.score >= SURE && *share >= 0.5;
    let total = reported.measure == Measure::Total && promised.measure != Measure::Total;
    if !fits(promised, reported) || total {
        let reason = Reason::OtherTerms { promised: promised.clone(), reported: reported.clone() };
        return Judged {
            reported: Some(reported.clone()),
            ..judged(Verdict::Restated, reason, vec![told])
        };
    }
    let reason = Reason::Compared { promised: promised.clone(), reported: reported.clone() };
    let verdict = match compare(matter, promised, reported) {
        Verdict::Kept | Verdict::Exceeded if !sure => Verdict::CannotTell,
        Verdict::Missed if !sure => Verdict::CannotTell,
        verdict => verdict,
    };
    Judged { reported: Some(reported.clone()), ..judged(verdict, reason, vec![told]) }
}

/// Things of which less is better: caps.
fn is_cap(matter: &Matter<'_>, promised: &Figure) -> bool {
    let indicator = matter.item.indicator.as_deref().unwrap_or(matter.text);
    let caps = [
        "失业率",
        "价格",
        "物价",
        "CPI",
        "PM2.5",
        "PM10",
        "浓度",
        "死亡",
        "事故",
        "人口自然增长率",
        "负债率",
        "不良",
    ];
    matches!(promised.qualifier, Qualifier::AtMost | Qualifier::Under)
        || caps.iter().any(|cap| indicator.contains(cap))
}

fn compare(matter: &Matter<'_>, promised: &Figure, reported: &Figure) -> Verdict {
    let Some(ratio) = ratio(promised, reported) else {
        return if promised.value == Some(0.0) { Verdict::Kept } else { Verdict::CannotTell };
    };
    let rate = matches!(promised.kind, Kind::Ratio | Kind::Points);
    let (lower, upper) =
        (1.0, promised.value2.zip(promised.value).map_or(1.0, |(upper, value)| upper / value));
    if is_cap(matter, promised) {
        let slack = if promised.qualifier == Qualifier::About { 1.05 } else { 1.005 };
        return if ratio <= upper * slack { Verdict::Kept } else { Verdict::Missed };
    }
    let slack = match promised.qualifier {
        Qualifier::About => 0.97,
        _ => 0.995,
    };
    // 左右 and 近 of what is reported.
    let slack = if reported.qualifier == Qualifier::About { slack - 0.01 } else { slack };
    let beyond = if rate { 1.1 } else { 1.05 };
    if ratio < lower * slack {
        Verdict::Missed
    } else if ratio > upper * beyond {
        Verdict::Exceeded
    } else {
        Verdict::Kept
    }
}

/// An item without a figure, of which a sentence of the review tells.
fn done<'m>(
    matter: &Matter<'_>,
    account: &Account<'_>,
    told: &'m Match,
    again: Option<&'m Match>,
) -> Judged<'m> {
    let text = account.lines[told.line].text;
    let clause = &text[told.clause.clone()];
    if words::admits(clause) {
        return judged(Verdict::Missed, Reason::Admitted, vec![told]);
    }
    let promised = words::stage(matter.text).unwrap_or(Stage::Done);
    let reported = words::stage(clause);
    let evidence = match again {
        Some(again) if told.score < again.score => vec![again, told],
        Some(again) => vec![told, again],
        None => vec![told],
    };
    let Some(reported) = reported else {
        return judged(Verdict::CannotTell, Reason::Touched, evidence);
    };
    let sure = told.score >= SURE && told.coverage >= 0.4;
    if reported >= promised && reported >= Stage::Begun {
        if reported == Stage::Underway {
            return judged(Verdict::CannotTell, Reason::Touched, evidence);
        }
        let verdict = if sure { Verdict::Kept } else { Verdict::CannotTell };
        let reason = if sure { Reason::ReportedDone } else { Reason::Touched };
        return judged(verdict, reason, evidence);
    }
    if again.is_some() {
        return judged(Verdict::Postponed, Reason::PromisedAgain, evidence);
    }
    judged(Verdict::Partly, Reason::LowerStage, evidence)
}
