//! English. Names, titles and texts of reports stay Chinese.

use suyan_corpus::{Doubt, Doubtful, Kind, Level, Origin, Part};
use suyan_search::{ExplainVerdict, Explanation, FilterCheck, Tier};

use super::{Texts, number, plural};
use suyan_answers::compare::PassageStatus;
use suyan_answers::missing::Missing;

/// The texts.
pub static EN: Texts = Texts {
    html_lang: "en",
    other_lang: "zh",
    other_lang_name: "中文",
    brand: "溯言 Suyan",
    tagline: "Full-text search of Chinese government work reports",
    lead: "Find when and where a sentence entered a work report, and what became of the promise.",
    skip: "Skip to content",
    nav_api: "API",
    snapshot: "Archive snapshot",
    snapshot_link: "This view at this snapshot: it says so if the archive has changed, and never shows other figures",
    nav_label: "Main navigation",
    query_label: "Query",
    query_hint: "words, “exact text”, place:name year:2018..2023",
    search: "Search",
    syntax_title: "Query syntax",
    holds: |reports, passages| {
        format!(
            "{}, {}",
            plural(reports, "report", "reports"),
            plural(passages, "passage", "passages")
        )
    },
    recent: "Latest reports",
    places: "Places",
    all_reports: "All reports",
    found: |reports, passages| {
        format!(
            "{} in {}",
            plural(passages, "passage", "passages"),
            plural(reports, "report", "reports")
        )
    },
    found_all: |reports| plural(reports, "report", "reports"),
    took: |ms| format!("{ms:.1} ms"),
    read_as: "Read as",
    nothing: "Nothing found",
    try_synonyms: "With other words for the same",
    try_spelling: "Did you mean",
    try_place: "As a place",
    try_unquoted: "Not word for word",
    try_fewer: "With fewer words",
    try_wider: "With wider filters",
    without: |what| format!("without {what}"),
    cut_into: |words| format!("(cut into {words})"),
    as_typed: |passages| format!("as typed: {}", plural(passages, "passage", "passages")),
    all_words: |passages| format!("all words: {}", plural(passages, "passage", "passages")),
    some_words: |passages| {
        let many = plural(passages, "passage", "passages");
        format!("no passage has all words; some of them: {many}")
    },
    counts_words: "Counted below: passages with all words. For the string alone, follow “as typed”.",
    ignored: |words| format!("(particles and question words left out: {words})"),
    widened: |word, also| format!("“{word}” together with {also}"),
    would_find: |passages| plural(passages, "passage", "passages"),
    filters: "Filters",
    active: "Active filters",
    remove: |what| format!("Remove {what}"),
    clear: "Clear all",
    year: "Year",
    year_from: "From",
    year_to: "to",
    year_bars: "Matching reports by year; choose a year to filter by it",
    apply: "Apply",
    place: "Place",
    place_find: "Find a place: name or pinyin",
    level: "Level",
    kind: "Kind",
    part: "Part",
    more: |n| format!("{n} more"),
    lineage: "With predecessors",
    group_by: "Group",
    by_report: "By report",
    by_passage: "By passage",
    sort_by: "Sort",
    relevance: "Relevance",
    newest: "Newest",
    oldest: "Oldest",
    matching: |n| plural(n, "matching passage", "matching passages"),
    all_matches_of: "See all in the report",
    passage: |n| format!("Passage {n}"),
    previous: "Previous",
    next: "Next",
    pages: "Pages",
    export: "Export",
    year_unknown: "Year unknown",
    place_unknown: "Place unknown",
    date_unknown: "Date unknown",
    outline: "Outline",
    facts: "Record",
    delivered: "Delivered",
    speaker: "Speaker",
    session: "Session",
    sources: "Source files",
    url: "Source address",
    characters: |n| format!("{} characters", number(n as u64)),
    doubts: "Doubts",
    twin_of: "Another file of the archive is the same report; that one is counted, and not this one",
    twins: "Other files of the archive are the same report and are not counted",
    doubtful: "Doubtful reports",
    doubtful_about: "Reports whose place, year or date was not found or is told in two ways, whose parts are not to be relied on, or whose text is not whole. A report's page shows what each fact was read from; mend the file and index again.",
    doubtful_word: |doubt| match doubt {
        Doubtful::Place => "place",
        Doubtful::Year => "year",
        Doubtful::Date => "date",
        Doubtful::Parts => "parts",
        Doubtful::Truncated => "incomplete",
        Doubtful::Text => "characters",
        Doubtful::Twin => "another file, not counted",
    },
    evidence: "Evidence",
    believed: "believed",
    not_believed: "not believed",
    matches: "Matches",
    match_count: |marks, passages| {
        format!("{marks} in {}", plural(passages as u64, "passage", "passages"))
    },
    match_map: "Where the matches are",
    no_match_here: "No match in this report",
    why,
    not_held,
    meant: "You may mean",
    only: "Only",
    page_of: |place| format!("All years of {place}"),
    unknown_places: |named| {
        format!("The archive has no such place: {named}. /api/v1/places?q= finds names and codes")
    },
    why_in_full: "Passage by passage",
    previous_match: "Previous",
    next_match: "Next",
    find_here: "Find in this report",
    earlier_later: "Other years",
    nearby: "Neighbours, same year",
    compare: "Compare",
    compare_with: "Compare with this",
    status: "Status",
    everything: "All",
    moved: "moved",
    swap: "Swap sides",
    status_word: |status| match status {
        PassageStatus::Kept => "Kept",
        PassageStatus::Changed => "Changed",
        PassageStatus::New => "New",
        PassageStatus::Dropped => "Dropped",
    },
    counting: super::counting::EN,
    trend: "Trend",
    notes: &super::notes::EN,
    promises: &super::promises::EN,
    room: &super::room::EN,
    share: "Share of reports",
    rate: "Passages per 10,000 characters",
    by_year: "By year",
    by_place: "By place",
    reports: "Matching",
    of_reports: "Held",
    passages: "Passages",
    missing: "missing",
    table_and_places: "Rates, places, table",
    archive: "Archive",
    coverage: "Coverage",
    generation: "Index version",
    reports_held: "Reports",
    size: "Characters",
    cells_missing: "Missing (place × year)",
    whole: "held",
    in_part: "in part",
    no_such_place: "no such place that year",
    search_here: "Search within this place",
    before: "Predecessors",
    after: "Successors",
    below: "Places below",
    place_page: "All its reports",
    cite: "Cite",
    copy: "Copy",
    copied: "Copied",
    quote: "Copy as quotation",
    back_to_results: "Back to results",
    explained: "Glossary",
    error_title: "That did not work",
    home: "Home",
    keys: "Keys: / search, j and k next and previous hit, n and p next and previous match",
    help: "Help",
    compare_lead: "One place in two years, or two places in one year: passages side by side, with what was kept, changed (words and figures marked), added and dropped.",
    compare_one: "Left",
    compare_other: "Right",
    compare_others: "Compare two others",
    indexed: "Last indexed",
    by_years: "Reports held, by year",
    title: "Title",
    cite_passage: "Cite one passage:",
    cite_number: "Passage number",
    columns_of_export: "the columns",
    help_reading: "Reading the results",
    help_reading_lines: &[
        (
            "Passage",
            "The unit of search and citation, numbered from 1; /reports/ID#p12 is passage 12 for good.",
        ),
        (
            "Part",
            "Where a passage stands in its report: review, situation, targets, tasks, livelihood, self, glossary, other.",
        ),
        (
            "Year",
            "The year whose work the report sets out; a report for 2023 delivered in December 2022 is 2023.",
        ),
        ("Counts", "Numbers of reports and passages are exact, not estimates."),
        (
            "Later",
            "Beside a passage: what the same place's later reports say of it; beside a review, what earlier ones had promised.",
        ),
        ("Missing", "A report that the archive lacks is shown as missing, never as zero."),
    ],
    help_tiers: "How a passage was found",
    help_export: "Export",
    help_export_lead: "The whole list, not only the page, can be saved as CSV (with a byte order mark, so that Excel opens it), XLSX or JSON Lines. Grouped by report, a row is a report with its best passage; by passage, a row is a passage. The columns:",
    help_column: |column| match column {
        "report_id" => "id of the report; stays the same when indexed again",
        "title" => "title",
        "place_code" => "GB/T 2260 code as of the report's year",
        "place" => "name of the place then",
        "place_path" => "names from the province down, with / between",
        "level" => "nation, province, prefecture, county, township",
        "year" => "year; empty where unknown",
        "date" => "day of delivery; empty where the text does not tell",
        "kind" => {
            "政府工作报告 work report, 统计公报 statistical communiqué, 规划 plan, 其他 other"
        }
        "matching_passages" => "matching passages of the report",
        "ordinal" => "number of the passage",
        "part" => "review, situation, targets, tasks, livelihood, self, glossary, other",
        "heading" => "headings above the passage",
        "match" => "exact, near, words, some",
        "text" => "the whole passage",
        "link" => "permalink of the passage",
        "asked" => "the search that gives the row: query, filters and snapshot as one address",
        _ => "",
    },
    help_keys: "Keyboard",
    help_key_lines: &[
        ("/", "to the search field"),
        ("↓ ↑ Enter Esc", "choose, take and close completions"),
        ("j  k", "in a list: next and previous hit"),
        ("n  p", "in a report: next and previous match"),
        ("Tab", "from link to link; the first one skips the header"),
    ],
    help_api: "API: everything on the pages can be had by programs; see",
    failure: |code| {
        Some(match code {
            "bad_year" => {
                ("This is not a year.", "Write 2023, or 2018..2023, or 2018.. (from), ..2023 (to).")
            }
            "bad_place" => (
                "This is not a place that can be searched.",
                "Write a name or code, such as 徐汇区 or 310104.",
            ),
            "bad_level" => (
                "There is no such level.",
                "Levels: nation, province, prefecture, county, township.",
            ),
            "bad_part" => (
                "There is no such part.",
                "Parts: review, situation, targets, tasks, livelihood, self, glossary, other.",
            ),
            "bad_kind" => ("There is no such kind.", "Kinds: 政府工作报告, 统计公报, 规划, 其他."),
            "bad_sort" | "bad_group" | "bad_limit" | "bad_lineage" | "bad_balanced" | "bad_to"
            | "bad_format" | "bad_expected" => (
                "A parameter of this address has a value that it cannot have.",
                "Go back and use the links of the page.",
            ),
            "bad_cursor" => (
                "This page belongs to another list.",
                "Begin again at the first page of the search.",
            ),
            "bad_compare" => (
                "A comparison needs two reports.",
                "Choose them on the page “Compare”, or follow ⇄ on a report's page.",
            ),
            "bad_passage" | "bad_sentence" => (
                "There is no passage of this number in the address.",
                "Passages are numbered from 1; the numbers stand beside them on the report's page.",
            ),
            "bad_encoding" => (
                "The address is not UTF-8.",
                "Write Chinese in addresses as percent-encoded UTF-8.",
            ),
            "query_too_long" => (
                "The query is too long.",
                "Keep only the words that matter, or put a sentence in quotes.",
            ),
            "query_too_complex" => (
                "The query has more words or alternatives than can be searched.",
                "Split it into several searches, or use fewer brackets and OR.",
            ),
            "address_too_long" => ("The address is too long.", "Shorten the query."),
            "not_found" => (
                "There is nothing at this address.",
                "Reports may have been removed from the archive; search for them again.",
            ),
            "notes_off" => (
                "This server has no notes: it only reads.",
                "Start it with --notes FILE, on an address of this machine, to decide on promises.",
            ),
            "forbidden" => (
                "This request was not sent by a page of this server; nothing was written.",
                "Open the page of the promise again and send it from there.",
            ),
            "notes_changed" => (
                "Somebody has written of this item meanwhile; nothing was overwritten.",
                "Go back to the page of the promise and look at the new word first.",
            ),
            "reason_missing" => (
                "Overruling needs a reason.",
                "Write a sentence on why it differs from the reading by rule.",
            ),
            "nothing_noted" => {
                ("There is nothing to withdraw.", "Nobody has decided on this item.")
            }
            "note_too_long" => ("The text is too long.", "Shorten it; say where the long text is."),
            "bad_notes" => (
                "This is not a CSV of notes; nothing was added.",
                "Use a file that /notes or suyan notes has exported, in UTF-8.",
            ),
            "busy" => (
                "Too many requests at once, or the search took too long.",
                "Try again shortly, or narrow the search.",
            ),
            "timed_out" => (
                "The search took too long and was ended.",
                "Narrow the search, or use fewer words.",
            ),
            "engine_away" => (
                "The engine that holds the archive does not answer.",
                "Try again shortly; if it stays so, see the server's log for the address and start the engine there.",
            ),
            _ => (
                "Something went wrong on the server.",
                "Try again shortly; if it keeps happening, see the server's log.",
            ),
        })
    },
    missing_year: "Missing: the archive has no report of this year, which is not nought",
    highest: |year, value| format!("highest {year}: {value}"),
    below_of: |place| format!("Below {place}"),
    later_short: "Later",
    earlier_short: "Earlier",
    trace_later: "What later reports say",
    trace_earlier: "What earlier reports said",
    trace_direction: "Forward or back in time",
    trace_source: "The passage in question",
    trace_sentence: "Only this sentence",
    trace_pick: "The whole passage is traced. Choose a sentence to trace it alone.",
    trace_picked: "Only the sentences in bold are traced.",
    trace_whole: "Trace the whole passage",
    trace_terms: "Search for shared words:",
    trace_missing: "The archive has no report of this year",
    trace_silent: "This report does not return to it",
    trace_no_years: "The archive holds no other year of this place to compare with.",
    trace_unplaced: "The place or year of this report is unknown, so there is nothing to compare with.",
    trace_how: "Found by the strings shared with the passage, rare ones weighing more; what is shared is marked. Not found does not mean not done.",
    trace_more: |n| match n {
        1 => "1 more passage touches on it".to_owned(),
        n => format!("{n} more passages touch on it"),
    },
    level_word: |level| match level {
        Level::Nation => "Nation",
        Level::Province => "Province",
        Level::Prefecture => "Prefecture",
        Level::County => "County",
        Level::Township => "Township",
    },
    kind_word: |kind| match kind {
        Kind::WorkReport => "Work report",
        Kind::Communique => "Statistical communiqué",
        Kind::Plan => "Plan",
        Kind::Other => "Other",
    },
    part_word: |part| match part {
        Part::Review => "Review",
        Part::Situation => "Situation",
        Part::Targets => "Targets",
        Part::Tasks => "Tasks",
        Part::Livelihood => "Livelihood projects",
        Part::SelfGovernment => "Government itself",
        Part::Glossary => "Glossary",
        Part::Other => "Other",
    },
    tier_word: |tier| match tier {
        Tier::Exact => "exact",
        Tier::Near => "near",
        Tier::Words => "words",
        Tier::Some => "some",
    },
    tier_means: |tier| match tier {
        Tier::Exact => "the whole query as one string",
        Tier::Near => "all words, close together",
        Tier::Words => "all words",
        Tier::Some => "part of the words only",
    },
    doubt_word: |doubt| match doubt {
        Doubt::Contradiction => "label and text disagree",
        Doubt::Undecodable => "some characters could not be decoded",
        Doubt::Placeholders => "figures or years are blanked",
        Doubt::PinyinGlosses => "pinyin in brackets",
        Doubt::Truncated => "incomplete",
        Doubt::Ocr => "read from images (OCR), characters may be wrong",
        Doubt::Parts => "hardly any review or tasks found: the parts are not to be relied on",
    },
    origin_word: |origin| match origin {
        Origin::Body => "text",
        Origin::DateLine => "date line",
        Origin::Title => "title",
        Origin::Table => "table column",
        Origin::Page => "page",
        Origin::Path => "file name",
    },
    fact_word: |fact| match fact {
        "place" => "place",
        "year" => "year",
        "date" => "date",
        "kind" => "kind",
        "title" => "title",
        "id" => "id",
        _ => "other",
    },
};

/// An explanation in one sentence.
fn why(explanation: &Explanation) -> String {
    let missing = explanation.missing_words();
    let said = |check: &FilterCheck| {
        let has = check.has.as_deref().unwrap_or("unknown");
        format!("the filter is “{}”, this report is “{has}”", check.filter)
    };
    let out: Vec<String> = explanation.failed_filters().map(said).collect();
    match explanation.verdict {
        ExplainVerdict::Found | ExplainVerdict::FoundInPart => {
            let rank = explanation.rank.map_or(String::new(), |rank| format!(", rank {rank}"));
            let part = match explanation.verdict {
                ExplainVerdict::FoundInPart => {
                    " (no passage of the archive has all words; these have a part of them)"
                }
                _ => "",
            };
            format!("{} passages match{rank}{part}.", explanation.matching_passages)
        }
        ExplainVerdict::NotInArchive => "The archive does not hold this report.".to_owned(),
        ExplainVerdict::FilteredOut if out.is_empty() => {
            "A passage has all words, but not in the part that is asked for.".to_owned()
        }
        ExplainVerdict::FilteredOut => format!("Kept out by a filter: {}.", out.join("; ")),
        ExplainVerdict::Excluded => {
            "The passages that have all words also have what is to be excluded.".to_owned()
        }
        ExplainVerdict::WordsMissing => format!("Nowhere in its text: {}.", missing.join(", ")),
        ExplainVerdict::WordsApart => "It has all words, but not in one passage.".to_owned(),
    }
}

fn not_held(missing: &Missing) -> String {
    let shown = |(from, to): (i16, i16)| match (from, to) {
        (i16::MIN, to) => format!("up to {to}"),
        (from, i16::MAX) => format!("from {from} on"),
        (from, to) if from == to => from.to_string(),
        (from, to) => format!("{from}–{to}"),
    };
    let place = missing.place.as_ref().map(|place| format!(" of {place}")).unwrap_or_default();
    let years = missing.years.map(|years| format!(" for {}", shown(years))).unwrap_or_default();
    let held = match &missing.held {
        Some((name, span)) if name.is_empty() || missing.place.as_ref() == Some(name) => {
            format!(" (held: {})", shown(*span))
        }
        Some((name, span)) => format!(" (held of {name}: {})", shown(*span)),
        None => String::new(),
    };
    format!("The archive holds no report{place}{years}{held}")
}
