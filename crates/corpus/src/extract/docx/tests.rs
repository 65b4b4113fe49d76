use std::io::Write;

use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;
use crate::extract::{Limits, extract};

fn docx(parts: &[(&str, &str)]) -> Draft {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let mut out = Vec::new();
    extract(&Input::file("a.doc", &bytes), &Budget::new(&Limits::default(), None, 0), &mut |e| {
        out.push(e)
    });
    let Some(Extracted::Draft(draft)) = out.pop() else { panic!("{out:?}") };
    *draft
}

fn texts(body: &str) -> Vec<String> {
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let draft = docx(&[("word/document.xml", &document), ("word/numbering.xml", NUMBERING)]);
    draft.paragraphs.into_iter().map(|p| p.text).collect()
}

const NUMBERING: &str = "<w:numbering><w:abstractNum w:abstractNumId='0'>\
    <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/>\
    <w:lvlText w:val='%1、'/></w:lvl><w:lvl w:ilvl='1'><w:start w:val='1'/>\
    <w:numFmt w:val='chineseCounting'/><w:lvlText w:val='（%2）'/></w:lvl></w:abstractNum>\
    <w:num w:numId='3'><w:abstractNumId w:val='0'/></w:num></w:numbering>";

fn numbered(level: u8, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='3'/></w:numPr></w:pPr>\
         <w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

#[test]
fn automatic_numbers_are_written_out() {
    let body: String = [(0, "回顾"), (1, "甲"), (1, "乙"), (0, "任务"), (1, "丙")]
        .map(|(l, t)| numbered(l, t))
        .concat();
    assert_eq!(texts(&body), ["一、回顾", "（一）甲", "（二）乙", "二、任务", "（一）丙"]);
}

#[test]
fn only_what_is_printed_is_text() {
    let body = "<w:p><w:r><w:t>坚持</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>稳中</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>\
        <w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\
        <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>7</w:t></w:r>\
        <w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:t>求进</w:t><w:br/><w:t>第二行</w:t></w:r>\
        </w:p><w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>\
        </w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>目录</w:t></w:r></w:p></w:sdtContent>\
        </w:sdt>";
    assert_eq!(texts(body), ["坚持稳中求进", "第二行"]);
}

#[test]
fn a_text_box_is_read_once() {
    let inner = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>";
    let body = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing>{inner}</w:drawing></mc:Choice>\
         <mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent></w:r>\
         <w:r><w:t>外</w:t></w:r></w:p>"
    );
    assert_eq!(texts(&body), ["外", "框"]);
}

#[test]
fn tables_are_rows_unless_they_hold_the_text() {
    let cell = |t: &str| format!("<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>");
    let data = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("生产总值"), cell("6%"));
    assert_eq!(texts(&data), ["生产总值\t6%"]);
    let one = format!(
        "<w:tbl><w:tr><w:tc>{}{}</w:tc></w:tr></w:tbl>",
        "<w:p><w:r><w:t>甲</w:t></w:r></w:p>", "<w:p><w:r><w:t>乙</w:t></w:r></w:p>"
    );
    assert_eq!(texts(&one), ["甲", "乙"]);
}

#[test]
fn notes_follow_the_text() {
    let draft = docx(&[
        (
            "word/document.xml",
            "<w:document><w:body><w:p><w:r><w:t>正文</w:t></w:r></w:p></w:body></w:document>",
        ),
        (
            "word/footnotes.xml",
            "<w:footnotes><w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>\
             <w:footnote w:id='1'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>一网通办：释义</w:t></w:r></w:p>\
             </w:footnote></w:footnotes>",
        ),
    ]);
    assert_eq!(draft.paragraphs[1].style, ParagraphStyle::Note);
    assert_eq!(draft.paragraphs[1].text, "一网通办：释义");
}
