//! What became of every file, member and row: each is counted once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use suyan_corpus::text::visible;

pub use crate::line::{AccountLine, LineClass};
use crate::manifest::{Manifest, ManifestDoc};
use crate::plan::Planned;
use crate::roots::RootScope;
use crate::walk::{FoundFile, Walked};

/// The account of one run, over everything below the given paths.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Reports that are new or different.
    pub indexed: usize,
    /// Reports that are as they were.
    pub unchanged: usize,
    /// Reports that were taken out, because their file or row is no more.
    pub removed: usize,
    /// Files, members and rows that are no reports.
    pub not_reports: usize,
    /// Files, members and rows that could not be read.
    pub rejected: usize,
    /// Files, members and rows whose text is that of another.
    pub duplicates: usize,
    /// Further pages of paged articles.
    pub continuations: usize,
    /// Tables of places.
    pub places: usize,
    /// Reports that stay although their file is no more.
    pub kept: usize,
    /// Reports in the whole index after the run.
    pub reports: usize,
    /// Every file, member or row that is no report of its own.
    #[serde(skip)]
    pub lines: Vec<AccountLine>,
    /// What a user should look at: labels that the text belies, ids that had to be changed.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// What an account is made from.
pub(crate) struct AccountFacts<'a> {
    pub manifest: &'a Manifest,
    /// The plan before the run, by the keys of after it.
    pub before: &'a BTreeMap<String, Planned>,
    pub after: &'a BTreeMap<String, Planned>,
    pub scopes: &'a [RootScope],
    pub walked: &'a Walked,
    /// Files that could not be read just now, whatever is known of them.
    pub failed: &'a BTreeMap<(u32, String), AccountLine>,
    /// Tables of places: `None` where one was of use, else why not.
    pub tables: &'a BTreeMap<(u32, String), Option<String>>,
}

/// Which report a document is, and whether the report is read from it.
type Roles<'a> = BTreeMap<(u32, &'a str, &'a str), (&'a str, &'a Planned, bool)>;

impl Account {
    pub(crate) fn of(facts: &AccountFacts<'_>) -> Self {
        let mut account = Self { reports: facts.after.len(), ..Self::default() };
        let roles = roles(facts.after);
        for line in &facts.walked.passed_over {
            account.add(line.clone());
        }
        for file in &facts.walked.files {
            account.add_file(facts, &roles, file);
        }
        account.removed = removed(facts);
        account.kept = kept(facts);
        account
    }

    fn add(&mut self, line: AccountLine) {
        match line.class {
            LineClass::Rejected => self.rejected += 1,
            LineClass::NotReport => self.not_reports += 1,
            LineClass::Duplicate => self.duplicates += 1,
            LineClass::Continuation => self.continuations += 1,
            LineClass::Places => self.places += 1,
        }
        self.lines.push(line);
    }

    fn add_file(&mut self, facts: &AccountFacts<'_>, roles: &Roles<'_>, file: &FoundFile) {
        let key = (file.root, file.path.clone());
        if let Some(line) = facts.failed.get(&key) {
            return self.add(line.clone());
        }
        if let Some(problem) = facts.tables.get(&key) {
            return self.add(match problem {
                None => AccountLine::new(key.1, LineClass::Places, "地区表，已并入地区词典"),
                Some(problem) => AccountLine::new(key.1, LineClass::Rejected, problem),
            });
        }
        let Some(record) = facts.manifest.record(file.root, &file.path) else { return };
        if let Some(first) = &record.page_of {
            let reason = format!("分页文章的后续页，已并入 {first}");
            return self.add(AccountLine::new(key.1, LineClass::Continuation, reason));
        }
        for doc in &record.docs {
            match doc {
                ManifestDoc::NotReport { source, reason } => {
                    self.add(AccountLine::new(source.clone(), LineClass::NotReport, reason));
                }
                ManifestDoc::Rejected { source, reason, .. } => {
                    self.add(AccountLine::new(source.clone(), LineClass::Rejected, reason));
                }
                ManifestDoc::Report(doc) => {
                    if let Some(conflict) = &doc.conflict {
                        self.notes.push(format!("{}：{conflict}", doc.source));
                    }
                    let role = roles.get(&(file.root, file.path.as_str(), doc.source.as_str()));
                    self.add_report(facts, file, &doc.source, role);
                }
            }
        }
    }

    fn add_report(
        &mut self,
        facts: &AccountFacts<'_>,
        file: &FoundFile,
        source: &str,
        role: Option<&(&str, &Planned, bool)>,
    ) {
        let Some(&(id, planned, is_first)) = role else { return };
        // The same file of a copy of the archive elsewhere is nothing new, and no duplicate.
        let is_copy = planned.file != (file.root, file.path.clone()) && planned.source == source;
        if !is_first && !is_copy {
            let reason = format!("与 {} 正文相同，合为一份报告", planned.source);
            return self.add(AccountLine::new(source.to_owned(), LineClass::Duplicate, reason));
        }
        match facts.before.get(id) {
            Some(before) if before.digest == planned.digest => self.unchanged += 1,
            _ if is_copy => self.unchanged += 1,
            _ => self.indexed += 1,
        }
        if let (Some(of), true) = (&planned.twin_of, is_first) {
            let counted = facts.after.get(of).map_or(of, |counted| &counted.source);
            let note = format!(
                "{source}：与 {counted} 是同一份报告，文字大致相同；不计入检索、计数和承诺（要计入：twins=true）"
            );
            self.notes.push(note);
        }
        if let (Some(wanted), true) = (&planned.renamed_from, is_first) {
            let note = format!("{source}：编号 {wanted} 已属于另一份正文，本份改编号为 {id}");
            self.notes.push(note);
        }
    }
}

fn roles(plan: &BTreeMap<String, Planned>) -> Roles<'_> {
    let mut roles = Roles::new();
    for (id, planned) in plan {
        for (root, path, source) in &planned.holders {
            let is_first =
                (*root, path) == (planned.file.0, &planned.file.1) && *source == planned.source;
            roles.insert((*root, path, source), (id, planned, is_first));
        }
    }
    roles
}

/// Reports of before that no document of their sources replaced by another.
fn removed(facts: &AccountFacts<'_>) -> usize {
    let held: BTreeSet<&(u32, String, String)> =
        facts.after.values().flat_map(|p| &p.holders).collect();
    let is_removed = |(id, planned): &(&String, &Planned)| {
        !facts.after.contains_key(*id) && !planned.holders.iter().any(|h| held.contains(h))
    };
    facts.before.iter().filter(is_removed).count()
}

fn kept(facts: &AccountFacts<'_>) -> usize {
    let is_kept = |planned: &&Planned| {
        let (root, path) = &planned.file;
        facts.scopes.iter().any(|s| s.covers(*root, path))
            && facts.manifest.record(*root, path).is_some_and(|r| r.gone)
    };
    facts.after.values().filter(is_kept).count()
}

/// How many lines of one kind the summary in words spells out.
const SPELLED_OUT: usize = 20;

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "完成：收录 {} 份，未变 {} 份，移除 {} 份；不是报告 {} 个，未能读取 {} 个。索引现有 {} 份报告。",
            self.indexed,
            self.unchanged,
            self.removed,
            self.not_reports,
            self.rejected,
            self.reports
        )?;
        let more = [
            (self.duplicates, "与他处正文相同（合为一份）"),
            (self.continuations, "分页文章的后续页（已合并）"),
            (self.places, "地区表"),
            (self.kept, "文件已不在、仍保留的报告（--prune 可移除）"),
        ];
        for (count, what) in more.into_iter().filter(|(count, _)| *count > 0) {
            writeln!(f, "  {what}：{count}")?;
        }
        for (class, title) in
            [(LineClass::NotReport, "不是报告"), (LineClass::Rejected, "未能读取")]
        {
            let lines = self.lines.iter().filter(|line| line.class == class);
            let lines: Vec<String> =
                lines.map(|line| format!("{}：{}", line.file, line.reason)).collect();
            list(f, title, &lines)?;
        }
        list(f, "请留意", &self.notes)
    }
}

fn list(f: &mut fmt::Formatter<'_>, title: &str, lines: &[String]) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(f, "{title}：")?;
    for line in lines.iter().take(SPELLED_OUT) {
        // Names of files are anyone's.
        writeln!(f, "  {}", visible(line))?;
    }
    if lines.len() > SPELLED_OUT {
        writeln!(f, "  ……另有 {} 个", lines.len() - SPELLED_OUT)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(lines: usize) -> Account {
        let line = |at: usize| {
            AccountLine::new(format!("{at}\u{1b}[2J.txt"), LineClass::Rejected, "打不开")
        };
        let lines: Vec<AccountLine> = (0..lines).map(line).collect();
        Account { indexed: 3, rejected: lines.len(), reports: 9, lines, ..Account::default() }
    }

    #[test]
    fn the_summary_spells_out_so_many_lines_and_counts_the_rest() {
        for (many, spelled, more) in
            [(0, 0, None), (1, 1, None), (20, 20, None), (21, 20, Some(1)), (500, 20, Some(480))]
        {
            let said = account(many).to_string();
            assert_eq!(said.matches("：打不开").count(), spelled, "{many}");
            let rest = more.map(|more| format!("  ……另有 {more} 个\n"));
            assert_eq!(said.contains("另有"), rest.is_some(), "{many}");
            assert!(rest.is_none_or(|rest| said.ends_with(&rest)), "{said}");
            assert!(!said.contains('\u{1b}'), "names are anyone's");
        }
        let first = account(2).to_string();
        let wanted = "完成：收录 3 份，未变 0 份，移除 0 份；不是报告 0 个，未能读取 2 个。索引现有 9 份报告。";
        assert_eq!(first.lines().next(), Some(wanted));
    }

    #[test]
    fn only_what_there_is_has_a_line() {
        let plain = Account::default().to_string();
        assert_eq!(plain.lines().count(), 1, "{plain}");
        let all = Account {
            duplicates: 1,
            continuations: 2,
            places: 3,
            kept: 4,
            notes: vec!["甲：编号已有".to_owned()],
            ..Account::default()
        };
        let lines: Vec<String> = all.to_string().lines().map(str::to_owned).collect();
        let counts = ["合为一份）：1", "已合并）：2", "地区表：3", "可移除）：4"];
        for (line, end) in lines[1..5].iter().zip(counts) {
            assert!(line.ends_with(end), "{line}");
        }
        assert_eq!(lines[5..], ["请留意：", "  甲：编号已有"]);
    }
}
