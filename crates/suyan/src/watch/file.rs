//! The file of matters: TOML, a table `[[watch]]` for each.

use std::path::Path;

use suyan_answers::Params;
use suyan_answers::watch::Watched;
use suyan_search::filter::{self, Dimension, DimensionValues};
use toml::{Table, Value};

use crate::exit::Failed;

/// What a table may hold beside its name and what it tells: a query and its filters.
fn names() -> impl Iterator<Item = &'static str> {
    std::iter::once("q").chain(filter::names()).chain(["synonyms"])
}

/// Whether a table has one of it at the most.
fn is_single(key: &str) -> bool {
    let is_one = |dimension: &Dimension| {
        matches!(dimension.takes, DimensionValues::Years | DimensionValues::Switch(_))
    };
    ["name", "q", "synonyms"].contains(&key) || filter::named(key).is_some_and(is_one)
}

/// Reads the matters of a file.
pub fn read(path: &Path) -> Result<Vec<Watched>, Failed> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => {
            Failed::usage(format!("{shown} 不是 UTF-8 编码的文本。请另存为 UTF-8"))
        }
        _ => Failed::new(format!("读不了 {shown}：{error}。写法见 suyan watch --help")),
    })?;
    let file: Table = text.parse().map_err(|error: toml::de::Error| {
        let line =
            error.span().map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count());
        let line = line.map_or(String::new(), |line| format!(" 第 {line} 行"));
        let message = error.message().replace('\n', " ");
        Failed::usage(format!("{shown}{line} 不是 TOML：{message}。字句要加引号：q = \"架空线\""))
    })?;
    let refuse = |why: String| Failed::usage(format!("{shown}：{why}"));
    if let Some(other) = file.keys().find(|key| *key != "watch") {
        return Err(refuse(format!("不认识 {other}。每件事写作一个 [[watch]]")));
    }
    let tables = match file.get("watch") {
        Some(Value::Array(tables)) if !tables.is_empty() => tables,
        _ => {
            return Err(refuse("里面没有 [[watch]]。每件事写作 [[watch]] 和下面的 name、q".into()));
        }
    };
    let mut watched: Vec<Watched> = Vec::new();
    for (at, table) in (1..).zip(tables) {
        let matter = table.as_table().ok_or_else(|| format!("第 {at} 个 watch 不是表"));
        let matter =
            matter.and_then(matter_of).map_err(|why| refuse(format!("第 {at} 个 watch：{why}")))?;
        if watched.iter().any(|known| known.name == matter.name) {
            return Err(refuse(format!("有两个 watch 都叫“{}”。请各取一名", matter.name)));
        }
        watched.push(matter);
    }
    Ok(watched)
}

fn matter_of(table: &Table) -> Result<Watched, String> {
    let mut pairs = Vec::new();
    let (mut name, mut tells) = (None, Vec::new());
    for (key, value) in table {
        let values = words(key, value)?;
        if is_single(key) && values.len() > 1 {
            return Err(format!("{key} 只能有一个值。两件事请各写一个 [[watch]]"));
        }
        match key.as_str() {
            "name" => name = values.into_iter().next().filter(|name| !name.trim().is_empty()),
            "tell" => tells = values,
            known if names().any(|name| name == known) => {
                pairs.extend(values.into_iter().map(|value| (key.as_str(), value)));
            }
            other => {
                let known = names().collect::<Vec<_>>().join("、");
                return Err(format!("不认识 {other}。可用：name、tell、{known}"));
            }
        }
    }
    let params = Params::of(pairs.iter().map(|(key, value)| (*key, value.as_str())));
    let query = params.one("q").unwrap_or_default().to_owned();
    let tells: Vec<&str> = tells.iter().map(String::as_str).collect();
    Watched::read(&name.unwrap_or(query), &params, &tells)
        .map_err(|problem| format!("{}。{}", problem.message, problem.hint))
}

/// The values of a key.
fn words(key: &str, value: &Value) -> Result<Vec<String>, String> {
    let one = |value: &Value| match value {
        Value::String(word) => Some(word.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(switch) => Some(switch.to_string()),
        _ => None,
    };
    let words = match value {
        Value::Array(values) => values.iter().map(one).collect(),
        other => one(other).map(|word| vec![word]),
    };
    words.ok_or_else(|| format!("{key} 应为字串、数字或它们的列表"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Vec<Watched>, Failed> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("watch.toml");
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    #[test]
    fn matters_are_searches_with_a_name() {
        let watched = of(
            "[[watch]]\nname = \"架空线\"\nq = \"架空线入地\"\nplace = [\"徐汇区\"]\nyear = \"2018..\"\n\
             tell = [\"changed\", \"没有再提\"]\n[[watch]]\nq = \"养老床位\"\nyear = 2023\n",
        );
        let names: Vec<String> = watched.unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["架空线", "养老床位"]);
        let unnamed = of("[[watch]]\nname = \" \"\nq = \"养老\"\n").unwrap();
        assert_eq!(unnamed[0].name, "养老", "a name of blanks is none");
    }

    #[test]
    fn every_filter_of_a_search_is_one_of_a_matter() {
        for dimension in filter::DIMENSIONS {
            let value = match dimension.takes {
                DimensionValues::Names => "\"徐汇区\"".to_owned(),
                DimensionValues::Years => "\"2018..2023\"".to_owned(),
                DimensionValues::Words(words) => format!("[\"{}\", \"{}\"]", words[0], words[1]),
                DimensionValues::Switch(_) => "true".to_owned(),
            };
            let matter =
                |line: &str| of(&format!("[[watch]]\nq = \"甲\"\n{line}")).unwrap().remove(0);
            let own = matter(&format!("{} = {value}\n", dimension.name));
            assert_ne!(own.key(), matter("").key(), "{}", dimension.name);
        }
    }

    #[test]
    fn what_is_not_understood_is_said_with_its_place() {
        for (text, said) in [
            ("", "没有 [[watch]]"),
            ("[[watch]]\nq = 架空线\n", "第 2 行"),
            ("[[watch]]\nname = \"甲\"\n", "没有检索式"),
            ("[[watch]]\nq = \"甲乙\"\ncity = \"上海\"\n", "不认识 city"),
            ("[[watch]]\nq = \"甲乙\"\nyear = \"去年\"\n", "不是年度"),
            ("[[watch]]\nq = \"甲乙\"\ntell = [\"all\"]\n", "tell 没有这个值"),
            ("[[watch]]\nq = \"甲乙\"\n[[watch]]\nq = \"甲乙\"\n", "都叫"),
            ("[watch]\nq = \"甲乙\"\n", "没有 [[watch]]"),
            ("q = \"甲乙\"\n", "不认识 q"),
            ("[[watch]]\nq = {a = 1}\n", "应为字串"),
            ("[[watch]]\nq = [\"甲\", \"乙\"]\n", "q 只能有一个值"),
            ("[[watch]]\nq = \"甲\"\nname = [\"一\", \"二\"]\n", "name 只能有一个值"),
            ("[[watch]]\nq = \"甲\"\nyear = [2022, 2023]\n", "year 只能有一个值"),
        ] {
            let failed = of(text).unwrap_err();
            assert!(failed.line().contains(said), "{text}: {}", failed.line());
        }
    }
}
