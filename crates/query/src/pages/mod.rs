//! The values of `answers` for people: pages in Chinese or English that are complete without any script.
//!
//! A page is a function from an answer value to HTML. [`layout`] holds what all pages share;
//! every link is made from the parameters of the request, so that every state is an address.

mod archive;
mod chart;
mod chips;
mod choice;
mod compare;
mod counting;
mod doubtful;
mod facets;
mod guide;
mod help;
mod home;
mod layout;
mod listed;
mod marked;
mod notes;
mod place;
mod promises;
mod report;
mod reports;
mod search;
#[cfg(test)]
mod tests;
mod title;
mod trace;
mod tree;
mod trend;

use std::sync::Arc;

use axum::Router;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::error::Failure;
use crate::text::{Lang, Texts};
use crate::{App, assets};
use suyan_answers::Params;
use suyan_answers::Problem;

/// The pages' addresses.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(home::home))
        .route("/search", get(search::search))
        .route("/search/places", get(tree::places))
        .route("/reports", get(reports::reports))
        .route("/reports/{id}", get(report::report))
        .route("/reports/{id}/trace", get(trace::trace))
        .route("/trend", get(trend::trend))
        .route("/panel", get(counting::panel::panel))
        .route("/coding", get(counting::coding::coding).post(counting::coding::evaluated))
        .route("/kwic", get(counting::kwic::kwic))
        .route("/keywords", get(counting::keywords::keywords))
        .route("/firsts", get(counting::firsts::firsts))
        .route("/copied", get(counting::copied::copied))
        .route("/series", get(counting::series::series))
        .route("/help", get(guide::guide))
        .route("/archive", get(archive::archive))
        .route("/places/{code}", get(place::place))
        .route("/places/{code}/promises", get(promises::of_place))
        .route("/promises", get(promises::promises))
        .route("/promises/{id}", get(promises::one))
        .merge(notes::routes())
        .route("/compare", get(compare::compare))
        .route("/assets/{name}", get(assets::file))
}

/// What a page knows of its request.
pub struct Context {
    /// The parameters as given.
    pub params: Params,
    /// The texts of the page's language.
    pub t: &'static Texts,
    lang: Lang,
    names: chips::ChipNames,
}

impl Context {
    /// Reads the request; parameters that cannot be decoded count as none.
    pub fn read(query: Option<&str>) -> Self {
        let params = Params::read(query).unwrap_or_default();
        let lang = Lang::read(params.one("lang"));
        Self { params, t: lang.texts(), lang, names: chips::ChipNames::default() }
    }

    /// Reads the request, and calls the places that it names by code by their names.
    pub fn of(app: &App, query: Option<&str>) -> Self {
        let context = Self::read(query);
        let names = chips::ChipNames::read(app.backend.as_ref(), &context.params);
        Self { names, ..context }
    }

    /// What a place is called that the address gives.
    pub fn named<'a>(&'a self, given: &'a str) -> &'a str {
        self.names.of(given)
    }

    /// An address outside the present list, in the page's language.
    pub fn plain(&self, path: &str) -> String {
        self.params.only(&["lang"]).at(path)
    }

    /// The address of a report, with the query carried along where there is one.
    pub fn report(&self, id: &str, ordinal: Option<u32>) -> String {
        let path = format!(
            "/reports/{}",
            percent_encoding::utf8_percent_encode(id, suyan_answers::params::PLAIN)
        );
        let mut address = self.params.only(&["q", "lang"]).at(&path);
        if let Some(ordinal) = ordinal {
            address.push_str(&format!("#p{ordinal}"));
        }
        address
    }
}

/// A failure as a page.
pub struct PageFailure(Context, Failure);

impl PageFailure {
    /// Makes failures of this request pages.
    pub fn of<F: Into<Failure>>(context: Context) -> impl FnOnce(F) -> Self {
        |failure| Self(context, failure.into())
    }
}

impl IntoResponse for PageFailure {
    fn into_response(self) -> Response {
        let Self(context, failure) = self;
        (failure.status(), layout::failure(&context, &failure)).into_response()
    }
}

/// The page for an address that there is none of.
pub fn no_page(uri: &Uri) -> Response {
    let problem = Problem::not_found("没有这个页面", "请从首页检索");
    PageFailure(Context::read(uri.query()), Failure(problem)).into_response()
}
