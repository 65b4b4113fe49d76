//! `suyan serve`, and the second half of `suyan up`.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::sync::Arc;

use suyan_query::{Notes, Settings};

use crate::args::ServeArgs;
use crate::exit::{Exit, Failed};
use crate::stop::Stop;

/// Whether the address is free: asked before an archive is indexed that could then not be served.
pub fn check(args: &ServeArgs) -> Result<(), Failed> {
    admits_notes(args, &bind(&args.addr)?)
}

/// Whether notes may be written through this listener: what can be reached from other machines has
/// no notes.
fn admits_notes(args: &ServeArgs, listener: &TcpListener) -> Result<(), Failed> {
    let Some(file) = &args.notes else { return Ok(()) };
    let local = listener.local_addr().map_err(|error| not_served(&error))?;
    if !local.ip().is_loopback() {
        return Err(Failed::new(format!(
            "--notes {} 只能在本机地址上用，而 --addr {} 别的机器也能访问。请改用 --addr 127.0.0.1:{}，或去掉 --notes",
            file.display(),
            args.addr,
            local.port()
        )));
    }
    if args.public_url.is_some() {
        return Err(Failed::new(format!(
            "--notes {} 只供本机的读者书写，不能与 --public-url 同用。请去掉其中一个",
            file.display()
        )));
    }
    Ok(())
}

fn not_served(error: &std::io::Error) -> Failed {
    Failed::new(format!("无法提供服务：{error}"))
}

/// Serves until the user asks to stop.
pub fn run(args: &ServeArgs, stop: &Stop) -> Result<Exit, Failed> {
    let backend = args.archive.open_with(args.concepts.as_deref())?;
    let listener = bind(&args.addr)?;
    admits_notes(args, &listener)?;
    let open = |file| Notes::open(file).map_err(|error| Failed::new(error.to_string()));
    let notes = args.notes.as_deref().map(open).transpose()?.map(Arc::new);
    let settings = Settings { public: args.public_url.clone(), notes, ..Settings::default() };
    let failed = |error: std::io::Error| not_served(&error);
    let local = listener.local_addr().map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let runtime = tokio::runtime::Runtime::new().map_err(failed)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
        eprintln!("溯言已就绪：http://{local}/ （按 Ctrl-C 停止）");
        suyan_query::serve(backend, listener, settings, stop.clone().asked()).await.map_err(failed)
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
