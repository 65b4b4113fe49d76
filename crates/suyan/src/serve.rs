//! `suyan serve`, and the second half of `suyan up`.

use std::io::ErrorKind;
use std::net::TcpListener;

use suyan_engine::Index;
use suyan_query::Settings;

use crate::args::Serve;
use crate::exit::{self, Exit, Failed};
use crate::stop::Stop;

/// Whether the address is free: asked before an archive is indexed that could then not be served.
pub fn check(addr: &str) -> Result<(), Failed> {
    bind(addr).map(drop)
}

/// Serves until the user asks to stop.
pub fn run(args: &Serve, stop: &Stop) -> Result<Exit, Failed> {
    let index = Index::open_with(&args.index, args.concepts.as_deref())
        .map_err(|error| exit::engine(&error))?;
    let settings = Settings { public: args.public_url.clone(), ..Settings::default() };
    let listener = bind(&args.addr)?;
    let failed = |error: std::io::Error| Failed::new(format!("无法提供服务：{error}"));
    let local = listener.local_addr().map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let runtime = tokio::runtime::Runtime::new().map_err(failed)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
        eprintln!("溯言已就绪：http://{local}/ （按 Ctrl-C 停止）");
        suyan_query::serve(index, listener, settings, stop.clone().asked()).await.map_err(failed)
    })?;
    eprintln!("已停止。");
    Ok(Exit::Done)
}

fn bind(addr: &str) -> Result<TcpListener, Failed> {
    TcpListener::bind(addr).map_err(|error| {
        Failed::new(match error.kind() {
            ErrorKind::AddrInUse => format!(
                "地址 {addr} 已被占用，可能已有一个 suyan 在运行。请换一个端口，如 --addr 127.0.0.1:8081"
            ),
            ErrorKind::PermissionDenied => {
                format!("没有权限使用 {addr}。请用 1024 以上的端口，如 --addr 127.0.0.1:8080")
            }
            _ => format!("不能使用地址 {addr}：{error}。请检查 --addr"),
        })
    })
}
