//! `suyan panel`: the table of counts in the terminal.

use std::path::Path;

use suyan_answers::panel::files::{PanelForm, write};
use suyan_answers::panel::{Panel, PanelRequest};
use suyan_answers::{Params, Problem};

use crate::args::PanelArgs;
use crate::exit::{Exit, Failed};
use crate::out::Stdout;

/// Counts and writes the table to standard output.
pub fn run(args: &PanelArgs) -> Result<Exit, Failed> {
    let (user, stop) = (listed(args.user_words.as_deref())?, listed(args.stop_words.as_deref())?);
    let request = request(args, (&user, &stop));
    let request = request.map_err(|problem| Failed::usage(said(&problem)))?;
    let form = form(args)?;
    let archive = args.archive.open()?;
    let panel = Panel::count(&*archive, request).map_err(|problem| match problem.code {
        "ambiguous_place" => Failed::usage(said(&problem)),
        _ => Failed::new(said(&problem)),
    })?;
    for remark in suyan_answers::panel::codebook::Remark::all(&panel) {
        eprintln!("注意：{}", remark.message);
    }
    let mut out = Stdout::default();
    let written = write(&panel, form, &mut out).map_err(|problem| Failed::new(said(&problem)));
    out.finish().and(written)?;
    Ok(Exit::Done)
}

fn said(problem: &Problem) -> String {
    format!("{}。{}", problem.message, problem.hint)
}

fn form(args: &PanelArgs) -> Result<PanelForm, Failed> {
    Ok(match args.format.as_str() {
        "csv" => PanelForm::Csv { mark: true },
        "codebook" => PanelForm::Codebook { mark: true },
        "jsonl" => PanelForm::JsonLines,
        "xlsx" => PanelForm::Xlsx,
        "dta" => PanelForm::Stata,
        "parquet" => PanelForm::Parquet,
        other => {
            let known = "csv、codebook、jsonl、xlsx、dta、parquet";
            return Err(Failed::usage(format!("--format 没有这个值：{other}。可用的值：{known}")));
        }
    })
}

/// The words of a file; none where none is named.
fn listed(file: Option<&Path>) -> Result<String, Failed> {
    let Some(path) = file else { return Ok(String::new()) };
    std::fs::read_to_string(path).map_err(|error| {
        Failed::new(format!(
            "没能读出 {}：{error}。请检查路径；文件须为 UTF-8 文本",
            path.display()
        ))
    })
}

/// The request as the API would read it from an address.
fn request(args: &PanelArgs, (user, stop): (&str, &str)) -> Result<PanelRequest, Problem> {
    let excluded: Vec<String> = args.exclude.iter().map(|string| format!("-{string}")).collect();
    let repeated =
        [("words", &args.words), ("words", &excluded), ("kind", &args.kind), ("part", &args.part)];
    let repeated =
        repeated.into_iter().flat_map(|(name, values)| values.iter().map(move |v| (name, v)));
    let single = [
        ("by", &args.by),
        ("count", &args.count),
        ("per", &args.per),
        ("lineage", &args.lineage),
        ("shape", &args.shape),
    ];
    let single = single.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    let pairs = repeated.chain(single).map(|(name, value)| (name, value.as_str()));
    let pairs = pairs.chain(args.of.pairs()).chain([("user", user), ("stop", stop)]);
    PanelRequest::read(&Params::of(pairs))
}
