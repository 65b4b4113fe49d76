//! No input makes the reader panic, and every input gets an outcome.

use proptest::prelude::*;
use suyan_corpus::{File, FileOutcome, Reader};

/// Pieces that reports are made of, to be shuffled, cut and damaged.
const PIECES: &[&str] = &[
    "政府工作报告\n",
    "——2023年1月4日在云溪区第一届人民代表大会第三次会议上\n",
    "各位代表：",
    "现在，我代表云溪区人民政府，向大会报告工作，请予审议。",
    "一、2022年工作回顾\n",
    "（一）经济稳中有进。全年生产总值增长5％。\n",
    "二、2023年工作安排",
    "第十四个五年规划 2021—2025年",
    "20XX年X亿元",
    "學(xué)習(xí)",
    "名词解释\n1.一网通办：指",
    "当前位置：首页 > 公开\n",
    "<!-- ",
    "-->",
    "<U+00A0>",
    "&nbsp;",
    "\\r\\n",
    "\u{3000}\u{3000}",
    "**",
    "##",
    "|",
    "---\n",
    "{\"text\":\"",
    "201214在云溪区第十五届人民代表大会",
    "二○○六年元月",
    "�",
    "𠀀",
    "1．",
    "(",
    "（一",
    "第九",
    "\u{0}",
];

fn checked(name: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    let outcomes = Reader::default().read(File { path: name, bytes });
    prop_assert!(!outcomes.is_empty());
    for outcome in &outcomes {
        if let FileOutcome::Report(report) = outcome {
            prop_assert!(!report.id.is_empty());
            prop_assert!(report.passages.iter().zip(1..).all(|(p, n)| p.ordinal == n));
            prop_assert!(report.passages.iter().all(|p| !p.text.trim().is_empty()));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_get_an_outcome(bytes in proptest::collection::vec(any::<u8>(), 0..600), name in "[a-z]{1,4}\\.(txt|md|jsonl|json|bin)") {
        checked(&name, &bytes)?;
    }

    #[test]
    fn any_mixture_of_pieces_gets_an_outcome(
        pieces in proptest::collection::vec(0..PIECES.len(), 0..60),
        cut in any::<prop::sample::Index>(),
        flip in any::<prop::sample::Index>(),
        name in "[a-z]{1,4}\\.(txt|md|jsonl)",
    ) {
        let text: String = pieces.iter().map(|&p| PIECES[p]).collect();
        checked(&name, text.as_bytes())?;
        let mut bytes = text.into_bytes();
        if !bytes.is_empty() {
            bytes.truncate(cut.index(bytes.len()) + 1);
            let at = flip.index(bytes.len());
            bytes[at] ^= 0x55;
            checked(&name, &bytes)?;
        }
    }

    #[test]
    fn any_text_is_taken_where_its_row_gives_an_id(text in "[一-龥a-z0-9，。 ]{1,200}") {
        let row = serde_json::json!({ "id": "r-1", "text": text }).to_string();
        let outcomes = Reader::default().read(File { path: "a.jsonl", bytes: row.as_bytes() });
        if !text.trim().is_empty() {
            prop_assert!(matches!(&outcomes[..], [FileOutcome::Report(r)] if r.id == "r-1"), "{:?}", outcomes);
        }
    }
}

#[test]
fn time_grows_with_the_text_and_not_faster() {
    // One line without any end, one character again and again, brackets that never close.
    for piece in ["（", "一、", "第", "全市", "2023年", "<!--", "&", "。", "a", "**"] {
        let text = piece.repeat(400_000 / piece.len());
        let start = std::time::Instant::now();
        let outcomes = Reader::default().read(File { path: "a.txt", bytes: text.as_bytes() });
        assert!(!outcomes.is_empty());
        assert!(start.elapsed().as_secs() < 20, "{piece} took {:?}", start.elapsed());
    }
}
