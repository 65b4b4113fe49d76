//! Mails as browsers and office programs save pages, whole and damaged.

use proptest::prelude::*;

use super::*;
use crate::extract::testing::extracted;

/// A mail of parts: each with the lines of its head, and its body.
fn mail(boundary: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut mail = format!(
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\
         \ttype=\"text/html\";\r\n\tboundary=\"{boundary}\"\r\n\r\npreamble\r\n"
    )
    .into_bytes();
    for (head, body) in parts {
        mail.extend(format!("--{boundary}\r\n{}\r\n\r\n", head.replace('|', "\r\n")).into_bytes());
        mail.extend(*body);
        mail.extend(b"\r\n");
    }
    mail.extend(format!("--{boundary}--\r\n").into_bytes());
    mail
}

/// The page that is found, and its encoding.
fn found(mail: &[u8]) -> Option<(String, Option<String>)> {
    let (bytes, charset) = page(mail, 0)?;
    Some((String::from_utf8_lossy(&bytes).trim().to_owned(), charset))
}

fn text(mail: &[u8]) -> String {
    found(mail).map(|(text, _)| text).unwrap_or_default()
}

const HTML: &str = "Content-Type: text/html";

#[test]
fn the_page_is_found_in_the_mail_in_its_own_encoding() {
    let head =
        "Content-Type: text/html;|\tcharset=\"gb2312\"|Content-Transfer-Encoding: quoted-printable";
    let body = b"<html><body><p>=D4=C6=CF=AA=CA=\r\n=D0</p></body></html>";
    let out = extracted("a.mht", &mail("----=_x", &[(head, body)]));
    let [Extracted::Draft(draft)] = &out[..] else { panic!("{out:?}") };
    assert_eq!(draft.paragraphs[0].text, "云溪市");
    // What the part declares is wrong often enough: the bytes outweigh it.
    let wrong = head.replace("gb2312", "big5");
    let out = extracted("a.mht", &mail("x", &[(wrong.as_str(), body)]));
    let [Extracted::Draft(draft)] = &out[..] else { panic!("{out:?}") };
    assert_eq!(draft.paragraphs[0].text, "云溪市");
}

#[test]
fn fields_are_read_as_they_are_written() {
    for (head, charset) in [
        ("Content-Type: text/html; charset=gb2312", Some("gb2312")),
        ("CONTENT-TYPE: TEXT/HTML; CHARSET=\"GBK\"", Some("GBK")),
        ("Content-Type:text/html;charset = \"utf-8\"", Some("utf-8")),
        ("Content-Type: text/html;|\tcharset=utf-8", Some("utf-8")),
        ("Content-Type: text/html; title=\"a;charset=b\"; charset=utf-8", Some("utf-8")),
        ("Content-Type: text/html (charset=x); charset=utf-8 (as saved)", Some("utf-8")),
        ("Content-Type: application/xhtml+xml", None),
        ("Content-ID: <frame@x>|Content-Type: text/html|Content-Location: http://a.example/", None),
    ] {
        let expected = Some(("<p>1</p>".to_owned(), charset.map(ToOwned::to_owned)));
        assert_eq!(found(&mail("b", &[(head, b"<p>1</p>")])), expected, "{head}");
    }
    for head in ["Content-Type: text/plain", "Content-Type: text/css", "Content-ID: <x>", ""] {
        assert_eq!(found(&mail("b", &[(head, b"<p>1</p>")])), None, "{head}");
    }
}

#[test]
fn the_first_page_of_all_parts_is_taken() {
    let css = ("Content-Type: text/css", &b"p{}"[..]);
    let frames = [css, (HTML, b"<p>1</p>"), (HTML, b"<p>2</p>")];
    assert_eq!(text(&mail("b", &frames)), "<p>1</p>");
    // A mail with a plain text beside the page, and one that was sent on whole.
    let inner = b"--in\r\nContent-Type: text/plain\r\n\r\n1\r\n--in\r\nContent-Type: text/html\r\n\r\n<p>3</p>\r\n--in--";
    let head = "Content-Type: multipart/alternative; boundary=in";
    assert_eq!(text(&mail("b", &[(head, inner)])), "<p>3</p>");
    let sent = b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>4</p>";
    assert_eq!(text(&mail("b", &[("Content-Type: message/rfc822", sent)])), "<p>4</p>");
    // A page that is the whole mail.
    assert_eq!(
        text(b"Subject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>5</p>"),
        "<p>5</p>"
    );
    assert_eq!(
        text(b"\r\n\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>6</p>"),
        "<p>6</p>"
    );
}

#[test]
fn only_a_boundary_parts() {
    let body = b"<p>1</p>\r\nx --b y\r\n--bc\r\n--b c\r\n<p>2</p>";
    assert_eq!(text(&mail("b", &[(HTML, body)])), String::from_utf8_lossy(body));
    // An inner boundary that begins like the outer one.
    let inner = b"--bb\r\nContent-Type: text/plain\r\n\r\n1\r\n--bb\r\nContent-Type: text/html\r\n\r\n<p>3</p>\r\n--bb--";
    let head = "Content-Type: multipart/alternative; boundary=\"bb\"";
    assert_eq!(text(&mail("b", &[(head, inner)])), "<p>3</p>");
    // Blanks behind a boundary are none of it.
    let spaced = String::from_utf8(mail("b", &[(HTML, b"<p>1</p>")]))
        .unwrap()
        .replace("--b\r\n", "--b \t\r\n");
    assert_eq!(text(spaced.as_bytes()), "<p>1</p>");
    assert_eq!(text(&mail("a;b=c", &[(HTML, b"<p>1</p>")])), "<p>1</p>");
}

#[test]
fn parts_nest_so_deep_and_no_deeper() {
    let nested = |depth: usize| {
        let mut body = b"Content-Type: text/html\r\n\r\n<p>1</p>".to_vec();
        for level in 0..depth {
            let head =
                format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n");
            body = [head.into_bytes(), body, format!("\r\n--b{level}--").into_bytes()].concat();
        }
        text(&body)
    };
    assert_eq!((nested(0), nested(5)), ("<p>1</p>".to_owned(), "<p>1</p>".to_owned()));
    assert_eq!((nested(6), nested(200)), (String::new(), String::new()));
    let sent = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    assert_eq!(text(sent.as_bytes()), "");
}

#[test]
fn a_mail_that_broke_off_is_read_as_far_as_it_goes() {
    let head = "Content-Type: text/html|Content-Transfer-Encoding: quoted-printable";
    let whole = mail("b", &[(head, "<p>=E4=BA=91=E6=BA=AA</p>".as_bytes())]);
    let at = whole.windows(3).position(|w| w == b"=AA").unwrap();
    for (end, read) in [
        (at, "<p>云\u{FFFD}"),
        (at + 1, "<p>云\u{FFFD}"),
        (at + 2, "<p>云\u{FFFD}"),
        (at + 3, "<p>云溪"),
    ] {
        assert_eq!(text(&whole[..end]), read, "{end}");
    }
    let base64 =
        mail("b", &[("Content-Type: text/html|Content-Transfer-Encoding: BASE64", b"5LqR5rqq")]);
    let at = base64.windows(4).position(|w| w == b"5rqq").unwrap();
    for (end, read) in [(at, "云"), (at + 1, "云"), (at + 4, "云溪")] {
        assert_eq!(text(&base64[..end]), read, "{end}");
    }
}

#[test]
fn slips_of_an_encoding_cost_nothing_else() {
    for (body, read) in [
        ("<p class=x id=zz>=E4=BA=91</p>", "<p class=x id=zz>云</p>"),
        ("<p>云溪=E5=B8=82</p>", "<p>云溪市</p>"),
        ("ab=\r\ncd=\nef", "abcdef"),
        ("ab= \t\r\ncd", "abcd"),
        ("a= b", "a= b"),
        ("a=3d=3D=3d", "a==="),
        ("a==\r\nb", "a=b"),
        ("a=", "a"),
        ("a=  ", "a"),
        ("a=Z", "a=Z"),
        ("", ""),
    ] {
        assert_eq!(String::from_utf8_lossy(&quoted_printable(body.as_bytes())), read, "{body:?}");
    }
    for (body, read) in [
        ("5LqR\r\n5rqq", "云溪"),
        ("5LqR 5rqq!\r\n", "云溪"),
        ("5LqR5rqq==", "云溪"),
        ("YQ==", "a"),
        ("YWI=", "ab"),
        ("YQ", "a"),
        ("=", ""),
        ("", ""),
    ] {
        assert_eq!(String::from_utf8_lossy(&base64(body.as_bytes())), read, "{body:?}");
    }
}

#[test]
fn a_mail_without_a_page_is_damaged() {
    let css = mail("b", &[("Content-Type: text/css", b"p{}")]);
    for bytes in [
        css.as_slice(),
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n",
    ] {
        let out = extracted("a.mht", bytes);
        let reason = Reason::Damaged(Damage::WebArchive);
        assert_eq!(out, [Extracted::rejected("a.mht", reason)]);
    }
}

/// Quoted printable as a program writes it: lines of a width, everything but letters escaped.
fn quoted(bytes: &[u8], width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for byte in bytes {
        if column + 3 > width {
            out.push_str("=\r\n");
            column = 0;
        }
        match byte {
            b'a'..=b'z' | b'<' | b'>' => out.push(char::from(*byte)),
            _ => out.push_str(&format!("={byte:02X}")),
        }
        column += 3;
    }
    out
}

/// Base64 by three bytes at a time, as its definition says.
fn based(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for piece in bytes.chunks(3) {
        let all =
            piece.iter().chain(&[0, 0]).take(3).fold(0_usize, |all, b| all << 8 | usize::from(*b));
        for at in 0..4 {
            let letter = LETTERS[all >> (18 - 6 * at) & 63];
            out.push(if at > piece.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

proptest! {
    #[test]
    fn any_page_comes_back_whatever_its_encoding(
        page in "<p>[一-龥a-z =\r\n.-]{0,300}</p>",
        width in 4_usize..90,
    ) {
        let encodings = [
            ("quoted-printable", quoted(page.as_bytes(), width)),
            ("base64", based(page.as_bytes())),
        ];
        for (encoding, body) in encodings {
            let head = format!("{HTML}|Content-Transfer-Encoding: {encoding}");
            let mail = mail("----=_NextPart", &[(head.as_str(), body.as_bytes())]);
            prop_assert_eq!(text(&mail), page.trim(), "{}", encoding);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mail = mail("b", &[(HTML, &bytes)]);
        let _ = page(&mail, 0);
        let _ = page(&bytes, 0);
        let _ = quoted_printable(&bytes);
        prop_assert!(base64(&bytes).len() <= bytes.len());
    }
}
