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

/// The paragraphs of a document with a style sheet.
fn styled(styles: &str, body: &str) -> Vec<(String, ParagraphStyle)> {
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let styles = format!("<w:styles>{styles}</w:styles>");
    let parts = [
        ("word/document.xml", document.as_str()),
        ("word/styles.xml", styles.as_str()),
        ("word/numbering.xml", NUMBERING),
    ];
    docx(&parts).paragraphs.into_iter().map(|p| (p.text, p.style)).collect()
}

fn paragraph(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn a_paragraph_is_what_its_style_comes_to() {
    let styles = "<w:style w:type='paragraph' w:default='1' w:styleId='n'><w:name w:val='Normal'/></w:style>\
        <w:style w:styleId='h2'><w:name w:val='heading 2'/></w:style>\
        <w:style w:styleId='own'><w:name w:val='一级'/><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>\
        <w:style w:styleId='below'><w:name w:val='二级'/><w:basedOn w:val='h2'/><w:rPr><w:b/></w:rPr></w:style>\
        <w:style w:styleId='body'><w:name w:val='正文样式'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>\
        <w:style w:styleId='bold'><w:name w:val='重'/><w:rPr><w:b/></w:rPr></w:style>\
        <w:style w:styleId='light'><w:name w:val='轻'/><w:basedOn w:val='bold'/><w:rPr><w:b w:val='0'/></w:rPr></w:style>\
        <w:style w:styleId='hide'><w:name w:val='藏'/><w:rPr><w:vanish/></w:rPr></w:style>\
        <w:style w:styleId='toc'><w:name w:val='toc 1'/></w:style>\
        <w:style w:styleId='listed'><w:name w:val='列'/><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr></w:style>\
        <w:style w:styleId='a'><w:name w:val='甲'/><w:basedOn w:val='b'/></w:style>\
        <w:style w:styleId='b'><w:name w:val='乙'/><w:basedOn w:val='a'/></w:style>";
    let cases: &[(&str, Option<(&str, ParagraphStyle)>)] = &[
        ("h2", Some(("文", ParagraphStyle::Heading(2)))),
        ("own", Some(("文", ParagraphStyle::Heading(1)))),
        ("below", Some(("文", ParagraphStyle::Heading(2)))),
        ("body", Some(("文", ParagraphStyle::Body))),
        ("bold", Some(("文", ParagraphStyle::Bold))),
        ("light", Some(("文", ParagraphStyle::Body))),
        ("hide", None),
        ("toc", None),
        ("listed", Some(("一、文", ParagraphStyle::Body))),
        // Styles in a circle, and one that is not there.
        ("a", Some(("文", ParagraphStyle::Body))),
        ("nowhere", Some(("文", ParagraphStyle::Body))),
    ];
    for (style, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|(t, s)| ((*t).to_owned(), *s)).collect();
        assert_eq!(styled(styles, &paragraph(style, "文")), expected, "{style}");
    }
}

#[test]
fn fields_show_their_results_but_for_numbers_of_pages_and_contents() {
    let field = |code: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> {code} </w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>{result}</w:t></w:r>\
             <w:r><w:fldChar w:fldCharType='end'/></w:r>"
        )
    };
    for (code, shown) in [
        ("DATE \\@ yyyy", "甲果乙"),
        ("HYPERLINK http://a.example", "甲果乙"),
        ("REF _Ref1", "甲果乙"),
        ("PAGEREF _Toc1", "甲果乙"),
        ("PAGE", "甲乙"),
        ("numpages", "甲乙"),
        ("SECTIONPAGES \\* Arabic", "甲乙"),
    ] {
        let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
        let body = format!("<w:p>{}{}{}</w:p>", run("甲"), field(code, "果"), run("乙"));
        assert_eq!(texts(&body), [shown], "{code}");
        let simple = format!(
            "<w:p>{}<w:fldSimple w:instr=' {code} '>{}</w:fldSimple>{}</w:p>",
            run("甲"),
            run("果"),
            run("乙")
        );
        assert_eq!(texts(&simple), [shown], "{code}");
    }
    // Contents go with all their lines; a field within a field shows where both do.
    let contents = format!(
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>一、回顾 1</w:t></w:r></w:p>\
         <w:p><w:r><w:t>二、任务 2</w:t></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>{}",
        "<w:p><w:r><w:t>正文</w:t></w:r></w:p>"
    );
    assert_eq!(texts(&contents), ["正文"]);
}

#[test]
fn a_run_holds_more_than_text() {
    for (run, expected) in [
        ("<w:t>甲</w:t><w:tab/><w:t>乙</w:t>", &["甲\t乙"][..]),
        ("<w:t>甲</w:t><w:br/><w:t>乙</w:t><w:cr/><w:t>丙</w:t>", &["甲", "乙", "丙"]),
        ("<w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t>", &["A-B"]),
        (
            "<w:ruby><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby>",
            &["汉"],
        ),
        ("<w:t xml:space='preserve'>  甲 </w:t>", &["  甲 "]),
        ("<w:t>&lt;5&amp;&gt;3&#x4E00;</w:t>", &["<5&>3一"]),
        ("<w:delText>删</w:delText>", &[]),
        ("<w:footnoteReference w:id='1'/>", &[]),
    ] {
        assert_eq!(texts(&format!("<w:p><w:r>{run}</w:r></w:p>")), expected, "{run}");
    }
    let switched = |value: &str| {
        format!("<w:p><w:r><w:rPr><w:vanish w:val='{value}'/></w:rPr><w:t>甲</w:t></w:r></w:p>")
    };
    for (value, shown) in
        [("0", true), ("false", true), ("off", true), ("1", false), ("true", false)]
    {
        assert_eq!(!texts(&switched(value)).is_empty(), shown, "{value}");
    }
}

#[test]
fn what_is_moved_or_deleted_is_read_where_it_stands_now() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let body = format!(
        "<w:p>{}<w:moveFrom>{}</w:moveFrom></w:p><w:moveTo><w:p>{}</w:p></w:moveTo>\
         <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>{}</w:p></w:tc><w:tc/></w:tr>\
         <w:tr><w:tc><w:p>{}</w:p></w:tc><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>",
        run("甲"),
        run("移"),
        run("移"),
        run("删"),
        run("产值"),
        run("6%")
    );
    assert_eq!(texts(&body), ["甲", "移", "产值\t6%"]);
}

#[test]
fn a_package_without_its_parts_is_read_or_named() {
    let body = "<w:document><w:body><w:p><w:r><w:t>正文</w:t></w:r></w:p></w:body></w:document>";
    for broken in ["", "<w:styles", "no xml at all"] {
        let parts = [
            ("word/document.xml", body),
            ("word/styles.xml", broken),
            ("word/numbering.xml", broken),
        ];
        assert_eq!(docx(&parts).paragraphs.len(), 1, "{broken}");
    }
    assert_eq!(docx(&[("word/document2.xml", body)]).paragraphs[0].text, "正文");
    let titled = |title: &str| {
        let core = format!("<cp:coreProperties><dc:title>{title}</dc:title></cp:coreProperties>");
        docx(&[("word/document.xml", body), ("docProps/core.xml", &core)]).page_title
    };
    assert_eq!(titled("云溪市政府工作报告").as_deref(), Some("云溪市政府工作报告"));
    assert_eq!(titled("Normal.dot"), None);
}
