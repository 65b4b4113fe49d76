//! The verdict, by rule. Numbers are compared in one unit; a level is no growth, a total over years
//! no year's figure, a new quota no answer to the old one, a claim about everything none about one
//! thing. Where the sentence is not surely of the item, the verdict is that it cannot be told.

use suyan_analysis::quantity::{Measure, Qualifier, UnitKind};

use super::Verdict;
use super::account::PreparedReport;
use super::candidates::{Closest, Match, fits, ratio};
use super::matter::Matter;
use super::reason::VerdictReason;
use super::words::{self, Stage};
use crate::promise::KeptFigure;

/// A sentence of the review with this probability tells of the item.
const TELLS: f32 = 0.22;
/// A sentence of the tasks with this probability promises the item again.
const AGAIN: f32 = 0.35;

/// A verdict with what it rests on.
pub(super) struct Judged<'m> {
    pub(super) verdict: Verdict,
    pub(super) reported: Option<KeptFigure>,
    pub(super) reason: VerdictReason,
    pub(super) evidence: Vec<&'m Match<'m>>,
    pub(super) umbrella: bool,
}

fn judged<'m>(verdict: Verdict, reason: VerdictReason, evidence: Vec<&'m Match<'m>>) -> Judged<'m> {
    Judged { verdict, reported: None, reason, evidence, umbrella: false }
}

pub(super) fn judge<'m>(
    matter: &Matter<'_>,
    account: &PreparedReport<'_>,
    found: &'m [Match<'m>],
) -> Judged<'m> {
    let line = |m: &Match<'_>| &account.lines[m.line];
    let told =
        found.iter().find(|m| m.score >= TELLS && line(m).reviews() && !line(m).says().umbrella);
    let again = found.iter().find(|m| m.score >= AGAIN && !line(m).reviews());
    if let Some(told) = told {
        return match &matter.item.quantity {
            Some(promised) => counted(matter, account, promised, told),
            None => done(matter, account, told, again),
        };
    }
    if let Some(again) = again {
        if matter.item.quantity.is_none() {
            return judged(Verdict::Postponed, VerdictReason::PromisedAgain, vec![again]);
        }
        return judged(Verdict::NotMentioned, VerdictReason::OnlyNewQuota, Vec::new());
    }
    if !account.whole {
        return judged(Verdict::CannotTell, VerdictReason::NothingButCut, Vec::new());
    }
    judged(Verdict::NotMentioned, VerdictReason::Nothing, Vec::new())
}

/// An item with a figure, of which a sentence of the review tells.
fn counted<'m>(
    matter: &Matter<'_>,
    account: &PreparedReport<'_>,
    promised: &KeptFigure,
    told: &'m Match<'m>,
) -> Judged<'m> {
    let text = account.lines[told.line].text;
    let clause = &text[told.clause.clone()];
    if words::admits(clause) {
        return judged(Verdict::Missed, VerdictReason::Admitted, vec![told]);
    }
    let Some(closest) = &told.figure else {
        return judged(Verdict::CannotTell, VerdictReason::WithoutFigure, vec![told]);
    };
    let reported = closest.figure;
    let with = |verdict, reason| Judged {
        reported: Some(reported.clone()),
        ..judged(verdict, reason, vec![told])
    };
    let other =
        || VerdictReason::OtherTerms { promised: promised.clone(), reported: reported.clone() };
    if closest.share < 0.2 && !fits(promised, reported) {
        return judged(Verdict::CannotTell, VerdictReason::WithoutFigure, vec![told]);
    }
    if !fits(promised, reported) || changes_terms(promised, closest) {
        return with(Verdict::Restated, other());
    }
    let reason = VerdictReason::Compared { promised: promised.clone(), reported: reported.clone() };
    if words::is_near_only(clause) {
        return with(Verdict::Partly, VerdictReason::LowerStage);
    }
    let verdict = compare(matter, promised, reported);
    let ratio = ratio(promised, reported).unwrap_or(0.0);
    if is_sure(told, closest, ratio)
        || verdict == Verdict::Missed && falls_short(told, closest, ratio)
    {
        return with(verdict, reason);
    }
    // Little of the words and another size: a thing counted otherwise.
    if closest.share < 0.35 && !(0.5..1.7).contains(&ratio)
        || closest.share < 0.3 && told.coverage >= 0.6
    {
        return with(Verdict::Restated, other());
    }
    with(Verdict::CannotTell, VerdictReason::Touched)
}

/// Whether the figure is told of a wider, narrower or other thing: a total over years, a level for
/// an addition, two things added up, many times what was promised.
fn changes_terms(promised: &KeptFigure, closest: &Closest<'_>) -> bool {
    /// Nobody does so many times what was promised; another thing is counted.
    const MANY: f64 = 5.0;
    let reported = closest.figure;
    let total = reported.measure == Measure::Total && promised.measure != Measure::Total;
    let ratio = ratio(promised, reported).unwrap_or(1.0);
    let rate = matches!(promised.kind, UnitKind::Ratio | UnitKind::Points);
    let level = promised.measure == Measure::Added && closest.is_level && ratio > 2.0;
    let beyond = !rate && !(0.02..=MANY).contains(&ratio);
    total || level || beyond || closest.joins && !(0.98..1.1).contains(&ratio)
}

/// Whether a figure is surely of the item.
fn is_sure(told: &Match<'_>, closest: &Closest<'_>, ratio: f64) -> bool {
    let same = (ratio - 1.0).abs() < 1e-9;
    closest.names && told.score >= 0.45 && closest.share >= 0.4 && closest.tail
        || closest.names && same && told.score >= 0.28 && (closest.tail || closest.share >= 0.3)
        || closest.names && closest.share >= 0.8 && told.score >= TELLS
}

/// Whether a lower figure is of the item: to say that it falls short needs less than to say that
/// it was kept.
fn falls_short(told: &Match<'_>, closest: &Closest<'_>, ratio: f64) -> bool {
    told.score >= 0.4 && closest.share >= 0.2 && closest.tail && (0.5..1.0).contains(&ratio)
        || told.score >= 0.5 && closest.share >= 0.6
}

/// Things of which less is better: caps.
fn is_cap(matter: &Matter<'_>, promised: &KeptFigure) -> bool {
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
    // 死亡人数下降5%: more is better of a fall, whatever falls.
    let falls = promised.measure == Measure::Decline;
    matches!(promised.qualifier, Qualifier::AtMost | Qualifier::Under)
        || !falls && caps.iter().any(|cap| indicator.contains(cap))
}

fn compare(matter: &Matter<'_>, promised: &KeptFigure, reported: &KeptFigure) -> Verdict {
    let Some(ratio) = ratio(promised, reported) else {
        return if promised.value == Some(0.0) { Verdict::Kept } else { Verdict::CannotTell };
    };
    let rate = matches!(promised.kind, UnitKind::Ratio | UnitKind::Points);
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
    account: &PreparedReport<'_>,
    told: &'m Match<'m>,
    again: Option<&'m Match<'m>>,
) -> Judged<'m> {
    let text = account.lines[told.line].text;
    let clause = &text[told.clause.clone()];
    if words::admits(clause) {
        return judged(Verdict::Missed, VerdictReason::Admitted, vec![told]);
    }
    // （一）深入实施…: the lead of a section settles nothing.
    if text.starts_with(['（', '(']) {
        return judged(Verdict::CannotTell, VerdictReason::Touched, vec![told]);
    }
    let promised = words::stage(matter.text).unwrap_or(Stage::Done);
    let reported = words::stage(clause);
    let evidence = match again {
        Some(again) if told.score < again.score => vec![again, told],
        Some(again) => vec![told, again],
        None => vec![told],
    };
    let Some(reported) = reported else {
        return judged(Verdict::CannotTell, VerdictReason::Touched, evidence);
    };
    let sure =
        told.score >= 0.6 && told.coverage >= 0.33 || told.score >= 0.45 && told.coverage >= 0.45;
    let some = matter.members_in(&account.lines[told.line].pairs);
    if reported >= Stage::Begun && some.1 > 1 && some.0 < some.1 && some.0 > 0 {
        return judged(Verdict::Partly, VerdictReason::SomeOfIt, evidence);
    }
    if reported >= promised && reported >= Stage::Begun {
        if reported == Stage::Underway {
            return judged(Verdict::CannotTell, VerdictReason::Touched, evidence);
        }
        let verdict = if sure { Verdict::Kept } else { Verdict::CannotTell };
        let reason = if sure { VerdictReason::ReportedDone } else { VerdictReason::Touched };
        return judged(verdict, reason, evidence);
    }
    if again.is_some() {
        return judged(Verdict::Postponed, VerdictReason::PromisedAgain, evidence);
    }
    judged(Verdict::Partly, VerdictReason::LowerStage, evidence)
}
