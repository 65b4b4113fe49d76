//! The program `suyan`: its commands, nothing else.

fn main() {}
