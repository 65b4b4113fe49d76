//! Files made by hand to eat time or memory: each stands for a kind.

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

/// A file that wants to harm.
pub struct Hostile {
    /// What it tries.
    pub what: String,
    /// The name by which it is read.
    pub name: String,
    pub bytes: Vec<u8>,
}

fn file(what: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Hostile {
    Hostile { what: what.to_owned(), name: name.to_owned(), bytes: bytes.into() }
}

/// How many times smaller files are than those that harm in earnest.
#[derive(Debug, Clone, Copy)]
pub struct Scale(pub usize);

impl Scale {
    /// So many, made smaller.
    pub fn of(self, many: usize) -> usize {
        many.div_ceil(self.0)
    }

    /// So many megabytes, made smaller.
    fn mb(self, many: usize) -> usize {
        self.of(many << 20)
    }
}

/// All of them, one after the other.
pub fn all(scale: Scale) -> impl Iterator<Item = Hostile> {
    let kinds: [fn(Scale) -> Vec<Hostile>; 6] = [trees, pages, tables, texts, pdfs, archives];
    kinds.into_iter().flat_map(move |kind| kind(scale))
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // Writing to memory does not fail.
        let _ = zip.start_file(*name, SimpleFileOptions::default());
        let _ = zip.write_all(bytes);
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let _ = gz.write_all(bytes);
    gz.finish().unwrap_or_default()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let _ = zlib.write_all(bytes);
    zlib.finish().unwrap_or_default()
}

/// Many small elements where a tree is made.
fn trees(scale: Scale) -> Vec<Hostile> {
    let many = "<a/>".repeat(scale.mb(15));
    let document = format!("<w:document><w:body>{many}</w:body></w:document>");
    let part = format!("<x>{many}</x>");
    let named = format!("<x>{}</x>", "<a b='' c='' d=''/>".repeat(scale.mb(3)));
    let deep = "<w:p>".repeat(scale.mb(4));
    let body: &[u8] = document.as_bytes();
    let other: &[u8] = part.as_bytes();
    let odt: &[(&str, &[u8])] =
        &[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", other)];
    let flat = format!(
        "<?xml version='1.0'?><office:document><office:body><office:text>{}",
        "<a/>".repeat(scale.mb(12))
    );
    vec![
        file("docx, empty elements", "a.docx", zipped(&[("word/document.xml", body)])),
        file(
            "docx, empty elements in every part",
            "a.docx",
            zipped(&[
                ("word/document.xml", b"<w:document><w:body/></w:document>"),
                ("word/styles.xml", other),
                ("word/numbering.xml", other),
                ("word/footnotes.xml", other),
            ]),
        ),
        file("docx, attributes", "a.docx", zipped(&[("word/document.xml", named.as_bytes())])),
        file("docx, deep", "a.docx", zipped(&[("word/document.xml", deep.as_bytes())])),
        file("odt, empty elements", "a.odt", zipped(odt)),
        file("flat odt, empty elements", "a.fodt", flat),
        file("unknown XML, empty elements", "a.xml", format!("<?xml version='1.0'?><x>{many}")),
        file(
            "Word 2003 XML, empty elements",
            "a.xml",
            format!("<?xml version='1.0'?><?mso-application progid='Word.Document'?><x>{many}"),
        ),
        file("xml.gz, empty elements", "a.xml.gz", gzipped(format!("<?xml?><x>{many}").as_bytes())),
        file("rtf, open groups", "a.rtf", format!("{{\\rtf1{}", "{".repeat(scale.mb(24)))),
        file("rtf, cells", "a.rtf", format!("{{\\rtf1{}", "\\cell".repeat(scale.mb(12)))),
        file("rtf, paragraphs", "a.rtf", format!("{{\\rtf1{}", "x\\par".repeat(scale.mb(12)))),
    ]
}

/// Pages, alone and in cells.
fn pages(scale: Scale) -> Vec<Hostile> {
    let bold: String = (0..scale.of(3900)).map(|at| format!("<b id={at}>")).collect();
    let reopened = format!("<html><body><p>{bold}</p>{}", "<p>x".repeat(scale.of(20_000)));
    let deep = format!("<p>政府工作报告</p>{}", "<div>".repeat(scale.of(200_000)));
    let links: String = (0..scale.of(300_000)).map(|_| "<a><table><b>").collect();
    let cell = |text: &str| format!("{}\n", serde_json::json!({"id": "a", "text": text}));
    let quoted = |text: &str| format!("id,text\na,\"{}\"\n", text.replace('"', "\"\""));
    let many = "<p>".repeat(scale.mb(5));
    let attributes: String = (0..scale.of(1_500_000)).map(|at| format!(" a{at}")).collect();
    vec![
        file("html, open formats", "a.html", reopened.as_str()),
        file("html, deep", "a.html", format!("<html>{deep}")),
        file("html, elements", "a.html", format!("<html>{many}")),
        file("html, attributes of one element", "a.html", format!("<html><p{attributes}>")),
        file("html, tables in links", "a.html", format!("<html>{links}")),
        file("jsonl, a deep page in a cell", "a.jsonl", cell(&deep)),
        file("jsonl, open formats in a cell", "a.jsonl", cell(&reopened)),
        file("csv, a deep page in a cell", "a.csv", quoted(&deep)),
        file("csv, open formats in a cell", "a.csv", quoted(&reopened)),
        file("csv, elements in a cell", "a.csv", quoted(&format!("<p>{many}"))),
        file("zip, open formats in a member", "a.zip", zipped(&[("a.html", reopened.as_bytes())])),
        file(
            "mht, open formats",
            "a.mht",
            format!("MIME-Version: 1.0\nContent-Type: text/html\n\n{reopened}"),
        ),
    ]
}

fn xlsx(rows: &str, strings: &str) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let root = format!(
        "<Relationships><Relationship Id='r0' Target='xl/workbook.xml' Type='{office}/officeDocument'/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns:r='{office}'><sheets><sheet name='a' sheetId='1' r:id='r1'/></sheets></workbook>"
    );
    let parts = format!(
        "<Relationships><Relationship Id='r1' Type='{office}/worksheet' Target='worksheets/sheet1.xml'/>\
         <Relationship Id='r2' Type='{office}/sharedStrings' Target='sharedStrings.xml'/></Relationships>"
    );
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    zipped(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", parts.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", format!("<sst>{strings}</sst>").as_bytes()),
    ])
}

fn cell(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn tables(scale: Scale) -> Vec<Hostile> {
    let head = format!("<row r=\"1\">{}{}</row>", cell("A1", "id"), cell("B1", "text"));
    let far: String = (2..scale.of(199_000))
        .map(|row| format!("<row r=\"{row}\">{}</row>", cell(&format!("ALL{row}"), "字")))
        .collect();
    let shared: String = (2..scale.of(150_000))
        .map(|row| format!("<row r=\"{row}\"><c r=\"B{row}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    let string = format!("<si><t>{}</t></si>", "年".repeat(scale.of(100_000)));
    let paragraphs: String =
        (0..scale.of(600_000)).map(|at| format!("市{at},2020,{at},新建公园一座。\n")).collect();
    let ods = "<office:document-content><office:body><office:spreadsheet><table:table>\
        <table:table-row table:number-rows-repeated='1000000'><table:table-cell \
        table:number-columns-repeated='16000' office:value-type='string'><text:p>字</text:p>\
        </table:table-cell></table:table-row></table:table>";
    let sheet: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    vec![
        file("xlsx, a far cell in every row", "a.xlsx", xlsx(&format!("{head}{far}"), "")),
        file("xlsx, shared strings", "a.xlsx", xlsx(&head, &"<si/>".repeat(scale.mb(50)))),
        file("xlsx, one string in every row", "a.xlsx", xlsx(&format!("{head}{shared}"), &string)),
        file(
            "ods, repeated cells",
            "a.ods",
            zipped(&[
                ("mimetype", sheet),
                ("content.xml", ods.as_bytes()),
                ("META-INF/manifest.xml", b"<x/>"),
            ]),
        ),
        file("csv, commas", "a.csv", format!("id,text\n{}\n", ",".repeat(scale.mb(63)))),
        file(
            "csv, wide rows",
            "a.csv",
            format!("id,text\n{}", format!("{}\n", ",".repeat(999)).repeat(scale.of(60_000))),
        ),
        file("csv, empty rows", "a.csv", format!("id,text\n{}", "x\n".repeat(scale.mb(31)))),
        file("csv, a paragraph per row", "a.csv", format!("市,年,段序,段落\n{paragraphs}")),
        file(
            "csv, an open quotation mark",
            "a.csv",
            format!("id,text\n\"{}", "x,\n".repeat(scale.mb(20))),
        ),
        file("json, a list of numbers", "a.json", format!("[{}0]", "0,".repeat(scale.mb(31)))),
        file("json, a list of objects", "a.json", format!("[{}{{}}]", "{},".repeat(scale.mb(20)))),
        file(
            "json, one object of many",
            "a.json",
            format!("{{{}\"x\":0}}", "\"k\":{},".repeat(scale.mb(9))),
        ),
        file(
            "jsonl, one line of numbers",
            "a.jsonl",
            format!("{{\"id\":1}}\n{{\"a\":[{}0]}}\n", "0,".repeat(scale.mb(31))),
        ),
        file("jsonl, many lines", "a.jsonl", "{\"id\":1}\n".repeat(scale.mb(7))),
        file("jsonl, deep", "a.jsonl", "[".repeat(scale.mb(60))),
    ]
}

fn texts(scale: Scale) -> Vec<Hostile> {
    let line = |text: &str, size: usize| text.repeat(size / text.len());
    vec![
        file("md, opening brackets", "a.md", line("[", scale.mb(15))),
        file("md, pictures", "a.md", line("![", scale.mb(15))),
        file("md, breaks", "a.md", line("<br", scale.mb(15))),
        file("md, marks", "a.md", line("*_`\\", scale.mb(15))),
        file("md, bars", "a.md", line("|", scale.mb(15))),
        file("md, line ends", "a.md", line("\n", scale.mb(15))),
        file("md, front matter", "a.md", format!("---\n{}", line("年:1\n", scale.mb(15)))),
        file("txt, line ends", "a.txt", line("\n", scale.mb(15))),
        file("txt, one line", "a.txt", line("年", scale.mb(15))),
        file("txt, headings", "a.txt", line("一、年\n", scale.mb(15))),
        file("txt, numbers", "a.txt", line("（一）", scale.mb(15))),
        file("txt, dates", "a.txt", line("2020年1月1日", scale.mb(15))),
        file("txt, dates by line", "a.txt", line("——2020年1月1日在云溪市\n", scale.mb(15))),
        file("txt, places", "a.txt", line("北京市朝阳区", scale.mb(15))),
        file("txt, short lines", "a.txt", line("新建公园\n", scale.mb(15))),
        file(
            "txt, full lines",
            "a.txt",
            line("新建公园一座新建公园一座新建公园一座新建公园一座新建公园一座\n", scale.mb(15)),
        ),
        file("txt, pinyin", "a.txt", line("學(xué)", scale.mb(15))),
        file("txt, blanks", "a.txt", format!("2020年{}报告", line(" ", scale.mb(15)))),
        file("txt, pages", "a.txt", line("—1—\n", scale.mb(15))),
        file("txt, high bytes", "a.txt", vec![0xB0; scale.mb(15)]),
        file("txt, zero widths", "a.txt", line("\u{200B}年", scale.mb(15))),
    ]
}

fn pdf(objects: &[(&str, Option<&[u8]>)]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    for (at, (dictionary, stream)) in objects.iter().enumerate() {
        out.extend(format!("{} 0 obj\n", at + 1).bytes());
        match stream {
            Some(stream) => {
                out.extend(dictionary.replace("LENGTH", &stream.len().to_string()).bytes());
                out.extend(b"stream\n");
                out.extend(*stream);
                out.extend(b"\nendstream");
            }
            None => out.extend(dictionary.bytes()),
        }
        out.extend(b"\nendobj\n");
    }
    out.extend(b"trailer\n<</Root 1 0 R>>\n%%EOF");
    out
}

fn pdfs(scale: Scale) -> Vec<Hostile> {
    let catalog = ("<</Type/Catalog/Pages 2 0 R>>", None);
    let pages = ("<</Type/Pages/Kids[3 0 R]/Count 1>>", None);
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>";
    let font = ("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", None);
    let thrice = (0..3).fold(b"\n".repeat(scale.mb(900)), |bytes, _| deflated(&bytes));
    let chained = "<</Filter[/FlateDecode/FlateDecode/FlateDecode]/Length LENGTH>>";
    let show = b"BT /F 12 Tf 50 700 Td <0000000100000001> Tj ET";
    let map = format!(
        "begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange 100 beginbfrange {} endbfrange endcmap",
        "<00000000> <FFFFFFFF> <0041> ".repeat(100)
    );
    let composite = (
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding 6 0 R/ToUnicode 6 0 R/DescendantFonts[7 0 R]>>",
        None,
    );
    let descendant = (
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        None,
    );
    let again = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents[{}]/Resources<</Font<</F 5 0 R>>>>>>",
        "4 0 R ".repeat(scale.of(200_000))
    );
    let drawing = b"0 0 m 1 1 l S\n".repeat(scale.of(6_500));
    let form = b"/X Do /X Do /X Do /X Do";
    let own = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length LENGTH>>";
    let calling = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources<</XObject<</X 4 0 R>>>>>>";
    vec![
        file(
            "pdf, three deflates",
            "a.pdf",
            pdf(&[catalog, pages, (page, None), (chained, Some(&thrice)), font]),
        ),
        file(
            "pdf, a map of four billion codes",
            "a.pdf",
            pdf(&[
                catalog,
                pages,
                (page, None),
                ("<</Length LENGTH>>", Some(show)),
                composite,
                ("<</Type/CMap/CMapName/X/Length LENGTH>>", Some(map.as_bytes())),
                descendant,
            ]),
        ),
        file(
            "pdf, one stream 200,000 times",
            "a.pdf",
            pdf(&[catalog, pages, (&again, None), ("<</Length LENGTH>>", Some(&drawing)), font]),
        ),
        file(
            "pdf, a form that draws itself",
            "a.pdf",
            pdf(&[
                catalog,
                pages,
                (calling, None),
                (own, Some(form)),
                ("<</Length LENGTH>>", Some(form)),
            ]),
        ),
        file("pdf, brackets", "a.pdf", format!("%PDF-1.7\n1 0 obj\n{}", "[".repeat(scale.mb(30)))),
    ]
}

fn archives(scale: Scale) -> Vec<Hostile> {
    let zeros = vec![b'\n'; scale.mb(400)];
    let text = "新建公园一座。\n".repeat(scale.of(600_000));
    let member = |at: usize| (format!("{at}.txt"), text.as_bytes());
    let names: Vec<(String, &[u8])> = (0..120).map(member).collect();
    let members: Vec<(&str, &[u8])> =
        names.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let empty: Vec<(String, &[u8])> =
        (0..scale.of(300_000)).map(|at| (at.to_string(), &b""[..])).collect();
    let empty: Vec<(&str, &[u8])> =
        empty.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    vec![
        file("gz of a large text", "a.txt.gz", gzipped(&zeros)),
        file("zip of a large text", "a.zip", zipped(&[("a.txt", &zeros)])),
        file("zip of many texts", "a.zip", zipped(&members)),
        file("zip of many empty members", "a.zip", zipped(&empty)),
        file(
            "zip in a zip of a large table",
            "a.zip",
            zipped(&[("b.zip", &zipped(&[("a.csv", &zeros)]))]),
        ),
    ]
}
