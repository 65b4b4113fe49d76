//! The words that a request adds to the segmenter, and those that it leaves out: `user` and `stop`,
//! one a line, as a user's dictionary and a list of stop words are written.

use suyan_analysis::segment::UserWord;
use suyan_search::Cut;

use crate::params::Params;
use crate::problem::Problem;

/// The most words that are added: each is looked for, and where it stands is cut anew.
pub const MOST_USER: usize = 1_000;
/// The most stop words.
pub const MOST_STOP: usize = 5_000;
/// The most characters of one.
const LONGEST: usize = 100;

/// The parameters.
pub const PARAMETERS: [&str; 2] = ["user", "stop"];

const HINT: &str = "user 一行一词，可带频次：营商环境，或 营商环境 5；stop 一行一词";

/// Reads them.
///
/// # Errors
/// `bad_user` or `bad_stop` for a line that is no word, `too_many_words` for more than there may be.
pub fn read(params: &Params) -> Result<Cut, Problem> {
    let lines = |name| {
        let lines = params.all(name).flat_map(str::lines).map(str::trim);
        lines.filter(|line| !line.is_empty() && !line.starts_with("##"))
    };
    let mut cut = Cut::default();
    for line in lines("user") {
        let word = UserWord::read(line).filter(|one| is_word(&one.word));
        let word = word.ok_or_else(|| refuse("bad_user", line))?;
        cut.user.retain(|known| known.word != word.word);
        cut.user.push(word);
    }
    for line in lines("stop") {
        if line.chars().nth(LONGEST).is_some() {
            return Err(refuse("bad_stop", line));
        }
        if !cut.stop.iter().any(|known| known == line) {
            cut.stop.push(line.to_owned());
        }
    }
    if cut.user.len() > MOST_USER || cut.stop.len() > MOST_STOP {
        let message = format!("最多 {MOST_USER} 个用户词、{MOST_STOP} 个停用词");
        return Err(Problem::new("too_many_words", message, "请只留与所计的词有关的"));
    }
    Ok(cut)
}

fn is_word(word: &str) -> bool {
    word.chars().nth(LONGEST).is_none() && suyan_search::query::Phrase::of(word).is_some()
}

fn refuse(code: &'static str, line: &str) -> Problem {
    Problem::new(code, format!("不是可用的词：“{line:.40}”"), HINT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_words() {
        let params = Params::read(Some(
            "user=%E8%90%A5%E5%95%86%E7%8E%AF%E5%A2%83%0A%E5%A4%A7%E6%95%B0%E6%8D%AE+9+n&stop=%E7%9A%84%0A%EF%BC%8C%0A%E7%9A%84",
        ));
        let cut = read(&params.unwrap()).unwrap();
        let user: Vec<(&str, Option<u32>)> =
            cut.user.iter().map(|one| (one.word.as_str(), one.frequency)).collect();
        assert_eq!(user, [("营商环境", None), ("大数据", Some(9))]);
        assert_eq!(cut.stop, ["的", "，"]);
        for (query, code) in [("user=a+0", "bad_user"), ("user=%E2%80%9C", "bad_user")] {
            let params = Params::read(Some(query)).unwrap();
            assert_eq!(read(&params).unwrap_err().code, code, "{query}");
        }
        let many: Vec<(&str, String)> =
            (0..=MOST_USER).map(|at| ("user", format!("词{at}"))).collect();
        let params = Params::of(many.iter().map(|(name, value)| (*name, value.as_str())));
        assert_eq!(read(&params).unwrap_err().code, "too_many_words");
    }
}
