//! The product's own server over an index, in a process of its own, for as long as it is measured.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use suyan_engine::Index;

/// A server on this machine; ends when it is dropped.
pub struct ServerProcess {
    process: Child,
    addr: String,
}

impl ServerProcess {
    /// Starts this program again as a server of `index` and waits until it listens.
    pub fn start(index: &Path) -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("engine-serve")
            .arg("--index")
            .arg(index)
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().context("the server has no output")?;
        let mut addr = String::new();
        BufReader::new(stdout).read_line(&mut addr)?;
        let server = Self { process, addr: addr.trim().to_owned() };
        ensure!(!server.addr.is_empty(), "the server did not start");
        Ok(server)
    }

    /// Where it listens.
    pub fn addr(&self) -> &str {
        &self.addr
    }

    /// Its process number.
    pub fn pid(&self) -> String {
        self.process.id().to_string()
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // A process that has ended already is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves an index on a free port of this machine, as `suyan serve` does, and says where.
pub fn serve(index: &Path) -> Result<()> {
    let index = Index::open(index)?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        suyan_query::serve(
            std::sync::Arc::new(index),
            listener,
            suyan_query::Settings::default(),
            std::future::pending(),
        )
        .await?;
        Ok(())
    })
}
