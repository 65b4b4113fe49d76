//! `suyan watch`: what is new, changed or passed over in the matters of a file, told once.

mod file;
mod state;
mod told;

use std::io::Write as _;

use suyan_answers::Problem;
use suyan_answers::quote::Quoting;
use suyan_answers::watch::News;
use suyan_query::PublicUrl;
use suyan_search::{Backend, Deadline};

use crate::args::{USUAL_ADDRESS, WatchArgs};
use crate::exit::{Exit, Failed};
use state::WatchState;
use told::NewsToTell;

/// Looks, tells, and remembers what was told.
pub fn run(args: &WatchArgs) -> Result<Exit, Failed> {
    let watched = file::read(&args.file)?;
    let archive = args.archive.open_with(args.concepts.as_deref())?;
    // All matters are looked at in one commit.
    let held = archive.within(&Deadline::default());
    let backend: &dyn Backend = held.as_deref().unwrap_or(&*archive);
    let base = args.public_url.as_ref().map_or(USUAL_ADDRESS, PublicUrl::as_str);
    let quoting = Quoting::new(base);
    let mut state = WatchState::open(&args.state_file())?;
    let mut news: Vec<News> = Vec::new();
    let mut first = Vec::new();
    let mut waiting = 0;
    for matter in &watched {
        let seen = state.of(&matter.key());
        let failed = |problem: Problem| {
            Failed::new(format!("“{}”：{}。{}", matter.name, problem.message, problem.hint))
        };
        let looked = matter.look(backend, seen, &quoting).map_err(failed)?;
        news.extend(looked.news);
        waiting = waiting.max(looked.waiting);
        if looked.is_first && looked.waiting == 0 {
            first.push(matter.name.as_str());
        }
    }
    if waiting > 0 {
        eprintln!(
            "有 {waiting} 份报告正在收录，承诺账还没有编到它们：这一次不看，收录完成后再运行就会说到"
        );
    }
    if !first.is_empty() {
        eprintln!("首次查看，记下现状，以后只说变化：{}", first.join("、"));
    }
    let told = NewsToTell { news: &news, snapshot: &backend.stats().snapshot };
    let printed = match (args.json, args.markdown) {
        (true, _) => told.json()?,
        (_, true) => told.markdown(),
        _ => told.words(),
    };
    // What could not be told is not told yet.
    let mut out = std::io::stdout();
    out.write_all(printed.as_bytes()).and_then(|()| out.flush()).map_err(|error| {
        Failed::new(format!("没能写出结果（{error}），因此不记为已告知，下次再说"))
    })?;
    state.keep()?;
    Ok(if news.is_empty() { Exit::Done } else { Exit::News })
}
