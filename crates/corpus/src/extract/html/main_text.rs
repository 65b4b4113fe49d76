//! Which element of a page holds its text.
//!
//! Every line is weighed by how much it reads like prose of a report; the main text is the
//! innermost element that holds nearly all of that weight. Names of classes are only a hint:
//! every site builder has its own.

use std::collections::HashMap;
use std::sync::LazyLock;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use regex::Regex;
use scraper::{Html, Node};

use super::flow::{self, FlowLine};
use super::hidden::Hidden;

/// How much of the page's weight the main text holds at least, in hundredths.
const SHARE: u64 = 88;

/// Finds the element, and gives the lines of the whole page too.
pub(super) fn find<'a>(html: &'a Html, hidden: &Hidden) -> (NodeRef<'a, Node>, Vec<FlowLine<'a>>) {
    let root = html.tree.root();
    let lines = flow::lines(root, hidden);
    let mut own: HashMap<NodeId, u64> = HashMap::new();
    for line in &lines {
        *own.entry(line.node.id()).or_default() += weight(line);
    }
    let sums = sums(root, &own);
    let total = sums.get(&root.id()).copied().unwrap_or(0);
    let mut main = root;
    while let Some(child) = main
        .children()
        .filter(|child| !hidden.contains(child))
        .max_by_key(|child| sums.get(&child.id()).copied().unwrap_or(0))
    {
        let sum = sums.get(&child.id()).copied().unwrap_or(0);
        if total == 0 || sum * 100 < total * SHARE || is_line(&child) {
            break;
        }
        main = child;
    }
    (main, lines)
}

/// A single paragraph is no main text even where it is all the text there is.
fn is_line(node: &NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_none_or(|e| matches!(e.name(), "p" | "li"))
}

/// The weight of every node with all below it.
fn sums(root: NodeRef<'_, Node>, own: &HashMap<NodeId, u64>) -> HashMap<NodeId, u64> {
    let mut sums: HashMap<NodeId, u64> = HashMap::new();
    for edge in root.traverse() {
        let Edge::Close(node) = edge else { continue };
        let own = own.get(&node.id()).copied().unwrap_or(0);
        let sum = sums.get(&node.id()).copied().unwrap_or(0) + own;
        if sum == 0 {
            continue;
        }
        sums.insert(node.id(), sum);
        if let Some(parent) = node.parent() {
            *sums.entry(parent.id()).or_default() += sum;
        }
    }
    sums
}

static FURNITURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "版权所有|备案|免责声明|责任编辑|主办单位|技术支持|联系电话|浏览器|上一篇|下一篇\
         |扫一扫|分享到|点击数|浏览次数|阅读排行|copyright|验证码|登录|注册|转载",
    )
    .ok()
});

static HEADING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^\\s*([一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])").ok()
});

/// How much a line reads like a line of a report, in characters.
fn weight(line: &FlowLine<'_>) -> u64 {
    let text = line.text.trim();
    let chars = text.chars().filter(|c| !c.is_whitespace()).count();
    if chars == 0 || line.linked * 2 > chars {
        return 0;
    }
    let matches =
        |regex: &LazyLock<Option<Regex>>| regex.as_ref().is_some_and(|regex| regex.is_match(text));
    let chars_weight = chars as u64;
    if text.starts_with("各位代表") || text.starts_with("各位人大代表") {
        return chars_weight + 400;
    }
    if chars < 200 && matches(&FURNITURE) {
        return 0;
    }
    let aside = negative(&line.node);
    let prose = text.contains(['。', '；', '，', '！', ',', ';']) && chars > 12;
    let weight = match (prose, matches(&HEADING)) {
        (_, true) => chars_weight + 60,
        (true, false) => chars_weight,
        (false, false) => chars_weight / 4,
    };
    if aside { weight / 8 } else { weight }
}

/// Whether the element, or one of the next ones around it, calls itself something beside the text.
fn negative(node: &NodeRef<'_, Node>) -> bool {
    const NAMES: &[&str] = &[
        "comment",
        "footer",
        "foot",
        "copyright",
        "sidebar",
        "related",
        "recommend",
        "share",
        "breadcrumb",
        "disclaimer",
        "declare",
        "statement",
        "summary",
        "abstract",
        "reply",
    ];
    std::iter::once(*node).chain(node.ancestors().take(2)).any(|node| {
        node.value().as_element().is_some_and(|e| {
            let names = [e.id(), e.attr("class")];
            names.into_iter().flatten().any(|name| {
                let name = name.to_ascii_lowercase();
                NAMES.iter().any(|word| name.contains(word))
            })
        })
    })
}

static ASIDE_BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "打印日期|下载本文|上传文档|上传我的文档|点击上方|点击蓝字|关注我们|当前位置|现在的位置|设为首页",
    )
    .ok()
});

static ASIDE_BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "^(?:来源|编辑|审核|监制|责编|责任编辑|校对|初审|复审|终审|值班|供稿|制作|统筹|排版|美编)\\s*[丨｜|:：/]\
         |^(?:往期|推荐阅读|相关阅读|延伸阅读|猜你喜欢|点个?分享|点个?收藏|点个?赞|点个?在看|阅读原文|扫码|长按)\
         |^[\\[【（(]?(?:返回|打印|关闭)",
    )
    .ok()
});

static SESSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("届.{0,30}次\\s*(?:全体)?(?:会议|大会)|人民代表大会.{0,12}会议").ok()
});

/// How far above the main text its date line may stand, and how many lines of a text are its head.
const HEAD_REACH: usize = 14;

/// The lines that a site puts between its title and the element of the main text where they are
/// the report's own: the line of the session with its day, and what stands below it.
pub(super) fn head<'a>(
    main: &NodeRef<'a, Node>,
    lines: &[FlowLine<'_>],
    mut page: Vec<FlowLine<'a>>,
) -> Vec<FlowLine<'a>> {
    let is_session = |line: &FlowLine<'_>| {
        line.text.chars().count() <= 90
            && line.linked == 0
            && !line.text.contains(['>', '《', '。'])
            && SESSION.as_ref().is_some_and(|session| session.is_match(&line.text))
    };
    if lines.iter().take(HEAD_REACH).any(is_session) {
        return Vec::new();
    }
    let within = |line: &FlowLine<'_>| {
        line.node.id() == main.id() || line.node.ancestors().any(|node| node.id() == main.id())
    };
    let end = page.iter().position(within).unwrap_or(0);
    let start = end.saturating_sub(HEAD_REACH);
    let Some(session) = page[start..end].iter().position(is_session) else { return Vec::new() };
    page.truncate(end);
    let mut head = page.split_off(start + session);
    head.retain(|line| line.linked == 0 && line.text.chars().count() <= 90);
    head
}

/// How many lines at the head of a main text may be furniture.
const HEAD_LINES: usize = 12;

/// Drops what belongs to the page and not to the text from the lines of the main text: lines that
/// are links, and furniture in front of the text and behind it.
pub(super) fn trim(mut lines: Vec<FlowLine<'_>>) -> Vec<FlowLine<'_>> {
    let short = |line: &FlowLine<'_>| line.text.chars().count() <= 60;
    let is = |regex: &LazyLock<Option<Regex>>, line: &FlowLine<'_>| {
        short(line) && regex.as_ref().is_some_and(|regex| regex.is_match(line.text.trim()))
    };
    let chars = |line: &FlowLine<'_>| line.text.chars().filter(|c| !c.is_whitespace()).count();
    lines.retain(|line| !short(line) || line.linked * 10 < chars(line) * 8);
    while lines.last().is_some_and(|line| is(&ASIDE_BEHIND, line)) {
        lines.pop();
    }
    let mut at = 0;
    lines.retain(|line| {
        at += 1;
        at > HEAD_LINES || !is(&ASIDE_BEFORE, line)
    });
    lines
}
