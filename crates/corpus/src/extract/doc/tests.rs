use std::io::{Cursor, Write};

use cfb::CompoundFile;

use super::*;
use crate::extract::{Limits, extract};

/// A document with the given stories (text, footnotes) in one piece and no properties.
fn document(text: &str, notes: &str) -> Vec<u8> {
    let mut main = vec![0; 0x400];
    let put = |main: &mut Vec<u8>, at: usize, value: u32| {
        main[at..at + 4].copy_from_slice(&value.to_le_bytes());
    };
    let (text, notes): (Vec<u16>, Vec<u16>) =
        (text.encode_utf16().collect(), notes.encode_utf16().collect());
    let count = u32::try_from(text.len() + notes.len()).unwrap();
    put(&mut main, 0, 0x00C1_A5EC);
    put(&mut main, 0x4C, u32::try_from(text.len()).unwrap());
    put(&mut main, 0x50, u32::try_from(notes.len()).unwrap());
    put(&mut main, 0x1A2, 0);
    let mut clx = vec![2];
    clx.extend(16_u32.to_le_bytes());
    clx.extend(0_u32.to_le_bytes());
    clx.extend(count.to_le_bytes());
    clx.extend([0, 0]);
    clx.extend(0x400_u32.to_le_bytes());
    clx.extend([0, 0]);
    put(&mut main, 0x1A6, u32::try_from(clx.len()).unwrap());
    main.extend(text.iter().chain(&notes).flat_map(|unit| unit.to_le_bytes()));
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("WordDocument").unwrap().write_all(&main).unwrap();
    file.create_stream("0Table").unwrap().write_all(&clx).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn run(bytes: &[u8]) -> Extracted {
    let mut out = Vec::new();
    extract(&Input::file("a.docx", bytes), &Budget::new(&Limits::default(), None, 0), &mut |e| {
        out.push(e)
    });
    out.remove(0)
}

#[test]
fn text_fields_and_notes_are_read() {
    let text =
        "云溪市报告\r坚持\u{13} PAGE \u{14}7\u{15}稳中\u{2}求进\u{B}第二行\r产值\u{7}6%\u{7}";
    let Extracted::Draft(draft) = run(&document(text, "\u{2} 释义\r")) else { panic!() };
    let got: Vec<_> = draft.paragraphs.iter().map(|p| (p.text.as_str(), p.style)).collect();
    assert_eq!(
        got,
        [
            ("云溪市报告", ParagraphStyle::Body),
            ("坚持稳中求进", ParagraphStyle::Body),
            ("第二行", ParagraphStyle::Body),
            ("产值\t6%", ParagraphStyle::Row),
            ("释义", ParagraphStyle::Note),
        ]
    );
}

#[test]
fn what_is_no_document_is_rejected_with_a_reason() {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("Catalog").unwrap().write_all(b"x").unwrap();
    file.flush().unwrap();
    let bytes = file.into_inner().into_inner();
    assert!(
        matches!(run(&bytes), Extracted::Rejected { reason, .. } if reason.to_string().contains("OLE"))
    );
    let broken = &document("正文", "")[..600];
    assert!(matches!(run(broken), Extracted::Rejected { .. }));
}
