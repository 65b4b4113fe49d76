//! `suyan completions` and `suyan man`: what a shell and a reader of manuals want to have, made from
//! the command line itself.

use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Args;
use crate::exit::{Exit, Failed};
use crate::out;

/// Prints the completions of a shell.
pub fn completions(name: &str) -> Result<Exit, Failed> {
    let shell: Shell = name.parse().map_err(|_| {
        let known = "bash、zsh、fish、elvish、powershell";
        Failed::usage(format!("没有为 {name} 准备补全。可用的：{known}"))
    })?;
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "suyan", &mut script);
    out::print(&script)?;
    Ok(Exit::Done)
}

/// Prints the manual, or writes a page for every command into a folder.
pub fn man(folder: Option<&Path>) -> Result<Exit, Failed> {
    let Some(folder) = folder else {
        let mut page = Vec::new();
        let made = clap_mangen::Man::new(Args::command()).render(&mut page);
        made.map_err(|error| Failed::new(format!("手册页没有做成：{error}")))?;
        out::print(&page)?;
        return Ok(Exit::Done);
    };
    let made = std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Args::command(), folder));
    made.map_err(|error| {
        Failed::new(format!("写不了 {}：{error}。请换一处，或检查权限", folder.display()))
    })?;
    Ok(Exit::Done)
}
