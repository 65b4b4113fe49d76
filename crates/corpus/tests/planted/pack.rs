//! Texts and tables as files of a format, as plainly as the format allows.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

type Packed = Result<Vec<u8>, Box<dyn Error>>;

/// The formats of texts.
pub const TEXTS: [&str; 12] = [
    "txt",
    "gbk.txt",
    "utf16.txt",
    "md",
    "html",
    "mht",
    "docx",
    "odt",
    "rtf",
    "rtf.doc",
    "html.doc",
    "pdf",
];

/// A text as a file of the format.
pub fn text(format: &str, text: &str) -> Packed {
    Ok(match format {
        "gbk.txt" => encoding_rs::GB18030.encode(text).0.into_owned(),
        "utf16.txt" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "html" | "html.doc" => html(text).into_bytes(),
        "mht" => mail(&html(text)).into_bytes(),
        "docx" => docx(text)?,
        "odt" => odt(text)?,
        "rtf" | "rtf.doc" => rtf(text).into_bytes(),
        "pdf" => pdf(text),
        _ => text.as_bytes().to_vec(),
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub fn zipped(parts: &[(&str, Vec<u8>)]) -> Packed {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        zip.start_file(*name, SimpleFileOptions::default())?;
        zip.write_all(part)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn html(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("<p>{}</p>", escaped(line))).collect();
    format!(
        "<html><head><meta charset=\"utf-8\"><title>政务公开</title></head><body>\
         <div class=\"nav\"><a href=\"/\">首页</a> <a href=\"/zwgk\">政务公开</a></div>\
         <div class=\"article\">{}</div><div class=\"foot\">主办：办公室</div></body></html>",
        lines.concat()
    )
}

/// A page as browsers save it: a mail whose first part is the page, in quoted printable.
fn mail(page: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for byte in page.bytes() {
        let piece = match byte {
            b'!'..=b'<' | b'>'..=b'~' => char::from(byte).to_string(),
            _ => format!("={byte:02X}"),
        };
        if width + piece.len() > 75 {
            lines.push_str("=\r\n");
            width = 0;
        }
        width += piece.len();
        lines.push_str(&piece);
    }
    format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://zw.example/1.html\r\n\
         Subject: =?utf-8?Q?=E6=94=BF=E5=8A=A1=E5=85=AC=E5=BC=80?=\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\
         \tboundary=\"----MultipartBoundary--x----\"\r\n\r\n\r\n\
         ------MultipartBoundary--x----\r\nContent-Type: text/html\r\n\
         Content-ID: <frame@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\n\
         Content-Location: http://zw.example/1.html\r\n\r\n{lines}\r\n\
         ------MultipartBoundary--x----\r\nContent-Type: text/css\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\
         Content-Location: http://zw.example/1.css\r\n\r\np {{ margin: 0; }}\r\n\
         ------MultipartBoundary--x------\r\n"
    )
}

fn docx(text: &str) -> Packed {
    const TYPES: &str = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    const RELATIONS: &str = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let paragraphs: Vec<String> = text
        .lines()
        .map(|line| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escaped(line)))
        .collect();
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{}</w:body></w:document>",
        paragraphs.concat()
    );
    zipped(&[
        ("[Content_Types].xml", TYPES.into()),
        ("_rels/.rels", RELATIONS.into()),
        ("word/document.xml", document.into_bytes()),
    ])
}

fn odt(text: &str) -> Packed {
    let paragraphs: Vec<String> =
        text.lines().map(|line| format!("<text:p>{}</text:p>", escaped(line))).collect();
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:text>{}</office:text></office:body></office:document-content>",
        paragraphs.concat()
    );
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text".to_vec()),
        ("content.xml", content.into_bytes()),
    ])
}

fn rtf(text: &str) -> String {
    let mut out = String::from("{\\rtf1\\ansi\\ansicpg936\\uc1\\deff0{\\fonttbl{\\f0 SimSun;}}\n");
    for line in text.lines() {
        for c in line.encode_utf16() {
            match char::from_u32(u32::from(c)).filter(char::is_ascii) {
                Some(c) if matches!(c, '{' | '}' | '\\') => write!(out, "\\{c}").unwrap_or(()),
                Some(c) => out.push(c),
                None => write!(out, "\\u{}?", c as i16).unwrap_or(()),
            }
        }
        out.push_str("\\par\n");
    }
    out + "}"
}

/// Pages of lines of equal length, in a font that names its characters by a table.
fn pdf(text: &str) -> Vec<u8> {
    const LINE: usize = 34;
    const LINES: usize = 38;
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let indented: Vec<char> = "　　".chars().chain(paragraph.chars()).collect();
        lines.extend(indented.chunks(LINE).map(|chunk| chunk.iter().collect()));
    }
    let pages: Vec<String> = lines.chunks(LINES).map(page).collect();
    let map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end";
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 7 + 2 * at)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" ")),
        "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 5 0 R/DW 1000>>".to_owned(),
        "<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>".to_owned(),
        format!("<</Length {}>>stream\n{map}\nendstream", map.len()),
    ];
    for (at, content) in pages.iter().enumerate() {
        objects.push(format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R>>", 8 + 2 * at));
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
    }
    numbered(&objects)
}

fn page(lines: &[String]) -> String {
    let mut content = String::from("BT /F1 14 Tf 60 770 Td 18.5 TL\n");
    for line in lines {
        let codes: String = line.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        content.push_str(&format!("<{codes}> Tj T*\n"));
    }
    content + "ET"
}

/// The objects as a file with its table.
fn numbered(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| out.push_str(&format!("{place:010} 00000 n \n")));
    let size = objects.len() + 1;
    out.push_str(&format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n"));
    out.into_bytes()
}

/// Rows as text with a delimiter.
pub fn csv(rows: &[Vec<String>], delimiter: u8) -> Packed {
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    Ok(writer.into_inner()?)
}

/// A sheet of a workbook: its name, its rows, and merged ranges as `A2:A4`.
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Vec<String>>,
    pub merged: Vec<String>,
}

/// The name of a cell.
pub fn at(row: usize, column: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or(0));
    format!("{letter}{}", row + 1)
}

pub fn xlsx(sheets: &[Sheet]) -> Packed {
    const NS: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let (mut list, mut relations) = (String::new(), String::new());
    for (at, sheet) in sheets.iter().enumerate() {
        let number = at + 1;
        list.push_str(&format!(
            "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"r{number}\"/>",
            escaped(&sheet.name)
        ));
        relations.push_str(&format!("<Relationship Id=\"r{number}\" Type=\"{REL}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"));
        parts.push((format!("xl/worksheets/sheet{number}.xml"), worksheet(NS, sheet).into_bytes()));
    }
    let package = "http://schemas.openxmlformats.org/package/2006";
    parts.push(("[Content_Types].xml".into(), b"<Types/>".to_vec()));
    parts.push(("_rels/.rels".into(), format!("<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r0\" Target=\"xl/workbook.xml\" Type=\"{REL}/officeDocument\"/></Relationships>").into_bytes()));
    parts.push((
        "xl/workbook.xml".into(),
        format!("<workbook xmlns=\"{NS}\" xmlns:r=\"{REL}\"><sheets>{list}</sheets></workbook>")
            .into_bytes(),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".into(),
        format!("<Relationships xmlns=\"{package}/relationships\">{relations}</Relationships>")
            .into_bytes(),
    ));
    let parts: Vec<(&str, Vec<u8>)> = parts.iter().map(|(n, b)| (n.as_str(), b.clone())).collect();
    zipped(&parts)
}

fn worksheet(namespace: &str, sheet: &Sheet) -> String {
    let mut data = String::new();
    for (row, cells) in sheet.rows.iter().enumerate() {
        data.push_str(&format!("<row r=\"{}\">", row + 1));
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let place = at(row, column);
            let number = cell.parse::<f64>().is_ok();
            data.push_str(&if number {
                format!("<c r=\"{place}\"><v>{cell}</v></c>")
            } else {
                format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(cell))
            });
        }
        data.push_str("</row>");
    }
    let merged: Vec<String> =
        sheet.merged.iter().map(|range| format!("<mergeCell ref=\"{range}\"/>")).collect();
    let merged = match merged.is_empty() {
        true => String::new(),
        false => format!("<mergeCells count=\"{}\">{}</mergeCells>", merged.len(), merged.concat()),
    };
    format!("<worksheet xmlns=\"{namespace}\"><sheetData>{data}</sheetData>{merged}</worksheet>")
}
