//! A sample that was decided on, read back from its file: whatever program wrote it, of its columns
//! only those are read that say what was decided on what.

use std::collections::HashMap;

use crate::export::unguarded;
use crate::problem::Problem;

/// The most rows that are read back.
pub const MOST_ROWS: usize = 100_000;

/// What was decided on one word's occurrences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodedWord {
    /// The word: the name of its column in a panel.
    pub word: String,
    /// How often it stands in all that was sampled from.
    pub hits: u64,
    /// Occurrences that were decided on.
    pub coded: u64,
    /// Occurrences that are what is meant.
    pub yes: u64,
    /// Occurrences that were drawn and not decided on.
    pub open: u64,
}

/// What was decided, by word in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coded {
    /// The words, in the order in which they came.
    pub words: Vec<CodedWord>,
}

/// Where a decision is told, by the words that people write.
fn decision(code: &str) -> Option<Option<bool>> {
    Some(match code.trim().to_lowercase().as_str() {
        "" => None,
        "yes" | "y" | "1" | "true" | "是" | "对" | "有" | "√" | "✓" => Some(true),
        "no" | "n" | "0" | "false" | "否" | "错" | "非" | "无" | "×" | "✗" => Some(false),
        _ => return None,
    })
}

const HINT: &str = "请用 /api/v1/coding.csv 给出的文件，在 code 一列填 是 或 否（也可用 1、0），另存为 UTF-8 的 CSV";

fn bad(message: impl Into<String>) -> Problem {
    Problem::new("bad_coding", message, HINT)
}

impl Coded {
    /// Reads a file of comma-separated values (or with semicolons or tabs).
    ///
    /// # Errors
    /// `bad_coding` where it is none, lacks a column, or where a row says something that is no
    /// decision, or contradicts another.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| bad("文件不是 UTF-8（Excel 请选“CSV UTF-8”另存）"))?;
        let text = text.trim_start_matches('\u{feff}');
        let head = text.lines().next().unwrap_or_default();
        let many = |mark: char| head.matches(mark).count();
        let delimiter = [',', ';', '\t'].into_iter().max_by_key(|&mark| (many(mark), mark == ','));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter.unwrap_or(',') as u8)
            .flexible(true)
            .from_reader(text.as_bytes());
        let head = reader.headers().map_err(|_| bad("读不出表头"))?.clone();
        let column = |name: &str| head.iter().position(|field| field.trim() == name);
        let needed =
            |name: &str| column(name).ok_or_else(|| bad(format!("表头里没有 {name} 一列")));
        let (word, code, hits) = (needed("word")?, needed("code")?, needed("hits")?);
        let place = [column("report_id"), column("ordinal"), column("start")];
        let (mut coded, mut seen) = (Self::default(), HashMap::new());
        for (at, row) in reader.records().enumerate() {
            // The header is the first line.
            let line = at + 2;
            if at >= MOST_ROWS {
                return Err(bad(format!("超过 {MOST_ROWS} 行")));
            }
            let row = row.map_err(|_| bad(format!("第 {line} 行读不懂")))?;
            let cell = |at: usize| row.get(at).unwrap_or_default().trim();
            let Some(decided) = decision(cell(code)) else {
                let short: String = cell(code).chars().take(20).collect();
                return Err(bad(format!("第 {line} 行的 code 是“{short}”，不是 是 或 否")));
            };
            let hits =
                cell(hits).parse().map_err(|_| bad(format!("第 {line} 行的 hits 不是数")))?;
            let word = unguarded(cell(word));
            let key = place.map(|at| at.map(|at| cell(at).to_owned()));
            if key.iter().all(Option::is_some) {
                match seen.insert((word.to_owned(), key), decided) {
                    None => {}
                    Some(before) if before == decided => continue,
                    Some(_) => return Err(bad(format!("第 {line} 行与前面同一处的判断不同"))),
                }
            }
            coded.add(word, hits, decided);
        }
        if coded.words.is_empty() {
            return Err(bad("文件里没有一行"));
        }
        Ok(coded)
    }

    /// Takes up a row: `None` where it was not decided on.
    pub fn add(&mut self, word: &str, hits: u64, decided: Option<bool>) {
        let known = self.words.iter().position(|one| one.word == word);
        let at = known.unwrap_or_else(|| {
            let word = word.to_owned();
            self.words.push(CodedWord { word, hits, ..CodedWord::default() });
            self.words.len() - 1
        });
        let of_word = &mut self.words[at];
        match decided {
            None => of_word.open += 1,
            Some(is_meant) => {
                of_word.coded += 1;
                of_word.yes += u64::from(is_meant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_whatever_wrote_it() {
        let plain = "\u{feff}word,hits,report_id,ordinal,start,left,code\r\n\
             环保,90,a,1,2,\"一,二\",是\r\n环保,90,a,1,9,x,0\r\n绿色,8,b,2,1,y,\r\n环保,90,a,1,2,z,是\r\n";
        let coded = Coded::read(plain.as_bytes()).unwrap();
        let of = |word: &str| coded.words.iter().find(|one| one.word == word).unwrap().clone();
        let word = "环保".to_owned();
        assert_eq!(of("环保"), CodedWord { word, hits: 90, coded: 2, yes: 1, open: 0 });
        assert_eq!((of("绿色").coded, of("绿色").open), (0, 1));
        let other = "code;word;hits\nyes;'-x;3\nNO;'-x;3\n";
        assert_eq!(Coded::read(other.as_bytes()).unwrap().words[0].word, "-x");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, said) in [
            ("word,hits\na,1\n", "code"),
            ("word,hits,code\na,1,maybe\n", "第 2 行"),
            ("word,hits,code\na,x,1\n", "hits"),
            ("word,hits,code\n", "没有一行"),
            ("word,hits,code,report_id,ordinal,start\na,1,1,r,1,1\na,1,0,r,1,1\n", "第 3 行"),
        ] {
            let problem = Coded::read(text.as_bytes()).unwrap_err();
            assert_eq!(problem.code, "bad_coding");
            assert!(problem.message.contains(said), "{}", problem.message);
        }
        assert!(Coded::read(&[0xc0, 0xff]).is_err());
    }
}
