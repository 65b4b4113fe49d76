//! Our segments beside those of tantivy's own writer: from the same documents both make the same
//! dictionaries, postings, positions, lengths, columns and stored texts, before and after a merge.
//!
//! The documents of the reference are made here from the report alone, the plainest way, and its
//! terms come from the analysis as a tokenizer's. `SUYAN_SEGMENTS` says how many archives are tried.

use std::collections::BTreeMap;

use suyan_analysis::grams::{Gram, numeral_gram, text_grams};
use suyan_analysis::segment::{count_words, each_word, is_listed};
use suyan_analysis::{Tokens, sentences, strings};
use suyan_corpus::{Facts, Kind, Part, Passage};
use suyan_search::conformance::Dice;
use tantivy::index::SegmentId;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::postings::Postings as _;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::{DocId, DocSet as _, SegmentReader, TERMINATED, TantivyDocument};

use super::super::*;
use crate::store::format::schema::pack_row;
use crate::store::stored::Stored;

/// Which terms of a text a field of the reference holds.
#[derive(Clone, Copy)]
enum Terms {
    /// All that are looked up.
    All,
    /// Those that make a passage's length: no strings, no beginnings of numerals.
    Counted,
    /// The segmenter's words.
    Words,
}

impl Terms {
    fn of(self, text: &str) -> Vec<(usize, String)> {
        let mut terms = Vec::new();
        if let Self::Words = self {
            each_word(text, |word| terms.push((terms.len(), word.to_owned())));
            terms.retain(|(_, word)| is_listed(word));
            return terms;
        }
        let tokens = Tokens::of(text);
        let mut put = |position, gram: Gram<'_>| {
            let mut term = String::new();
            gram.write(&mut term);
            terms.push((position, term));
        };
        text_grams(&tokens, |position, gram| {
            put(position, gram);
            if let (Self::All, Gram::Pair(first, _)) = (self, gram)
                && let Some(begun) = numeral_gram(&tokens, position, first)
            {
                put(position, begun);
            }
        });
        if let Self::All = self {
            strings::each(&tokens, |at, number| put(at, Gram::String(strings::string(number))));
        }
        terms
    }
}

impl Tokenizer for Terms {
    type TokenStream<'a> = Listed;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Listed {
        Listed { rest: self.of(text).into_iter(), token: Token::default() }
    }
}

/// Terms that are listed already.
struct Listed {
    rest: std::vec::IntoIter<(usize, String)>,
    token: Token,
}

impl TokenStream for Listed {
    fn advance(&mut self) -> bool {
        let Some((position, text)) = self.rest.next() else { return false };
        self.token = Token { position, text, ..Token::default() };
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// What texts are put together from: words of reports, numerals in every script, marks, and
/// characters that no table has.
const PIECES: [&str; 40] = [
    "高质量发展",
    "人民政府",
    "新增养老床位",
    "架空线入地",
    "老旧小区改造",
    "一百二十万",
    "二〇二三年",
    "十八届三中全会",
    "3.5%",
    "12,000",
    "１２３",
    "2020年",
    "第",
    "亿元",
    "，",
    "。",
    "；",
    "、",
    "（一）",
    "“",
    "”",
    "——",
    "……",
    " ",
    "\u{3000}",
    "GDP",
    "e-Government",
    "Café",
    "ＷＴＯ",
    "養老",
    "𠮷野",
    "🙂",
    "〇",
    "℃",
    "㎡",
    "\n",
    "0",
    "00012",
    "18446744073709551616",
    "的",
];

fn text(dice: &mut Dice) -> String {
    // A passage may be empty.
    (0..dice.below(40)).map(|_| PIECES[dice.below(PIECES.len())]).collect()
}

fn passage(at: usize, dice: &mut Dice) -> Passage {
    let heading = (0..dice.below(3)).map(|_| text(dice)).collect();
    Passage {
        // Ordinals are not dense in every archive.
        ordinal: (at * (1 + dice.below(3)) + 1) as u32,
        part: Part::ALL[dice.below(Part::ALL.len())],
        heading,
        is_heading: dice.below(4) == 0,
        text: text(dice),
    }
}

fn place(code: &str) -> Option<suyan_corpus::Place> {
    let gazetteer = suyan_corpus::Gazetteer::builtin();
    gazetteer.by_code(code, None).map(|division| gazetteer.place(division, None))
}

fn report(number: usize, dice: &mut Dice) -> Report {
    let mut passages: Vec<Passage> = (0..1 + dice.below(12)).map(|at| passage(at, dice)).collect();
    // A heading that is a passage too, and stands above those that follow.
    if let [first, .., last] = &mut passages[..] {
        last.heading = vec![first.text.clone()];
    }
    let place = place(["310104", "310101", "110105", "none"][dice.below(4)]);
    let date = jiff::civil::Date::new(2000 + dice.below(30) as i16, 1 + dice.below(12) as i8, 7);
    let facts = Facts {
        title: text(dice),
        place,
        year: (dice.below(3) > 0).then(|| 1990 + dice.below(40) as i16),
        date: (dice.below(2) == 0).then_some(date).and_then(Result::ok),
        kind: Kind::ALL[dice.below(Kind::ALL.len())],
        sources: vec![format!("{number}.txt")],
        ..Facts::default()
    };
    Report { id: format!("{}-{number}", text(dice)), facts, passages }
}

/// The schema of the reference: ours, and the counted terms in a field behind it.
fn reference_schema() -> (Schema, Field) {
    let mut builder = Schema::builder();
    for (_, entry) in schema::schema().0.fields() {
        builder.add_field(entry.clone());
    }
    let counted = TextFieldIndexing::default()
        .set_tokenizer("counted")
        .set_index_option(IndexRecordOption::Basic);
    let counted =
        builder.add_text_field("counted", TextOptions::default().set_indexing_options(counted));
    (builder.build(), counted)
}

/// A passage's text and headings as the reference stores them.
fn plain(passage: &Passage) -> Vec<u8> {
    serde_json::to_vec(&(&passage.heading, &passage.text)).expect("JSON")
}

/// The documents of a report, made from it without a word of the builder.
fn documents(report: &Report, fields: Fields, counted: Field) -> Vec<TantivyDocument> {
    let document = |(at, passage): (usize, &Passage)| {
        let mut document = TantivyDocument::default();
        document.add_text(fields.text, &passage.text);
        document.add_text(fields.cut, &passage.text);
        document.add_text(counted, &passage.text);
        document.add_text(fields.id, &report.id);
        document.add_bytes(fields.passage, &plain(passage));
        let row = pack_row(passage.ordinal, passage.part as usize, passage.is_heading);
        document.add_u64(fields.row, row);
        document.add_u64(fields.sentences, sentences(&passage.text).len() as u64);
        document.add_u64(fields.letters, Tokens::of(&passage.text).letters() as u64);
        document.add_u64(fields.words, count_words(&passage.text) as u64);
        if at == 0 {
            facts(&mut document, report, fields);
        }
        document
    };
    report.passages.iter().enumerate().map(document).collect()
}

fn facts(document: &mut TantivyDocument, report: &Report, fields: Fields) {
    let facts = &report.facts;
    document.add_bytes(fields.facts, &serde_json::to_vec(facts).expect("JSON"));
    document.add_text(fields.report, &report.id);
    document.add_text(fields.title, &facts.title);
    if let Some(place) = &facts.place {
        document.add_text(fields.place, serde_json::to_string(place).expect("JSON"));
    }
    if let Some(year) = facts.year {
        document.add_i64(fields.year, i64::from(year));
    }
    if let Some(date) = facts.date {
        document.add_u64(fields.date, date.strftime("%Y%m%d").to_string().parse().expect("a day"));
    }
    document.add_u64(fields.kind, facts.kind as u64);
    let texts: String = report.passages.iter().map(|passage| passage.text.as_str()).collect();
    document.add_u64(fields.characters, texts.chars().count() as u64);
    let lengths = report.passages.iter().map(|passage| Terms::Counted.of(&passage.text).len());
    document.add_u64(fields.length, lengths.sum::<usize>() as u64);
    document.add_u64(fields.digest, report.content_digest());
    let doubtful: u64 = facts.doubtful().iter().map(|one| 1 << *one as u64).sum();
    if doubtful > 0 {
        document.add_u64(fields.doubtful, doubtful);
    }
}

/// By term its document frequency, and by passage its frequency and positions.
type Dictionary = BTreeMap<Vec<u8>, (u32, Vec<(DocId, u32, Vec<u32>)>)>;

fn dictionary(segment: &SegmentReader, field: Field, option: IndexRecordOption) -> Dictionary {
    let inverted = segment.inverted_index(field).expect("postings");
    let mut terms = inverted.terms().stream().expect("terms");
    let mut found = Dictionary::new();
    while terms.advance() {
        let info = terms.value().clone();
        let mut postings = inverted.read_postings_from_terminfo(&info, option).expect("a list");
        let mut list = Vec::new();
        while postings.doc() != TERMINATED {
            let mut positions = Vec::new();
            if option == IndexRecordOption::WithFreqsAndPositions {
                postings.positions(&mut positions);
            }
            list.push((postings.doc(), postings.term_freq(), positions));
            postings.advance();
        }
        found.insert(terms.key().to_vec(), (info.doc_freq, list));
    }
    found
}

/// The values of a column, by passage.
fn column(segment: &SegmentReader, name: &str) -> Vec<Vec<String>> {
    let columns = segment.fast_fields();
    let docs = 0..segment.max_doc();
    if let Ok(Some(column)) = columns.str(name) {
        let value = |ord| {
            let mut value = String::new();
            assert!(column.ord_to_str(ord, &mut value).expect("a value"), "{name}");
            value
        };
        return docs.map(|doc| column.term_ords(doc).map(value).collect()).collect();
    }
    if let Ok(column) = columns.i64(name) {
        return docs
            .map(|doc| column.values_for_doc(doc).map(|one| one.to_string()).collect())
            .collect();
    }
    let column = columns.u64(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    docs.map(|doc| column.values_for_doc(doc).map(|one| one.to_string()).collect()).collect()
}

/// Holds one segment of ours against the same of the reference.
fn compare(ours: &SegmentReader, theirs: &SegmentReader, counted: Field, what: &str) {
    let (schema, fields) = schema::schema();
    assert_eq!(ours.max_doc(), theirs.max_doc(), "{what}");
    let alive = |segment: &SegmentReader| segment.doc_ids_alive().collect::<Vec<_>>();
    assert_eq!(alive(ours), alive(theirs), "{what}");
    for (field, option) in [
        (fields.text, IndexRecordOption::WithFreqsAndPositions),
        (fields.cut, IndexRecordOption::WithFreqs),
        (fields.id, IndexRecordOption::Basic),
    ] {
        let name = schema.get_field_name(field);
        let (ours, theirs) = (dictionary(ours, field, option), dictionary(theirs, field, option));
        for (term, list) in &theirs {
            let term_text = String::from_utf8_lossy(term);
            assert_eq!(ours.get(term), Some(list), "{what}: {name} {term_text:?}");
        }
        assert_eq!(ours.len(), theirs.len(), "{what}: {name} has terms of nothing");
    }
    let tokens = |segment: &SegmentReader, field| {
        segment.inverted_index(field).expect("postings").total_num_tokens()
    };
    assert_eq!(tokens(ours, fields.text), tokens(theirs, counted), "{what}");
    assert_eq!(tokens(ours, fields.cut), tokens(theirs, fields.cut), "{what}");
    let lengths = |segment: &SegmentReader, field| {
        let norms = segment.get_fieldnorms_reader(field).expect("lengths");
        (0..segment.max_doc()).map(|doc| norms.fieldnorm_id(doc)).collect::<Vec<_>>()
    };
    assert_eq!(lengths(ours, fields.text), lengths(theirs, counted), "{what}");
    for (_, entry) in schema.fields().filter(|(_, entry)| entry.is_fast()) {
        let name = entry.name();
        assert_eq!(column(ours, name), column(theirs, name), "{what}: {name}");
    }
    compare_stored(ours, theirs, fields, what);
}

fn compare_stored(ours: &SegmentReader, theirs: &SegmentReader, fields: Fields, what: &str) {
    let ours = Stored::open(ours, fields).expect("our store");
    let store = theirs.get_store_reader(1).expect("their store");
    for doc in theirs.doc_ids_alive() {
        let document: TantivyDocument = store.get(doc).expect("a document");
        let bytes = |field| {
            use tantivy::schema::Value as _;
            document.get_first(field).and_then(|value| value.as_bytes().map(<[u8]>::to_vec))
        };
        let passage = serde_json::to_vec(&ours.passage(doc).expect("a passage")).expect("JSON");
        assert_eq!(Some(passage), bytes(fields.passage), "{what}: passage {doc}");
        if let Some(facts) = bytes(fields.facts) {
            let ours = serde_json::to_vec(&ours.facts(doc).expect("facts")).expect("JSON");
            assert_eq!(ours, facts, "{what}: facts of passage {doc}");
        }
    }
}

/// The reference: tantivy's index in memory, written by tantivy.
struct Reference {
    index: tantivy::Index,
    writer: tantivy::IndexWriter,
    fields: Fields,
    counted: Field,
}

impl Reference {
    fn new() -> Self {
        let (schema, counted) = reference_schema();
        let index = tantivy::Index::create_in_ram(schema);
        index.tokenizers().register("suyan_grams", Terms::All);
        index.tokenizers().register("suyan_cut", Terms::Words);
        index.tokenizers().register("counted", Terms::Counted);
        let writer = index.writer_with_num_threads(1, 40_000_000).expect("a writer");
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Self { index, writer, fields: schema::schema().1, counted }
    }

    fn put(&mut self, reports: &[Report]) {
        for document in reports.iter().flat_map(|one| documents(one, self.fields, self.counted)) {
            self.writer.add_document(document).expect("add");
        }
        self.writer.commit().expect("commit");
    }

    fn remove(&mut self, id: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.id, id));
        self.writer.commit().expect("commit");
    }
}

fn put(writer: &mut IndexWriter, reports: &[Report]) {
    reports.iter().for_each(|report| writer.put(report).expect("put"));
    writer.commit(b"").expect("commit");
}

/// The segments of an index that were not there before, as one.
fn fresh(index: &tantivy::Index, known: &mut Vec<SegmentId>) -> SegmentId {
    let mut ids = index.searchable_segment_ids().expect("segments");
    ids.retain(|id| !known.contains(id));
    let [id] = ids[..] else { panic!("{} new segments", ids.len()) };
    known.push(id);
    id
}

fn open(index: &tantivy::Index, id: SegmentId) -> SegmentReader {
    let segments = index.searchable_segments().expect("segments");
    let segment = segments.iter().find(|segment| segment.id() == id).expect("the segment");
    SegmentReader::open(segment).expect("a segment")
}

#[test]
fn segments_are_what_tantivys_own_writer_makes_of_the_same_documents() {
    let archives = std::env::var("SUYAN_SEGMENTS").ok().and_then(|many| many.parse().ok());
    for seed in 1..=archives.unwrap_or(12) {
        let mut dice = Dice::new(seed);
        let halves = [0, 100].map(|from| -> Vec<Report> {
            (from..from + 1 + dice.below(20)).map(|number| report(number, &mut dice)).collect()
        });
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = IndexWriter::open(folder.path(), super::OPTIONS).expect("a writer");
        writer.inner.set_merge_policy(Box::new(NoMergePolicy));
        let mut reference = Reference::new();
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for half in &halves {
            put(&mut writer, half);
            reference.put(half);
            let ours = open(writer.inner.index(), fresh(writer.inner.index(), &mut ours));
            let theirs = open(&reference.index, fresh(&reference.index, &mut theirs));
            compare(&ours, &theirs, reference.counted, &format!("archive {seed}"));
        }
        // One of each half goes, and the rest is merged.
        for half in halves.iter().filter(|half| half.len() > 1) {
            let gone = &half[dice.below(half.len())].id;
            writer.remove(gone).expect("remove");
            writer.commit(b"").expect("commit");
            reference.remove(gone);
        }
        writer.inner.merge(&ours).wait().expect("a merge");
        reference.writer.merge(&theirs).wait().expect("a merge");
        let ours = open(writer.inner.index(), fresh(writer.inner.index(), &mut ours));
        let theirs = open(&reference.index, fresh(&reference.index, &mut theirs));
        compare(&ours, &theirs, reference.counted, &format!("archive {seed}, merged"));
    }
}

/// A passage has room for so many positions; what stands behind them is not found, and harms nobody.
#[test]
fn a_passage_beyond_all_positions_leaves_its_neighbours_alone() {
    const ROOM: usize = 1 << 20;
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(folder.path(), super::OPTIONS).expect("a writer");
    let endless = format!("{}末尾{}", "长".repeat(ROOM - 2), "多".repeat(9));
    let passages = ["之前", &endless, "之后"].into_iter().enumerate().map(|(at, text)| Passage {
        ordinal: at as u32 + 1,
        part: Part::Tasks,
        heading: Vec::new(),
        is_heading: false,
        text: text.to_owned(),
    });
    let report =
        Report { id: "r".to_owned(), facts: Facts::default(), passages: passages.collect() };
    writer.put(&report).expect("put");
    writer.commit(b"").expect("commit");
    let mut known = Vec::new();
    let segment = open(writer.inner.index(), fresh(writer.inner.index(), &mut known));
    let field = schema::schema().1.text;
    let found = dictionary(&segment, field, IndexRecordOption::WithFreqsAndPositions);
    let list = |term: &str| found.get(term.as_bytes()).map(|(_, list)| list.clone());
    assert_eq!(list("长末"), Some(vec![(1, 1, vec![ROOM as u32 - 3])]));
    assert_eq!(list("尾多"), Some(vec![(1, 1, vec![ROOM as u32 - 1])]));
    assert_eq!(list("多多"), None, "there is no position for it");
    assert_eq!(list("之前"), Some(vec![(0, 1, vec![0])]));
    assert_eq!(list("之后"), Some(vec![(2, 1, vec![0])]));
}
