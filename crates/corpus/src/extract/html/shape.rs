//! What the tree of a page would be like, told by its tags without making it: the parser takes time
//! that grows with depth times length, and some pages of kilobytes have trees of gigabytes.

/// How deep a page may nest. Real pages stay below a hundred.
pub(super) const MOST_NESTING: usize = 4000;

/// How many elements a browser may open again by itself. Real pages stay below some thousands.
pub(super) const MOST_REOPENED: usize = 1_000_000;

/// Elements that end by themselves or with their parent, so that they do not nest.
const SHALLOW: &[&str] = &["br", "img", "hr", "input", "meta", "link", "p", "li", "td", "tr"];

/// Formatting elements: one that is open where its block ends is opened again in every further
/// block ("reconstruct the active formatting elements" in the standard of HTML).
const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Upper bounds, roughly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PageShape {
    /// Elements that the text itself opens.
    pub tags: usize,
    /// How deep they nest.
    pub nesting: usize,
    /// How many formatting elements are opened again.
    pub reopened: usize,
}

impl PageShape {
    pub(super) fn of(text: &str) -> Self {
        let mut shape = Self::default();
        let (mut depth, mut formatting) = (0_usize, 0_usize);
        for (at, _) in text.match_indices('<') {
            let tag = &text[at + 1..];
            let closes = tag.starts_with('/');
            let name = name(tag.trim_start_matches('/'));
            let formats = FORMATTING.iter().any(|known| name.eq_ignore_ascii_case(known));
            if closes {
                depth = depth.saturating_sub(1);
                formatting = formatting.saturating_sub(usize::from(formats));
                continue;
            }
            if name.is_empty() {
                continue;
            }
            shape.tags += 1;
            if formats {
                formatting += 1;
            } else {
                shape.reopened = shape.reopened.saturating_add(formatting);
            }
            if !SHALLOW.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                depth += 1;
                shape.nesting = shape.nesting.max(depth);
            }
        }
        shape
    }
}

/// The name at the start of a tag. No known name is as long as what is looked at.
fn name(tag: &str) -> &str {
    let length = tag.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
    &tag[..length]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_neither_nests_nor_comes_again() {
        let good = "<div><p>甲<b>乙</b></p><p><font>丙</font></p></div>".repeat(1000);
        let shape = PageShape::of(&good);
        assert_eq!((shape.tags, shape.nesting, shape.reopened), (5000, 2, 0));
    }

    #[test]
    fn open_elements_nest_and_open_formats_come_again() {
        assert_eq!(PageShape::of(&"<div>".repeat(5000)).nesting, 5000);
        let text = format!("{}{}", "<b x=1>".repeat(300), "<P>x".repeat(200));
        assert_eq!(PageShape::of(&text).reopened, 60_000);
    }
}
