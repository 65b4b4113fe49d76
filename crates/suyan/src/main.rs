//! The program `suyan`: its commands, nothing else.
//!
//! [`args`] says what may be typed, each command has a file of its own, and [`exit`] says what
//! the shell and the user are told at the end. Data goes to standard output, everything else to
//! standard error.

mod archive;
mod args;
mod check;
mod exit;
mod export;
mod index;
mod mcp;
mod notes;
mod out;
mod panel;
mod promises;
mod search;
mod serve;
mod shell;
mod status;
mod stop;
mod usage;
mod watch;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use tracing_subscriber::EnvFilter;

use crate::args::{Args, Command, LogFormat};
use crate::exit::{Exit, Failed};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return misused(&error).into(),
    };
    match log(args.log_format) {
        Ok(()) => run(args.command).unwrap_or_else(|failed: Failed| failed.report()).into(),
        Err(failed) => failed.report().into(),
    }
}

/// Says what is wrong with a command line, or shows the help that was asked for.
fn misused(error: &clap::Error) -> Exit {
    use clap::error::ErrorKind::{
        DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion,
    };
    match error.kind() {
        DisplayHelp | DisplayVersion | DisplayHelpOnMissingArgumentOrSubcommand => {
            // Nobody may be reading; there is no one else to tell.
            drop(error.print());
        }
        _ => eprint!("{}", usage::said(error)),
    }
    // Help that was asked for is no error, and goes to standard output.
    if error.use_stderr() { Exit::WrongUsage } else { Exit::Done }
}

/// Begins the log, on standard error.
fn log(asked: Option<LogFormat>) -> Result<(), Failed> {
    let named = std::env::var("SUYAN_LOG_FORMAT").ok().filter(|named| !named.is_empty());
    let format = match (asked, named) {
        (Some(asked), _) => asked,
        (None, Some(named)) => LogFormat::read(&named).map_err(|why| {
            Failed::usage(format!("环境变量 SUYAN_LOG_FORMAT 的值“{named}”{why}"))
        })?,
        (None, None) => LogFormat::Words,
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Words => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    Ok(())
}

/// Shows the help of the program, or of one command.
fn help(name: Option<&str>) -> Result<Exit, Failed> {
    let mut program = Args::command();
    let shown = match name {
        None => program.render_help(),
        Some(name) => {
            let known = program.find_subcommand_mut(name);
            let known = known.ok_or_else(|| {
                Failed::usage(format!("没有 {name} 这个命令。全部命令见 suyan help"))
            })?;
            known.render_help()
        }
    };
    out::print(shown.to_string().as_bytes())?;
    Ok(Exit::Done)
}

fn run(command: Command) -> Result<Exit, Failed> {
    match command {
        Command::Up(args) => {
            serve::check(&args.serve)?;
            let stop = stop::Stop::on_interrupt()?;
            let target = index::IndexTarget::of(&args.serve.archive)?;
            index::run(
                &args.paths(),
                &target,
                index::Taking { prune: false, ocr: args.ocr },
                None,
                &stop,
            )?;
            serve::run(&args.serve, &stop)
        }
        Command::Index(args) => {
            let stop = stop::Stop::on_interrupt()?;
            let target = index::IndexTarget::of(&args.archive)?;
            let taking = index::Taking { prune: args.prune, ocr: args.ocr };
            index::run(&args.paths, &target, taking, args.rejects.as_deref(), &stop)
        }
        Command::Serve(args) => serve::run(&args, &stop::Stop::on_interrupt()?),
        Command::Search(args) => search::run(&args),
        Command::Promises(args) => promises::run(&args),
        Command::Notes(args) => notes::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Panel(args) => panel::run(&args),
        Command::Watch(args) => watch::run(&args),
        Command::Mcp(args) => mcp::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Completions(args) => shell::completions(&args.shell),
        Command::Man(args) => shell::man(args.dir.as_deref()),
        Command::Help(args) => help(args.command.as_deref()),
        Command::Check(args) => check::run(&args.folder.index),
        Command::ReadOne => match suyan_indexer::worker::serve() {
            Ok(()) => Ok(Exit::Done),
            Err(error) => Err(Failed::new(error.to_string())),
        },
    }
}
