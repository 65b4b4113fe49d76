//! SeekStorm as a peer: its Chinese word segmentation, BM25 with proximity, a document per passage with its text
//! stored. Arguments as for every peer: kind (seekstorm), threads, passages.jsonl, index folder, output file, then for
//! each query set NAME:MODE:FILE with MODE rank or phrase.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::{Duration, Instant};

use seekstorm::commit::Commit;
use seekstorm::index::{
    AccessType, Clustering, Document, DocumentCompression, FileType, FrequentwordType, IndexArc,
    IndexDocument, IndexMetaObject, LexicalSimilarity, NgramSet, StemmerType, StopwordType,
    TokenizerType, create_index,
};
use seekstorm::search::{QueryRewriting, QueryType, ResultObject, ResultType, Search, SearchMode};
use seekstorm::vector::Inference;
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The same fields as every peer: the id and the text, both stored, the text indexed.
const SCHEMA: &str = r#"[
    {"field":"id","field_type":"String32","store":true,"index_lexical":false},
    {"field":"text","field_type":"Text","store":true,"index_lexical":true}
]"#;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [_, threads, passages, folder, out, sets @ ..] = arguments.as_slice() else {
        return Err("usage: seekstorm-peer KIND THREADS PASSAGES FOLDER OUT SET…".into());
    };
    let threads: usize = threads.parse()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()?;
    let result = runtime.block_on(run(threads, Path::new(passages), Path::new(folder), sets))?;
    fs::write(out, serde_json::to_vec(&result)?)?;
    // The library's own threads do not end by themselves.
    std::process::exit(0)
}

async fn run(threads: usize, passages: &Path, folder: &Path, sets: &[String]) -> Outcome<Value> {
    let start = Instant::now();
    let schema = serde_json::from_str(SCHEMA)?;
    let index = create_index(folder, meta(), &schema, &Vec::new(), true, Some(threads)).await?;
    let ids = index_passages(&index, passages).await?;
    let seconds = start.elapsed().as_secs_f64();
    let mut answers = serde_json::Map::new();
    for set in sets {
        let mut parts = set.splitn(3, ':');
        let (Some(name), Some(mode), Some(file)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(format!("not NAME:MODE:FILE: {set}").into());
        };
        let answered = answer_all(&index, mode == "phrase", Path::new(file), &ids).await?;
        answers.insert(name.to_owned(), answered.into());
    }
    Ok(json!({
        "peer": "seekstorm-zh",
        "version": seekstorm::index::version(),
        "index_seconds": seconds,
        "index_bytes": bytes(folder)?,
        "sets": answers,
    }))
}

fn meta() -> IndexMetaObject {
    IndexMetaObject {
        id: 0,
        name: "bench".into(),
        lexical_similarity: LexicalSimilarity::Bm25fProximity,
        tokenizer: TokenizerType::UnicodeAlphanumericZH,
        stemmer: StemmerType::None,
        stop_words: StopwordType::None,
        frequent_words: FrequentwordType::None,
        ngram_indexing: NgramSet::SingleTerm as u8,
        document_compression: DocumentCompression::Zstd,
        access_type: AccessType::Mmap,
        spelling_correction: None,
        query_completion: None,
        clustering: Clustering::None,
        inference: Inference::None,
        segment_number_bits: 11,
    }
}

/// Hands all passages over and waits until they are committed; gives their ids by line.
async fn index_passages(index: &IndexArc, passages: &Path) -> Outcome<Vec<String>> {
    let mut ids = Vec::new();
    for line in BufReader::new(fs::File::open(passages)?).lines() {
        let row: Value = serde_json::from_str(&line?)?;
        ids.push(row["id"].as_str().unwrap_or_default().to_owned());
        let document: Document = serde_json::from_value(json!({"id": row["id"], "text": row["text"]}))?;
        index.index_document(document, FileType::None).await;
    }
    // Documents are taken up in the background; a commit before the last one would miss some.
    while index.read().await.indexed_doc_count().await < ids.len() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    index.commit().await;
    Ok(ids)
}

async fn answer_all(index: &IndexArc, phrase: bool, file: &Path, ids: &[String]) -> Outcome<Vec<Value>> {
    let fields = HashSet::from(["id".to_owned()]);
    let mut answers = Vec::new();
    for row in fs::read_to_string(file)?.lines() {
        let Some((id, typed)) = row.split_once('\t') else { continue };
        let start = Instant::now();
        let found = search(index, typed, phrase, 10).await;
        let mut top = Vec::new();
        for hit in &found.results {
            let reader = index.read().await;
            let document = reader.get_document(hit.doc_id, false, &None, &fields, &[]).await?;
            top.push(serde_json::to_value(&document["id"])?);
        }
        let us = start.elapsed().as_secs_f64() * 1e6;
        let hits = found.result_count_total;
        let mut answer = json!({"id": id, "us": us, "top": top, "hits": hits});
        if let Some(first) = found.results.first() {
            // Documents are numbered in the order in which they came: that is what `all` relies on.
            if answer["top"][0].as_str() != ids.get(first.doc_id).map(String::as_str) {
                return Err("documents are not numbered by line".into());
            }
        }
        if phrase {
            let whole = search(index, typed, phrase, hits.max(1)).await;
            let mut all: Vec<usize> = whole.results.iter().map(|hit| hit.doc_id).collect();
            all.sort_unstable();
            answer["all"] = all.into();
        }
        answers.push(answer);
    }
    Ok(answers)
}

/// The ten best by any of the words, or by all of them in a row. Only a phrase counts its hits.
async fn search(index: &IndexArc, typed: &str, phrase: bool, length: usize) -> ResultObject {
    let mut plain: String =
        typed.chars().map(|c| if "\"+-".contains(c) { ' ' } else { c }).collect();
    // Its tokenizer takes a text that ends without punctuation for one more word of its own, which
    // no phrase with that word in it survives.
    plain.push('。');
    let (kind, results) = match phrase {
        true => (QueryType::Phrase, ResultType::TopkCount),
        false => (QueryType::Union, ResultType::Topk),
    };
    index
        .search(
            plain,
            None,
            kind,
            SearchMode::Lexical,
            false,
            0,
            length,
            results,
            false,
            Vec::new(),
            Vec::new(),
            Vec::new(),
            Vec::new(),
            QueryRewriting::SearchOnly,
        )
        .await
}

fn bytes(folder: &Path) -> Outcome<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let data = entry.metadata()?;
        sum += if data.is_dir() { bytes(&entry.path())? } else { data.len() };
    }
    Ok(sum)
}
