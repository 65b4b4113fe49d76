//! The table of dimensions: all that is said of a filter, once.

use suyan_corpus::{Kind, Level, Part};

use super::words::{QUOTATION_MARKS, half_width, kind, level, part, plain, years};
use super::{Filters, Restriction};

/// One way to restrict a search.
#[derive(Debug)]
pub struct Dimension {
    /// Its name in addresses and descriptions. A bad value of it is told with the code `bad_…`.
    pub name: &'static str,
    /// Its names inside queries, the one that is written first; none where a query cannot name it.
    pub fields: &'static [&'static str],
    /// Of what it is told.
    pub scope: Scope,
    /// What values it takes.
    pub takes: DimensionValues,
    /// What one value restricts to; nothing where the value is none, or the dimension is a switch.
    pub read: fn(&str) -> Option<Restriction>,
    /// Whether answers count their matches by its values.
    pub has_facet: bool,
    /// The code of the problem that a value is none.
    pub code: &'static str,
    /// What it restricts to, in Chinese, as the API describes it.
    pub about: &'static str,
    /// What to write instead, in Chinese, where a list of words does not say it.
    pub hint: &'static str,
    /// What it does inside a query, in Chinese, with an example.
    pub says: &'static str,
}

/// Of what a dimension is told, which says what an engine must look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The place of a report, by all that the archive knows of places ([`crate::matching::ByPlace`]).
    Division,
    /// The place of a report, by itself.
    Place,
    /// The report.
    Report,
    /// The passage.
    Passage,
}

/// What values a dimension takes.
#[derive(Debug, Clone, Copy)]
pub enum DimensionValues {
    /// Names, any of which will do.
    Names,
    /// One year, or one span of years.
    Years,
    /// Some of these words, any of which will do; also as a query says them ([`super::words`]).
    Words(&'static [&'static str]),
    /// True or false: how other dimensions are taken; false where nothing is said.
    Switch(fn(&mut Filters) -> &mut bool),
}

/// 地区: a place and all below it.
pub static PLACE: Dimension = Dimension {
    name: "place",
    fields: &["地区", "地方", "place"],
    scope: Scope::Division,
    takes: DimensionValues::Names,
    read: |name| (!name.is_empty()).then(|| Restriction::Place(name.to_owned())),
    has_facet: true,
    code: "bad_place",
    about: "地区的名称或代码，可重复：该地区及其下辖",
    hint: "请用地区的名称或代码，如 徐汇区 或 310104",
    says: "限定地区，如 地区:徐汇",
};

/// Whether what places were before, and became later, counts too.
pub static LINEAGE: Dimension = Dimension {
    name: "lineage",
    fields: &[],
    scope: Scope::Division,
    takes: DimensionValues::Switch(|filters| &mut filters.lineage),
    read: |_| None,
    has_facet: false,
    code: "bad_lineage",
    about: "是否连同地区的前身（静安连同原闸北）",
    hint: "true 表示连同该地区的前身",
    says: "",
};

/// 层级: the rank of the place.
pub static LEVEL: Dimension = Dimension {
    name: "level",
    fields: &["层级", "级别", "level"],
    scope: Scope::Place,
    takes: DimensionValues::Words(Level::WORDS),
    read: |word| level(word).map(Restriction::Level),
    has_facet: true,
    code: "bad_level",
    about: "层级，可重复；亦可写 省、市、区县、乡镇",
    hint: "",
    says: "限定层级，如 层级:区县",
};

/// 年: the year whose work a report sets out.
pub static YEAR: Dimension = Dimension {
    name: "year",
    fields: &["年", "年份", "年度", "year"],
    scope: Scope::Report,
    takes: DimensionValues::Years,
    read: |span| years(span).map(|(first, last)| Restriction::Years(first, last)),
    has_facet: true,
    code: "bad_year",
    about: "年度：2023，或 2018..2023，或一端不限",
    hint: "写作 2023，或 2018..2023，或 2018..（起）、..2023（止）",
    says: "限定年度，如 年:2018..2023",
};

/// 类型: what document it is.
pub static KIND: Dimension = Dimension {
    name: "kind",
    fields: &["类型", "kind", "type"],
    scope: Scope::Report,
    takes: DimensionValues::Words(Kind::WORDS),
    read: |word| kind(word).map(Restriction::Kind),
    has_facet: true,
    code: "bad_kind",
    about: "类型，可重复",
    hint: "",
    says: "限定类型，如 类型:规划",
};

/// 部分: what a passage is in its report.
pub static PART: Dimension = Dimension {
    name: "part",
    fields: &["部分", "part"],
    scope: Scope::Passage,
    takes: DimensionValues::Words(Part::WORDS),
    read: |word| part(word).map(Restriction::Part),
    has_facet: true,
    code: "bad_part",
    about: "部分，可重复；亦可写 回顾、任务、目标……",
    hint: "",
    says: "限定部分，如 部分:任务",
};

/// Whether other files of a report that is there count too.
pub static TWINS: Dimension = Dimension {
    name: "twins",
    fields: &[],
    scope: Scope::Report,
    takes: DimensionValues::Switch(|filters| &mut filters.twins),
    read: |_| None,
    has_facet: false,
    code: "bad_twins",
    about: "同一报告的另一份文件（重份）是否也计入",
    hint: "true 表示同一报告的另一份文件也计入",
    says: "",
};

/// The table, in the order in which values are read, and written into addresses.
pub static DIMENSIONS: [&Dimension; 7] = [&PLACE, &LINEAGE, &LEVEL, &YEAR, &KIND, &PART, &TWINS];

/// The names of all dimensions in addresses.
pub fn names() -> impl Iterator<Item = &'static str> {
    DIMENSIONS.iter().map(|dimension| dimension.name)
}

/// The dimension of this name in addresses.
#[must_use]
pub fn named(name: &str) -> Option<&'static Dimension> {
    DIMENSIONS.into_iter().find(|dimension| dimension.name == name)
}

/// The dimension that a query calls so.
#[must_use]
pub fn called(field: &str) -> Option<&'static Dimension> {
    DIMENSIONS.into_iter().find(|dimension| dimension.fields.contains(&field))
}

/// What a field of a query and its value restrict to; nothing where there is no such field or value.
/// Quotation marks in a value are nothing to it, as they are within a string: `地区:“` names no place.
pub(crate) fn restriction(field: &str, value: &str) -> Option<Restriction> {
    let bare: String = value.chars().filter(|c| !QUOTATION_MARKS.contains(c)).collect();
    (called(field)?.read)(&plain(&bare))
}

/// All dimensions, these first: a new one comes last wherever an order is wanted for people.
#[must_use]
pub fn in_order(first: &[&Dimension]) -> Vec<&'static Dimension> {
    let mut all = DIMENSIONS.to_vec();
    all.sort_by_key(|one| first.iter().position(|known| known == one).unwrap_or(first.len()));
    all
}

/// A field name as [`called`] takes it: `Ｙｅａｒ` is `year`.
pub(crate) fn field_name(name: &str) -> String {
    name.chars().map(half_width).collect::<String>().to_lowercase()
}

impl PartialEq for Dimension {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Dimension {}

impl Dimension {
    /// Whether it is true or false, and restricts nothing by itself.
    #[must_use]
    pub fn is_switch(&self) -> bool {
        matches!(self.takes, DimensionValues::Switch(_))
    }

    /// Its name inside queries; none where a query cannot name it.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        self.fields.first().copied()
    }

    /// Every value, where they are words.
    pub fn values(&self) -> impl Iterator<Item = Restriction> {
        let words = if let DimensionValues::Words(words) = self.takes { words } else { &[] };
        words.iter().filter_map(|word| (self.read)(word))
    }

    /// What to write instead of a value that is none, in Chinese.
    #[must_use]
    pub fn hint(&self) -> String {
        match self.takes {
            DimensionValues::Words(words) => format!("可用的值：{}", words.join("、")),
            _ => self.hint.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Attributes;
    use crate::query::{parse, tree};

    /// A value of every dimension that has any, its words all.
    fn examples() -> impl Iterator<Item = (&'static Dimension, Restriction)> {
        let of = |dimension: &'static Dimension| {
            let written: Vec<Restriction> = match dimension.takes {
                DimensionValues::Names => vec![Restriction::Place("云栖区".into())],
                DimensionValues::Years => ["2023", "2018..2023", "2018..", "..2023"]
                    .into_iter()
                    .filter_map(dimension.read)
                    .collect(),
                DimensionValues::Words(_) => dimension.values().collect(),
                DimensionValues::Switch(_) => Vec::new(),
            };
            assert_eq!(written.is_empty(), dimension.is_switch(), "{}", dimension.name);
            written.into_iter().map(move |one| (dimension, one))
        };
        DIMENSIONS.into_iter().flat_map(of)
    }

    fn valued() -> impl Iterator<Item = &'static Dimension> {
        DIMENSIONS.into_iter().filter(|one| !one.is_switch())
    }

    #[test]
    fn every_value_is_of_its_dimension_and_is_read_as_it_is_written() {
        for (dimension, value) in examples() {
            assert_eq!(value.dimension(), dimension, "{value:?}");
            assert_eq!((dimension.read)(&value.value()), Some(value.clone()), "{value:?}");
            let field = dimension.field().unwrap_or_default();
            assert_eq!(restriction(field, &value.word()), Some(value.clone()), "{value:?}");
        }
        for dimension in DIMENSIONS {
            if let DimensionValues::Words(words) = dimension.takes {
                assert_eq!(dimension.values().count(), words.len(), "{}", dimension.name);
            }
            assert_eq!((dimension.read)(""), None, "{}", dimension.name);
            assert_eq!(dimension.code, format!("bad_{}", dimension.name));
            assert_eq!(dimension.fields.is_empty(), dimension.is_switch(), "{}", dimension.name);
            let is_found = |field: &&str| called(field) == Some(dimension);
            assert!(dimension.fields.iter().all(is_found), "a name twice: {}", dimension.name);
        }
    }

    #[test]
    fn a_query_understands_every_dimension_by_all_its_names() {
        for (dimension, value) in examples() {
            for field in dimension.fields {
                let query = parse(&format!("养老 {field}:{}", value.word())).unwrap();
                let read = &query.alternatives[0].restrictions;
                assert_eq!(read.as_slice(), std::slice::from_ref(&value), "{field}");
            }
            let again = parse(&tree::written(&value)).unwrap();
            assert_eq!(again.alternatives[0].restrictions, [value]);
        }
    }

    #[test]
    fn filters_hold_what_was_put_in_of_every_dimension() {
        let mut all = Filters { lineage: true, twins: true, ..Filters::default() };
        for (dimension, value) in examples() {
            let mut filters = Filters::default();
            filters.add(value.clone());
            all.add(value.clone());
            assert_eq!(filters.of(dimension).as_slice(), std::slice::from_ref(&value));
            assert_eq!(filters.groups(), [[value]]);
            assert_eq!(filters.only(dimension), filters);
            assert_eq!(filters.without(dimension), Filters::default());
        }
        for dimension in valued() {
            assert!(!all.of(dimension).is_empty(), "{}", dimension.name);
            assert_eq!(all.only(dimension).groups().len(), 1, "{}", dimension.name);
            assert!(all.without(dimension).of(dimension).is_empty(), "{}", dimension.name);
        }
        assert_eq!(all.groups().len(), valued().count());
        for dimension in DIMENSIONS {
            if let DimensionValues::Switch(switch) = dimension.takes {
                let mut filters = Filters::default();
                *switch(&mut filters) = true;
                assert_eq!(filters.values(dimension), ["true"]);
                assert_ne!(filters, Filters::default(), "{}", dimension.name);
            }
        }
    }

    #[test]
    fn what_is_known_of_a_report_passes_its_own_restriction() {
        let place = suyan_corpus::Place {
            code: "990102".into(),
            name: "云栖区".into(),
            level: Level::County,
            path: vec!["望川市".into(), "云栖区".into()],
            codes: vec!["990100".into(), "990102".into()],
        };
        let (place, year) = (Some(&place), Some(2023));
        let (kind, part) = (Some(Kind::Plan), Some(Part::Tasks));
        let known = Attributes { place, year, kind, part };
        for dimension in valued() {
            let own = known.of(dimension).unwrap_or_else(|| panic!("{}", dimension.name));
            assert!(own.admits(&known), "{own:?}");
            assert!(!own.admits(&Attributes::default()), "{own:?}: what is not known passes");
        }
        for (dimension, value) in examples().filter(|(one, _)| one.scope != Scope::Division) {
            let is_own = known.of(dimension) == Some(value.clone());
            let is_span = matches!(dimension.takes, DimensionValues::Years);
            assert_eq!(value.admits(&known), is_own || is_span, "{value:?}");
        }
    }
}
