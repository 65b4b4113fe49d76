//! Measures that were changed by those who measure: what was promised under the old name is told
//! under the new one, and cannot be compared with it.

/// A measure that took the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// The words of the old one.
    pub old: &'static str,
    /// The words of the new one.
    pub new: &'static str,
    /// The year from which it holds.
    pub since: i16,
    /// By what.
    pub by: &'static str,
}

/// `old new year by-what`, the source in the last.
static TABLE: &str = include_str!("../../data/measures.tsv");

/// The change of measure that lies between an item and a later sentence on it: the item has the old
/// words alone, the sentence the new ones alone.
#[must_use]
pub fn changed(promised: &str, told: &str) -> Option<Changed> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.filter_map(row).find(|row| {
        let only = |text: &str, has: &str, lacks: &str| text.contains(has) && !text.contains(lacks);
        only(promised, row.old, row.new) && only(told, row.new, row.old)
    })
}

fn row(line: &'static str) -> Option<Changed> {
    let mut cells = line.split('\t');
    let (old, new) = (cells.next()?, cells.next()?);
    Some(Changed { old, new, since: cells.next()?.parse().ok()?, by: cells.next()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let rows: Vec<&str> = rows.collect();
        assert!(rows.len() >= 6);
        assert_eq!(rows.iter().filter_map(|line| row(line)).count(), rows.len());
    }

    #[test]
    fn a_measure_that_took_the_place_of_another_is_told() {
        let promised = "到2017年农民人均纯收入达到15000元";
        let told = changed(promised, "农村居民人均可支配收入13800元、增长9%").unwrap();
        assert_eq!((told.old, told.new, told.since), ("人均纯收入", "人均可支配收入", 2013));
        assert_eq!(changed(promised, "农民人均纯收入14000元"), None);
        assert_eq!(changed("人均可支配收入增长8%", "人均可支配收入增长9%"), None);
    }
}
