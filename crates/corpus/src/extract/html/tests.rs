use super::*;
use crate::draft::ParagraphStyle;
use crate::extract::{Limits, extract};

fn drafts(name: &str, bytes: &[u8]) -> Vec<Draft> {
    let mut out = Vec::new();
    extract(
        &Input::file(name, bytes),
        &Budget::new(&Limits::default(), None, 0),
        &mut |e| match e {
            Extracted::Draft(draft) => out.push(*draft),
            other => panic!("{other:?}"),
        },
    );
    out
}

fn texts(html: &str) -> Vec<String> {
    let draft = drafts("a.html", html.as_bytes()).remove(0);
    draft.paragraphs.into_iter().map(|p| p.text.trim().to_owned()).collect()
}

const LONG: &str =
    "现在，我代表云溪市人民政府，向大会报告工作，请予审议，并请各位政协委员提出意见。";

#[test]
fn the_main_text_is_found_in_a_page_of_tables() {
    let page = format!(
        "<html><head><title>云溪市报告</title></head><body><table><tr><td><a href=/>首页</a>\
         </td></tr></table><table><tr><td><table><tr><td>栏目导航</td></tr></table></td><td>\
         <table><tr><td id=zoom><p>各位代表：</p><p>{LONG}</p><p>一、工作回顾</p><p>{LONG}</p>\
         </td></tr><tr><td>上一篇：<a href=x>旧报告</a></td></tr></table></td></tr></table>\
         <table><tr><td>版权所有 某某单位，未经许可不得转载。</td></tr></table></body></html>"
    );
    assert_eq!(texts(&page), ["各位代表：", LONG, "一、工作回顾", LONG]);
}

#[test]
fn hidden_text_is_dropped_and_characters_in_spans_are_joined() {
    let page = format!(
        "<html><style>.j{{font-size:0}}</style><body><div><p><span>各</span><span>位</span>\
         代表：<font class=j>x7 q</font></p><p><i style='display: none'>w0</i>{LONG}</p>\
         <p>{LONG}</p></div></body></html>"
    );
    assert_eq!(texts(&page), ["各位代表：", LONG, LONG]);
}

#[test]
fn a_line_end_of_the_source_is_nothing_between_han() {
    let page = "<html><body><p>全市<span\nlang=EN-US>2013</span>年\n工作 smart\n city</p></body>";
    assert_eq!(texts(page), ["全市2013年工作 smart city"]);
}

#[test]
fn tables_of_data_become_rows() {
    let page = format!(
        "<html><body><div><p>{LONG}</p><table><tr><td>指标</td><td>目标</td></tr><tr><td>生产总值\
         </td><td>增长6%</td></tr></table><p>{LONG}</p></div></body></html>"
    );
    let draft = drafts("a.html", page.as_bytes()).remove(0);
    let rows: Vec<_> = draft.paragraphs.iter().filter(|p| p.style == ParagraphStyle::Row).collect();
    assert_eq!(rows[1].text, "生产总值\t增长6%");
}

#[test]
fn a_sheet_exported_as_a_page_has_a_draft_per_row() {
    let page = "<html><body><table><tr><th>地区</th><th>年度</th><th>正文</th></tr>\
                <tr><td>云溪市</td><td>2020</td><td>一<br>二</td></tr>\
                <tr><td>东岭区</td><td>2021</td><td>三</td></tr></table></body></html>";
    let drafts = drafts("a.xls", page.as_bytes());
    assert_eq!(drafts.len(), 2);
    assert_eq!(drafts[0].source, "a.xls#2");
    assert_eq!(drafts[0].given.place, ["云溪市"]);
    assert_eq!(drafts[0].paragraphs.len(), 2);
}

#[test]
fn nesting_is_bounded() {
    let page = format!("<html>{}深{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert_eq!(texts(&page), ["深"]);
}

#[test]
fn furniture_beside_the_text_goes() {
    let page = format!(
        "<html><head><title>2016年云溪市政府工作报告 - 公文写作 - 某某网</title></head><body><div>\
         <p>点击上方蓝字关注我们</p><p>各位代表：</p><p>{LONG}</p><p><a name=x>一、工作回顾</a></p>\
         <p>{LONG}</p><p>编辑丨小王 审核丨老张</p><p><a href=y>最新通知</a></p><p>往期推荐</p></div></body>"
    );
    assert_eq!(texts(&page), ["各位代表：", LONG, "一、工作回顾", LONG]);
    let draft = drafts("a.html", page.as_bytes()).remove(0);
    assert_eq!(draft.page_title.as_deref(), Some("2016年云溪市政府工作报告"));
}

#[test]
fn a_text_that_a_script_shows_is_found() {
    let article = format!(
        "<p>各位代表：</p><p>{LONG}</p>{}",
        "<p>河岸步道打通，老街面貌有了变化。</p>".repeat(30)
    );
    let escaped = article.replace('<', "&lt;").replace('>', "&gt;");
    let twice = escaped.replace('&', "&amp;");
    for kept in [
        format!("<textarea id=c style='display:none'>{escaped}</textarea>"),
        format!("<textarea>{twice}</textarea>"),
        format!("<input type=hidden value='{escaped}'>"),
        format!("<script type='text/html'>{article}</script>"),
        format!("<script type='text/template'>{article}</script>"),
        format!("<template>{article}</template>"),
    ] {
        let page = format!(
            "<html><head><title>云溪市政府工作报告</title></head><body><div>首页</div><div id=v></div>\
             {kept}<script>show('v')</script></body></html>"
        );
        let got = texts(&page);
        assert_eq!((got.len(), got[1].as_str()), (32, LONG), "{kept}");
    }
}

#[test]
fn a_field_beside_the_text_is_no_text() {
    let page = format!(
        "<html><body><div><p>各位代表：</p>{}</div><textarea>{}</textarea></body></html>",
        format!("<p>{LONG}</p>").repeat(20),
        "请在此留言。".repeat(100)
    );
    assert_eq!(texts(&page).len(), 21);
}

#[test]
fn a_page_that_only_a_script_fills_says_so() {
    for body in
        ["<div id=app></div>", "<div id=root>加载中…</div>", "<noscript>请启用脚本</noscript>"]
    {
        let page = format!(
            "<html><head><title>云溪市政府工作报告</title><script src=a.js></script></head><body>{body}\
             <script>load('app')</script></body></html>"
        );
        let mut out = Vec::new();
        let limits = Limits::default();
        extract(
            &Input::file("a.html", page.as_bytes()),
            &Budget::new(&limits, None, 0),
            &mut |e| out.push(e),
        );
        let is_told = matches!(&out[..], [Extracted::Rejected { reason: Reason::Scripted, .. }]);
        assert!(is_told, "{body}: {out:?}");
    }
}

/// A page of an article with this in it.
fn page_with(inner: &str) -> String {
    format!(
        "<html><body><div><p>各位代表：</p><p>{LONG}</p>{inner}<p>{LONG}</p></div></body></html>"
    )
}

#[test]
fn what_a_page_hides_is_no_text() {
    for hidden in [
        "<p style='display:none'>藏</p>",
        "<p style='DISPLAY : NONE;'>藏</p>",
        "<p hidden>藏</p>",
        "<p style='font-size:0'>藏</p>",
        "<p style='font-size:1px'>藏</p>",
        "<p style='position:absolute;left:-9999px'>藏</p>",
        "<p style='text-indent:-999em'>藏</p>",
        "<p style='mso-hide:all'>藏</p>",
        "<style>.x,#y{display:none}</style><p class='a x'>藏</p><p id=y>藏</p>",
        "<style>/* 藏 */ p.x { display : none }</style><p class=x>藏</p>",
        "<script>藏</script><style>藏{}</style><noscript>藏</noscript><template>藏</template>",
        "<select><option>藏</option></select><button>藏</button><textarea>藏</textarea>",
        "<nav>藏</nav><footer>藏</footer><iframe>藏</iframe><svg><text>藏</text></svg>",
        "<p class='no-print'>藏</p><p class='sr-only'>藏</p><p role=navigation>藏</p>",
        "<!-- 藏 --><p><!-- 藏 --></p>",
    ] {
        assert_eq!(texts(&page_with(hidden)), ["各位代表：", LONG, LONG], "{hidden}");
    }
    // What a script shows later, what is small but shown, and what only looks hidden.
    for shown in [
        "<p style='visibility:hidden'>新建学校三所。</p>",
        "<p style='font-size:12px'>新建学校三所。</p>",
        "<p style='font-size:0.8em'>新建学校三所。</p>",
        "<p style='font-size:10.5pt;text-indent:-21pt'>新建学校三所。</p>",
        "<p style='text-indent:2em;left:0'>新建学校三所。</p>",
        "<style>div .x{display:none}</style><p class=x>新建学校三所。</p>",
        "<style>.x:hover{display:none}</style><p class=x>新建学校三所。</p>",
        "<p class=noprinting>新建学校三所。</p>",
    ] {
        let expected = ["各位代表：", LONG, "新建学校三所。", LONG];
        assert_eq!(texts(&page_with(shown)), expected, "{shown}");
    }
}

#[test]
fn lines_are_those_that_a_reader_sees() {
    for (inner, lines) in [
        ("<p>甲。<br>乙。<br/>丙。</p>", &["甲。", "乙。", "丙。"][..]),
        ("<div>甲。<div>乙。</div>丙。</div>", &["甲。", "乙。", "丙。"]),
        ("<p>甲<b>乙</b><i>丙</i><span>丁</span>。</p>", &["甲乙丙丁。"]),
        ("<p>甲。<p>乙。<li>丙。", &["甲。", "乙。", "丙。"]),
        ("<ul><li>甲。</li><li>乙。</li></ul>", &["甲。", "乙。"]),
        ("<p>甲\n  乙。</p>", &["甲乙。"]),
        ("<p>A\n  B。</p>", &["A B。"]),
        ("<p>甲&nbsp;乙&#12288;丙。</p>", &["甲\u{A0}乙\u{3000}丙。"]),
        ("<pre>甲。\r\n  乙。</pre>", &["甲。", "乙。"]),
        ("<p>甲<o:p>&nbsp;</o:p>。</p>", &["甲\u{A0}。"]),
        ("<p>H<sub>2</sub>O与m<sup>2</sup>。</p>", &["H2O与m2。"]),
        ("<p> \n </p><p>&nbsp;</p><p>甲。</p>", &["甲。"]),
    ] {
        let mut expected = vec!["各位代表：", LONG];
        expected.extend(lines);
        expected.push(LONG);
        assert_eq!(texts(&page_with(inner)), expected, "{inner}");
    }
}

#[test]
fn headings_and_bold_lines_are_marked() {
    let inner =
        "<h1>题</h1><h3>一、回顾</h3><p><b>二、任务</b></p><p><strong>三</strong>、其他</p>";
    let draft = drafts("a.html", page_with(inner).as_bytes()).remove(0);
    let styles: Vec<ParagraphStyle> = draft.paragraphs.iter().map(|p| p.style).collect();
    assert_eq!(
        styles[2..6],
        [
            ParagraphStyle::Heading(1),
            ParagraphStyle::Heading(3),
            ParagraphStyle::Bold,
            ParagraphStyle::Body
        ]
    );
}

#[test]
fn the_title_is_the_documents_and_not_the_sites() {
    for (head, title) in [
        ("<title>云溪市政府工作报告</title>", Some("云溪市政府工作报告")),
        ("<title>2016年云溪市政府工作报告_公文_某某网</title>", Some("2016年云溪市政府工作报告")),
        (
            "<title>云溪市人民政府网 &gt; 2016年云溪市政府工作报告</title>",
            Some("2016年云溪市政府工作报告"),
        ),
        ("<title>政府工作报告 - 云溪市人民政府</title>", Some("政府工作报告 - 云溪市人民政府")),
        ("<title>\n 云溪市\n 统计公报 </title>", Some("云溪市 统计公报")),
        ("<title></title>", None),
        ("", None),
        (
            "<title>首页</title><meta property='og:title' content='云溪市2016年政府工作报告'>",
            Some("云溪市2016年政府工作报告"),
        ),
    ] {
        let page = page_with("").replace("<body>", &format!("<head>{head}</head><body>"));
        let draft = drafts("a.html", page.as_bytes()).remove(0);
        assert_eq!(draft.page_title.as_deref(), title, "{head}");
    }
    let linked = |tag: &str| {
        let page = page_with("").replace("<body>", &format!("<head>{tag}</head><body>"));
        drafts("a.html", page.as_bytes()).remove(0).given.url
    };
    let address = Some("http://yunxi.example/1.html".to_owned());
    assert_eq!(linked("<link rel=canonical href=http://yunxi.example/1.html>"), address);
    assert_eq!(linked("<meta property='og:url' content='http://yunxi.example/1.html'>"), address);
    assert_eq!(linked("<link rel=canonical href='/1.html'>"), None);
}

#[test]
fn a_page_is_told_by_its_content_under_any_name() {
    let page = page_with("");
    for name in ["a.htm", "a.shtml", "a", "a.doc", "a.txt", "a.pdf", "view.asp?id=3"] {
        assert_eq!(drafts(name, page.as_bytes()).remove(0).paragraphs.len(), 3, "{name}");
    }
    let xhtml = format!("<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html>\n{page}");
    assert_eq!(drafts("a.xml", xhtml.as_bytes()).remove(0).paragraphs.len(), 3);
    // In any encoding, whatever it declares.
    for declared in ["gb2312", "utf-8", "big5", "GBK", "\"gb2312\"", "no-such"] {
        let page = page.replace("<body>", &format!("<head><meta charset={declared}></head><body>"));
        let (gbk, _, _) = encoding_rs::GB18030.encode(&page);
        let first = |bytes: &[u8]| drafts("a.html", bytes).remove(0).paragraphs[1].text.clone();
        assert_eq!(first(&gbk), LONG, "{declared}");
        assert_eq!(first(page.as_bytes()), LONG, "{declared}");
    }
}
