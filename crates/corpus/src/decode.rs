//! Bytes become text.
//!
//! Archives hold UTF-8, UTF-16, GB18030 and Big5, and what a page declares of itself is wrong
//! often enough that the bytes are asked first. A declaration only decides where the bytes do not.
//! Bytes that fit no encoding are counted and shown as U+FFFD; they never lose the rest of a text.
//! Escapes that a scraper wrote out as characters are healed by [`heal`], apart from decoding,
//! because they also come out of formats that have no encoding of their own.

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// What [`decode`] makes of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedText {
    /// The characters, without byte order mark.
    pub text: String,
    /// The encoding that was taken, by its WHATWG name: `UTF-8`, `gb18030`, `Big5`, `UTF-16LE`.
    pub encoding: &'static str,
    /// How many characters stand in the text as U+FFFD.
    pub undecodable: usize,
}

/// How many bytes are looked at to tell one encoding from another.
const SAMPLE: usize = 64 * 1024;

/// Decodes bytes that are known to be text. `declared` is what a page or a header says of them.
#[must_use]
pub fn decode(bytes: &[u8], declared: Option<&str>) -> DecodedText {
    let encoding = detect(bytes, declared);
    let (text, _, _) = encoding.decode(bytes);
    let text = text.into_owned();
    let undecodable = text.matches('\u{FFFD}').count();
    DecodedText { text, encoding: encoding.name(), undecodable }
}

/// Says why bytes are not text, or `None` where they may be.
///
/// Known signatures come first, since their reason helps a user; what is left is judged by
/// control characters, which no text encoding of the archives uses.
#[must_use]
pub fn binary(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"\x89PNG", "图片"),
        (b"\xFF\xD8\xFF", "图片"),
        (b"GIF8", "图片"),
        (b"BM\x00", "图片"),
        (b"RIFF", "音像文件"),
        (b"ID3", "音像文件"),
        (b"\x7FELF", "程序"),
        (b"MZ", "程序"),
        (b"SQLite format 3", "数据库"),
        (b"Rar!", "RAR 压缩包"),
        (b"7z\xBC\xAF", "7z 压缩包"),
        (b"\x1F\x8B", "gzip 压缩包"),
        (b"PK\x03\x04", "zip 压缩包"),
        (b"%PDF", "PDF 文件"),
        (b"\xD0\xCF\x11\xE0", "旧版 Office 文件"),
    ];
    if let Some((_, what)) = SIGNATURES.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        // 'MZ' and 'BM' are letters too: only a text that goes on as text is one.
        if bytes.len() > 2 && !looks_like_ascii(bytes) {
            return Some(what);
        }
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if sample.is_empty() || utf16(bytes).is_some() {
        return None;
    }
    let control =
        sample.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C)).count();
    (control * 50 > sample.len()).then_some("二进制文件")
}

fn looks_like_ascii(bytes: &[u8]) -> bool {
    bytes.iter().take(64).all(|&b| (0x20..0x7F).contains(&b) || matches!(b, b'\t' | b'\n' | b'\r'))
}

/// Tells the encoding of bytes: byte order mark, then UTF-16 by its pattern, then valid or nearly
/// valid UTF-8, then whichever of GB18030, Big5 and the declared one reads most like Chinese.
fn detect(bytes: &[u8], declared: Option<&str>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = utf16(bytes) {
        return encoding;
    }
    if nearly_utf8(bytes) {
        return UTF_8;
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let mut candidates = vec![GB18030, BIG5];
    if let Some(label) = declared
        && label != UTF_8
        && !candidates.contains(&label)
        && label.is_ascii_compatible()
    {
        candidates.push(label);
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    candidates
        .into_iter()
        .map(|e| (chinese_score(&e.decode_without_bom_handling(sample).0), e))
        // GB18030 comes first, and is by far the most frequent: another has to be clearly better,
        // since of a few characters any encoding makes some that are frequent.
        .reduce(|best, next| if next.0 > best.0 + CLEARLY { next } else { best })
        .map_or(GB18030, |(_, e)| e)
}

/// By how much of [`chinese_score`] an encoding is clearly better.
const CLEARLY: i64 = 400;

/// UTF-16 without a mark: half of the bytes of a text with Latin digits, blanks or line ends are
/// NUL, all on the same side.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding != UTF_8).then_some(encoding);
    }
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let start = &bytes[..bytes.len().min(2048)];
    let utf8 = std::str::from_utf8(start).map_or_else(|e| e.error_len().is_none(), |_| true);
    if sample.len() < 4 || utf8 && !start.contains(&0) {
        return None;
    }
    [UTF_16LE, UTF_16BE].into_iter().find(|encoding| {
        let high = usize::from(*encoding == UTF_16LE);
        let (mut plausible, mut marks) = (0, 0);
        for pair in sample.chunks_exact(2) {
            let unit = u16::from(pair[high]) << 8 | u16::from(pair[1 - high]);
            // Han, Han punctuation, full-width forms, ASCII.
            if matches!(unit, 0x4E00..=0x9FA5 | 0x3000..=0x3011 | 0xFF00..=0xFF5E | 0x2010..=0x2026)
                || matches!(unit, 0x20..=0x7E | 0x09 | 0x0A | 0x0D)
            {
                plausible += 1;
            }
            if matches!(unit, 0x3000..=0x3002 | 0xFF0C | 0x20 | 0x0A | 0x30..=0x39) {
                marks += 1;
            }
        }
        let units = sample.len() / 2;
        plausible * 100 >= units * 97 && marks * 200 >= units
    })
}

/// Valid UTF-8, or UTF-8 in which a few bytes were damaged: at least 8 good multi-byte
/// characters for every bad place.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(valid) => {
                good += if bad == 0 { 1 } else { valid.chars().filter(|c| !c.is_ascii()).count() };
                break;
            }
            Err(error) => {
                let (valid, after) = rest.split_at(error.valid_up_to());
                good += String::from_utf8_lossy(valid).chars().filter(|c| !c.is_ascii()).count();
                let Some(skip) = error.error_len() else { break };
                // A run of bad bytes is one place.
                bad += usize::from(!valid.is_empty() || bad == 0);
                if bad > 64 && good < bad * 4 {
                    return false;
                }
                rest = &after[skip..];
            }
        }
    }
    if bad == 0 { good > 0 || bytes.is_ascii() } else { good >= bad * 8 }
}

/// The most frequent characters of official Chinese, simplified and traditional.
const COMMON: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子\
说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些\
然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代\
想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放\
决西被干做必战先回则任取据处府市民代表万亿元吨增率城乡居钢材煤木粮棉油请予审议報告政務經濟發會國務員與為對個們這來時產業學開關實現區縣鄉鎮體,。、；：“”《》，0123456789\n";

/// How much a text reads like Chinese: common characters for it, replacement characters and
/// private or rare ones against it.
fn chinese_score(text: &str) -> i64 {
    static SET: std::sync::LazyLock<std::collections::HashSet<char>> =
        std::sync::LazyLock::new(|| COMMON.chars().collect());
    let (mut score, mut all) = (0_i64, 1_i64);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        score += match c {
            '\u{FFFD}' => -4,
            // Private characters, and Japanese ones, which no report has.
            '\u{E000}'..='\u{F8FF}' | '\u{3040}'..='\u{30FF}' => -4,
            c if SET.contains(&c) => 2,
            '\u{4E00}'..='\u{9FFF}' => 0,
            _ => -1,
        };
    }
    score * 1000 / all
}

/// Heals escapes that stand in a text as characters: literal `\r\n` and `\t`, HTML entities,
/// `<U+00A0>`. Control and zero-width characters that carry no meaning go. Line ends in the
/// answer are `\n`.
#[must_use]
pub fn heal(text: &str) -> Cow<'_, str> {
    let may_be_healed = |c: char| {
        matches!(c, '\\' | '&' | '<' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}') || is_noise(c)
    };
    let needs = text.chars().any(may_be_healed);
    if !needs {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let healed = match c {
            '\\' => backslash(rest),
            '&' => entity(rest),
            '<' => unicode_tag(rest),
            '\r' => Some((if rest.starts_with("\r\n") { 2 } else { 1 }, '\n')),
            '\u{2028}' | '\u{2029}' | '\u{85}' => Some((c.len_utf8(), '\n')),
            // Line and page breaks of word processors; at the start of a line they break nothing.
            '\x0B' | '\x0C' if !out.is_empty() && !out.ends_with('\n') => Some((1, '\n')),
            _ => None,
        };
        if let Some((taken, with)) = healed {
            // What was written out may be a line end of any kind, too.
            let with =
                if matches!(with, '\r' | '\u{85}' | '\u{2028}' | '\u{2029}') { '\n' } else { with };
            if !is_noise(with) {
                out.push(with);
            }
            rest = &rest[taken..];
        } else {
            if !is_noise(c) {
                out.push(c);
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    Cow::Owned(out)
}

/// Characters that show nothing and mean nothing in a report.
fn is_noise(c: char) -> bool {
    matches!(c,
        '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\x7F'
        | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

fn backslash(rest: &str) -> Option<(usize, char)> {
    let code = *rest.as_bytes().get(1)?;
    let (taken, with) = match code {
        b'r' if rest.starts_with("\\r\\n") => (4, '\n'),
        b'r' | b'n' => (2, '\n'),
        b't' => (2, ' '),
        b'u' => return utf16_escape(rest),
        _ => return None,
    };
    // `\new` is a path or a formula, not a line end.
    let next = rest.as_bytes().get(taken);
    (!next.is_some_and(u8::is_ascii_alphabetic)).then_some((taken, with))
}

/// `\u4e91`; a character beyond the first 65,536 is written as two.
fn utf16_escape(rest: &str) -> Option<(usize, char)> {
    let unit = |at: usize| -> Option<u16> {
        let hex = rest.get(at..at + 6)?.strip_prefix("\\u")?;
        let is_hex = hex.bytes().all(|b| b.is_ascii_hexdigit());
        is_hex.then(|| u16::from_str_radix(hex, 16).ok())?
    };
    let first = unit(0)?;
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Some((6, c));
    }
    let c = char::decode_utf16([first, unit(6)?]).next()?.ok()?;
    Some((12, c))
}

fn entity(rest: &str) -> Option<(usize, char)> {
    const NAMED: &[(&str, char)] = &[
        ("nbsp", ' '),
        ("ensp", ' '),
        ("emsp", '\u{3000}'),
        ("thinsp", ' '),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("hellip", '…'),
        ("mdash", '—'),
        ("ndash", '–'),
        ("middot", '·'),
        ("bull", '•'),
        ("times", '×'),
        ("permil", '‰'),
        ("deg", '°'),
        ("quot", '"'),
        ("apos", '\''),
        ("lt", '<'),
        ("gt", '>'),
        ("amp", '&'),
    ];
    let body = &rest[1..];
    let end = body.bytes().take(10).position(|b| b == b';');
    if let Some(end) = end {
        let name = &body[..end];
        if let Some(number) = name.strip_prefix('#') {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            let c = char::from_u32(code)?;
            return Some((end + 2, if c == '\u{A0}' { ' ' } else { c }));
        }
        return NAMED.iter().find(|(n, _)| *n == name).map(|&(_, c)| (end + 2, c));
    }
    body.starts_with("nbsp").then_some((5, ' '))
}

fn unicode_tag(rest: &str) -> Option<(usize, char)> {
    let hex = rest.strip_prefix("<U+")?;
    let end = hex.bytes().take(7).position(|b| b == b'>')?;
    let c = char::from_u32(u32::from_str_radix(&hex[..end], 16).ok()?)?;
    Some((end + 4, if c == '\u{A0}' { ' ' } else { c }))
}

#[cfg(test)]
mod tests;
