//! The program: run to its end, or running as a server.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::http::{self, Answer};

const PROGRAM: &str = env!("CARGO_BIN_EXE_suyan");

/// How long anything may take before a test gives up on it.
const PATIENCE: Duration = Duration::from_secs(900);

/// A run that has ended.
#[derive(Debug)]
pub struct Finished {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// The program with these arguments, not started yet.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(args);
    command
}

/// Runs the program to its end.
pub fn suyan(args: &[&str]) -> Finished {
    let output = command(args).stdin(Stdio::null()).output().unwrap();
    Finished {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Finished {
    /// The summary of an indexing run: the last line of standard output.
    pub fn summary(&self) -> Value {
        let last = self.out.lines().last();
        let last = last.unwrap_or_else(|| panic!("no summary; {}", self.err));
        serde_json::from_str(last).unwrap()
    }

    /// One figure of the summary.
    pub fn figure(&self, name: &str) -> u64 {
        self.summary()[name].as_u64().unwrap_or_else(|| panic!("no {name} in {}", self.out))
    }

    /// Several figures of the summary, in words that read well in a failed assertion.
    pub fn figures<const N: usize>(&self, names: [&str; N]) -> [u64; N] {
        names.map(|name| self.figure(name))
    }

    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }
}

/// Starts the program without waiting.
pub fn start(args: &[&str]) -> Child {
    start_command(command(args))
}

fn start_command(mut command: Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Sends what Ctrl-C sends.
pub fn interrupt(child: &Child) {
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

/// Waits for the end, but not for ever.
pub fn wait(child: &mut Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("the program did not end");
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// A running server; it ends with the value.
pub struct Server {
    child: Child,
    address: String,
    err: Option<JoinHandle<String>>,
}

impl Server {
    /// Starts a command that serves, and waits until it says where.
    pub fn start(args: &[&str]) -> Self {
        Self::of(command(args))
    }

    /// The same of a command that was made ready.
    pub fn of(command: Command) -> Self {
        let mut child = start_command(command);
        let mut err = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(err.read_line(&mut line).unwrap() > 0, "the server ended: {said}");
            if let Some((_, rest)) = line.split_once("http://") {
                break rest.split('/').next().unwrap().trim().to_owned();
            }
            said.push_str(&line);
        };
        let err = thread::spawn(move || drain(err));
        Self { child, address, err: Some(err) }
    }

    /// The answer to a GET.
    pub fn get(&self, path: &str) -> Answer {
        http::get(&self.address, path)
    }

    /// The answer to a POST of a body with more headers.
    pub fn post(&self, path: &str, headers: &[&str], body: &str) -> Answer {
        http::post(&self.address, path, headers, body)
    }

    /// The JSON answer to a GET that must succeed.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// The answer to a query with more parameters (`&place=徐汇区`).
    pub fn search(&self, query: &str, more: &str) -> Value {
        self.json(&format!("/api/v1/search?q={}{}", http::encode(query), http::encode_rest(more)))
    }

    /// How many reports there are.
    pub fn reports(&self) -> u64 {
        self.json("/api/v1/reports?limit=1")["total"].as_u64().unwrap()
    }

    /// Asks it to stop, and gives its exit code and what it said.
    pub fn stop(mut self) -> (Option<i32>, String) {
        interrupt(&self.child);
        let code = wait(&mut self.child).code();
        (code, self.err.take().unwrap().join().unwrap())
    }

    /// Processor time that all threads of the server have taken; a thread that has ended is not
    /// counted.
    #[cfg(target_os = "linux")]
    pub fn processor_time(&self) -> Duration {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let of_task = |task: std::fs::DirEntry| {
            let told = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            told.split_whitespace().next()?.parse::<u64>().ok()
        };
        Duration::from_nanos(tasks.flatten().filter_map(of_task).sum())
    }

    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended where the test stopped it.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn drain(mut err: BufReader<ChildStderr>) -> String {
    let mut rest = String::new();
    drop(err.read_to_string(&mut rest));
    rest
}
