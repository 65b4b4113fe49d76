//! Who delivered the report, and at which session.

use std::sync::LazyLock;

use regex::Regex;

use super::head::DocumentHead;
use crate::text::is_han;

static OFFICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:省长|市长|区长|县长|州长|盟长|旗长|主席|专员|总理|主任)(?:[:：、])?([\p{Han}·]{2,})$",
    )
    .ok()
});
static NAMED_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^([\p{Han}]{2,4})(?:代)?(?:省长|市长|区长|县长|州长|主席)在").ok()
});
static AFTER_DAY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\d日,?([\p{Han}·]{2,12})\)?$").ok());
static SESSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(第?[一二三四五六七八九十百〇零\d]{1,4}届(?:全国)?(?:人民代表大会|人大|人代会|人民代表会议)(?:常务委员会)?第?[一二三四五六七八九十百〇零\d]{1,4}次(?:全体)?(?:会议|大会))").ok()
});

/// Words that stand where a name could and are none.
const NO_NAMES: &[&str] = &["工作报告", "政府", "会议", "代表", "报告", "全文", "人民"];

/// The name of the one who spoke.
pub(super) fn speaker(head: &DocumentHead, titles: &[String]) -> Option<String> {
    for line in head.lines.iter().rev() {
        let line = line.trim_end_matches([':', ')', '(']);
        if let Some(name) = OFFICE.as_ref().and_then(|p| p.captures(line)).and_then(|c| c.get(1)) {
            return person(name.as_str());
        }
    }
    for title in titles {
        let found = NAMED_FIRST.iter().chain(&*AFTER_DAY).find_map(|p| p.captures(title));
        if let Some(name) = found.and_then(|c| c.get(1).map(|m| m.as_str().to_owned()))
            && let Some(name) = person(&name)
        {
            return Some(name);
        }
    }
    // A line of its own between the date line and the salutation.
    let last = head.lines.last().filter(|_| head.lines.len() > 1)?;
    let short = (2..=4).contains(&last.chars().count()) && last.chars().all(is_han);
    short.then(|| person(last)).flatten()
}

fn person(name: &str) -> Option<String> {
    let length = name.chars().count();
    let plausible = (2..=4).contains(&length) || name.contains('·') && length <= 14;
    (plausible && !NO_NAMES.iter().any(|w| name.contains(w))).then(|| name.to_owned())
}

/// The session, as the head or a title writes it.
pub(super) fn session(head: &DocumentHead, titles: &[String]) -> Option<String> {
    let pattern = SESSION.as_ref()?;
    let texts = std::iter::once(&head.joined).chain(titles);
    texts.into_iter().find_map(|t| Some(pattern.captures(t)?.get(1)?.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(lines: &[&str]) -> DocumentHead {
        DocumentHead {
            lines: lines.iter().map(|l| (*l).to_owned()).collect(),
            joined: lines.concat(),
            ..DocumentHead::default()
        }
    }

    #[test]
    fn speakers_and_sessions_are_read() {
        let of = |lines: &[&str]| speaker(&head(lines), &[]);
        assert_eq!(of(&["政府工作报告", "云溪市市长李四海"]).as_deref(), Some("李四海"));
        assert_eq!(
            of(&["——2020年1月1日在某市第一届人民代表大会", "代市长:艾力·买买提"]).as_deref(),
            Some("艾力·买买提")
        );
        assert_eq!(of(&["政府工作报告", "王五"]).as_deref(), Some("王五"));
        assert_eq!(of(&["政府工作报告"]), None);
        let titles = ["云溪市政府工作报告(2012年1月31日赵六)".to_owned()];
        assert_eq!(speaker(&head(&[]), &titles).as_deref(), Some("赵六"));
        assert_eq!(
            session(&head(&["——2020年1月1日在云溪市第十一届人民代表大会第三次会议上"]), &[])
                .as_deref(),
            Some("第十一届人民代表大会第三次会议")
        );
    }
}
