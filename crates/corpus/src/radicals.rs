//! Radicals that stand where characters should.
//!
//! Fonts draw 民 and the radical ⺠ with one glyph, and what prints a PDF may write down the code
//! of the radical. For a reader they are one; for everything that compares characters they are
//! not. So they are healed for good where a text is extracted.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Pairs of a radical of the CJK Radicals Supplement and the character it looks like. From the
/// Unicode Character Database, EquivalentUnifiedIdeograph.txt 15.0.0.
const SUPPLEMENT: &str = "\
    ⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕𫜹⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母\
    ⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑\
    ⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风\
    ⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";

/// Kangxi radicals whose compatibility form is not the one that mainland fonts draw with the same
/// glyph.
const KANGXI: &[(char, char)] = &[('\u{2F3E}', '户'), ('\u{2FAD}', '青'), ('\u{2FC8}', '黄')];

/// Replaces radicals and compatibility ideographs by the characters that they look like.
#[must_use]
pub fn heal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_radical) {
        return Cow::Borrowed(text);
    }
    let mut healed = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if !is_radical(c) => healed.push(c),
            '\u{2E80}'..='\u{2EFF}' => healed.push(supplement(c)),
            _ => match KANGXI.iter().find(|(radical, _)| *radical == c) {
                Some((_, character)) => healed.push(*character),
                None => healed.extend(c.nfkc()),
            },
        }
    }
    Cow::Owned(healed)
}

fn is_radical(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FD5}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
}

fn supplement(radical: char) -> char {
    let mut pairs = SUPPLEMENT.chars();
    while let (Some(known), Some(character)) = (pairs.next(), pairs.next()) {
        if known == radical {
            return character;
        }
    }
    radical
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_characters() {
        assert_eq!(heal("⼈⺠政府⼯作⾼⻓⼾"), "人民政府工作高长户");
        assert_eq!(heal("\u{F98E}⻬"), "年齐");
        assert!(matches!(heal("人民政府"), Cow::Borrowed(_)));
        assert_eq!(SUPPLEMENT.chars().count() % 2, 0);
    }
}
