//! Which sentences of an account may tell of an item: those that share rare strings with it. Each
//! is described by a few numbers, and weights made on marked pairs (`examples/train_match.rs`) say
//! how probable it is that it tells of the item.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use suyan_analysis::quantity::{FigureRole, Measure, Quantity, UnitKind};

use super::account::{PreparedReport, PreparedSentence};
use super::matter::{ABSENT, CONTEXT, ITEM, Matter};
use super::runs::{PairRuns, SharedPairs};
use crate::promise::KeptFigure;

/// So many sentences are looked at closely.
const CLOSE: usize = 12;
/// What a pair of the rest of the promise's sentence counts when sentences are gathered.
const REST: f32 = 0.15;
/// The numbers that describe a sentence beside an item.
pub const FEATURES: [&str; 26] = [
    "bias",
    "clause",
    "line",
    "run",
    "mass",
    "context",
    "indicator",
    "same unit",
    "near value",
    "same value",
    "review",
    "ahead",
    "done",
    "no figure x clause",
    "no figure x run",
    "heading",
    "share of best",
    "figure x ahead",
    "no figure here",
    "object",
    "umbrella",
    "rarest",
    "squared clause",
    "no figure x ahead",
    "head",
    "fitting figure x indicator",
];

/// Weights of [`FEATURES`]: `name TAB weight`.
static OWN: LazyLock<Matcher> =
    LazyLock::new(|| Matcher::from_table(include_str!("../../data/match.tsv")));

/// How much each of [`FEATURES`] says for a sentence that tells of an item.
#[derive(Debug, Clone)]
pub struct Matcher {
    weights: Vec<f32>,
}

impl Matcher {
    /// The one that the crate carries.
    #[must_use]
    pub fn own() -> &'static Self {
        &OWN
    }

    /// One read from a table; `#` begins a comment.
    #[must_use]
    pub fn from_table(table: &str) -> Self {
        let table: FxHashMap<&str, f32> = table
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(name, weight)| Some((name, weight.parse().ok()?)))
            .collect();
        Self {
            weights: FEATURES
                .iter()
                .map(|name| table.get(name).copied().unwrap_or_default())
                .collect(),
        }
    }

    fn probability(&self, features: &[f32; FEATURES.len()]) -> f32 {
        let sum: f32 = features.iter().zip(&self.weights).map(|(f, w)| f * w).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

/// A sentence of an account beside an item.
#[derive(Debug, Clone)]
pub(super) struct Match<'l> {
    pub(super) line: usize,
    /// How probable it is that it tells of the item.
    pub(super) score: f32,
    pub(super) features: [f32; FEATURES.len()],
    /// The clause that is closest.
    pub(super) clause: Range<usize>,
    /// The figure that is closest.
    pub(super) figure: Option<Closest<'l>>,
    /// How much of the item the clause shares.
    pub(super) coverage: f32,
}

/// The figure of a sentence that is closest to an item.
#[derive(Debug, Clone)]
pub(super) struct Closest<'l> {
    pub(super) figure: &'l KeptFigure,
    /// How much of the indicator its words share.
    pub(super) share: f32,
    /// Whether the last word of the indicator, its head, is among them.
    pub(super) tail: bool,
    /// Whether it counts more than one thing where the item counts one (开工及续建…, 甲、乙和丙).
    pub(super) joins: bool,
    /// Whether the indicator names a matter, and is more than a verb of change.
    pub(super) names: bool,
    /// Whether it says how much there is (达到, 突破).
    pub(super) is_level: bool,
    /// Whether it can be compared with the item's.
    fits: bool,
    /// How many times the item's value it is.
    ratio: Option<f64>,
}

/// The sentences of an account that are closest to an item, the closest first.
pub(super) fn find<'l>(
    matter: &Matter<'_>,
    account: &'l PreparedReport<'_>,
    matcher: &Matcher,
) -> Vec<Match<'l>> {
    let near = gather(matter, account);
    let mut found: Vec<Match<'_>> = near.iter().map(|at| describe(matter, account, *at)).collect();
    let best = found.iter().map(|m| m.features[4]).fold(0.01, f32::max);
    for candidate in &mut found {
        candidate.features[16] = candidate.features[4] / best;
        candidate.score = matcher.probability(&candidate.features);
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.line.cmp(&b.line)));
    found
}

/// The lines that share most, by their plain sums.
fn gather(matter: &Matter<'_>, account: &PreparedReport<'_>) -> Vec<usize> {
    let mut sums = vec![0.0f32; account.lines.len()];
    for (of, factor) in [(ITEM, 1.0), (CONTEXT, REST)] {
        for (number, weight) in matter.pairs(of) {
            for line in account.pairs.lines(number) {
                sums[*line as usize] += weight * factor;
            }
        }
    }
    let value = |at: usize| {
        let line = &account.lines[at];
        let factor = if line.is_heading {
            0.4
        } else if line.reviews() {
            1.3
        } else {
            1.0
        };
        sums[at] * factor
    };
    let near = (0..sums.len()).filter(|at| sums[*at] > 0.3);
    let mut order: Vec<(f32, usize)> = near.map(|at| (value(at), at)).collect();
    let compare = |a: &(f32, usize), b: &(f32, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if order.len() > CLOSE {
        order.select_nth_unstable_by(CLOSE - 1, compare);
        order.truncate(CLOSE);
    }
    order.sort_unstable_by(compare);
    order.into_iter().map(|(_, at)| at).collect()
}

fn describe<'l>(matter: &Matter<'_>, account: &'l PreparedReport<'_>, at: usize) -> Match<'l> {
    let line = &account.lines[at];
    let mut clause = 0..line.text.len();
    let mut best = SharedPairs { part: 0.0, sum: 0.0, run: 0, rarest: 0.0 };
    let (mut start, mut closest) = (0, 0);
    let (mut whole, mut here, mut around) =
        (PairRuns::default(), PairRuns::default(), PairRuns::default());
    for (at, (range, end)) in line.clauses.iter().enumerate() {
        for pair in &line.pairs[start..*end] {
            let Some([core, context, _]) = matter.weights(pair) else { continue };
            if *core > ABSENT {
                whole.take(pair, *core);
                here.take(pair, *core);
            }
            if *context > ABSENT {
                around.take(pair, *context);
            }
        }
        start = *end;
        let here = here.shared(matter.core);
        if here.part > best.part {
            (best, clause, closest) = (here, range.clone(), at);
        }
    }
    let whole = whole.shared(matter.core);
    let around = around.shared(matter.context);
    let figure = closest_figure(matter, account, line, &clause);
    let mut features = [0.0; FEATURES.len()];
    let flag = |is: bool| if is { 1.0 } else { 0.0 };
    let counted = matter.item.quantity.is_some();
    let ahead = !line.reviews();
    features[0] = 1.0;
    features[1] = best.part;
    features[2] = whole.part;
    features[3] = best.run.min(8) as f32 / 8.0;
    features[4] = whole.sum.min(6.0) / 6.0;
    features[5] = around.part;
    if let (Some(promised), Some(closest)) = (&matter.item.quantity, &figure) {
        let reported = closest.figure;
        features[6] = closest.share;
        features[24] = flag(closest.tail);
        features[25] = flag(closest.fits) * closest.share;
        features[7] = flag(promised.unit == reported.unit);
        let ratio = closest.ratio.unwrap_or(0.0);
        features[8] = flag((0.6..1.7).contains(&ratio));
        features[9] = flag((ratio - 1.0).abs() < 1e-6);
    }
    features[10] = flag(line.part == suyan_corpus::Part::Review);
    features[11] = flag(ahead);
    features[12] = flag(line.says().done.get(closest).copied().unwrap_or_default());
    features[13] = flag(!counted) * best.part;
    features[14] = flag(!counted) * features[3];
    features[15] = flag(line.is_heading || line.is_short);
    features[17] = flag(counted && ahead);
    features[18] = flag(counted && figure.is_none());
    features[19] = flag(
        matter
            .item
            .object
            .as_deref()
            .is_some_and(|name| line.text.contains(name.trim_matches(['“', '”']))),
    );
    features[20] = flag(line.says().umbrella);
    features[21] = whole.rarest;
    features[22] = best.part * best.part;
    features[23] = flag(!counted && ahead);
    Match { line: at, score: 0.0, features, clause, figure, coverage: best.part }
}

/// How many times the promised value the reported one is, in one unit.
pub(super) fn ratio(promised: &KeptFigure, reported: &KeptFigure) -> Option<f64> {
    ratio_of((promised, promised.base().as_ref()), (reported, reported.base().as_ref()))
}

/// A figure with its value in the unit of comparison, and that unit.
type Based<'f> = (&'f KeptFigure, Option<&'f (f64, String)>);

fn ratio_of(promised: Based<'_>, reported: Based<'_>) -> Option<f64> {
    let ((a, unit_a), (b, unit_b)) = (promised.1?, reported.1?);
    let counts =
        |kind: UnitKind| matches!(kind, UnitKind::Count | UnitKind::People | UnitKind::Bare);
    let same = unit_a == unit_b || counts(promised.0.kind) && counts(reported.0.kind);
    let sign = |figure: &KeptFigure| if figure.measure == Measure::Decline { -1.0 } else { 1.0 };
    (same && *a != 0.0).then(|| b * sign(reported.0) / (a * sign(promised.0)))
}

/// The figure of a line whose words share most with the item's indicator; of figures that share
/// alike, one of the item's own unit and measure.
fn closest_figure<'l>(
    matter: &Matter<'_>,
    account: &'l PreparedReport<'_>,
    line: &'l PreparedSentence<'_>,
    clause: &Range<usize>,
) -> Option<Closest<'l>> {
    let promised = matter.item.quantity.as_ref()?;
    let told = line.figures(&account.pairs);
    let figures = &told.all;
    let mut best: Option<(f32, f32, usize, bool, Option<f64>)> = None;
    let mut runs = PairRuns::default();
    for (at, quantity) in figures.iter().enumerate() {
        if quantity.role != FigureRole::Stated || is_of_plan(line.text, figures, at) {
            continue;
        }
        for pair in &told.said[at] {
            if let Some([.., weight]) = matter.weights(pair)
                && *weight > ABSENT
            {
                runs.take(pair, *weight);
            }
        }
        let share = runs.shared(matter.indicator).part;
        let (figure, base) = &told.figures[at];
        let ratio = ratio_of((promised, matter.words.base.as_ref()), (figure, base.as_ref()));
        let fits = are_alike(promised, figure) && ratio.is_some();
        let mut value = share;
        value += if fits { 0.35 } else { 0.0 };
        value += if promised.unit == figure.unit { 0.1 } else { 0.0 };
        value += if clause.start <= quantity.range.start && quantity.range.end <= clause.end {
            0.15
        } else {
            0.0
        };
        value += if in_place(matter, figures, at) { 0.1 } else { 0.0 };
        value += match ratio {
            Some(ratio) if (0.8..1.25).contains(&ratio) => 0.2,
            Some(ratio) if (0.5..2.5).contains(&ratio) => 0.1,
            _ => 0.0,
        };
        if best.is_none_or(|(_, least, ..)| value > least + 1e-6) {
            best = Some((share, value, at, fits, ratio));
        }
    }
    let (share, _, at, fits, ratio) = best?;
    let tail = matter.words.tail;
    let tail = tail.is_none_or(|tail| told.said[at].iter().any(|pair| pair.key == tail));
    let before = &line.text[figures[at].before.clone()];
    let joins = is_joined(before) && !is_joined(matter.text) && figures[at].subject.is_empty()
        || is_listed_on(line.text, figures, at) && !matter.text.contains(['、', '和']);
    let is_level = ["达到", "达", "突破", "总数", "总量", "超过", "增至", "保有"]
        .iter()
        .any(|word| before.ends_with(word))
        || line.text[figures[at].range.clone()].starts_with(['突', '超']);
    Some(Closest {
        figure: &told.figures[at].0,
        share,
        tail,
        joins,
        names: matter.indicator >= 1.0,
        is_level,
        fits,
        ratio,
    })
}

/// Whether words name two things together.
fn is_joined(words: &str) -> bool {
    words.contains(['及', '、'])
        || words.contains("和") && !words.contains("和谐") && !words.contains("和美")
}

/// Whether what a figure counts goes on behind it as a list: 74个大棚、示范基地和育苗场.
fn is_listed_on(text: &str, figures: &[Quantity], at: usize) -> bool {
    let quantity = &figures[at];
    let next = figures.get(at + 1).map_or(text.len(), |next| next.range.start);
    let rest = &text[quantity.range.end..next.max(quantity.range.end)];
    let clause = rest.split(['，', '；', '。']).next().unwrap_or(rest);
    let ends = clause.len() < rest.len() || next == text.len();
    !quantity.after.is_empty() && ends && is_joined(clause)
}

/// Whether a figure says what was planned beside another that says what was done: 计划100台,
/// 比3,500张的目标少, 876户签约865户.
fn is_of_plan(text: &str, figures: &[Quantity], at: usize) -> bool {
    let range = &figures[at].range;
    let before = text[..range.start].trim_end();
    let behind = &text[range.end..];
    let planned = ["计划", "原定", "应"];
    let named = behind.starts_with("的目标")
        || behind.starts_with("的计划")
        || behind.starts_with("目标")
        || behind.starts_with("的任务");
    let chained = figures.get(at + 1).is_some_and(|next| {
        let between = &text[range.end..next.range.start.max(range.end)];
        let verbs = ["签约", "完成", "完工", "已", "建成", "交付"];
        next.unit == figures[at].unit
            && !between.contains(['，', '、', '；', '。'])
            && verbs.iter().any(|verb| between.ends_with(verb))
    });
    named || chained || planned.iter().any(|word| before.ends_with(word))
}

/// Whether a figure stands at the item's place in a list of as many.
fn in_place(matter: &Matter<'_>, figures: &[Quantity], at: usize) -> bool {
    if matter.place.1 < 2 {
        return false;
    }
    let of_list = |other: &&Quantity| other.before == figures[at].before;
    let many = figures.iter().filter(of_list).count();
    many == matter.place.1 && figures[..at].iter().filter(of_list).count() == matter.place.0
}

/// Whether two figures can be compared: of one unit, and both levels or both changes.
pub(super) fn fits(promised: &KeptFigure, reported: &KeptFigure) -> bool {
    are_alike(promised, reported) && ratio(promised, reported).is_some()
}

/// Whether two figures are both levels or both changes.
fn are_alike(promised: &KeptFigure, reported: &KeptFigure) -> bool {
    let change = |figure: &KeptFigure| matches!(figure.measure, Measure::Growth | Measure::Decline);
    match promised.kind {
        UnitKind::Ratio | UnitKind::Points | UnitKind::Money => {
            change(promised) == change(reported)
        }
        _ => true,
    }
}
