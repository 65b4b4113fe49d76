//! Pages saved whole (mht, mhtml), and mails: the first HTML part is the page.
//!
//! The parser of mail is our own, since what lies on disks is seldom whole: of a page that broke off
//! within a line, or whose encoding has a slip, everything else is to be read. The libraries at hand
//! give such a part as it stands or not at all, decode every picture of the page, and tell the
//! characters by what the part declares, which the bytes outweigh here ([`decode`]).

use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input, html};
use crate::decode;
use crate::reason::{Damage, Reason};

pub(super) struct Mhtml;

impl Extract for Mhtml {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        if decode::binary(input.bytes).is_some() {
            return FormatFit::No;
        }
        let head = &input.bytes[..input.bytes.len().min(4096)];
        let head = String::from_utf8_lossy(head).to_ascii_lowercase();
        let mail = head.contains("mime-version:") && head.contains("content-type:");
        let begins = ["from:", "mime-version:", "content-", "subject:", "date:", "snapshot"];
        let opening = begins.iter().any(|name| head.trim_start().starts_with(name));
        if mail && opening { FormatFit::Signature } else { FormatFit::No }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        match page(input.bytes, 0) {
            Some((bytes, charset)) => html::page(input, &bytes, charset.as_deref(), budget, sink),
            None => {
                sink(Extracted::rejected(input.source, Reason::Damaged(Damage::WebArchive)));
            }
        }
    }
}

/// How deep parts may nest.
const DEPTH: u8 = 4;

/// The first HTML part and its encoding. Parts may nest.
fn page(part: &[u8], depth: u8) -> Option<(Vec<u8>, Option<String>)> {
    let (head, body) = split_head(part);
    let kind = field(&head, "content-type").unwrap_or_default();
    // A mail that was sent on whole.
    if kind.to_ascii_lowercase().starts_with("message/rfc822") {
        return if depth > DEPTH { None } else { page(body, depth + 1) };
    }
    if let Some(boundary) = parameter(&kind, "boundary") {
        if depth > DEPTH {
            return None;
        }
        return parts(body, &boundary).into_iter().find_map(|part| page(part, depth + 1));
    }
    if !kind.to_ascii_lowercase().contains("html") {
        return None;
    }
    let encoding = field(&head, "content-transfer-encoding").unwrap_or_default();
    let encoding = encoding.split([' ', ';', '(']).next().unwrap_or_default();
    let bytes = match encoding.to_ascii_lowercase().as_str() {
        "quoted-printable" => quoted_printable(body),
        "base64" => base64(body),
        _ => body.to_vec(),
    };
    Some((bytes, parameter(&kind, "charset")))
}

/// The head, its folded lines joined, and what follows the first empty line.
fn split_head(part: &[u8]) -> (Vec<String>, &[u8]) {
    let mut head: Vec<String> = Vec::new();
    let mut rest = part;
    while let Some(end) = rest.iter().position(|b| *b == b'\n') {
        let line = String::from_utf8_lossy(&rest[..end]).trim_end().to_owned();
        rest = &rest[end + 1..];
        if line.is_empty() && head.is_empty() {
            continue;
        }
        if line.is_empty() {
            break;
        }
        match head.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(&line),
            _ => head.push(line),
        }
    }
    (head, rest)
}

fn field(head: &[String], name: &str) -> Option<String> {
    head.iter().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// A parameter of a field: `text/html; charset="gb2312"`.
fn parameter(value: &str, name: &str) -> Option<String> {
    pieces(value).iter().find_map(|piece| {
        let (key, value) = piece.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// What stands between the semicolons of a field, without quotation marks and remarks in brackets.
/// What is quoted keeps its semicolons.
fn pieces(value: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let (mut quoted, mut remarks) = (false, 0_usize);
    for c in value.chars() {
        match c {
            '"' if remarks == 0 => quoted = !quoted,
            '(' if !quoted => remarks += 1,
            ')' if remarks > 0 => remarks -= 1,
            ';' if !quoted && remarks == 0 => pieces.push(String::new()),
            _ if remarks > 0 => {}
            c => {
                if let Some(last) = pieces.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    pieces
}

fn parts<'b>(body: &'b [u8], boundary: &str) -> Vec<&'b [u8]> {
    let mark = format!("--{boundary}");
    let end = format!("{mark}--");
    // A boundary may begin like another one, and a text may quote one.
    let parts_here = |line: &[u8]| {
        let line = line.trim_ascii_end();
        line == mark.as_bytes() || line == end.as_bytes()
    };
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    for line in body.split_inclusive(|b| *b == b'\n') {
        if parts_here(line) {
            starts.push(at);
        }
        at += line.len();
    }
    starts.push(body.len());
    starts
        .windows(2)
        .filter_map(|pair| {
            let part = &body[pair[0]..pair[1]];
            let line = part.iter().position(|b| *b == b'\n')?;
            Some(&part[line + 1..])
        })
        .collect()
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while at < body.len() {
        let byte = body[at];
        at += 1;
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        // A line that goes on in the next; some programs leave blanks behind the sign.
        let blanks = body[at..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        match &body[at + blanks..] {
            [b'\r', b'\n', ..] => at += blanks + 2,
            [b'\n', ..] => at += blanks + 1,
            [] => at += blanks,
            [high, low, ..] if blanks == 0 => {
                let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
                match (digit(*high), digit(*low)) {
                    (Some(high), Some(low)) => {
                        out.push(high << 4 | low);
                        at += 2;
                    }
                    _ => out.push(b'='),
                }
            }
            [last] if blanks == 0 && last.is_ascii_hexdigit() => at += 1,
            _ => out.push(b'='),
        }
    }
    out
}

fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xFF) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests;
