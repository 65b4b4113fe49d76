//! A figure that is asked for by its size: `>=500台`. Figures of one kind of unit are compared in one
//! unit, so that 5万平方米 is as much as 50000平方米, and 0.5公里 as 500米.
//!
//! What is compared is the number as it stands in the text: of a range (3至5家) any number in it.
//! Qualifying words count only where they say that the number itself is passed (超过500台 is more
//! than 500) or not reached (低于500台). Whether a share rises or falls makes no difference.

use std::ops::Range;

use super::{Qualifier, Quantity, UnitKind, quantities, units};
use crate::sentences;

/// The sign of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `>=`, `≥`
    AtLeast,
    /// `<=`, `≤`
    AtMost,
    /// `>`
    Over,
    /// `<`
    Under,
    /// `=`
    Equal,
}

impl Sign {
    /// The sign that a text begins with, full-width or not, and its bytes.
    #[must_use]
    pub fn begins(text: &str) -> Option<(Self, usize)> {
        let mut characters = text.chars();
        let first = characters.next()?;
        let (sign, or_equal) = match first {
            '>' | '＞' => (Self::Over, Some(Self::AtLeast)),
            '<' | '＜' => (Self::Under, Some(Self::AtMost)),
            '≥' | '≧' | '⩾' => (Self::AtLeast, None),
            '≤' | '≦' | '⩽' => (Self::AtMost, None),
            '=' | '＝' => (Self::Equal, None),
            _ => return None,
        };
        let next = characters.next().filter(|next| matches!(next, '=' | '＝'));
        Some(match or_equal.zip(next) {
            Some((or_equal, next)) => (or_equal, first.len_utf8() + next.len_utf8()),
            None => (sign, first.len_utf8()),
        })
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
            Self::Over => ">",
            Self::Under => "<",
            Self::Equal => "=",
        }
    }

    /// Whether a quantity whose numbers go from `low` to `high` fulfils it.
    fn holds(self, (low, high): (f64, f64), qualifier: Qualifier, bound: f64) -> bool {
        let is_same = |number: f64| (number - bound).abs() <= bound.abs() * ROUNDING;
        match self {
            Self::AtLeast => high > bound || is_same(high),
            Self::AtMost => low < bound || is_same(low),
            Self::Over => {
                high > bound && !is_same(high) || is_same(high) && qualifier == Qualifier::Over
            }
            Self::Under => {
                low < bound && !is_same(low) || is_same(low) && qualifier == Qualifier::Under
            }
            Self::Equal => low < bound && bound < high || is_same(low) || is_same(high),
        }
    }
}

/// Numbers that differ by no more of themselves are one: units are brought together by factors.
const ROUNDING: f64 = 1e-9;

/// What one figure must fulfil.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureComparison {
    kind: UnitKind,
    /// The unit in which values are compared.
    base: String,
    /// Every sign with the number, in that unit.
    bounds: Vec<(Sign, f64)>,
    written: String,
}

impl FigureComparison {
    /// The comparison that a sign and a figure with its unit (500台, 5万平方米) are; `None` where the
    /// text is no such figure, or is one and more.
    #[must_use]
    pub fn of(sign: Sign, figure: &str) -> Option<Self> {
        let figure = figure.trim();
        let read = quantities(figure);
        let [only] = read.as_slice() else { return None };
        let is_plain = only.range == (0..figure.len())
            && only.value2.is_none()
            && only.qualifier == Qualifier::Exact
            && !only.unit.is_empty();
        let (value, base) = only.base().filter(|_| is_plain)?;
        let kind = only.kind;
        let written = format!("{}{}", sign.as_str(), half_width(figure));
        Some(Self { kind, base, bounds: vec![(sign, value)], written })
    }

    /// Both comparisons of one and the same figure; `None` where their units are of two kinds.
    #[must_use]
    pub fn and(&self, other: &Self) -> Option<Self> {
        if self.kind != other.kind || self.base != other.base {
            return None;
        }
        let bounds = [self.bounds.as_slice(), &other.bounds].concat();
        let written = format!("{} {}", self.written, other.written);
        Some(Self { bounds, written, ..self.clone() })
    }

    /// As it is typed: `>=500台`.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Words of which any text that fulfils it holds one: the units of the kind, and how they are
    /// told in words.
    #[must_use]
    pub fn words(&self) -> Vec<&'static str> {
        units::told_by(&self.base)
    }

    /// The figures of a text that fulfil it, as bytes, in order.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let words = self.words();
        let mut found = Vec::new();
        for sentence in sentences(text) {
            let of_sentence = &text[sentence.clone()];
            let may_hold = words.iter().any(|word| of_sentence.contains(word));
            if !may_hold && !of_sentence.contains(is_wide) {
                continue;
            }
            for one in quantities(of_sentence).iter().filter(|one| self.is_fulfilled(one)) {
                found.push(sentence.start + one.range.start..sentence.start + one.range.end);
            }
        }
        found
    }

    /// Whether a quantity fulfils it.
    #[must_use]
    pub fn is_fulfilled(&self, quantity: &Quantity) -> bool {
        let Some(low) = quantity.value.filter(|_| quantity.kind == self.kind) else { return false };
        // 套（户）, 台（套）: one of two units that are the same thing.
        let unit = quantity.unit.split_once('（').map_or(quantity.unit.as_str(), |unit| unit.0);
        let of_one = |unit: &units::Unit| !unit.base.contains('（');
        let written = units::unit(&quantity.unit).filter(of_one);
        let Some(unit) = written.or_else(|| units::unit(unit)) else { return false };
        let high = quantity.value2.unwrap_or(low).max(low);
        let numbers = (low * unit.factor, high * unit.factor);
        let holds = |&(sign, bound): &(Sign, f64)| sign.holds(numbers, quantity.qualifier, bound);
        unit.base == self.base && self.bounds.iter().all(holds)
    }
}

/// Whether a character is a full-width form of one that units are written with.
fn is_wide(character: char) -> bool {
    matches!(character, 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '﹪' | '／')
}

/// A figure in half-width forms, without blanks.
fn half_width(figure: &str) -> String {
    let half = |character: char| match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        other => other,
    };
    figure.chars().filter(|c| !c.is_whitespace()).map(half).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comparison(written: &str) -> Option<FigureComparison> {
        let (sign, length) = Sign::begins(written)?;
        FigureComparison::of(sign, &written[length..])
    }

    fn found<'t>(written: &str, text: &'t str) -> Vec<&'t str> {
        let comparison = comparison(written).expect("a comparison");
        comparison.find(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn what_is_a_number_with_a_unit_is_compared() {
        let cases = [
            (">=500台", ">=500台"),
            ("≥500台", ">=500台"),
            ("＞＝５００台", ">=500台"),
            ("<3.5％", "<3.5%"),
            ("＜5万平方米", "<5万平方米"),
            ("=1亿元", "=1亿元"),
            ("≤0.5公里", "<=0.5公里"),
            ("＞１２公里", ">12公里"),
        ];
        for (typed, written) in cases {
            let read = comparison(typed);
            assert_eq!(read.as_ref().map(FigureComparison::written), Some(written), "{typed}");
        }
        for typed in
            [">=500", ">", "=台", ">=2020年", ">500台以上", ">5G", "<3至5家", ">=500台电梯"]
        {
            assert_eq!(comparison(typed), None, "{typed}");
        }
    }

    #[test]
    fn units_of_one_kind_are_brought_together() {
        let area = "新建5万平方米、49999平方米和7.5公顷，改造300亩。";
        assert_eq!(found(">=50000平方米", area), ["5万平方米", "7.5公顷", "300亩"]);
        assert_eq!(found("=5万平方米", area), ["5万平方米"]);
        assert_eq!(found("<=0.5公里", "长500米，宽12米，延伸3公里"), ["500米", "12米"]);
        assert_eq!(found(">=1亿元", "投资9999万元、10000万元，外资2亿美元"), ["10000万元"]);
        assert_eq!(
            found(">=5%", "增长百分之六，占比五分之一，提高8个百分点"),
            ["百分之六", "五分之一"]
        );
        assert_eq!(found(">=100台", "购置120台（套），整合150套"), ["120台（套）"]);
    }

    #[test]
    fn words_that_qualify_count_where_they_pass_the_number() {
        assert_eq!(
            found(">500台", "超过500台；500台以上；500台左右；501台"),
            ["超过500台", "501台"]
        );
        assert_eq!(found(">=500台", "超过500台；500台以上").len(), 2);
        assert_eq!(found("<5%", "控制在5%以内；低于5%"), ["低于5%"]);
        assert_eq!(found("=4家", "引进3至5家"), ["3至5家"]);
        assert_eq!(found(">=1个", "数百个项目"), [""; 0]);
    }

    #[test]
    fn two_bounds_are_of_one_figure() {
        let both = |a: &str, b: &str| comparison(a).unwrap().and(&comparison(b).unwrap());
        let between = both(">=500台", "<1000台").unwrap();
        assert_eq!(between.find("400台和1200台"), []);
        assert_eq!(between.find("700台").len(), 1);
        assert_eq!(between.written(), ">=500台 <1000台");
        assert_eq!(both(">=500台", "<1000套"), None);
        assert!(both(">=500米", "<1公里").is_some());
    }

    #[test]
    fn a_text_that_fulfils_it_holds_one_of_its_words() {
        let texts = [
            "占三分之一",
            "七成以上",
            "过半数、一半",
            "翻一番",
            "与上年持平",
            "２公里",
            "5㎡",
            "30km",
        ];
        for (written, text) in
            [">=1%", "=70%", "=50%", "=2倍", "=0%", "=2000米", "=5平方米", ">1米"].iter().zip(texts)
        {
            let words = comparison(written).unwrap().words();
            let normal = crate::Tokens::of(text);
            let is_held =
                words.iter().any(|word| !crate::find(&normal, &crate::Tokens::of(word)).is_empty());
            assert!(is_held && !found(written, text).is_empty(), "{written} {text} {words:?}");
        }
    }
}
