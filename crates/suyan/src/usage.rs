//! Wrong usage, said in Chinese: what is wrong, with which word, and what to write instead.
//!
//! The parser's own words are English; its kinds of errors and what they are of are data.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use suyan_corpus::text::visible;

/// The error as it is shown, in lines.
pub fn said(error: &Error) -> String {
    let mut lines = vec![format!("suyan：{}", what(error))];
    if let Some(instead) = instead(error) {
        lines.push(instead);
    }
    let usage = usage(error);
    if !usage.is_empty() {
        lines.push(format!("用法：{usage}"));
    }
    lines.push("各命令和选项见 suyan help，某个命令的见 suyan help 命令。".to_owned());
    lines
        .iter()
        .flat_map(|line| line.lines())
        .map(|line| visible(line).into_owned() + "\n")
        .collect()
}

fn what(error: &Error) -> String {
    let argument = text(error, ContextKind::InvalidArg).unwrap_or_else(|| "某个参数".to_owned());
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let command = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("没有 {command} 这个命令")
        }
        ErrorKind::UnknownArgument => format!("不认识 {argument}"),
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::MissingSubcommand => "没有写明命令".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 后面缺少值"),
        ErrorKind::InvalidValue => format!("{argument} 没有这个值：{value}"),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string);
            let why = why.map_or_else(|| "不成立".to_owned(), |why| why.trim().to_owned());
            format!("{argument} 的值“{value}”{why}")
        }
        ErrorKind::ArgumentConflict => {
            match text(error, ContextKind::PriorArg).filter(|prior| *prior != argument) {
                Some(prior) => format!("{argument} 不能与 {prior} 同用"),
                None => format!("{argument} 只能写一次"),
            }
        }
        ErrorKind::TooManyValues => format!("{argument} 的值太多：{value}"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} 的值的个数不对")
        }
        ErrorKind::NoEquals => format!("{argument} 和它的值之间要用 ="),
        ErrorKind::InvalidUtf8 => "有一个参数不是 UTF-8 编码".to_owned(),
        _ => "用法有误".to_owned(),
    }
}

/// What may have been meant.
fn instead(error: &Error) -> Option<String> {
    let likely =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let nearest = |kind| match error.get(kind)? {
        // The nearest comes last.
        ContextValue::Strings(words) => words.last().cloned(),
        _ => text(error, kind),
    };
    if let Some(likely) = likely.into_iter().find_map(nearest) {
        return Some(format!("是不是要写 {likely}？"));
    }
    text(error, ContextKind::ValidValue).map(|known| format!("可用的值：{known}"))
}

/// The usage of the command, without the parser's word for it.
fn usage(error: &Error) -> String {
    let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) else {
        return String::new();
    };
    let usage = usage.to_string();
    usage.trim().trim_start_matches("Usage:").trim().to_owned()
}

fn text(error: &Error, kind: ContextKind) -> Option<String> {
    let text = match error.get(kind)? {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
        }
        ContextValue::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::Args;

    fn of(args: &[&str]) -> String {
        said(&Args::try_parse_from([&["suyan"], args].concat()).unwrap_err())
    }

    #[test]
    fn what_is_wrong_is_said_in_chinese_with_its_remedy() {
        for (args, parts) in [
            (&["serach", "x"][..], &["没有 serach 这个命令", "是不是要写 search？"][..]),
            (&["index"], &["缺少 <路径>...", "用法：suyan index 路径… [选项]"]),
            (&["search", "x", "--plcae", "上海"], &["不认识 --plcae", "--place"]),
            (&["search", "x", "--limit", "1000"], &["--limit <N> 的值“1000”", "1 至 100"]),
            (&["search", "x", "--limit"], &["--limit <N> 后面缺少值"]),
            (&["serve", "--addr", "8080"], &["“8080”", "127.0.0.1:8080"]),
            (&["watch", "f", "--json", "--markdown"], &["不能与", "--json"]),
            (&["serve", "--addr", "a:1", "--addr", "b:2"], &["--addr <HOST:PORT> 只能写一次"]),
            (&["serve", "x"], &["不认识 x"]),
        ] {
            let said = of(args);
            for part in parts {
                assert!(said.contains(part), "{args:?}: {part} is not in\n{said}");
            }
            assert!(!said.contains("error:") && !said.contains("Usage"), "{said}");
        }
    }
}
