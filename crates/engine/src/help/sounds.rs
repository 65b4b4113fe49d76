//! Characters that are taken for one another: by ear, as an input method offers them, and by eye,
//! as a reader of scans does.

use std::collections::HashMap;
use std::sync::OnceLock;

use encoding_rs::GBK;
use pinyin::{ToPinyin, ToPinyinMulti};

/// Groups of characters that look alike.
const LOOK_ALIKE: &str = "人入八 己已巳 未末 土士 日曰目 大太犬 天夫 千干于 今令 治冶 拆折析 侯候 \
    戊戌戍 辨辩瓣 晴睛 坡披波 即既 贷货 斤斥 免兔 乌鸟 庆厌 仓仑 拔拨 栗粟 博搏 竞竟 住往 遣遗 \
    幻幼 毫亳 壁璧 券卷 徒徙 哀衰衷 直真 困因囚 刀力 王玉主 白自 木本术 甲申由电 石右 问间闻 \
    官宫 师帅 历厉 沂祈 暑署 抓爪 爱受 洒酒 刺剌 汆永 陷限 埃挨 设没 技枝 抚扶 检捡 扬杨 渔鱼 \
    农衣 广厂 区巨 巿市 亨享 揭竭 赢羸 孑子 兵乓 崇祟 陡陟 炙灸 妹姝 祗祇 茶荼 析柝 微徽 缉辑";

/// How characters are alike, the likeliest mistake first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// They sound or look the same.
    Same,
    /// They sound the same to many: z and zh, n and l, in and ing.
    Near,
}

struct SoundTable {
    by_sound: HashMap<String, Vec<char>>,
    by_near_sound: HashMap<String, Vec<char>>,
    by_look: HashMap<char, Vec<char>>,
}

fn table() -> &'static SoundTable {
    static TABLE: OnceLock<SoundTable> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = SoundTable {
            by_sound: HashMap::new(),
            by_near_sound: HashMap::new(),
            by_look: HashMap::new(),
        };
        for character in common() {
            for sound in sounds(character) {
                table.by_near_sound.entry(near(&sound)).or_default().push(character);
                table.by_sound.entry(sound).or_default().push(character);
            }
        }
        for group in LOOK_ALIKE.split_whitespace() {
            for character in group.chars() {
                let others = group.chars().filter(|&other| other != character);
                table.by_look.entry(character).or_default().extend(others);
            }
        }
        table
    })
}

/// The characters of GB 2312, the common ones first: the others are rarely meant.
fn common() -> impl Iterator<Item = char> {
    let rows = (0xb0..=0xf7_u8).flat_map(|row| (0xa1..=0xfe_u8).map(move |cell| [row, cell]));
    rows.filter_map(|bytes| {
        let (text, has_errors) = GBK.decode_without_bom_handling(&bytes);
        text.chars().next().filter(|_| !has_errors)
    })
}

fn sounds(character: char) -> Vec<String> {
    let mut sounds: Vec<String> = character
        .to_pinyin_multi()
        .map(|all| all.into_iter().map(|sound| sound.plain().to_owned()).collect())
        .unwrap_or_default();
    sounds.sort_unstable();
    sounds.dedup();
    sounds
}

/// A sound as those say it who do not tell some of them apart.
fn near(sound: &str) -> String {
    let initial = match sound.get(..2) {
        Some("zh") => format!("z{}", &sound[2..]),
        Some("ch") => format!("c{}", &sound[2..]),
        Some("sh") => format!("s{}", &sound[2..]),
        _ if sound.starts_with('n') => format!("l{}", &sound[1..]),
        _ => sound.to_owned(),
    };
    match ["ang", "eng", "ing"].iter().find(|end| initial.ends_with(**end)) {
        Some(_) => initial[..initial.len() - 1].to_owned(),
        None => initial,
    }
}

/// The characters that `character` may have been written for, likeliest first.
pub(super) fn alike(character: char) -> Vec<(char, Likeness)> {
    let table = table();
    let mut found: Vec<(char, Likeness)> = Vec::new();
    let mut add = |others: Option<&Vec<char>>, likeness| {
        for &other in others.into_iter().flatten() {
            if other != character && !found.iter().any(|(known, _)| *known == other) {
                found.push((other, likeness));
            }
        }
    };
    let sounds = sounds(character);
    add(table.by_look.get(&character), Likeness::Same);
    sounds.iter().for_each(|sound| add(table.by_sound.get(sound), Likeness::Same));
    sounds.iter().for_each(|s| add(table.by_near_sound.get(&near(s)), Likeness::Near));
    found
}

/// A text in pinyin, without tones and blanks; characters without a sound are left out.
pub(super) fn pinyin(text: &str) -> String {
    text.to_pinyin().flatten().map(|sound| sound.plain()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_alike_by_ear_and_by_eye() {
        let is = |a: char, b: char| alike(a).iter().find(|(c, _)| *c == b).map(|(_, how)| *how);
        assert_eq!(is('付', '服'), Some(Likeness::Same));
        assert_eq!(is('人', '入'), Some(Likeness::Same));
        assert_eq!(is('站', '赞'), Some(Likeness::Near));
        assert_eq!(is('人', '山'), None);
        assert_eq!(pinyin("徐会区"), "xuhuiqu");
    }
}
