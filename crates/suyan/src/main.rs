//! The program `suyan`: its commands, nothing else.
//!
//! [`args`] says what may be typed, each command has a file of its own, and [`exit`] says what
//! the shell and the user are told at the end. Data goes to standard output, everything else to
//! standard error.

mod args;
mod check;
mod exit;
mod index;
mod panel;
mod promises;
mod search;
mod serve;
mod status;
mod stop;

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use crate::args::{Args, Command};
use crate::exit::{Exit, Failed};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help that was asked for is no error, and goes to standard output.
            let exit = if error.use_stderr() { Exit::WrongUsage } else { Exit::Done };
            // Nobody may be reading; there is no one else to tell.
            drop(error.print());
            return exit.into();
        }
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    run(args.command).unwrap_or_else(|failed: Failed| failed.report()).into()
}

fn run(command: Command) -> Result<Exit, Failed> {
    match command {
        Command::Up(args) => {
            serve::check(&args.serve.addr)?;
            let stop = stop::Stop::on_interrupt()?;
            index::run(&args.paths(), &args.serve.index, false, args.ocr, None, &stop)?;
            serve::run(&args.serve, &stop)
        }
        Command::Index(args) => {
            let stop = stop::Stop::on_interrupt()?;
            index::run(
                &args.paths,
                &args.index,
                args.prune,
                args.ocr,
                args.rejects.as_deref(),
                &stop,
            )
        }
        Command::Serve(args) => serve::run(&args, &stop::Stop::on_interrupt()?),
        Command::Search(args) => search::run(&args),
        Command::Promises(args) => promises::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Panel(args) => panel::run(&args),
        Command::Check(args) => check::run(&args.index),
        Command::ReadOne => match suyan_indexer::worker::serve() {
            Ok(()) => Ok(Exit::Done),
            Err(error) => Err(Failed::new(error.to_string())),
        },
    }
}
