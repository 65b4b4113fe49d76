//! tantivy with tantivy-jieba and nothing else: what one gets from the two crates' own examples.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::query::{EmptyQuery, Query, QueryParser};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::{Index, Searcher, TantivyDocument, doc};
use tantivy_jieba::JiebaTokenizer;

use crate::memory;
use crate::passages::{self, PeerPassage};
use crate::ranking::{PeerRun, RankedAnswer};
use crate::sets::{Mode, Set};

/// Indexes the passages into `folder` and answers the sets.
pub fn run(file: &Path, folder: &Path, threads: usize, sets: &[Set]) -> Result<PeerRun> {
    let lines = passages::read(file)?;
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("jieba")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let id = schema.add_text_field("id", STRING | STORED);
    let line = schema.add_u64_field("line", FAST);
    let text = schema
        .add_text_field("text", TextOptions::default().set_indexing_options(indexing).set_stored());
    std::fs::create_dir_all(folder)?;
    let index = Index::create_in_dir(folder, schema.build())?;
    index.tokenizers().register("jieba", JiebaTokenizer::new());
    let start = Instant::now();
    add_all(&index, threads, &lines, [id, line, text])?;
    let index_seconds = start.elapsed().as_secs_f64();
    let searcher = index.reader()?.searcher();
    let parser = QueryParser::for_index(&index, vec![text]);
    let mut run = PeerRun {
        peer: "tantivy-jieba".to_owned(),
        version: tantivy::version_string().to_owned(),
        index_seconds,
        index_bytes: memory::folder(folder),
        ..PeerRun::default()
    };
    for set in sets {
        let answers = set.queries()?.into_iter();
        let answers: Result<Vec<RankedAnswer>> = answers
            .map(|(query, words)| answer(&searcher, &parser, id, set.mode, query, &words))
            .collect();
        run.sets.insert(set.name.clone(), answers?);
    }
    Ok(run)
}

fn add_all(index: &Index, threads: usize, lines: &[PeerPassage], fields: [Field; 3]) -> Result<()> {
    let [id, line, text] = fields;
    let mut writer = index.writer_with_num_threads(threads, 512 << 20)?;
    for (number, passage) in (0u64..).zip(lines) {
        writer.add_document(doc!(id => &*passage.id, line => number, text => &*passage.text))?;
    }
    writer.commit()?;
    Ok(writer.wait_merging_threads()?)
}

fn answer(
    searcher: &Searcher,
    parser: &QueryParser,
    id_field: Field,
    mode: Mode,
    id: String,
    words: &str,
) -> Result<RankedAnswer> {
    let start = Instant::now();
    let typed = if mode == Mode::Phrase { format!("\"{words}\"") } else { words.to_owned() };
    // A query that does not parse finds nothing; the naive user gets an error.
    let query = parser.parse_query(&typed).unwrap_or_else(|_| Box::new(EmptyQuery));
    let best = TopDocs::with_limit(10).order_by_score();
    let (best, hits) = if mode == Mode::Phrase {
        searcher.search(&query, &(best, Count))?
    } else {
        (searcher.search(&query, &best)?, 0)
    };
    let mut top = Vec::new();
    for (_, address) in best {
        let document: TantivyDocument = searcher.doc(address)?;
        top.extend(document.get_first(id_field).and_then(|v| v.as_str()).map(str::to_owned));
    }
    let us = start.elapsed().as_secs_f64() * 1e6;
    let all = if mode == Mode::Phrase { all_lines(searcher, &*query)? } else { Vec::new() };
    Ok(RankedAnswer { id, us, top, hits: hits as u64, all })
}

fn all_lines(searcher: &Searcher, query: &dyn Query) -> Result<Vec<u32>> {
    let mut all = Vec::new();
    for address in searcher.search(query, &DocSetCollector)? {
        let segment = searcher.segment_reader(address.segment_ord);
        let lines = segment.fast_fields().u64("line")?;
        all.extend(lines.first(address.doc_id).map(|line| line as u32));
    }
    all.sort_unstable();
    Ok(all)
}
