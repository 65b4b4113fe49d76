//! Which sentences of an account may tell of an item: those that share rare strings with it. Each
//! is described by a few numbers, and weights made on marked pairs (`examples/train_match.rs`) say
//! how probable it is that it tells of the item.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use suyan_analysis::quantity::{Kind, Measure, Quantity, Role};

use super::account::{Account, Line, pairs};
use super::words;
use crate::promise::{Figure, Item};

/// So many sentences are looked at closely.
const CLOSE: usize = 16;
/// What a pair of the rest of the promise's sentence counts when sentences are gathered.
const CONTEXT: f32 = 0.15;
/// A single shared pair may be chance.
const SINGLE: f32 = 0.35;

/// The numbers that describe a sentence beside an item.
pub const FEATURES: [&str; 24] = [
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

/// An item made ready to be looked for.
pub(super) struct Matter<'a> {
    pub(super) item: &'a Item,
    pub(super) text: &'a str,
    /// The pairs of the item, with their weights.
    core: FxHashMap<u32, f32>,
    /// Those of the rest of its sentence.
    context: FxHashMap<u32, f32>,
    /// Those of its indicator.
    indicator: FxHashMap<u32, f32>,
    /// Its place among several figures of one subject and verb, and how many they are.
    pub(super) place: (usize, usize),
}

/// A sentence of an account beside an item.
#[derive(Debug, Clone)]
pub(super) struct Match {
    pub(super) line: usize,
    /// How probable it is that it tells of the item.
    pub(super) score: f32,
    pub(super) features: [f32; FEATURES.len()],
    /// The clause that is closest.
    pub(super) clause: Range<usize>,
    /// The figure that is closest, and how much of the indicator its words share.
    pub(super) figure: Option<(Figure, f32)>,
    /// How much of the item the clause shares.
    pub(super) coverage: f32,
}

impl<'a> Matter<'a> {
    /// An item of a sentence, weighed by the promise's own report and the account.
    pub(super) fn of(
        item: &'a Item,
        sentence: &'a str,
        own: &Account<'_>,
        account: &Account<'_>,
    ) -> Self {
        let all = (own.len() + account.len()) as f32;
        let weigh = |key: u32| {
            let having = (own.count(key) + account.count(key)) as f32;
            ((((all + 1.0) / (having + 0.5)).ln() - 0.7) / (all + 2.0).ln()).max(0.0)
        };
        let weighed = |text: &str| -> FxHashMap<u32, f32> {
            pairs(text).map(|pair| (pair.key, weigh(pair.key))).collect()
        };
        let range = item.range();
        let text = item.text(sentence);
        let core = weighed(text);
        let mut context = weighed(&sentence[..range.start.min(sentence.len())]);
        context.extend(weighed(sentence.get(range.end..).unwrap_or_default()));
        context.retain(|key, _| !core.contains_key(key));
        let indicator = weighed(item.indicator.as_deref().unwrap_or(text));
        Self { item, text, core, context, indicator, place: place(item, sentence) }
    }
}

/// The place of an item's figure among the figures of one list, and how many there are.
fn place(item: &Item, sentence: &str) -> (usize, usize) {
    if item.quantity.is_none() {
        return (0, 1);
    }
    let all = suyan_analysis::quantity::quantities(sentence);
    let range = item.range();
    let Some(own) = all.iter().find(|q| {
        q.role == Role::Stated && range.start <= q.range.start && q.range.end <= range.end
    }) else {
        return (0, 1);
    };
    let list: Vec<&Quantity> = all.iter().filter(|q| q.before == own.before).collect();
    (list.iter().position(|q| q.range == own.range).unwrap_or(0), list.len())
}

/// The sentences of an account that are closest to an item, the closest first.
pub(super) fn find(matter: &Matter<'_>, account: &Account<'_>, matcher: &Matcher) -> Vec<Match> {
    let near = gather(matter, account);
    let mut found: Vec<Match> = near.iter().map(|at| describe(matter, account, *at)).collect();
    let best = found.iter().map(|m| m.features[4]).fold(0.01, f32::max);
    for candidate in &mut found {
        candidate.features[16] = candidate.features[4] / best;
        candidate.score = matcher.probability(&candidate.features);
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.line.cmp(&b.line)));
    found
}

/// The lines that share most, by their plain sums.
fn gather(matter: &Matter<'_>, account: &Account<'_>) -> Vec<usize> {
    let mut sums = vec![0.0f32; account.lines.len()];
    for (pairs, factor) in [(&matter.core, 1.0), (&matter.context, CONTEXT)] {
        for (key, weight) in pairs {
            for line in account.having.get(key).into_iter().flatten() {
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
    let mut order: Vec<usize> = (0..sums.len()).filter(|at| sums[*at] > 0.3).collect();
    order.sort_by(|a, b| value(*b).total_cmp(&value(*a)).then(a.cmp(b)));
    order.truncate(CLOSE);
    order
}

/// What of some pairs a text shares: the part of their weight, the sum, and the longest run.
struct Shared {
    part: f32,
    sum: f32,
    run: usize,
    rarest: f32,
}

fn shared(of: &FxHashMap<u32, f32>, text: &str) -> Shared {
    let total: f32 = of.values().sum();
    let (mut seen, mut run, mut last, mut longest) = (FxHashSet::default(), 0usize, usize::MAX, 0);
    let (mut sum, mut pending, mut rarest) = (0.0f32, 0.0f32, 0.0f32);
    let close = |run: usize, pending: f32| if run == 1 { pending * SINGLE } else { pending };
    for pair in pairs(text) {
        let Some(weight) = of.get(&pair.key) else { continue };
        if pair.range.start != last {
            sum += close(run, pending);
            (run, pending) = (0, 0.0);
        }
        run += 1;
        last = pair.middle;
        longest = longest.max(run);
        rarest = rarest.max(*weight);
        if seen.insert(pair.key) {
            pending += weight;
        }
    }
    sum += close(run, pending);
    Shared { part: if total > 0.0 { sum / total } else { 0.0 }, sum, run: longest, rarest }
}

fn describe(matter: &Matter<'_>, account: &Account<'_>, at: usize) -> Match {
    let line = &account.lines[at];
    let clauses = crate::clauses::clauses(line.text);
    let whole = shared(&matter.core, line.text);
    let mut clause = 0..line.text.len();
    let mut best = Shared { part: 0.0, sum: 0.0, run: 0, rarest: 0.0 };
    for range in clauses {
        let here = shared(&matter.core, &line.text[range.clone()]);
        if here.part > best.part {
            (best, clause) = (here, range);
        }
    }
    let figures = line.quantities();
    let figure = closest_figure(matter, line, &figures, &clause);
    let mut features = [0.0; FEATURES.len()];
    let flag = |is: bool| if is { 1.0 } else { 0.0 };
    let counted = matter.item.quantity.is_some();
    let words_here = &line.text[clause.clone()];
    let ahead = !line.reviews();
    features[0] = 1.0;
    features[1] = best.part;
    features[2] = whole.part;
    features[3] = best.run.min(8) as f32 / 8.0;
    features[4] = whole.sum.min(6.0) / 6.0;
    features[5] = shared(&matter.context, line.text).part;
    if let (Some(promised), Some((reported, share))) = (&matter.item.quantity, &figure) {
        features[6] = *share;
        features[7] = flag(promised.unit == reported.unit);
        let ratio = ratio(promised, reported).unwrap_or(0.0);
        features[8] = flag((0.6..1.7).contains(&ratio));
        features[9] = flag((ratio - 1.0).abs() < 1e-6);
    }
    features[10] = flag(line.part == suyan_corpus::Part::Review);
    features[11] = flag(ahead);
    features[12] = flag(words::is_done(words_here));
    features[13] = flag(!counted) * best.part;
    features[14] = flag(!counted) * features[3];
    features[15] = flag(line.is_heading || line.text.chars().count() < 9);
    features[17] = flag(counted && ahead);
    features[18] = flag(counted && figure.is_none());
    features[19] = flag(
        matter
            .item
            .object
            .as_deref()
            .is_some_and(|name| line.text.contains(name.trim_matches(['“', '”']))),
    );
    features[20] = flag(words::is_umbrella(line.text));
    features[21] = whole.rarest;
    features[22] = best.part * best.part;
    features[23] = flag(!counted && ahead);
    Match { line: at, score: 0.0, features, clause, figure, coverage: best.part }
}

/// How many times the promised value the reported one is, in one unit.
pub(super) fn ratio(promised: &Figure, reported: &Figure) -> Option<f64> {
    let ((a, unit_a), (b, unit_b)) = (promised.base()?, reported.base()?);
    let counts = |kind: Kind| matches!(kind, Kind::Count | Kind::People | Kind::Bare);
    let same = unit_a == unit_b || counts(promised.kind) && counts(reported.kind);
    let sign = |figure: &Figure| if figure.measure == Measure::Decline { -1.0 } else { 1.0 };
    (same && a != 0.0).then(|| b * sign(reported) / (a * sign(promised)))
}

/// The figure of a line whose words share most with the item's indicator; of figures that share
/// alike, one of the item's own unit and measure.
fn closest_figure(
    matter: &Matter<'_>,
    line: &Line<'_>,
    figures: &[Quantity],
    clause: &Range<usize>,
) -> Option<(Figure, f32)> {
    let promised = matter.item.quantity.as_ref()?;
    let mut best: Option<(f32, f32, usize)> = None;
    for (at, quantity) in figures.iter().enumerate() {
        if quantity.role != Role::Stated {
            continue;
        }
        let said = said_of(line, figures, at);
        let share = shared(&matter.indicator, &said).part;
        let figure = Figure::of(quantity, line.text);
        let mut value = share;
        value += if fits(promised, &figure) { 0.35 } else { 0.0 };
        value += if promised.unit == figure.unit { 0.1 } else { 0.0 };
        value += if clause.start <= quantity.range.start && quantity.range.end <= clause.end {
            0.15
        } else {
            0.0
        };
        value += if in_place(matter, figures, at) { 0.1 } else { 0.0 };
        if best.is_none_or(|(_, least, _)| value > least + 1e-6) {
            best = Some((share, value, at));
        }
    }
    let (share, _, at) = best?;
    Some((Figure::of(&figures[at], line.text), share))
}

/// Whether a figure stands at the item's place in a list of as many.
fn in_place(matter: &Matter<'_>, figures: &[Quantity], at: usize) -> bool {
    let list: Vec<usize> =
        (0..figures.len()).filter(|other| figures[*other].before == figures[at].before).collect();
    list.len() == matter.place.1 && list.get(matter.place.0) == Some(&at) && list.len() > 1
}

/// Whether two figures can be compared: of one unit, and both levels or both changes.
pub(super) fn fits(promised: &Figure, reported: &Figure) -> bool {
    let change = |figure: &Figure| matches!(figure.measure, Measure::Growth | Measure::Decline);
    let alike = match promised.kind {
        Kind::Ratio | Kind::Points | Kind::Money => change(promised) == change(reported),
        _ => true,
    };
    alike && ratio(promised, reported).is_some()
}

/// The words that a figure of a line is said of; a bare change (增长5%) is of the subject of the
/// figure before it.
pub(super) fn said_of(line: &Line<'_>, figures: &[Quantity], at: usize) -> String {
    let quantity = &figures[at];
    let words = |range: &Range<usize>| &line.text[range.clone()];
    let own = if quantity.subject.is_empty() {
        words(&quantity.before)
    } else {
        words(&quantity.subject)
    };
    let after = words(&quantity.after);
    let mut said = format!("{own}，{after}");
    let mut first = at;
    while first > 0 && is_bare(words(&figures[first].before)) && figures[first].after.is_empty() {
        first -= 1;
        if figures[first].before != quantity.before && figures[first].role == Role::Stated {
            let other = &figures[first];
            let place = (0..=at).filter(|n| figures[*n].before == quantity.before).count();
            let before =
                if other.subject.is_empty() { words(&other.before) } else { words(&other.subject) };
            let _ = place;
            said.push('，');
            said.push_str(before);
        }
    }
    said
}

/// Words before a figure that name no matter of their own.
fn is_bare(before: &str) -> bool {
    let before = before.trim_start_matches(['，', '、', '（', '；', ' ']);
    let verbs = [
        "同比",
        "比上年",
        "分别",
        "均",
        "各",
        "年均",
        "增长",
        "下降",
        "增速",
        "增幅",
        "提高",
        "达",
        "较上年",
        "占",
        "上涨",
        "回落",
        "减少",
        "其中",
        "同口径",
        "可比",
    ];
    before.is_empty()
        || verbs.iter().any(|verb| before.starts_with(verb)) && before.chars().count() <= 9
}
