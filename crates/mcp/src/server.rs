//! The protocol: what the server is, its tools and resources, and how a call is answered.

use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation,
    ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult, ServerCapabilities,
    ServerConfig,
};
use rmcp::service::{RequestContext, ServerInitializeError};
use rmcp::transport::io::stdio_pipes;
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};
use serde_json::json;
use suyan_answers::quote::Quoting;
use suyan_answers::{Problem, snapshot};

use crate::archive::ServedArchive;
use crate::resources;
use crate::tools::{Call, Spec, TOOLS, find};

/// What an assistant is told of the server as a whole.
const INSTRUCTIONS: &str = "溯言 Suyan: an archive of Chinese government reports (政府工作报告 and the \
    like), searched passage by passage. Quote its sentences verbatim and give citation and permalink \
    with each; do not state what you did not find in a result. Queries are in Chinese. Missing is not \
    zero: where nothing is found, ask `coverage` whether the archive holds the report at all. Verdicts \
    on promises are readings by rule: show both sentences. Every answer names its `snapshot`; pass it \
    on in later calls to be sure that all figures are of one state.";

/// Why the server ended before its client did.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The client did not speak the protocol.
    #[error("the conversation could not begin: {0}")]
    Begin(String),
    /// The server failed.
    #[error("the server stopped: {0}")]
    Stopped(String),
}

/// Serves on standard input and output until the client is gone; `base` is the address that
/// permalinks begin with.
///
/// # Errors
/// The conversation could not begin, or the server failed.
pub async fn serve(archive: ServedArchive, base: String) -> Result<(), ServeError> {
    let running = match Server::new(archive, base).serve(stdio_pipes()).await {
        Ok(running) => running,
        // A client that says nothing has nothing to complain of.
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(ServeError::Begin(error.to_string())),
    };
    running.waiting().await.map(drop).map_err(|error| ServeError::Stopped(error.to_string()))
}

/// What answers.
#[derive(Clone)]
pub struct Server {
    archive: Arc<ServedArchive>,
    base: Arc<str>,
}

impl Server {
    /// A server over this archive whose permalinks begin with this address.
    pub fn new(archive: ServedArchive, base: String) -> Self {
        Self { archive: Arc::new(archive), base: base.into() }
    }

    /// Answers a call of a tool.
    pub async fn call(
        &self,
        tool: &'static Spec,
        given: crate::arguments::Object,
    ) -> Result<CallToolResult, Problem> {
        let params = tool.read(&given)?;
        let named = params.one(snapshot::PARAMETER).map(str::to_owned);
        let base = self.base.clone();
        let work = move |backend: &dyn suyan_search::Backend| {
            let quoting = Quoting::new(base.as_ref());
            tool.run(&Call { backend, params: &params, quoting: &quoting })
        };
        Ok(CallToolResult::structured(self.archive.ask(named, work).await?))
    }
}

/// That a call was not answered, with how to ask: the assistant reads it and asks again. It is text
/// alone, since a client may hold every structured result against what was announced of answers.
fn refused(tool: &Spec, problem: &Problem) -> CallToolResult {
    let Problem { code, message, hint } = problem;
    let text = format!("{code}: {message}. {hint}\nexample: {}", tool.example);
    CallToolResult::error(vec![ContentBlock::text(text)])
}

/// A problem where the protocol has no other place for one.
fn protocol_error(problem: &Problem) -> ErrorData {
    let message = format!("{}. {}", problem.message, problem.hint);
    let data = Some(json!({"code": problem.code}));
    match problem.code {
        "not_found" => ErrorData::resource_not_found(message, data),
        "internal" | "timed_out" | "engine_away" => ErrorData::internal_error(message, data),
        _ => ErrorData::invalid_params(message, data),
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().enable_resources().build();
        let own = Implementation::new("suyan", env!("CARGO_PKG_VERSION")).with_title("溯言 Suyan");
        ServerConfig::new(capabilities).with_server_info(own).with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(TOOLS.iter().map(Spec::announce).collect()))
    }

    fn get_tool(&self, name: &str) -> Option<rmcp::model::Tool> {
        find(name).map(Spec::announce)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = find(&request.name) else {
            let names: Vec<&str> = TOOLS.iter().map(|tool| tool.name).collect();
            let short: String = request.name.chars().take(40).collect();
            let message = format!("there is no tool {short}; tools: {}", names.join(", "));
            return Err(ErrorData::invalid_params(message, None));
        };
        let given = request.arguments.unwrap_or_default();
        // Work ends where nobody waits for it any more.
        let answer = tokio::select! {
            answer = self.call(tool, given) => answer,
            () = context.ct.cancelled() => Err(Problem::timed_out()),
        };
        let result = answer.unwrap_or_else(|problem| refused(tool, &problem));
        Ok(result.into())
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let cursor = request.and_then(|request| request.cursor);
        let listed =
            self.archive.ask(None, move |backend| resources::list(backend, cursor.as_deref()));
        listed.await.map_err(|problem| protocol_error(&problem))
    }

    async fn list_resource_templates(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(ListResourceTemplatesResult::with_all_items(resources::templates()))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let (uri, base) = (request.uri, self.base.clone());
        let read = self
            .archive
            .ask(None, move |backend| resources::read(backend, &Quoting::new(base.as_ref()), &uri));
        let contents = read.await.map_err(|problem| protocol_error(&problem))?;
        Ok(ReadResourceResult::new(vec![contents]).into())
    }
}
