//! What the pages say of themselves and of what they are about, in both languages.

use suyan_answers::examples::ExampleForm;
use suyan_answers::trend::Balanced;

use super::number;

/// Lines of a term and its meaning.
type GlossaryLines = &'static [(&'static str, &'static str)];

/// Every text of those.
pub struct RoomTexts {
    /// Between what a page is and what it is of.
    pub colon: &'static str,
    /// Between two statements, behind the last, and between words.
    pub semicolon: &'static str,
    pub stop: &'static str,
    pub comma: &'static str,
    /// What is said beside something.
    pub beside: fn(&str) -> String,
    pub to_results: &'static str,
    /// The value of a filter of years.
    pub years: fn(&str) -> String,
    pub form: fn(ExampleForm) -> &'static str,
    pub whole_syntax: &'static str,
    pub ways_on: &'static str,
    // The trend.
    pub trend_lead: &'static str,
    pub with: &'static str,
    pub with_hint: &'static str,
    pub all_kinds: &'static str,
    pub balanced: &'static str,
    pub draw: &'static str,
    pub controls: &'static str,
    pub counted: fn(&str, u64) -> String,
    pub of_balanced: fn(&Balanced) -> String,
    pub of_changing: &'static str,
    pub twins_left_out: fn(u64) -> String,
    pub all_places: &'static str,
    pub none_before: fn(i16, i16) -> String,
    pub all_years: &'static str,
    pub n_means: &'static str,
    pub thin: &'static str,
    // The archive and the table of reports.
    pub cells_missing: fn(Option<(i16, i16)>) -> String,
    pub coverage_counts: fn(&str) -> String,
    pub download_matrix: &'static str,
    pub with_empty: &'static str,
    pub none_in_range: &'static str,
    pub with_filters: &'static str,
    pub shares_of_parts: &'static str,
    // A place.
    pub place_title: fn(&str) -> String,
    pub code: &'static str,
    pub search_in: fn(&str) -> String,
    pub strip: fn(i16, i16, usize, usize, usize) -> String,
    pub of_items: &'static str,
    pub growth: &'static str,
    pub tasks_of: fn(i16) -> String,
    pub review_in: fn(i16) -> String,
    pub merged: &'static str,
    pub unmerged: &'static str,
    pub none_held: &'static str,
    pub against_before: &'static str,
    // A report.
    pub about_report: &'static str,
    pub filters_only: &'static str,
    // Two reports.
    pub compared: fn(&str, &str) -> String,
    pub what_to_see: &'static str,
    pub view_promises: &'static str,
    pub view_words: &'static str,
    pub view_text: &'static str,
    pub only_left: &'static str,
    pub only_right: &'static str,
    pub same_words: &'static str,
    pub alike: &'static str,
    pub so_many_passages: fn(usize) -> String,
    pub no_promises: &'static str,
    pub rests_on_other: fn(i16) -> String,
    pub due_elsewhere: fn(usize) -> String,
    pub own_words: &'static str,
    pub own_words_lead: &'static str,
    pub shared_sentences: &'static str,
    pub none_shared: &'static str,
    // What became of a matter.
    pub nothing_clear: &'static str,
    pub weak: fn(usize) -> String,
    pub both_sentences: &'static str,
    // The page of help.
    pub syntax_lines: GlossaryLines,
    pub help_pages: &'static str,
    pub page_lines: GlossaryLines,
    pub help_api: &'static str,
    pub api_lead: &'static str,
    pub api_lines: GlossaryLines,
    pub api_whole: &'static str,
}

/// The ends of a filter of years, each where it is closed.
fn ends(value: &str) -> (&str, &str) {
    value.split_once("..").unwrap_or((value, value))
}

/// The addresses of the API, with what they answer, in Chinese.
const API: GlossaryLines = &[
    ("/api/v1/search", "检索：排序的段落，按报告归并；.csv、.xlsx、.jsonl 是全部结果"),
    ("/api/v1/suggest", "检索式怎样写下去"),
    ("/api/v1/explain", "一份报告为什么在、或不在结果里"),
    ("/api/v1/reports", "报告清单；/api/v1/reports/编号 是全文，…/trace 下文，…/citation 引文"),
    ("/api/v1/places", "地区：名称、简称、拼音"),
    ("/api/v1/promises", "承诺账；.csv、.xlsx、.jsonl 是全部"),
    ("/api/v1/trend", "走势；.csv；balanced=true 只算各年都有的地区"),
    ("/api/v1/coverage", "收录情况；.csv 是地区×年度的表"),
    ("/api/v1/compare", "两份报告逐段对比"),
    ("/api/v1/panel", "词频面板；.csv、.xlsx、.dta、.parquet、.jsonl"),
    ("/api/v1/kwic", "逐处列出；.csv、.xlsx"),
    ("/api/v1/keywords", "关键词；/api/v1/collocates 搭配词"),
    ("/api/v1/firsts", "首见与传播"),
    (
        "/api/v1/copied",
        "雷同句：与别处或上年几乎一字不差的句子，占报告的比例（.csv、.xlsx）；/api/v1/reports/{id}/copied 逐句列出",
    ),
    ("/api/v1/series", "指标序列"),
    ("/search.atom", "检索的订阅源；/promises.atom 承诺的"),
    ("/healthz", "服务与索引概况；/metrics 供监测"),
];

/// The page of the API in English.
const API_EN: GlossaryLines = &[
    ("/api/v1/search", "ranked passages by report; .csv, .xlsx, .jsonl give the whole list"),
    ("/api/v1/suggest", "how a query may go on"),
    ("/api/v1/explain", "why a report is, or is not, among the results"),
    (
        "/api/v1/reports",
        "the list; /api/v1/reports/ID is the text, …/trace what became of a passage, …/citation",
    ),
    ("/api/v1/places", "places by name, short name or pinyin"),
    ("/api/v1/promises", "the ledger; .csv, .xlsx, .jsonl give all of it"),
    ("/api/v1/trend", "the trend; .csv; balanced=true counts places of every year only"),
    ("/api/v1/coverage", "what is held; .csv is the matrix of places and years"),
    ("/api/v1/compare", "two reports, passage by passage"),
    ("/api/v1/panel", "counts of strings; .csv, .xlsx, .dta, .parquet, .jsonl"),
    ("/api/v1/kwic", "every occurrence in its line; .csv, .xlsx"),
    ("/api/v1/keywords", "keywords; /api/v1/collocates words around a query's matches"),
    ("/api/v1/firsts", "where a phrase first stood"),
    (
        "/api/v1/copied",
        "the share of each report that others, or the year before, have nearly verbatim (.csv, .xlsx); /api/v1/reports/{id}/copied: sentence by sentence",
    ),
    ("/api/v1/series", "an indicator through time"),
    ("/search.atom", "a search as a feed; /promises.atom the ledger"),
    ("/healthz", "the server and its index; /metrics for monitoring"),
];

/// 中文。
pub static ZH: RoomTexts = RoomTexts {
    colon: "：",
    semicolon: "；",
    stop: "。",
    comma: "，",
    beside: |words| format!("（{words}）"),
    to_results: "跳到结果",
    years: |value| match ends(value) {
        (from, "") => format!("{from} 年起"),
        ("", to) => format!("至 {to} 年"),
        (from, to) if from == to => from.to_owned(),
        (from, to) => format!("{from}–{to}"),
    },
    form: |form| match form {
        ExampleForm::Words => "两个词都有，相近者在前",
        ExampleForm::String => "分作词，都有；原样者在前",
        ExampleForm::Exact => "一字不差",
        ExampleForm::Near => "都有，间隔不超过五字",
        ExampleForm::Either => "任一即可",
        ExampleForm::Without => "有前者，无后者",
        ExampleForm::PlaceAndYears => "限定地区与年度",
        ExampleForm::PartAndLevel => "限定部分与层级",
    },
    whole_syntax: "全部写法",
    ways_on: "也可以这样查",
    trend_lead: "写一个说法，看它哪年开始出现、在多少份报告里；可以几个说法并列，限定地区、年度、层级，或只算各年都有报告的地区。",
    with: "并列的说法",
    with_hint: "最多五个，用、分开",
    all_kinds: "各类文件",
    balanced: "只算各年都有的地区",
    draw: "画出",
    controls: "说法、地区、年度、层级……",
    counted: |kind, reports| format!("算的是{kind}，共 {} 份。", number(reports)),
    of_balanced: |one| {
        format!(
            "只算 {}–{} 年每年都有报告的 {} 个地区（其中至少有一年的共 {} 个）。",
            one.from, one.to, one.places, one.of
        )
    },
    of_changing: "各年收录的地区不同，升降也可能是收录的变化。",
    twins_left_out: |twins| format!("另有 {} 份与其中一份相同，不计入", number(twins)),
    all_places: "改算全部地区",
    none_before: |from, to| format!("{from}–{to} 年没有命中，未画。"),
    all_years: "画出全部年份",
    n_means: "n：当年收录的报告数",
    thin: "斜线：当年收录的不到最多一年的一半，比例不可靠",
    cells_missing: |years| match years {
        Some((from, to)) => format!("缺（地区×年度，{from}–{to}）"),
        None => "缺（地区×年度）".to_owned(),
    },
    coverage_counts: |kind| format!("只算{kind}；起止年度由你选，缺是所选年度里的缺"),
    download_matrix: "下载这张表（CSV）",
    with_empty: "也列出一份也没有的地区",
    none_in_range: "所选的地区和年度里没有收录报告。",
    with_filters: "带筛选的清单",
    shares_of_parts: "各部分占比",
    place_title: |path| format!("{path} · 历年报告"),
    code: "代码",
    search_in: |place| format!("在{place}的报告里检索"),
    strip: |from, to, held, part, missing| {
        let part = if part > 0 { format!("，不完整 {part} 年") } else { String::new() };
        format!("{from}–{to}：收录 {held} 年{part}，缺 {missing} 年")
    },
    of_items: "承诺项",
    growth: "增长",
    tasks_of: |year| format!("{year} 年的任务"),
    review_in: |year| format!("{} 年的回顾", year - 1),
    merged: "合并前身与后继",
    unmerged: "只看这个地区",
    none_held: "没有收录",
    against_before: "与上一份对照",
    about_report: "命中、历年、引用与著录",
    filters_only: "检索式里只有限定条件，没有要标出的字句",
    compared: |a, b| format!("对比：{a} 与 {b}"),
    what_to_see: "看什么",
    view_promises: "承诺与下文",
    view_words: "共有的句子、各自的词",
    view_text: "逐段并排",
    only_left: "只在左",
    only_right: "只在右",
    same_words: "相同",
    alike: "相近",
    so_many_passages: |n| format!("{n} 段"),
    no_promises: "承诺账里没有左边这份报告的承诺。",
    rests_on_other: |year| format!("判读依据的是 {year} 年的报告"),
    due_elsewhere: |n| format!("另有 {n} 条要到别的年份才见分晓（五年目标等）"),
    own_words: "各自的特征词",
    own_words_lead: "一份里用得比另一份多的词；数字是在两份里各出现几次。点开在报告里标出。",
    shared_sentences: "两份都有的句子",
    none_shared: "没有一句是两份都有的。",
    nothing_clear: "没有找到明确的下文",
    weak: |n| format!("字句相近的 {n} 段，未必是这件事"),
    both_sentences: "两边原文",
    syntax_lines: &[
        ("架空线 入地", "同一段里两个词都有，挨得近的排前面"),
        (
            "架空线入地",
            "分作词，词都有，原样连在一起的排最前；单剩的字挨着它旁边的词。只有虚词、疑问词可不计，并写明",
        ),
        ("“架空线入地”　\"架空线入地\"　「架空线入地」", "一字不差"),
        ("“架空线 入地”~5", "两个词相隔不超过五字，先后不论"),
        (
            "加装电梯 >=500台",
            "同一段里有这样大的数：> >= < <= = 加数字和单位，同类单位换算后再比（5万平方米即 50000平方米）；比的是写出来的数，范围（3至5家）有一头合乎即可，“超过500台”算 >500台；`>=500台 <1000台` 是同一个数；没有单位的数、引号里的符号照字面查",
        ),
        ("加装电梯 OR 老旧小区　加装电梯 | 老旧小区", "有一个就行"),
        ("养老床位 -家庭", "有前一个、没有后一个"),
        ("(公园 OR 绿道) 开放", "括号分组，全角括号也行"),
        ("地区:徐汇　place:徐汇", "限定地区，含下级；名称、简称、代码都行"),
        ("年:2021　年:2018..2023　年:2018..", "限定年度"),
        ("部分:任务", "回顾、形势、目标、任务、民生、自身、名词解释、其他"),
        ("层级:区县", "全国、省、地市、区县、乡镇"),
        ("类型:规划", "政府工作报告、统计公报、规划、其他"),
        (
            "350万　15分钟　第12届　30%",
            "也找到三百五十万、3,500,000，十五分钟，第十二届，百分之三十；加了引号就只找原样",
        ),
        ("2031-2035年", "数字、字母之间的各种横线是同一个；不加引号也找到 ～ 和 至"),
        ("-3.2%　养老 -2020", "没有别的词时数字前的减号是负号；有别的词时是排除"),
        ("杭州2022年政府工作报告", "地区、年度、文种会认出来，列在结果上方"),
        ("限定与括号", "限定写在括号外管整个检索式，写在括号里只管括号；OR 两边各有限定时各管一边"),
        (
            "同义说法",
            "默认不展开；有时给出“连同同义说法一起查”。自己的写在索引文件夹里的 concepts.txt",
        ),
    ],
    help_pages: "各页",
    page_lines: &[
        ("/search", "检索；/search/places 是各地区的命中数"),
        ("/reports", "全部报告的表，可按任一列排序；/reports/编号 是全文，…/trace?p=段 是下文"),
        ("/places/代码", "一个地区：收录的年份、承诺、指标、今年的任务与回顾"),
        (
            "/promises",
            "承诺账；/places/代码/promises 是一个地区的，/promises/编号 是一条的来龙去脉",
        ),
        ("/notes", "人工核定的笔记（以 --notes 启动时）"),
        ("/trend", "走势：一个或几个说法，逐年"),
        ("/archive", "收录情况：哪个地方有哪几年，缺哪几年"),
        ("/compare", "两份报告：承诺与下文，共有的句子与各自的词，逐段并排"),
        (
            "/panel",
            "词频面板；/coding 抽样判读，/kwic 逐处列出，/keywords 关键词与搭配词，/firsts 首见，/copied 雷同句，/series 指标序列",
        ),
    ],
    help_api: "接口",
    api_lead: "网页上看到的，接口都给，全部只读；参数与网页地址里的相同。",
    api_lines: API,
    api_whole: "完整说明（OpenAPI）",
};

/// English.
pub static EN: RoomTexts = RoomTexts {
    colon: ": ",
    semicolon: "; ",
    stop: ". ",
    comma: ", ",
    beside: |words| format!(" ({words})"),
    to_results: "Skip to results",
    years: |value| match ends(value) {
        (from, "") => format!("since {from}"),
        ("", to) => format!("until {to}"),
        (from, to) if from == to => from.to_owned(),
        (from, to) => format!("{from}–{to}"),
    },
    form: |form| match form {
        ExampleForm::Words => "both words, close together first",
        ExampleForm::String => "cut into words, all of them; the string itself first",
        ExampleForm::Exact => "exactly these characters",
        ExampleForm::Near => "both, at most five characters apart",
        ExampleForm::Either => "either",
        ExampleForm::Without => "the first without the second",
        ExampleForm::PlaceAndYears => "within a place and years",
        ExampleForm::PartAndLevel => "within a part and a level",
    },
    whole_syntax: "The whole syntax",
    ways_on: "Other ways to ask",
    trend_lead: "Write words to see when they began to be said, and in how many reports; several side by side, within places, years and levels, or of places that have a report every year.",
    with: "Words beside it",
    with_hint: "up to five, with 、 between them",
    all_kinds: "all kinds of documents",
    balanced: "only places of every year",
    draw: "Draw",
    controls: "Words, places, years, level …",
    counted: |kind, reports| format!("Counted: {kind}, {} in all.", number(reports)),
    of_balanced: |one| {
        format!(
            "Only the {} places that have a report in every year of {}–{} ({} have one in any).",
            one.places, one.from, one.to, one.of
        )
    },
    of_changing: "The places held differ from year to year: a rise or fall may be one of what is held.",
    twins_left_out: |twins| format!("and {} that repeat one of them, not counted", number(twins)),
    all_places: "count all places",
    none_before: |from, to| format!("Nothing matches in {from}–{to}, which is not drawn."),
    all_years: "draw all years",
    n_means: "n: reports held of the year",
    thin: "hatched: less than half as many reports as in the fullest year, so that the share says little",
    cells_missing: |years| match years {
        Some((from, to)) => format!("Missing (place × year, {from}–{to})"),
        None => "Missing (place × year)".to_owned(),
    },
    coverage_counts: |kind| {
        format!("Only {kind} count; you choose the years, and missing is what is missing in them")
    },
    download_matrix: "download the matrix (CSV)",
    with_empty: "places without any report too",
    none_in_range: "No report is held of these places and years.",
    with_filters: "the list with filters",
    shares_of_parts: "Shares of parts",
    place_title: |path| format!("{path} · reports"),
    code: "code",
    search_in: |place| format!("Search the reports of {place}"),
    strip: |from, to, held, part, missing| {
        let part = if part > 0 { format!(", {part} in part") } else { String::new() };
        format!("{from}–{to}: {held} years held{part}, {missing} missing")
    },
    of_items: "Items",
    growth: "growth",
    tasks_of: |year| format!("Tasks of {year}"),
    review_in: |year| format!("Review of {}", year - 1),
    merged: "together with what it was and became",
    unmerged: "this place alone",
    none_held: "none held",
    against_before: "Against the one before",
    about_report: "Matches, other years, citation and record",
    filters_only: "The query has filters only, and no words to mark",
    compared: |a, b| format!("Compared: {a} and {b}"),
    what_to_see: "What to see",
    view_promises: "promises and what became of them",
    view_words: "shared sentences, own words",
    view_text: "passage by passage",
    only_left: "only left",
    only_right: "only right",
    same_words: "the same",
    alike: "alike",
    so_many_passages: |n| format!("{n} {}", if n == 1 { "passage" } else { "passages" }),
    no_promises: "The ledger has no promise of the report on the left.",
    rests_on_other: |year| format!("The reading rests on the report of {year}"),
    due_elsewhere: |n| {
        let are = if n == 1 { "is" } else { "are" };
        format!("{n} more {are} settled by other years (five-year goals and the like)")
    },
    own_words: "Words of each one's own",
    own_words_lead: "Words that the one uses more than the other, with how often each has them. They lead to the report, where they are marked.",
    shared_sentences: "Sentences that both have",
    none_shared: "No sentence stands in both.",
    nothing_clear: "Nothing clear was found",
    weak: |n| {
        format!(
            "{n} {} alike, perhaps of another matter",
            if n == 1 { "passage" } else { "passages" }
        )
    },
    both_sentences: "both sentences",
    syntax_lines: &[
        ("架空线 入地", "both words in one passage, close together first"),
        (
            "架空线入地",
            "cut into words, all of them, the string itself first; a character left over stands beside its neighbour. Only particles and question words may be left out, and are named",
        ),
        ("“架空线入地”　\"架空线入地\"　「架空线入地」", "exactly these characters"),
        ("“架空线 入地”~5", "both, at most five characters apart, in any order"),
        (
            "加装电梯 >=500台",
            "a figure of that size in the same passage: > >= < <= = with a number and its unit; units of one kind are brought together (5万平方米 is 50000平方米); several signs in a row are of one figure; without a unit, or in quotes, it is text",
        ),
        ("加装电梯 OR 老旧小区　加装电梯 | 老旧小区", "either"),
        ("养老床位 -家庭", "the first without the second"),
        ("(公园 OR 绿道) 开放", "brackets group, full-width ones too"),
        ("地区:徐汇　place:徐汇", "within a place and all below it, by name, short name or code"),
        ("年:2021　年:2018..2023　年:2018..", "within years (year:)"),
        ("部分:任务", "part: review, situation, targets, tasks, livelihood, self, glossary, other"),
        ("层级:区县", "level: nation, province, prefecture, county, township"),
        ("类型:规划", "kind: 政府工作报告, 统计公报, 规划, 其他"),
        (
            "350万　15分钟　第12届　30%",
            "also 三百五十万 and 3,500,000, 十五分钟, 第十二届, 百分之三十; in quotation marks only as written",
        ),
        (
            "2031-2035年",
            "all dashes between numbers or letters are one; outside quotation marks ～ and 至 too",
        ),
        (
            "-3.2%　养老 -2020",
            "without other words a minus before a number is its sign; with them it excludes",
        ),
        (
            "杭州2022年政府工作报告",
            "place, year and kind are recognised and offered above the results",
        ),
        (
            "filters and brackets",
            "a filter outside brackets holds for the whole query, within them for what is in them; where both sides of OR have one, each for its own",
        ),
        (
            "synonyms",
            "never by themselves; sometimes offered. Your own go into concepts.txt in the folder of the index",
        ),
    ],
    help_pages: "Pages",
    page_lines: &[
        ("/search", "search; /search/places has the counts of all places"),
        (
            "/reports",
            "the table of all reports, in order of any column; /reports/ID is the text, …/trace?p=N what became of a passage",
        ),
        ("/places/CODE", "a place: years held, promises, figures, this year's tasks and review"),
        (
            "/promises",
            "the ledger; /places/CODE/promises of one place, /promises/ID of one promise",
        ),
        ("/notes", "a reader's own notes (with --notes)"),
        ("/trend", "one word or several, year by year"),
        ("/archive", "what is held of which place and year, and what is missing"),
        (
            "/compare",
            "two reports: promises and what became of them, shared sentences and own words, passage by passage",
        ),
        (
            "/panel",
            "counts of strings; /coding samples, /kwic lines, /keywords and collocates, /firsts, /copied wording, /series",
        ),
    ],
    help_api: "API",
    api_lead: "Whatever a page shows the API gives too, reading only; parameters are those of the pages' addresses.",
    api_lines: API_EN,
    api_whole: "The whole description (OpenAPI)",
};
