//! What was decided of samples, as an address carries it: `coded=环保:18/20`.

use crate::problem::Problem;

/// What was decided of a sample of a column's occurrences ([`crate::coding`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedColumn {
    /// The column's name.
    pub name: String,
    /// Occurrences that are what is meant.
    pub yes: u64,
    /// Occurrences that were decided on.
    pub coded: u64,
}

/// `bad_coded`, and why.
pub(super) fn bad_coded(why: String) -> Problem {
    Problem::new("bad_coded", why, "写作 coded=环保:18/20，即抽样 20 处，18 处确为所指")
}

/// `name:yes/coded`.
pub(super) fn coded(value: &str) -> Result<CodedColumn, Problem> {
    let read = || {
        let (name, counts) = value.rsplit_once(':')?;
        let (yes, coded) = counts.split_once('/')?;
        let (yes, coded) = (yes.trim().parse().ok()?, coded.trim().parse().ok()?);
        let name = name.trim().to_owned();
        (yes <= coded).then_some(CodedColumn { name, yes, coded })
    };
    read().ok_or_else(|| bad_coded(format!("coded 读不懂“{value:.40}”")))
}
