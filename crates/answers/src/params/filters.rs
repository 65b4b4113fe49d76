//! The filters of an address, by the table of dimensions.

use suyan_search::Filters;
use suyan_search::filter::words::span;
use suyan_search::filter::{DIMENSIONS, Dimension, DimensionValues, Restriction};

use super::{LONGEST_PLACE, MOST_VALUES, Params, quoted};
use crate::problem::Problem;

impl Params {
    /// The filters.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn filters(&self) -> Result<Filters, Problem> {
        let mut filters = Filters::default();
        for dimension in DIMENSIONS {
            let Dimension { name, code, hint, .. } = *dimension;
            match dimension.takes {
                DimensionValues::Switch(switch) => {
                    *switch(&mut filters) = self.switch(name, code, hint)?
                }
                _ => self.restrictions(dimension)?.into_iter().for_each(|one| filters.add(one)),
            }
        }
        Ok(filters)
    }

    /// The values of a dimension, as restrictions.
    fn restrictions(&self, dimension: &Dimension) -> Result<Vec<Restriction>, Problem> {
        let Dimension { name, code, read, .. } = *dimension;
        match dimension.takes {
            DimensionValues::Names => self.names(dimension),
            DimensionValues::Years => Ok(self.years(dimension)?.into_iter().collect()),
            DimensionValues::Words(known) => self.words(name, code, read, &known.join("、")),
            DimensionValues::Switch(_) => Ok(Vec::new()),
        }
    }

    /// Names, which are not looked up here.
    fn names(&self, dimension: &Dimension) -> Result<Vec<Restriction>, Problem> {
        let Dimension { name, code, read, hint, .. } = *dimension;
        let names: Vec<&str> = self.all(name).collect();
        let is_too_long = |given: &&str| given.chars().nth(LONGEST_PLACE).is_some();
        if names.len() > MOST_VALUES || names.iter().any(is_too_long) {
            let bounds = format!("{name} 最多 {MOST_VALUES} 个，每个最多 {LONGEST_PLACE} 字");
            return Err(Problem::new(code, bounds, hint));
        }
        Ok(names.into_iter().filter_map(read).collect())
    }

    /// First and last year, open ends as the extremes of the type.
    fn years(&self, dimension: &Dimension) -> Result<Option<Restriction>, Problem> {
        let Dimension { name, code, read, hint, .. } = *dimension;
        let mut given = self.all(name);
        let Some(word) = given.next() else { return Ok(None) };
        let refuse = |why: String| Problem::new(code, why, hint);
        if given.any(|other| other != word) {
            return Err(refuse(format!("{name} 只能给一个")));
        }
        match (read(word), span(word)) {
            (Some(years), _) => Ok(Some(years)),
            (None, Some(_)) => Err(refuse(format!("起止年度颠倒：{}", quoted(word)))),
            (None, None) => Err(refuse(format!("不是年度：{}", quoted(word)))),
        }
    }
}

/// The parameters that ask for a query with these filters.
pub fn written(query: &str, filters: &Filters) -> Params {
    let mut pairs = vec![("q".to_owned(), query.to_owned())];
    for dimension in DIMENSIONS {
        let values = filters.values(dimension).into_iter();
        pairs.extend(values.map(|value| (dimension.name.to_owned(), value)));
    }
    Params(pairs)
}

#[cfg(test)]
mod tests {
    use suyan_search::SearchRequest;
    use suyan_search::filter::words;

    use super::*;
    use crate::cursor;

    fn read(query: &str) -> Result<SearchRequest, &'static str> {
        let params = Params::read(Some(query)).map_err(|failure| failure.code)?;
        params.search().map_err(|failure| failure.code)
    }

    #[test]
    fn years_are_read() {
        let cases = [
            ("2023", Some((2023, 2023))),
            ("2018..2023", Some((2018, 2023))),
            ("2018..", Some((2018, i16::MAX))),
            ("..2023", Some((i16::MIN, 2023))),
            ("２０２３年", Some((2023, 2023))),
            ("2018-2023", Some((2018, 2023))),
            ("..", None),
            ("23", None),
            ("20233", None),
            ("+202", None),
            ("-2023", Some((i16::MIN, 2023))),
            ("二〇二三", None),
            ("2018..x", None),
            ("0999", None),
        ];
        for (word, years) in cases {
            assert_eq!(words::years(word), years, "{word}");
        }
    }

    /// A value that every dimension takes, and one that none does.
    fn values(dimension: &Dimension) -> (String, &'static str) {
        let bad = match dimension.takes {
            DimensionValues::Names => {
                return ("云栖区".into(), Box::leak("长".repeat(61).into_boxed_str()));
            }
            _ => "没有这个值",
        };
        match dimension.takes {
            DimensionValues::Years => ("2018..2023".into(), bad),
            DimensionValues::Words(words) => (words[0].to_owned(), bad),
            _ => ("true".into(), bad),
        }
    }

    #[test]
    fn every_dimension_is_a_parameter_that_is_written_as_it_is_read() {
        let all = read("q=x").unwrap();
        let cursor = cursor::encode(&all, 20);
        for dimension in DIMENSIONS {
            let (good, bad) = values(dimension);
            let of = |value: &str| Params::of([("q", "x"), (dimension.name, value)]);
            let asked = of(&good).search().unwrap();
            assert_ne!(asked.filters, Filters::default(), "{}", dimension.name);
            assert_eq!(written("x", &asked.filters), of(&good), "{}", dimension.name);
            assert_eq!(cursor::decode(&asked, &cursor), None, "{}", dimension.name);
            let problem = of(bad).filters().unwrap_err();
            assert_eq!(problem.code, dimension.code, "{problem:?}");
            assert!(!problem.hint.is_empty(), "{problem:?}");
        }
    }
}
