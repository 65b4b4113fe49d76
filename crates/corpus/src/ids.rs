//! Which given ids may stand: a report's id is a part of its address and a column of every export.

/// How many characters an id may have. Those of archives have a few dozen.
pub const MOST_CHARS: usize = 200;

/// Why an id that was given cannot be one, or `None` where it can.
#[must_use]
pub fn problem(id: &str) -> Option<String> {
    if id.chars().nth(MOST_CHARS).is_some() {
        return Some(format!("编号超过 {MOST_CHARS} 个字符的上限"));
    }
    // Whoever resolves an address takes them for folders.
    if matches!(id, "." | "..") {
        return Some(format!("编号 {id} 不能用在网址里"));
    }
    id.chars().any(char::is_control).then(|| "编号含有控制字符".to_owned())
}

/// The beginning of an id that was refused, fit to be shown.
#[must_use]
pub fn beginning(id: &str) -> String {
    let shown: String = id.chars().take(40).collect();
    let more = if shown.len() < id.len() { "…" } else { "" };
    format!("{}{more}", crate::text::visible(&shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_no_address_can_hold_are_refused() {
        for good in ["x-1", "...", "编号 1", "a/b", &"长".repeat(MOST_CHARS)] {
            assert_eq!(problem(good), None, "{good}");
        }
        for bad in [".", "..", "a\u{1b}[2J", "a\nb", &"长".repeat(MOST_CHARS + 1)] {
            assert!(problem(bad).is_some(), "{bad}");
        }
    }
}
