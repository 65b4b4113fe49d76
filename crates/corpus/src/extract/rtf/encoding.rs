//! In which encoding the bytes of a font are.

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};

/// That of a code page.
pub(super) fn code_page(number: i32) -> &'static Encoding {
    match number {
        950 => BIG5,
        932 => SHIFT_JIS,
        949 => EUC_KR,
        65001 => encoding_rs::UTF_8,
        // Files from Chinese systems call themselves 1252 as often as 936.
        _ => GB18030,
    }
}

/// That of a font's character set; `page` where it tells none.
pub(super) fn charset_encoding(charset: i32, page: &'static Encoding) -> &'static Encoding {
    match charset {
        134 => GB18030,
        136 => BIG5,
        128 => SHIFT_JIS,
        129 => EUC_KR,
        0 => WINDOWS_1252,
        _ => page,
    }
}
