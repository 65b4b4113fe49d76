//! Which sentences of an account may tell of an item: those that share rare strings with it. Each
//! is described by a few numbers, and weights made on marked pairs (`examples/train_match.rs`) say
//! how probable it is that it tells of the item.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use suyan_analysis::quantity::{Kind, Measure, Quantity, Role};

use super::account::{Account, Line, Pair, canonical, key, pairs_of};
use crate::promise::{Figure, Item};

/// So many sentences are looked at closely.
const CLOSE: usize = 12;
/// What a pair of the rest of the promise's sentence counts when sentences are gathered.
const CONTEXT: f32 = 0.15;
/// A single shared pair may be chance.
const SINGLE: f32 = 0.35;

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

/// An item made ready to be looked for.
pub(super) struct Matter<'a> {
    pub(super) item: &'a Item,
    pub(super) text: &'a str,
    /// The pairs of the item, with their weights.
    core: Weighed,
    /// Those of the rest of its sentence.
    context: Weighed,
    /// Those of its indicator.
    indicator: Weighed,
    /// Its place among several figures of one subject and verb, and how many they are.
    pub(super) place: (usize, usize),
}

/// Pairs with what each weighs.
struct Weighed {
    of: FxHashMap<u32, f32>,
    total: f32,
}

impl Weighed {
    fn of(of: FxHashMap<u32, f32>) -> Self {
        let total = of.values().sum();
        Self { of, total }
    }
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
    /// The figure that is closest.
    pub(super) figure: Option<Closest>,
    /// How much of the item the clause shares.
    pub(super) coverage: f32,
}

/// The figure of a sentence that is closest to an item.
#[derive(Debug, Clone)]
pub(super) struct Closest {
    pub(super) figure: Figure,
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
            pairs_of(text).iter().map(|pair| (pair.key, weigh(pair.key))).collect()
        };
        let range = item.range();
        let text = item.text(sentence);
        let core = weighed(crate::strength::verb(text));
        let mut context = weighed(&sentence[..range.start.min(sentence.len())]);
        context.extend(weighed(sentence.get(range.end..).unwrap_or_default()));
        context.retain(|key, _| !core.contains_key(key));
        let indicator = weighed(item.indicator.as_deref().unwrap_or(text));
        let (core, context, indicator) =
            (Weighed::of(core), Weighed::of(context), Weighed::of(indicator));
        Self { item, text, core, context, indicator, place: place(item, sentence) }
    }
}

impl Matter<'_> {
    /// How many of the things that the item lists a text names, and how many it lists.
    pub(super) fn members_in(&self, pairs: &[Pair]) -> (usize, usize) {
        const SAME: f32 = 0.5;
        let members = self.text.split(['、', '和']).filter(|member| member.chars().count() >= 4);
        let (mut named, mut all) = (0, 0);
        for member in members {
            let weight = |pair: &Pair| Some((pair.key, *self.core.of.get(&pair.key)?));
            let weighed = Weighed::of(pairs_of(member).iter().filter_map(weight).collect());
            all += 1;
            named += usize::from(shared(&weighed, pairs).part >= SAME);
        }
        (named, all)
    }

    /// The head of the indicator: its last two letters before a verb of change.
    fn tail(&self) -> Option<u32> {
        let indicator = self.item.indicator.as_deref()?;
        let said = canonical(indicator);
        let mut head: &str = said.trim_end_matches(|c: char| !c.is_alphabetic());
        for verb in ["年均增长", "增长", "下降", "提高", "上涨", "减少", "增加", "达", "比重"]
        {
            head = head.strip_suffix(verb).unwrap_or(head);
        }
        let letters: Vec<char> = head.chars().filter(|c| c.is_alphabetic()).collect();
        let [.., a, b] = letters.as_slice() else { return None };
        Some(key(*a, *b))
    }
}

/// The place of an item's figure among the figures of one list, and how many there are.
fn place(item: &Item, sentence: &str) -> (usize, usize) {
    if item.quantity.is_none() || !sentence.contains("分别") {
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
    for (weighed, factor) in [(&matter.core, 1.0), (&matter.context, CONTEXT)] {
        for (key, weight) in &weighed.of {
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

fn shared(weighed: &Weighed, pairs: &[Pair]) -> Shared {
    let mut runs = Runs::default();
    for pair in pairs {
        if let Some(weight) = weighed.of.get(&pair.key) {
            runs.take(pair.key, pair.at, pair.is_word, *weight);
        }
    }
    runs.close();
    let part = if weighed.total > 0.0 { (runs.sum / weighed.total).min(1.0) } else { 0.0 };
    Shared { part, sum: runs.sum, run: runs.longest, rarest: runs.rarest }
}

/// The runs of neighbouring shared pairs of a text.
#[derive(Default)]
struct Runs {
    seen: Vec<u32>,
    sum: f32,
    rarest: f32,
    longest: usize,
    /// The run that is open: its pairs, where its last begins, its weight, and whether it is a word.
    open: usize,
    last: u32,
    weight: f32,
    is_word: bool,
}

impl Runs {
    fn take(&mut self, key: u32, at: u32, is_word: bool, weight: f32) {
        if self.open > 0 && self.last + 1 != at {
            self.close();
        }
        self.open += 1;
        self.last = at;
        self.is_word |= is_word;
        self.longest = self.longest.max(self.open);
        self.rarest = self.rarest.max(weight);
        if !self.seen.contains(&key) {
            self.seen.push(key);
            self.weight += weight;
        }
    }

    /// A single pair that is no word may be chance.
    fn close(&mut self) {
        let chance = self.open == 1 && !self.is_word;
        self.sum += if chance { self.weight * SINGLE } else { self.weight };
        (self.open, self.weight, self.is_word) = (0, 0.0, false);
    }
}

fn describe(matter: &Matter<'_>, account: &Account<'_>, at: usize) -> Match {
    let line = &account.lines[at];
    let whole = shared(&matter.core, &line.pairs);
    let mut clause = 0..line.text.len();
    let mut best = Shared { part: 0.0, sum: 0.0, run: 0, rarest: 0.0 };
    let (mut start, mut closest) = (0, 0);
    for (at, (range, end)) in line.clauses.iter().enumerate() {
        let here = shared(&matter.core, &line.pairs[start..*end]);
        start = *end;
        if here.part > best.part {
            (best, clause, closest) = (here, range.clone(), at);
        }
    }
    let figure = closest_figure(matter, line, &clause);
    let mut features = [0.0; FEATURES.len()];
    let flag = |is: bool| if is { 1.0 } else { 0.0 };
    let counted = matter.item.quantity.is_some();
    let ahead = !line.reviews();
    features[0] = 1.0;
    features[1] = best.part;
    features[2] = whole.part;
    features[3] = best.run.min(8) as f32 / 8.0;
    features[4] = whole.sum.min(6.0) / 6.0;
    features[5] = shared(&matter.context, &line.pairs).part;
    if let (Some(promised), Some(closest)) = (&matter.item.quantity, &figure) {
        let reported = &closest.figure;
        features[6] = closest.share;
        features[24] = flag(closest.tail);
        features[25] = flag(fits(promised, reported)) * closest.share;
        features[7] = flag(promised.unit == reported.unit);
        let ratio = ratio(promised, reported).unwrap_or(0.0);
        features[8] = flag((0.6..1.7).contains(&ratio));
        features[9] = flag((ratio - 1.0).abs() < 1e-6);
    }
    features[10] = flag(line.part == suyan_corpus::Part::Review);
    features[11] = flag(ahead);
    features[12] = flag(line.says().done.get(closest).copied().unwrap_or_default());
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
    features[20] = flag(line.says().umbrella);
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
fn closest_figure(matter: &Matter<'_>, line: &Line<'_>, clause: &Range<usize>) -> Option<Closest> {
    let promised = matter.item.quantity.as_ref()?;
    let told = line.figures();
    let figures = &told.all;
    let mut best: Option<(f32, f32, usize)> = None;
    for (at, quantity) in figures.iter().enumerate() {
        if quantity.role != Role::Stated || is_of_plan(line.text, figures, at) {
            continue;
        }
        let share = shared(&matter.indicator, &told.said[at]).part;
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
        value += match ratio(promised, &figure) {
            Some(ratio) if (0.8..1.25).contains(&ratio) => 0.2,
            Some(ratio) if (0.5..2.5).contains(&ratio) => 0.1,
            _ => 0.0,
        };
        if best.is_none_or(|(_, least, _)| value > least + 1e-6) {
            best = Some((share, value, at));
        }
    }
    let (share, _, at) = best?;
    let tail = matter.tail().is_none_or(|tail| told.said[at].iter().any(|pair| pair.key == tail));
    let before = &line.text[figures[at].before.clone()];
    let joins = is_joined(before) && !is_joined(matter.text) && figures[at].subject.is_empty()
        || is_listed_on(line.text, figures, at) && !matter.text.contains(['、', '和']);
    let is_level = ["达到", "达", "突破", "总数", "总量", "超过", "增至", "保有"]
        .iter()
        .any(|word| before.ends_with(word))
        || line.text[figures[at].range.clone()].starts_with(['突', '超']);
    Some(Closest {
        figure: Figure::of(&figures[at], line.text),
        share,
        tail,
        joins,
        names: matter.indicator.total >= 1.0,
        is_level,
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
