//! An item made ready to be looked for: the pairs of its words, and what they weigh in one account.

use std::cell::RefCell;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use suyan_analysis::quantity::{FigureRole, Quantity};

use super::account::PreparedReport;
use super::pairs::{TextPair, canonical, key, pairs, pairs_of};
use super::runs::shared;
use crate::promise::{Item, KeptFigure};

/// An item with its words cut into pairs: made once, whatever accounts are asked.
pub(super) struct ItemWords<'a> {
    item: &'a Item,
    text: &'a str,
    /// The distinct pairs of its sentence, by their keys.
    pairs: Vec<SoughtPair>,
    /// How many sentences the promise's own report has.
    own: usize,
    pub(super) tail: Option<u32>,
    place: (usize, usize),
    /// The figure's value in the unit of comparison.
    pub(super) base: Option<(f64, String)>,
}

/// A pair of an item's sentence.
struct SoughtPair {
    key: u32,
    /// In how many sentences of the promise's own report it stands.
    own: usize,
    /// Whether it is of the item, of the rest of its sentence, of its indicator.
    of: [bool; 3],
}

/// Where pairs stand in [`SoughtPair::of`] and in [`Matter::weights`].
pub(super) const ITEM: usize = 0;
/// The rest of the item's sentence.
pub(super) const CONTEXT: usize = 1;
const INDICATOR: usize = 2;

/// An item made ready to be looked for in one account.
pub(super) struct Matter<'a> {
    pub(super) item: &'a Item,
    pub(super) text: &'a str,
    pub(super) words: &'a ItemWords<'a>,
    /// What each of the words' pairs weighs: of the item, of the rest, of the indicator.
    weights: Vec<[f32; 3]>,
    /// The number of each in the account.
    numbers: Vec<u32>,
    /// For every pair of the account its place in `weights` and one, 0 for none.
    places: Vec<u32>,
    /// The sums of the weights.
    pub(super) core: f32,
    pub(super) context: f32,
    pub(super) indicator: f32,
    /// Its place among several figures of one subject and verb, and how many they are.
    pub(super) place: (usize, usize),
}

/// The weight of a pair that is not there.
pub(super) const ABSENT: f32 = -1.0;

/// Pairs with what each weighs.
pub(super) struct WeighedPairs {
    pub(super) of: FxHashMap<u32, f32>,
    pub(super) total: f32,
}

impl WeighedPairs {
    pub(super) fn of(of: FxHashMap<u32, f32>) -> Self {
        let total = of.values().sum();
        Self { of, total }
    }
}

impl<'a> ItemWords<'a> {
    /// The words of an item of a sentence of the report `own`.
    pub(super) fn of(item: &'a Item, sentence: &'a str, own: &PreparedReport<'_>) -> Self {
        let range = item.range();
        let text = item.text(sentence);
        let before = &sentence[..range.start.min(sentence.len())];
        let behind = sentence.get(range.end..).unwrap_or_default();
        let mut all: Vec<(u32, usize)> = Vec::new();
        let mut take = |text: &str, of| {
            pairs(&canonical(text), |pair| all.push((pair.key, of)));
        };
        take(crate::strength::verb(text), ITEM);
        take(before, CONTEXT);
        take(behind, CONTEXT);
        take(item.indicator.as_deref().unwrap_or(text), INDICATOR);
        all.sort_unstable();
        let of = |same: &[(u32, usize)]| {
            let key = same[0].0;
            let is = |of| same.iter().any(|(_, other)| *other == of);
            // What the item holds itself is no context.
            let of = [is(ITEM), is(CONTEXT) && !is(ITEM), is(INDICATOR)];
            SoughtPair { key, own: own.count(key), of }
        };
        Self {
            item,
            text,
            pairs: all.chunk_by(|a, b| a.0 == b.0).map(of).collect(),
            own: own.len(),
            tail: tail(item),
            place: place(item, sentence),
            base: item.quantity.as_ref().and_then(KeptFigure::base),
        }
    }

    fn find(&self, key: u32) -> Option<usize> {
        self.pairs.binary_search_by_key(&key, |pair| pair.key).ok()
    }
}

thread_local! {
    /// Tables that matters of before had: all zero.
    static TABLES: RefCell<Vec<Vec<u32>>> = const { RefCell::new(Vec::new()) };
}

/// Logarithms of a half and a whole number, which weights are made of.
static LOGARITHMS: LazyLock<Vec<f32>> =
    LazyLock::new(|| (0..4096).map(|whole| (whole as f32 + 0.5).ln()).collect());

fn logarithm(whole: usize) -> f32 {
    LOGARITHMS.get(whole).copied().unwrap_or_else(|| (whole as f32 + 0.5).ln())
}

impl<'a> Matter<'a> {
    /// An item, weighed by the promise's own report and the account.
    pub(super) fn of(words: &'a ItemWords<'a>, account: &PreparedReport<'_>) -> Self {
        let all = (words.own + account.len()) as f32;
        let (most, scale) = ((all + 1.0).ln(), (all + 2.0).ln());
        let mut places = TABLES.with_borrow_mut(Vec::pop).unwrap_or_default();
        places.resize(places.len().max(account.pairs.len()), 0);
        let mut weights = Vec::with_capacity(words.pairs.len());
        let mut numbers = Vec::with_capacity(words.pairs.len());
        let mut sums = [0.0f32; 3];
        for (pair, at) in words.pairs.iter().zip(1..) {
            let number = account.pairs.number(pair.key);
            let having = pair.own + account.pairs.lines(number).len();
            let weight = ((most - logarithm(having) - 0.7) / scale).max(0.0);
            let of = |of: usize| if pair.of[of] { weight } else { ABSENT };
            for (sum, of) in sums.iter_mut().zip(pair.of) {
                *sum += if of { weight } else { 0.0 };
            }
            weights.push([of(ITEM), of(CONTEXT), of(INDICATOR)]);
            numbers.push(number);
            if let Some(place) = places.get_mut(number as usize) {
                *place = at;
            }
        }
        let [core, context, indicator] = sums;
        let (item, text, place) = (words.item, words.text, words.place);
        Self { item, text, words, weights, numbers, places, core, context, indicator, place }
    }

    /// What a pair weighs of the item, of the rest of its sentence and of its indicator, each
    /// [`ABSENT`] where it is not of it.
    pub(super) fn weights(&self, pair: &TextPair) -> Option<&[f32; 3]> {
        let at = match self.places.get(pair.number as usize) {
            Some(0) => return None,
            Some(at) => *at as usize - 1,
            None => self.words.find(pair.key)?,
        };
        self.weights.get(at)
    }

    /// The pairs of the item or of the rest of its sentence: their numbers in the account, and
    /// what they weigh.
    pub(super) fn pairs(&self, of: usize) -> impl Iterator<Item = (u32, f32)> {
        let weights = self.weights.iter().map(move |weights| weights[of]);
        self.numbers.iter().copied().zip(weights).filter(|(_, weight)| *weight > ABSENT)
    }
}

impl Drop for Matter<'_> {
    fn drop(&mut self) {
        for number in &self.numbers {
            if let Some(place) = self.places.get_mut(*number as usize) {
                *place = 0;
            }
        }
        let table = std::mem::take(&mut self.places);
        TABLES.with_borrow_mut(|tables| tables.push(table));
    }
}

impl Matter<'_> {
    /// How many of the things that the item lists a text names, and how many it lists.
    pub(super) fn members_in(&self, pairs: &[TextPair]) -> (usize, usize) {
        const SAME: f32 = 0.5;
        let members = self.text.split(['、', '和']).filter(|member| member.chars().count() >= 4);
        let (mut named, mut all) = (0, 0);
        for member in members {
            let weight = |pair: &TextPair| {
                let weight = self.weights.get(self.words.find(pair.key)?)?[ITEM];
                (weight > ABSENT).then_some((pair.key, weight))
            };
            let weighed = WeighedPairs::of(pairs_of(member).iter().filter_map(weight).collect());
            all += 1;
            named += usize::from(shared(&weighed, pairs).part >= SAME);
        }
        (named, all)
    }
}

/// The head of an item's indicator: its last two letters before a verb of change.
fn tail(item: &Item) -> Option<u32> {
    let indicator = item.indicator.as_deref()?;
    let said = canonical(indicator);
    let mut head: &str = said.trim_end_matches(|c: char| !c.is_alphabetic());
    for verb in ["年均增长", "增长", "下降", "提高", "上涨", "减少", "增加", "达", "比重"]
    {
        head = head.strip_suffix(verb).unwrap_or(head);
    }
    let mut letters = head.chars().rev().filter(|c| c.is_alphabetic());
    let (b, a) = (letters.next()?, letters.next()?);
    Some(key(a, b))
}

/// The place of an item's figure among the figures of one list, and how many there are.
fn place(item: &Item, sentence: &str) -> (usize, usize) {
    if item.quantity.is_none() || !sentence.contains("分别") {
        return (0, 1);
    }
    let all = suyan_analysis::quantity::quantities(sentence);
    let range = item.range();
    let Some(own) = all.iter().find(|q| {
        q.role == FigureRole::Stated && range.start <= q.range.start && q.range.end <= range.end
    }) else {
        return (0, 1);
    };
    let list: Vec<&Quantity> = all.iter().filter(|q| q.before == own.before).collect();
    (list.iter().position(|q| q.range == own.range).unwrap_or(0), list.len())
}
