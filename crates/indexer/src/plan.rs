//! Which reports an index ought to hold, decided from the manifest alone.
//!
//! Documents with the same text are one report with several sources, whether they come from two
//! files, two formats or two rows; ids that were given keep such rows apart, because whoever gave
//! them will ask for them. Two texts that came with one id are both kept, the later one under
//! the id with a suffix. Everything is decided by the order of roots, paths and rows, never by
//! the order in which files happened to be read.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::{Manifest, ManifestDoc, ReportDoc};
use crate::twins::twins;

/// One report as the index ought to hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Planned {
    /// The root and path of the file that it is read from.
    pub file: (u32, String),
    /// The file, member or row of that file.
    pub source: String,
    /// The digest of that document.
    pub digest: String,
    /// All sources, the one it is read from first.
    pub sources: Vec<String>,
    /// Root, path and source of every document that is this report.
    pub holders: Vec<(u32, String, String)>,
    /// The id that the document came with where it had to be given another.
    pub renamed_from: Option<String>,
    /// The report that this is another file of, and is not counted beside.
    pub twin_of: Option<String>,
    /// The other files of this report, which are not counted.
    pub twins: Vec<String>,
}

/// A document where it stands.
#[derive(Debug, Clone, Copy)]
struct Holder<'a> {
    /// Its number among all documents, by root, path and row.
    order: usize,
    root: u32,
    path: &'a str,
    gone: bool,
    doc: &'a ReportDoc,
}

impl Holder<'_> {
    fn key(&self) -> (u32, String, String) {
        (self.root, self.path.to_owned(), self.doc.source.clone())
    }
}

/// Documents that are one report.
struct Bundle<'a> {
    id: &'a str,
    /// In the order of roots, paths and rows.
    holders: Vec<Holder<'a>>,
}

/// The reports that an index with this manifest holds, by id.
pub(crate) fn plan(manifest: &Manifest) -> BTreeMap<String, Planned> {
    let mut by_text: BTreeMap<&str, Vec<Holder<'_>>> = BTreeMap::new();
    for holder in holders(manifest) {
        by_text.entry(&holder.doc.text).or_default().push(holder);
    }
    let mut by_id: BTreeMap<&str, Vec<Bundle<'_>>> = BTreeMap::new();
    for bundle in by_text.into_values().flat_map(bundles) {
        by_id.entry(bundle.id).or_default().push(bundle);
    }
    let taken: BTreeSet<&str> = by_id.keys().copied().collect();
    let mut plan = BTreeMap::new();
    let mut likes = BTreeMap::new();
    for (id, mut rivals) in by_id {
        rivals.sort_by_key(|bundle| bundle.holders.first().map(|h| h.order));
        let mut number = 1;
        for bundle in rivals {
            let mut own = id.to_owned();
            while number > 1 && (own == id || taken.contains(own.as_str())) {
                own = format!("{id}~{number}");
                number += 1;
            }
            number = number.max(2);
            let renamed_from = (own != id).then(|| id.to_owned());
            if let Some(best) = bundle.best() {
                likes.insert(own.clone(), best.doc);
            }
            plan.insert(own, planned(bundle, renamed_from));
        }
    }
    for (twin, of) in twins(&likes) {
        if let Some(planned) = plan.get_mut(&of) {
            planned.twins.push(twin.clone());
        }
        if let Some(planned) = plan.get_mut(&twin) {
            planned.twin_of = Some(of);
        }
    }
    plan
}

fn holders(manifest: &Manifest) -> impl Iterator<Item = Holder<'_>> {
    let files = manifest.files.iter().flat_map(|(root, files)| files.iter().map(|f| (*root, f)));
    let docs = files.flat_map(|(root, (path, record))| {
        record.docs.iter().map(move |doc| (root, path, record.gone, doc))
    });
    docs.enumerate().filter_map(|(order, (root, path, gone, doc))| match doc {
        ManifestDoc::Report(doc) => Some(Holder { order, root, path, gone, doc }),
        _ => None,
    })
}

/// Cuts the holders of one text into reports, one for each id that was given; what came without
/// an id joins the first of them.
fn bundles<'a>(mut holders: Vec<Holder<'a>>) -> Vec<Bundle<'a>> {
    // A file that is gone gives way to one that is there: it was renamed or moved.
    let present: BTreeSet<Option<&str>> =
        holders.iter().filter(|h| !h.gone).map(|h| h.doc.given.as_deref()).collect();
    holders.retain(|h| !h.gone || !present.contains(&h.doc.given.as_deref()));
    let given: BTreeSet<&'a str> = holders.iter().filter_map(|h| h.doc.given.as_deref()).collect();
    let Some(&first) = given.first() else {
        let id = holders.first().map_or("", |h| h.doc.text.as_str());
        return vec![Bundle { id, holders }];
    };
    let of = |id: &'a str| {
        let belongs = |h: &&Holder<'a>| h.doc.given.as_deref().unwrap_or(first) == id;
        Bundle { id, holders: holders.iter().filter(belongs).copied().collect() }
    };
    given.iter().copied().map(of).collect()
}

impl<'a> Bundle<'a> {
    /// The holder that the report is read from.
    fn best(&self) -> Option<&Holder<'a>> {
        self.holders.iter().min_by_key(|h| (h.doc.given.is_none(), h.doc.rank))
    }
}

fn planned(bundle: Bundle<'_>, renamed_from: Option<String>) -> Planned {
    let Some(best) = bundle.best() else { unreachable!("a bundle is made of its holders") };
    let mut sources: Vec<String> = Vec::new();
    for holder in std::iter::once(best).chain(&bundle.holders) {
        for source in std::iter::once(&holder.doc.source).chain(&holder.doc.pages) {
            if !sources.contains(source) {
                sources.push(source.clone());
            }
        }
    }
    Planned {
        file: (best.root, best.path.to_owned()),
        source: best.doc.source.clone(),
        digest: best.doc.digest.clone(),
        sources,
        holders: bundle.holders.iter().map(Holder::key).collect(),
        renamed_from,
        twin_of: None,
        twins: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::manifest::Record;

    /// `path text given rank`, `-` for no id, a `!` before the path for a file that is gone.
    fn manifest(rows: &str) -> Manifest {
        let mut manifest = Manifest::default();
        for row in rows.lines().map(str::trim).filter(|r| !r.is_empty()) {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let path = cells[0].trim_start_matches('!');
            let files = manifest.files.entry(1).or_default();
            let record = files.entry(path.to_owned()).or_insert_with(Record::default);
            record.gone = cells[0].starts_with('!');
            record.docs.push(ManifestDoc::Report(ReportDoc {
                source: format!("{path}#{}", record.docs.len() + 1),
                pages: Vec::new(),
                text: cells[1].to_owned(),
                given: (cells[2] != "-").then(|| cells[2].to_owned()),
                digest: format!("{}/{}", cells[1], cells[3]),
                rank: cells[3].parse().unwrap(),
                group: String::new(),
                sketch: Vec::new(),
                characters: 0,
                conflict: None,
            }));
        }
        manifest
    }

    /// `id: sources` of the plan, one a line.
    fn shown(rows: &str) -> Vec<String> {
        let plan = plan(&manifest(rows));
        plan.iter().map(|(id, p)| format!("{id}: {}", p.sources.join(" "))).collect()
    }

    #[test]
    fn the_same_text_is_one_report_read_from_the_best_copy() {
        assert_eq!(shown("a T - 2 \n b T - 0 \n c U - 0"), ["T: b#1 a#1", "U: c#1"]);
    }

    #[test]
    fn given_ids_stay_and_the_rest_joins_the_first() {
        assert_eq!(shown("a T - 0 \n b T x 1 \n b T y 1"), ["x: b#1 a#1", "y: b#2"]);
    }

    #[test]
    fn two_texts_under_one_id_are_both_kept() {
        let rows = "b U x 0 \n a T x 0 \n c V x 0 \n d W x~2 0";
        assert_eq!(shown(rows), ["x: a#1", "x~2: d#1", "x~3: b#1", "x~4: c#1"]);
    }

    #[test]
    fn a_file_that_is_gone_stays_until_another_holds_its_text() {
        assert_eq!(shown("!a T - 0"), ["T: a#1"]);
        assert_eq!(shown("!a T - 0 \n b T - 1"), ["T: b#1"]);
        assert_eq!(shown("!a T x 0 \n b T - 1"), ["x: a#1 b#1"]);
    }

    /// Rows of a manifest: file, text, id, rank, and whether the file is gone.
    fn rows() -> impl Strategy<Value = Vec<(usize, usize, usize, u8, bool)>> {
        prop::collection::vec((0..5usize, 0..4usize, 0..4usize, 0..3u8, any::<bool>()), 0..14)
    }

    fn manifest_of(rows: &[(usize, usize, usize, u8, bool)]) -> Manifest {
        let gone: BTreeMap<usize, bool> = rows.iter().map(|row| (row.0, row.4)).collect();
        let line = |&(file, text, id, rank, _): &(usize, usize, usize, u8, bool)| {
            let mark = if gone[&file] { "!" } else { "" };
            let (text, id) = (["T", "U", "V", "x"][text], ["-", "x", "y", "x~2"][id]);
            format!("{mark}{} {text} {id} {rank}", ["a", "b", "c", "d", "e"][file])
        };
        manifest(&rows.iter().map(line).collect::<Vec<_>>().join("\n"))
    }

    proptest! {
        #[test]
        fn every_document_that_is_there_is_one_report(rows in rows()) {
            let manifest = manifest_of(&rows);
            let plan = plan(&manifest);
            let docs: Vec<Holder<'_>> = holders(&manifest).collect();
            let of = |key: &(u32, String, String)| docs.iter().find(|doc| doc.key() == *key).unwrap();
            let mut held = BTreeMap::new();
            for (id, planned) in &plan {
                prop_assert!(!planned.holders.is_empty());
                let texts: BTreeSet<&str> =
                    planned.holders.iter().map(|key| of(key).doc.text.as_str()).collect();
                prop_assert_eq!(texts.len(), 1, "{} is several texts", id);
                let given: BTreeSet<&str> =
                    planned.holders.iter().filter_map(|key| of(key).doc.given.as_deref()).collect();
                prop_assert!(given.len() <= 1, "{} was given several ids", id);
                // Its id is the one that it came with, or that of its text, or that with a number.
                let own = given.first().copied().unwrap_or(texts.first().unwrap());
                let is_numbered = id.strip_prefix(own).is_some_and(|rest| rest.starts_with('~'));
                prop_assert!(id == own || is_numbered, "{} for {}", id, own);
                prop_assert_eq!(planned.renamed_from.is_some(), id != own);
                // Read from the one that came with an id, then the surest.
                let best = planned.holders.iter().map(|key| of(key).doc);
                let best = best.map(|doc| (doc.given.is_none(), doc.rank)).min();
                let read = docs.iter().find(|doc| doc.doc.source == planned.source).unwrap().doc;
                prop_assert_eq!(best, Some((read.given.is_none(), read.rank)));
                prop_assert_eq!(&planned.sources[0], &planned.source);
                for key in &planned.holders {
                    *held.entry(key.clone()).or_insert(0) += 1;
                }
            }
            for doc in &docs {
                let times = held.get(&doc.key()).copied().unwrap_or(0);
                // One of a file that is gone gives way to one that is there.
                prop_assert!(times == 1 || doc.gone && times == 0, "{:?}: {}", doc.key(), times);
            }
        }

        #[test]
        fn files_that_are_gone_change_nothing_where_others_hold_their_texts(rows in rows()) {
            let there: Vec<_> = rows.iter().map(|row| (row.0, row.1, row.2, row.3, false)).collect();
            let mut both = there.clone();
            // The same files moved elsewhere, the old ones gone.
            both.extend(there.iter().map(|row| (row.0, row.1, row.2, row.3, false)));
            let mut moved = manifest_of(&there);
            let files = moved.files.remove(&1).unwrap_or_default();
            let gone = files.iter().map(|(path, record)| {
                (path.clone(), Record { gone: true, ..record.clone() })
            });
            moved.files.insert(2, gone.collect());
            moved.files.insert(1, files.clone());
            let ids = |manifest: &Manifest| plan(manifest).into_keys().collect::<Vec<_>>();
            let mut alone = Manifest::default();
            alone.files.insert(1, files);
            prop_assert_eq!(ids(&moved), ids(&alone));
        }
    }
}
