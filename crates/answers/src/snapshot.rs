//! The snapshot that an answer is of: a link that names one gives the same figures, or says plainly
//! that it cannot.

use suyan_search::{Backend, Changes};

use crate::problem::Problem;

/// The parameter that names a snapshot.
pub const PARAMETER: &str = "snapshot";

/// Whether the archive is at the snapshot that a request names, if it names one.
///
/// # Errors
/// `snapshot_changed` where it is not.
pub fn require(backend: &dyn Backend, named: Option<&str>) -> Result<(), Problem> {
    match named {
        Some(named) if named != backend.stats().snapshot => Err(changed(backend, named)),
        _ => Ok(()),
    }
}

/// `snapshot_changed`: the archive is not at the snapshot that a request names any more, with what
/// came, went and changed where that is known.
#[must_use]
pub fn changed(backend: &dyn Backend, named: &str) -> Problem {
    let now = backend.stats().snapshot;
    let what = match backend.changes_since(named) {
        Some(Changes { came, went, changed }) => {
            format!("此后新增 {came} 份报告、移除 {went} 份、改动 {changed} 份")
        }
        None => "其间有哪些报告增减、改动，这里不得而知".to_owned(),
    };
    Problem::new(
        "snapshot_changed",
        format!("档案已不是快照 {named} 的样子：{what}（现在的快照是 {now}）"),
        "去掉 snapshot 参数即按现在的档案回答；要得到原来的数字，请用当时的文件重建索引",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    #[test]
    fn another_snapshot_is_refused_with_both_named_and_a_way_on() {
        let archive = Scan::archive();
        assert!(require(&archive, None).is_ok());
        assert!(require(&archive, Some("a1b2c3d4e5f6")).is_ok());
        for named in ["", "A1B2C3D4E5F6", "a1b2c3d4e5f", "a1b2c3d4e5f6 ", "000000000000"] {
            let problem = require(&archive, Some(named)).unwrap_err();
            assert_eq!(problem.code, "snapshot_changed", "{named:?}");
            assert!(problem.message.contains(named), "{problem:?}");
            assert!(problem.message.contains("现在的快照是 a1b2c3d4e5f6"), "{problem:?}");
            assert!(problem.message.contains("不得而知"), "nobody knows what changed: {problem:?}");
            assert!(problem.hint.contains("去掉 snapshot"), "{problem:?}");
        }
    }
}
