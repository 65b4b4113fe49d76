//! What is asked by the parameters of an address, as JSON and as a file of rows: the handlers of all
//! such addresses, once.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use suyan_answers::export::{Addresses, ExportForm, Out, asked};
use suyan_answers::{Params, Problem};
use suyan_search::Backend;

use crate::App;
use crate::address::base;
use crate::api::json_bytes;
use crate::error::Failure;
use crate::export::{file_name, stream_file};

/// The handler of an address that answers with JSON: how what is asked is read, and printed.
pub fn json<R: Send + 'static>(
    read: fn(&Params) -> Result<R, Problem>,
    print: fn(&R, &dyn Backend) -> Result<Vec<u8>, Problem>,
) -> MethodRouter<Arc<App>> {
    get(move |State(app): State<Arc<App>>, RawQuery(query): RawQuery| async move {
        let request = read(&Params::read(query.as_deref())?)?;
        let body = app.ask(move |backend| print(&request, backend)).await?;
        Ok::<Response, Failure>(json_bytes(body))
    })
}

/// Rows that can be had as a file.
pub struct FileRows<R> {
    /// How the file's name begins.
    pub stem: &'static str,
    /// Whether what was asked, and the day, stand in the file's name behind its beginning.
    pub is_named: bool,
    /// The page that lists the same rows.
    pub page: &'static str,
    /// Reads what is asked.
    pub read: fn(&App, &Params) -> Result<R, Problem>,
    /// Writes them.
    pub write: Writes<R>,
}

/// What writes rows in one form.
pub type Writes<R> =
    fn(R, &dyn Backend, ExportForm, Addresses<'_>, &mut dyn Out) -> Result<(), Problem>;

impl<R: Send + 'static> FileRows<R> {
    /// The handler of an address that answers with the file in one form.
    pub fn file(&'static self, form: ExportForm) -> MethodRouter<Arc<App>> {
        let handler =
            move |State(app): State<Arc<App>>, headers: HeaderMap, RawQuery(query): RawQuery| {
                self.answer(app, headers, query, form)
            };
        get(handler)
    }

    async fn answer(
        &'static self,
        app: Arc<App>,
        headers: HeaderMap,
        query: Option<String>,
        form: ExportForm,
    ) -> Result<Response, Failure> {
        let params = Params::read(query.as_deref())?;
        let request = (self.read)(&app, &params)?;
        let base = base(&app, &headers);
        let name = match self.is_named {
            true => file_name(&app, self.stem, &params),
            false => self.stem.to_owned(),
        };
        stream_file(app, form, &name, move |backend, out| {
            let asked = asked(backend, &params, &base, self.page);
            (self.write)(request, backend, form, Addresses { base: &base, asked: &asked }, out)
        })
        .await
    }
}
