//! `suyan mcp`: the archive for assistants, over standard input and output.

use suyan_mcp::ServedArchive;
use suyan_query::PublicUrl;

use crate::args::{McpArgs, USUAL_ADDRESS};
use crate::exit::{Exit, Failed};

/// Serves until the client is gone.
pub fn run(args: &McpArgs) -> Result<Exit, Failed> {
    let archive = args.archive.open_with(args.concepts.as_deref())?;
    let base = args.public_url.as_ref().map_or(USUAL_ADDRESS, PublicUrl::as_str).to_owned();
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failed::new(format!("无法启动 MCP 服务：{error}")))?;
    let served = runtime.block_on(suyan_mcp::serve(ServedArchive::of(archive), base));
    // Whoever still reads standard input on another thread is not waited for.
    runtime.shutdown_background();
    served.map(|()| Exit::Done).map_err(|error| {
        Failed::new(format!(
            "MCP 会话没有建立：{error}。请由支持 MCP 的程序启动 suyan mcp；在终端里检索请用 suyan search"
        ))
    })
}
