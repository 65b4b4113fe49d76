//! Which passage of the one answers which of the other.
//!
//! How alike two passages are is told by the pairs of characters that they share (Dice's
//! coefficient), which needs no words and is not thrown off by changed figures. The best pairing
//! that keeps the order of both is found by dynamic programming; what it leaves over and is very
//! much alike has moved.

use suyan_corpus::Passage;

/// Less alike than this is not the same passage.
const PAIR: f32 = 0.34;
/// A passage that moved must be more alike than one that stayed in its place.
const MOVED: f32 = 0.55;
/// More pairs than this are not compared one by one; both sides then count as they stand. Two
/// reports of 1,500 passages in one part are still below it.
const MOST_PAIRS: usize = 2_500_000;

/// One step through both lists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AlignStep {
    /// Passage `i` of the one has no answer.
    Dropped(usize),
    /// Passage `j` of the other answers none.
    New(usize),
    /// They are one passage.
    Pair {
        /// In the one.
        i: usize,
        /// In the other.
        j: usize,
        /// How alike they are.
        similarity: f32,
        /// Whether it stands elsewhere.
        moved: bool,
    },
}

/// Aligns the passages of a part; every passage of both stands in exactly one step.
pub fn align(a: &[&Passage], b: &[&Passage]) -> Vec<AlignStep> {
    if a.len().saturating_mul(b.len()) > MOST_PAIRS {
        let dropped = (0..a.len()).map(AlignStep::Dropped);
        return dropped.chain((0..b.len()).map(AlignStep::New)).collect();
    }
    let left: Vec<Vec<u64>> = a.iter().map(|p| pairs_of(&p.text)).collect();
    let right: Vec<Vec<u64>> = b.iter().map(|p| pairs_of(&p.text)).collect();
    let alike = |i: usize, j: usize| {
        if a[i].is_heading == b[j].is_heading { dice(&left[i], &right[j]) } else { 0.0 }
    };
    let mut table = vec![0.0; a.len() * b.len()];
    for i in 0..a.len() {
        for j in 0..b.len() {
            table[i * b.len() + j] = alike(i, j);
        }
    }
    let mut partner: Vec<Option<(usize, bool)>> = vec![None; b.len()];
    for (i, j) in in_order(&table, a.len(), b.len()) {
        partner[j] = Some((i, false));
    }
    for (i, j) in moved(&table, a.len(), b.len(), &partner) {
        partner[j] = Some((i, true));
    }
    steps(&table, a.len(), &partner)
}

/// The pairing in order with the greatest sum of likeness above the threshold.
fn in_order(table: &[f32], n: usize, m: usize) -> Vec<(usize, usize)> {
    let wide = m + 1;
    let mut best = vec![0.0_f32; (n + 1) * wide];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let skip = best[(i + 1) * wide + j].max(best[i * wide + j + 1]);
            let take = gain(table[i * m + j]).map(|gain| gain + best[(i + 1) * wide + j + 1]);
            best[i * wide + j] = take.map_or(skip, |take| take.max(skip));
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while i < n && j < m {
        let here = best[i * wide + j];
        if gain(table[i * m + j]).is_some_and(|g| g + best[(i + 1) * wide + j + 1] >= here) {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[(i + 1) * wide + j] >= here {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

/// What a pair adds, `None` where the two are not alike enough to be one.
fn gain(similarity: f32) -> Option<f32> {
    (similarity >= PAIR).then_some(similarity - PAIR / 2.0)
}

/// Pairs among what is left over, the most alike first.
fn moved(
    table: &[f32],
    n: usize,
    m: usize,
    partner: &[Option<(usize, bool)>],
) -> Vec<(usize, usize)> {
    let mut free = vec![true; n];
    for (i, _) in partner.iter().flatten() {
        free[*i] = false;
    }
    let mut candidates: Vec<(usize, usize)> = Vec::new();
    for i in (0..n).filter(|i| free[*i]) {
        for j in (0..m).filter(|j| partner[*j].is_none() && table[i * m + j] >= MOVED) {
            candidates.push((i, j));
        }
    }
    candidates.sort_by(|x, y| table[y.0 * m + y.1].total_cmp(&table[x.0 * m + x.1]));
    let mut open = vec![true; m];
    candidates.retain(|(i, j)| {
        let both = free[*i] && open[*j];
        if both {
            (free[*i], open[*j]) = (false, false);
        }
        both
    });
    candidates
}

/// The order in which a reader meets them: that of the other, with what was dropped where it
/// stood.
fn steps(table: &[f32], n: usize, partner: &[Option<(usize, bool)>]) -> Vec<AlignStep> {
    let m = partner.len();
    let mut taken = vec![false; n];
    for (i, _) in partner.iter().flatten() {
        taken[*i] = true;
    }
    let mut next = 0;
    let mut steps = Vec::with_capacity(n + m);
    for (j, partner) in partner.iter().enumerate() {
        let Some((i, moved)) = *partner else {
            steps.push(AlignStep::New(j));
            continue;
        };
        if !moved {
            steps.extend((next..i).filter(|i| !taken[*i]).map(AlignStep::Dropped));
            next = i + 1;
        }
        steps.push(AlignStep::Pair { i, j, similarity: table[i * m + j], moved });
    }
    steps.extend((next..n).filter(|i| !taken[*i]).map(AlignStep::Dropped));
    steps
}

/// The pairs of neighbouring characters that say something, sorted.
pub fn pairs_of(text: &str) -> Vec<u64> {
    let characters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut pairs: Vec<u64> =
        characters.windows(2).map(|pair| u64::from(pair[0]) << 32 | u64::from(pair[1])).collect();
    if let [single] = characters[..] {
        pairs.push(u64::from(single));
    }
    pairs.sort_unstable();
    pairs
}

/// Twice what is shared over all there is; both lists sorted.
pub fn dice(a: &[u64], b: &[u64]) -> f32 {
    let all = a.len() + b.len();
    if all == 0 || 2 * a.len().min(b.len()) * 100 < (PAIR * 100.0) as usize * all {
        return 0.0;
    }
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    (2 * shared) as f32 / all as f32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use suyan_corpus::Part;

    use super::*;

    fn passages(texts: &[&str]) -> Vec<Passage> {
        let passages = (1..).zip(texts).map(|(ordinal, text)| Passage {
            ordinal,
            part: Part::Tasks,
            heading: Vec::new(),
            is_heading: false,
            text: (*text).to_owned(),
        });
        passages.collect()
    }

    fn aligned(a: &[&str], b: &[&str]) -> String {
        let (a, b) = (passages(a), passages(b));
        let steps = align(&a.iter().collect::<Vec<_>>(), &b.iter().collect::<Vec<_>>());
        let step = |step: &AlignStep| match step {
            AlignStep::Dropped(i) => format!("-{i}"),
            AlignStep::New(j) => format!("+{j}"),
            AlignStep::Pair { i, j, moved: false, .. } => format!("{i}={j}"),
            AlignStep::Pair { i, j, .. } => format!("{i}~{j}"),
        };
        steps.iter().map(step).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn passages_are_paired_in_order_and_what_moved_is_found() {
        let roads = "实施35公里架空线入地工程，完成道路整治12条";
        let roads_later = "实施40公里架空线入地工程，完成道路整治15条";
        let parks = "建设口袋公园8座，新增绿地6公顷，开放附属空间";
        let elders = "新增养老床位300张，建成社区食堂5个，完善服务";
        let other = "数字化转型加快推进，一网统管覆盖全部街镇";
        assert_eq!(aligned(&[roads, parks], &[roads_later, elders, parks]), "0=0 +1 1=2");
        assert_eq!(aligned(&[roads, parks, elders], &[elders, roads, parks]), "2~0 0=1 1=2");
        assert_eq!(aligned(&[other, roads], &[roads]), "-0 1=0");
        assert_eq!(aligned(&[], &[roads]), "+0");
        assert_eq!(aligned(&[roads], &[]), "-0");
        assert_eq!(aligned(&[roads], &[other]), "+0 -0");
        assert_eq!(aligned(&["", "。"], &["", "。"]), "+0 +1 -0 -1");
    }

    /// Passages of a handful of sentences, so that many are alike, as a text of headings and lines.
    fn texts() -> impl Strategy<Value = Vec<String>> {
        let sentences = prop::sample::select(vec![
            "实施架空线入地工程12公里，拔除线杆300根",
            "实施架空线入地工程15公里，拔除线杆350根",
            "建设口袋公园8座，新增绿地6公顷",
            "新增养老床位300张，建成社区食堂5个",
            "新增养老床位320张，建成社区食堂6个",
            "数字化转型加快推进，一网统管覆盖全部街镇",
            "。",
            "",
        ]);
        prop::collection::vec(sentences.prop_map(str::to_owned), 0..9)
    }

    proptest! {
        #[test]
        fn every_passage_stands_in_one_step_and_pairs_keep_their_order(a in texts(), b in texts()) {
            let of = |texts: &[String]| passages(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            let (a, b) = (of(&a), of(&b));
            let steps = align(&a.iter().collect::<Vec<_>>(), &b.iter().collect::<Vec<_>>());
            let (mut left, mut right, mut stayed) = (Vec::new(), Vec::new(), Vec::new());
            for step in &steps {
                match *step {
                    AlignStep::Dropped(i) => left.push(i),
                    AlignStep::New(j) => right.push(j),
                    AlignStep::Pair { i, j, similarity, moved } => {
                        left.push(i);
                        right.push(j);
                        let least = if moved { MOVED } else { PAIR };
                        prop_assert!(similarity >= least && similarity <= 1.0, "{step:?}");
                        stayed.extend((!moved).then_some((i, j)));
                    }
                }
            }
            prop_assert!(right.is_sorted(), "a reader meets them in the order of the other: {steps:?}");
            prop_assert!(stayed.is_sorted_by(|x, y| x.0 < y.0 && x.1 < y.1), "{steps:?}");
            left.sort_unstable();
            prop_assert_eq!(left, (0..a.len()).collect::<Vec<_>>());
            prop_assert_eq!(right, (0..b.len()).collect::<Vec<_>>());
        }

        #[test]
        fn a_report_beside_itself_is_kept_whole(a in texts()) {
            let own = passages(&a.iter().map(String::as_str).collect::<Vec<_>>());
            let own: Vec<&Passage> = own.iter().collect();
            let is_itself = |step: &AlignStep| match *step {
                AlignStep::Pair { similarity, .. } => similarity == 1.0,
                // What has no letters is like nothing.
                AlignStep::Dropped(i) => pairs_of(&own[i].text).is_empty(),
                AlignStep::New(j) => pairs_of(&own[j].text).is_empty(),
            };
            prop_assert!(align(&own, &own).iter().all(is_itself));
        }

        #[test]
        fn likeness_is_that_of_a_naive_count(a in "[甲乙丙0-3]{0,9}", b in "[甲乙丙0-3]{0,9}") {
            let pairs = |text: &str| {
                let all: Vec<char> = text.chars().collect();
                if all.len() == 1 { vec![(all[0], ' ')] } else { all.windows(2).map(|p| (p[0], p[1])).collect() }
            };
            let (left, mut right) = (pairs(&a), pairs(&b));
            let all = left.len() + right.len();
            let shared = left.iter().filter(|pair| {
                let at = right.iter().position(|other| other == *pair);
                at.map(|at| right.swap_remove(at)).is_some()
            });
            let wanted = if all == 0 { 0.0 } else { 2.0 * shared.count() as f32 / all as f32 };
            let found = dice(&pairs_of(&a), &pairs_of(&b));
            // Where the lengths alone say that they are no pair, it is not counted.
            prop_assert!((found - wanted).abs() < 1e-6 || found == 0.0 && wanted < PAIR, "{found} {wanted}");
            prop_assert_eq!(found, dice(&pairs_of(&b), &pairs_of(&a)));
        }
    }

    #[test]
    fn a_heading_is_never_a_paragraph() {
        let mut heading = passages(&["提升城市品质，建设口袋公园"]);
        let plain = heading.clone();
        heading[0].is_heading = true;
        let steps = align(&[&heading[0]], &[&plain[0]]);
        assert_eq!(steps, [AlignStep::New(0), AlignStep::Dropped(0)]);
    }

    #[test]
    fn what_is_too_much_to_compare_stands_as_it_is() {
        let many = passages(&vec!["甲乙丙"; 1_600]);
        let many: Vec<&Passage> = many.iter().collect();
        let steps = align(&many, &many);
        assert_eq!(steps.len(), 3_200);
        let dropped =
            steps.iter().take(1_600).enumerate().all(|(at, step)| *step == AlignStep::Dropped(at));
        assert!(dropped && steps[1_600] == AlignStep::New(0));
    }
}
