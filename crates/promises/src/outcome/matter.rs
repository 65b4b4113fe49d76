//! An item made ready to be looked for: the pairs of its words, and what they weigh in one account.

use rustc_hash::FxHashMap;
use suyan_analysis::quantity::{Quantity, Role};

use super::account::{Account, Pair, canonical, key, pairs_of};
use super::runs::shared;
use crate::promise::{Figure, Item};

/// An item with its words cut into pairs: made once, whatever accounts are asked.
pub(super) struct Words<'a> {
    item: &'a Item,
    text: &'a str,
    /// The distinct pairs of the item, of the rest of its sentence, and of its indicator, each with
    /// the number of sentences of the promise's own report that hold it.
    pub(super) pairs: [Vec<(u32, usize)>; 3],
    /// How many sentences that report has.
    own: usize,
    pub(super) tail: Option<u32>,
    place: (usize, usize),
    /// The figure's value in the unit of comparison.
    pub(super) base: Option<(f64, String)>,
}

/// An item made ready to be looked for in one account.
pub(super) struct Matter<'a> {
    pub(super) item: &'a Item,
    pub(super) text: &'a str,
    pub(super) words: &'a Words<'a>,
    /// The pairs of the item, with their weights.
    pub(super) core: Weighed,
    /// What all pairs of its sentence weigh: of the item, of the rest of it, of its indicator.
    pub(super) weights: FxHashMap<u32, [f32; 3]>,
    /// The sums of the latter two.
    pub(super) context: f32,
    pub(super) indicator: f32,
    /// Its place among several figures of one subject and verb, and how many they are.
    pub(super) place: (usize, usize),
}

/// The weight of a pair that is not there.
pub(super) const ABSENT: f32 = -1.0;

/// Pairs with what each weighs.
pub(super) struct Weighed {
    pub(super) of: FxHashMap<u32, f32>,
    pub(super) total: f32,
}

impl Weighed {
    pub(super) fn of(of: FxHashMap<u32, f32>) -> Self {
        let total = of.values().sum();
        Self { of, total }
    }
}

impl<'a> Words<'a> {
    /// The words of an item of a sentence of the report `own`.
    pub(super) fn of(item: &'a Item, sentence: &'a str, own: &Account<'_>) -> Self {
        let range = item.range();
        let text = item.text(sentence);
        let distinct = |texts: &[&str], but: &[(u32, usize)]| -> Vec<(u32, usize)> {
            let mut keys: Vec<u32> =
                texts.iter().flat_map(|text| pairs_of(text)).map(|pair| pair.key).collect();
            keys.sort_unstable();
            keys.dedup();
            keys.retain(|key| but.binary_search_by_key(key, |(key, _)| *key).is_err());
            keys.into_iter().map(|key| (key, own.count(key))).collect()
        };
        let core = distinct(&[crate::strength::verb(text)], &[]);
        let before = &sentence[..range.start.min(sentence.len())];
        let behind = sentence.get(range.end..).unwrap_or_default();
        let context = distinct(&[before, behind], &core);
        let indicator = distinct(&[item.indicator.as_deref().unwrap_or(text)], &[]);
        Self {
            item,
            text,
            pairs: [core, context, indicator],
            own: own.len(),
            tail: tail(item),
            place: place(item, sentence),
            base: item.quantity.as_ref().and_then(Figure::base),
        }
    }
}

impl<'a> Matter<'a> {
    /// An item, weighed by the promise's own report and the account.
    pub(super) fn of(words: &'a Words<'a>, account: &Account<'_>) -> Self {
        let all = (words.own + account.len()) as f32;
        let (most, scale) = ((all + 1.0).ln(), (all + 2.0).ln());
        let weigh = |(key, own): (u32, usize)| {
            let having = (own + account.count(key)) as f32;
            ((most - (having + 0.5).ln() - 0.7) / scale).max(0.0)
        };
        let many = words.pairs.iter().map(Vec::len).sum();
        let mut weights = FxHashMap::with_capacity_and_hasher(many, Default::default());
        let mut sums = [0.0f32; 3];
        for (at, pairs) in words.pairs.iter().enumerate() {
            for pair in pairs {
                let weight = weigh(*pair);
                weights.entry(pair.0).or_insert([ABSENT; 3])[at] = weight;
                sums[at] += weight;
            }
        }
        let core = words.pairs[0].iter().map(|(key, _)| (*key, weights[key][0]));
        Self {
            item: words.item,
            text: words.text,
            core: Weighed { of: core.collect(), total: sums[0] },
            weights,
            context: sums[1],
            indicator: sums[2],
            words,
            place: words.place,
        }
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
        q.role == Role::Stated && range.start <= q.range.start && q.range.end <= range.end
    }) else {
        return (0, 1);
    };
    let list: Vec<&Quantity> = all.iter().filter(|q| q.before == own.before).collect();
    (list.iter().position(|q| q.range == own.range).unwrap_or(0), list.len())
}
