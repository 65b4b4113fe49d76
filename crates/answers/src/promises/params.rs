//! The words of an address become a [`PromiseRequest`] that is valid by construction.

use suyan_search::{PromiseRequest, PromiseSort};

use crate::cursor;
use crate::params::{Params, USUAL_HITS};
use crate::problem::Problem;
use crate::verdicts::{strength, verdict};

const VERDICTS: &str = "kept、exceeded、partly、missed、postponed、restated、not_mentioned、\
                        cannot_tell、no_report、not_due";
const STRENGTHS: &str = "guarantee、do、strive、promote、explore";

/// The request that these parameters ask for.
///
/// # Errors
/// A value that is none, a `limit` out of bounds, a cursor of another request.
pub fn promise_request(params: &Params) -> Result<PromiseRequest, Problem> {
    let mut request = PromiseRequest {
        query: params.query()?,
        filters: params.filters()?,
        report: params.one("report").map(str::to_owned),
        verdicts: params.words("verdict", "bad_verdict", verdict, VERDICTS)?,
        strengths: params.words("strength", "bad_strength", strength, STRENGTHS)?,
        quantity: quantity(params)?,
        sort: params.word("sort", "bad_sort", sort, "order、newest、relevance")?,
        limit: params.limit(USUAL_HITS)?,
        offset: 0,
        facets: true,
        candidates: true,
    };
    if let Some(word) = params.one("cursor") {
        request.offset = cursor::decode_promises(&request, word).ok_or_else(|| {
            Problem::new(
                "bad_cursor",
                "cursor 不属于这个列表",
                "请原样使用同一列表上一页给出的 next；条件一变就从头开始",
            )
        })?;
    }
    Ok(request)
}

fn quantity(params: &Params) -> Result<Option<bool>, Problem> {
    let hint = "true 只列有数目的，false 只列没有数目的；不写则都列";
    let given = params.one("quantity").is_some();
    let wanted = params.switch("quantity", "bad_quantity", hint)?;
    Ok(given.then_some(wanted))
}

fn sort(word: &str) -> Option<PromiseSort> {
    Some(match word {
        "order" | "顺序" => PromiseSort::Order,
        "newest" | "最新" => PromiseSort::Newest,
        "relevance" | "相关" => PromiseSort::Relevance,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use suyan_promises::{Strength, Verdict};

    use super::*;

    fn read(query: &str) -> Result<PromiseRequest, &'static str> {
        let params = Params::read(Some(query)).map_err(|problem| problem.code)?;
        promise_request(&params).map_err(|problem| problem.code)
    }

    #[test]
    fn bad_values_have_their_codes() {
        let cases = [
            ("verdict=good", "bad_verdict"),
            ("strength=weak", "bad_strength"),
            ("quantity=some", "bad_quantity"),
            ("sort=oldest", "bad_sort"),
            ("limit=101", "bad_limit"),
            ("limit=0", "bad_limit"),
            ("cursor=0", "bad_cursor"),
            ("year=20", "bad_year"),
            ("part=x", "bad_part"),
        ];
        for (query, code) in cases {
            assert_eq!(read(query), Err(code), "{query}");
        }
    }

    #[test]
    fn values_may_be_repeated_and_empty_ones_are_none() {
        let request = read("verdict=kept&verdict=缺报告&strength=力争&quantity=&sort=").unwrap();
        assert_eq!(request.verdicts, [Verdict::Kept, Verdict::NoReport]);
        assert_eq!(request.strengths, [Strength::Strive]);
        assert_eq!((request.quantity, request.sort), (None, PromiseSort::Order));
        assert_eq!(read("quantity=false").unwrap().quantity, Some(false));
    }

    #[test]
    fn a_cursor_fits_only_its_own_list() {
        let request = read("q=床位&verdict=kept&limit=5").unwrap();
        let cursor = cursor::encode_promises(&request, 5);
        let next = read(&format!("q=床位&verdict=kept&limit=50&cursor={cursor}")).unwrap();
        assert_eq!((next.offset, next.limit), (5, 50));
        assert_eq!(read(&format!("q=床位&verdict=missed&cursor={cursor}")), Err("bad_cursor"));
    }
}
