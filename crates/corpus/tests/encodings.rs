//! Which encoding bytes are in, against a second opinion: the detector that browsers use. Where the
//! two differ the table says who is right.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8};
use suyan_corpus::decode::decode;

const REPORT: &str = "各位代表：现在，我代表云和县人民政府，向大会报告工作，请予审议，并请各位政协委员和列席人员提出意见。一、2021年工作回顾。过去一年，全县生产总值增长6.2%，一般公共预算收入增长5%，新增就业3000人。";
const TRADITIONAL: &str = "各位議員：現在我向立法會報告本年度施政工作，請予審議。一年來經濟穩步增長，民生持續改善，房屋供應增加，醫療服務提升，教育質素提高，環境保護取得進展，政府與市民共同努力。";
const FIGURES: &str = "指标,2020,2021\n生产总值(亿元),412.5,438.1\n财政收入(亿元),31.2,33.0\n新增就业(人),3000,3120\n";
const HTML: &str = "<html><head><title>政务公开</title><link rel=stylesheet href=/css/main.css><script src=/js/jquery.min.js></script></head><body><div class=\"content\"><p>全县各项事业稳步发展。</p></div><div class=\"footer\">Copyright &copy; 2021 All rights reserved</div></body></html>";

/// What the detector says, where it is something else, and who is right.
#[derive(Clone, Copy)]
enum Opinion {
    /// The same.
    Same,
    /// Something else, which is wrong: it is told that the site is Chinese and thinks of no
    /// traditional characters then.
    Wrong(&'static Encoding),
    /// The same, which is wrong: the bytes are valid in both encodings, and nobody could tell.
    BothWrong(&'static Encoding),
}

use Opinion::{BothWrong, Same, Wrong};

/// Texts in the encodings that have their characters.
fn cases() -> Vec<(String, &'static Encoding, Opinion)> {
    let page = HTML.replace("全县各项事业稳步发展", "全縣各項事業穩步發展");
    let simplified = [
        REPORT.to_owned(),
        REPORT.repeat(40),
        "云和县2021年政府工作报告".to_owned(),
        "报告".to_owned(),
        "政府".to_owned(),
        "各位代表：".to_owned(),
        "云和县".to_owned(),
        FIGURES.to_owned(),
        HTML.to_owned(),
        format!("{}增长", "1,2,3,4,5,6\n".repeat(200)),
        // Rows of tables that have hardly a character that is frequent elsewhere.
        "钢材 5547 万吨 7．6".to_owned(),
        "| 钢材 | 111万吨 | 304,5万吨 | 275 |".to_owned(),
        "木材 5".to_owned(),
        "郯城县、盱眙县、鄠邑区、婺源县、儋州市、亳州市、濮阳市、歙县、黟县、蠡县".to_owned(),
        "①加快发展。②改善民生。③引进€项目。".to_owned(),
        "２０２１年，ＧＤＰ增长６％；（一）工业。".to_owned(),
        "㐀㑇䶮𠀀𠮷野家，各位代表：过去一年，全县各项事业稳步发展。".to_owned(),
        "拉萨市ལྷ་ས་，乌鲁木齐市ئۈرۈمچى，呼和浩特市ᠬᠥᠬᠡᠬᠣᠲᠠ，全区各项事业稳步发展。".to_owned(),
    ];
    let traditional = [
        TRADITIONAL.to_owned(),
        TRADITIONAL.repeat(40),
        "香港特別行政區施政報告".to_owned(),
        "報告".to_owned(),
        page.replace("政务公开", "政務公開"),
        "指標,2020,2021\n生產總值(億元),412.5,438.1\n財政收入(億元),31.2,33.0\n".to_owned(),
    ];
    let mut cases = vec![("原木".to_owned(), GB18030, BothWrong(UTF_8))];
    for text in simplified {
        cases.extend([GB18030, UTF_8].map(|encoding| (text.clone(), encoding, Same)));
    }
    for text in traditional {
        cases.extend([GB18030, UTF_8].map(|encoding| (text.clone(), encoding, Same)));
        cases.push((text, BIG5, Wrong(GBK)));
    }
    cases
}

fn second_opinion(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"cn"), Utf8Detection::Allow)
}

/// The smaller of two encodings of which one holds the other is as right.
fn is_same(said: &'static Encoding, encoding: &'static Encoding) -> bool {
    said == encoding || said == GBK && encoding == GB18030
}

#[test]
fn an_encoding_is_told_as_browsers_tell_it_or_better() {
    for (text, encoding, opinion) in cases() {
        let (bytes, _, unmappable) = encoding.encode(&text);
        let name = encoding.name();
        assert!(!unmappable, "{name} cannot hold {text}");
        let ours = decode(&bytes, None);
        let theirs = second_opinion(&bytes);
        let told = (ours.text == text, ours.encoding == name);
        match opinion {
            Same => {
                assert_eq!(told, (true, true), "{name} as {}: {text}", ours.encoding);
                assert!(is_same(theirs, encoding), "{name} as {}: {text}", theirs.name());
            }
            Wrong(other) => {
                assert_eq!(told, (true, true), "{name} as {}: {text}", ours.encoding);
                assert_eq!(theirs.name(), other.name(), "{name}: {text}");
            }
            BothWrong(other) => {
                assert_eq!((ours.encoding, theirs.name()), (other.name(), other.name()), "{text}");
            }
        }
    }
}

#[test]
fn every_cut_of_a_text_is_told() {
    // Whatever a text begins with, from a word on.
    let characters: Vec<char> = REPORT.chars().collect();
    for from in 0..characters.len() - 8 {
        for length in [4, 8] {
            let text: String = characters[from..from + length].iter().collect();
            for encoding in [GB18030, UTF_8] {
                let bytes = encoding.encode(&text).0;
                let ours = decode(&bytes, None);
                assert_eq!(ours.text, text, "{} as {}", encoding.name(), ours.encoding);
            }
        }
    }
}

#[test]
fn what_a_page_declares_decides_only_where_the_bytes_do_not() {
    for declared in ["big5", "euc-kr", "utf-8", "utf-16le", "windows-1252", "no-such", ""] {
        let bytes = GB18030.encode(REPORT).0;
        assert_eq!(decode(&bytes, Some(declared)).text, REPORT, "{declared}");
        assert_eq!(decode(REPORT.as_bytes(), Some(declared)).text, REPORT, "{declared}");
    }
}
