//! When a clause is due: 到2025年, 2024年底前, 三年内, 今明两年, 十四五末, 6月底; else with the year of the
//! report, or with the last year of the goals that it stands among.

use crate::promise::PromiseDeadline;

/// Five-year plans by the digits of their names, with their last year.
const PLANS: &[(&str, i16)] = &[
    ("十一五", 2010),
    ("十二五", 2015),
    ("十三五", 2020),
    ("十四五", 2025),
    ("十五五", 2030),
    ("十六五", 2035),
];

/// Means of the years of a plan; 年均浓度 is one of a year's days.
const MEANS: &[&str] = &["年均增长", "年均递增", "年均下降", "年均提高", "年平均增长", "年均增速"];

/// What is promised is due within so many years: in 2020 that carbon is neutral before 2060.
const FARTHEST: i16 = 40;

/// When a clause is due that stands in the report of a year, among goals for `ahead` where those
/// are set for more than the year.
pub(crate) fn of(clause: &str, year: i16, ahead: Option<i16>) -> PromiseDeadline {
    let letters: Vec<char> = clause.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let told = if letters.contains(&'年') {
        named_year(&letters, year)
            .or_else(|| span(&letters, year))
            .or_else(|| plan(&letters, year))
            .or_else(|| word(&letters, year, ahead))
    } else {
        plan(&letters, year)
    };
    // A mean of years is of those of the plan.
    if told.is_none() && ahead.is_none() && MEANS.iter().any(|word| clause.contains(word)) {
        return PromiseDeadline {
            year: (year + 4) / 5 * 5,
            month: None,
            text: Some("年均".to_owned()),
        };
    }
    told.unwrap_or(PromiseDeadline {
        year: ahead.unwrap_or(year),
        month: month(&letters),
        text: None,
    })
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        _ => c,
    }
}

fn has(letters: &[char], at: usize, word: &str) -> bool {
    letters.len() >= at && word.chars().enumerate().all(|(n, c)| letters.get(at + n) == Some(&c))
}

/// 到2025年, 2024年底前, 2019年向主城区供水: a year not before the report's own.
fn named_year(letters: &[char], year: i16) -> Option<PromiseDeadline> {
    let mut latest: Option<PromiseDeadline> = None;
    for at in 0..letters.len() {
        if letters.get(at + 4) != Some(&'年') {
            continue;
        }
        let digits: String = letters[at..].iter().take(4).collect();
        let before = at.checked_sub(1).map_or(' ', |at| letters[at]);
        if before.is_ascii_digit() || digits.len() != 4 {
            continue;
        }
        let Ok(named) = digits.parse::<i16>() else { continue };
        let ends = [
            "底",
            "末",
            "前",
            "年底",
            "内",
            "起",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "7",
            "8",
            "9",
            "上半年",
            "国庆",
            "春节",
        ];
        let due = matches!(before, '到' | '至' | '于' | '在' | '保' | '争' | ' ' | '、')
            && !has(letters, at + 4, "以来")
            || ends.iter().any(|word| has(letters, at + 5, word))
            || at == 0
            || at > 2;
        let sane = named >= year && named <= year + FARTHEST;
        // 2022年度 and 《…（2021—2035年）》 name something else.
        let named_thing =
            has(letters, at + 4, "年度") || matches!(before, '-' | '—' | '（' | '《' | '~' | '～');
        if due && sane && !named_thing && latest.as_ref().is_none_or(|l| l.year <= named) {
            let end = (at + 8).min(letters.len());
            let tail: String =
                letters[at + 5..end].iter().take_while(|c| "底末前年内".contains(**c)).collect();
            let start = if matches!(before, '到' | '至') { at - 1 } else { at };
            let words: String = letters[start..at + 5].iter().collect();
            latest = Some(PromiseDeadline {
                year: named,
                month: month(&letters[at + 4..]),
                text: Some(words + &tail),
            });
        }
    }
    latest
}

/// 三年内, 用两年时间, 今明两年, 明年底.
fn span(letters: &[char], year: i16) -> Option<PromiseDeadline> {
    for at in (1..letters.len()).filter(|at| letters[*at] == '年') {
        let Some((first, years)) = count(letters, at).filter(|(_, n)| (2..=FARTHEST).contains(n))
        else {
            continue;
        };
        let inside = ["左右时间", "时间", "之内", "内", "期间建成"]
            .into_iter()
            .find(|word| has(letters, at + 1, word));
        let before: String = letters[first.saturating_sub(2)..first].iter().collect();
        let ahead = ["今明", "今后", "未来"].contains(&before.as_str());
        let used = before.ends_with('用') || before == "力争";
        if inside.is_some() || ahead || used && !has(letters, at + 1, "行动") {
            let start = if ahead { first - 2 } else { first };
            let words: String = letters[start..=at].iter().collect();
            let inside = inside.unwrap_or_default().trim_end_matches("建成");
            let text = Some(words + inside);
            return Some(PromiseDeadline { year: year + years - 1, month: None, text });
        }
    }
    None
}

/// The number that ends at a place, in digits or characters, and where it begins.
fn count(letters: &[char], end: usize) -> Option<(usize, i16)> {
    const DIGITS: &str = "〇一二三四五六七八九";
    let digit = |c: &char| {
        let of_han = DIGITS.chars().position(|digit| digit == *c).map(|n| n as i16);
        of_han.or((*c == '两').then_some(2))
    };
    let is_numeral = |at: &usize| letters[*at] == '十' || digit(&letters[*at]).is_some();
    let is_digit = |at: &usize| letters[*at].is_ascii_digit();
    let from = |is: &dyn Fn(&usize) -> bool| (0..end).rev().take_while(is).last();
    if let Some(first) = from(&is_digit) {
        let written: String = letters[first..end].iter().collect();
        return Some((first, written.parse().ok()?));
    }
    let first = from(&is_numeral)?;
    let number = match &letters[first..end] {
        ['十'] => 10,
        ['十', one] => 10 + digit(one)?,
        [ten, '十'] => 10 * digit(ten)?,
        [ten, '十', one] => 10 * digit(ten)? + digit(one)?,
        [one] => digit(one)?,
        _ => return None,
    };
    Some((first, number))
}

/// 十四五末, “十四五”期间
fn plan(letters: &[char], year: i16) -> Option<PromiseDeadline> {
    for at in 0..letters.len() {
        let Some((name, last)) = PLANS.iter().find(|(name, _)| has(letters, at, name)) else {
            continue;
        };
        let mut behind = at + 3;
        if letters.get(behind) == Some(&'”') {
            behind += 1;
        }
        let ends = ["期间", "期末", "时期", "结束", "末"]
            .into_iter()
            .find(|word| has(letters, behind, word));
        if let Some(ends) = ends.filter(|_| *last >= year) {
            let text = Some(format!("“{name}”{ends}"));
            return Some(PromiseDeadline { year: *last, month: None, text });
        }
    }
    None
}

/// 明年底, 年内, 今年: words that count from the report's year.
fn word(letters: &[char], year: i16, ahead: Option<i16>) -> Option<PromiseDeadline> {
    let text: String = letters.iter().collect();
    for (word, years) in [("今明两年", 1), ("明年底", 1), ("明年", 1), ("后年", 2)] {
        // 今后年均, 先后年: the end of another word.
        let is_own = |at: usize| !text[..at].ends_with(['今', '先', '以', '之', '然', '最', '前']);
        if text.match_indices(word).any(|(at, _)| is_own(at)) {
            return Some(PromiseDeadline {
                year: year + years,
                month: None,
                text: Some(word.to_owned()),
            });
        }
    }
    for word in ["年内", "年底前", "年底", "今年", "上半年", "全年"] {
        if ahead.is_none() && text.contains(word) {
            return Some(PromiseDeadline {
                year,
                month: month(letters),
                text: Some(word.to_owned()),
            });
        }
    }
    None
}

/// The month by whose end something is due: 6月底, 9月30日前, 汛前 tells none.
fn month(letters: &[char]) -> Option<u8> {
    for at in 0..letters.len() {
        if letters[at] != '月' || at == 0 {
            continue;
        }
        let digits: String =
            letters[..at].iter().rev().take_while(|c| c.is_ascii_digit()).collect();
        let digits: String = digits.chars().rev().collect();
        let due = ["底", "前", "末", "份"].iter().any(|word| has(letters, at + 1, word))
            || letters[at..].iter().take(5).any(|c| *c == '前');
        if let Ok(month @ 1..=12) = digits.parse::<u8>()
            && due
        {
            return Some(month);
        }
    }
    None
}

/// The last year of the goals that a passage begins: 今后五年, 未来五年, “十四五”时期. `Some(None)`
/// where it goes back to the year's own tasks; `None` where it says nothing of it.
pub(crate) fn horizon(text: &str, year: i16) -> Option<Option<i16>> {
    let start: String = text.chars().take(48).collect();
    let own = format!("{year}年");
    let clause = start.split(['，', '。', '：', ':']).next().unwrap_or(&start);
    let five =
        ["今后五年", "未来五年", "今后5年", "未来5年", "今后一个时期", "下一个五年", "本届政府"];
    if five.iter().take(4).any(|word| clause.contains(word)) {
        return Some(Some(year + 4));
    }
    if let Some((_, last)) = PLANS.iter().find(|(name, last)| {
        *last >= year
            && (*last - year) >= 3
            && clause.contains(name)
            && (clause.contains("时期") || clause.contains("目标") || clause.contains("期间"))
    }) {
        return Some(Some(*last));
    }
    if start.contains("今年")
        || start.contains(&own)
        || start.contains("全年") && start.contains("目标")
    {
        return Some(None);
    }
    None
}

#[cfg(test)]
mod tests;
