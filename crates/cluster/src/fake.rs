//! Tests: nodes that answer what a test tells them, on this machine.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::ClusterSettings;
use crate::store::Store;

/// What a node was asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct NodeRequest {
    /// Method and path, with what stands behind `?`.
    pub line: String,
    /// The lines of its head, in lower case.
    pub head: Vec<String>,
    pub body: String,
}

impl NodeRequest {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The method and the path.
    fn parts(&self) -> (&str, &str) {
        let (method, path) = self.line.split_once(' ').unwrap_or_default();
        (method, path.split('?').next().unwrap_or_default())
    }

    /// A value behind `?`.
    fn value(&self, name: &str) -> Option<&str> {
        let query = self.line.split_once('?')?.1;
        query.split('&').find_map(|one| one.strip_prefix(name)?.strip_prefix('='))
    }
}

/// What a node does with a question.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// A status and a document.
    Says(u16, Value),
    /// A status and what is no document.
    Mumbles(u16, &'static str),
    /// Half of an answer.
    Breaks,
    /// Nothing, for as long as it runs.
    Nothing,
}

/// A node.
#[derive(Debug)]
pub(crate) struct Node {
    pub address: String,
    asked: Arc<Mutex<Vec<NodeRequest>>>,
    ends: Arc<AtomicBool>,
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Node {
    /// A node that answers so.
    pub(crate) fn new(mut answer: impl FnMut(&NodeRequest) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let node = Self { address, asked: Arc::default(), ends: Arc::default() };
        let (asked, ends) = (Arc::clone(&node.asked), Arc::clone(&node.ends));
        std::thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming().flatten() {
                if ends.load(Ordering::Relaxed) {
                    return;
                }
                let Some(question) = read(&stream) else { continue };
                locked(&asked).push(question.clone());
                match answer(&question) {
                    Reply::Nothing => silent.push(stream),
                    reply => write(stream, &reply),
                }
            }
        });
        node
    }

    /// A node that gives these answers, one after the other, and then the last one again.
    pub(crate) fn saying(replies: Vec<Reply>) -> Self {
        let mut rest = replies.into_iter().peekable();
        Self::new(move |_| {
            let next = rest.next().expect("a reply");
            if rest.peek().is_none() {
                rest = vec![next.clone()].into_iter().peekable();
            }
            next
        })
    }

    /// A node that is not there.
    pub(crate) fn gone() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<NodeRequest> {
        locked(&self.asked).clone()
    }

    /// The lines of what it was asked.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }

    /// An archive on it.
    pub(crate) fn store(&self) -> Store {
        store(&[&self.address])
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        drop(TcpStream::connect(self.address.trim_start_matches("http://")));
    }
}

/// The archive `a` on nodes of these addresses.
pub(crate) fn store(addresses: &[&str]) -> Store {
    Store::new(&settings(addresses)).expect("a store")
}

pub(crate) fn settings(addresses: &[&str]) -> ClusterSettings {
    ClusterSettings::new(&addresses.join(","), Some("a")).expect("settings")
}

fn read(stream: &TcpStream) -> Option<NodeRequest> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let line = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    let mut asked = NodeRequest { line, ..NodeRequest::default() };
    loop {
        let mut of_head = String::new();
        reader.read_line(&mut of_head).ok()?;
        match of_head.trim_end() {
            "" => break,
            one => asked.head.push(one.to_lowercase()),
        }
    }
    let length = asked.head.iter().find_map(|one| one.strip_prefix("content-length: "));
    let mut body = vec![0; length.and_then(|length| length.parse().ok()).unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    asked.body = String::from_utf8(body).ok()?;
    (!asked.line.is_empty()).then_some(asked)
}

fn write(mut stream: TcpStream, reply: &Reply) {
    let (status, body, more) = match reply {
        Reply::Says(status, Value::Null) => (*status, String::new(), 0),
        Reply::Says(status, body) => (*status, body.to_string(), 0),
        Reply::Mumbles(status, body) => (*status, (*body).to_owned(), 0),
        Reply::Breaks | Reply::Nothing => (200, "{\"half".to_owned(), 100),
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n",
        body.len() + more
    );
    // Whoever asked may be gone.
    drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())));
}

/// Documents by their paths, each with its version.
#[derive(Debug, Default)]
pub(crate) struct Documents(BTreeMap<String, (Value, u64)>, u64);

impl Documents {
    /// What a cluster does with them.
    pub(crate) fn answer(&mut self, asked: &NodeRequest) -> Reply {
        let (method, path) = asked.parts();
        let known = self.0.get(&path.replace("/_create/", "/_doc/")).cloned();
        let conflict = json!({"error": {"type": "version_conflict_engine_exception"}});
        let version = |number: u64| json!({"_seq_no": number, "_primary_term": 1});
        match (method, known) {
            ("GET", Some((source, number))) => {
                let mut found = version(number);
                found["_source"] = source;
                Reply::Says(200, found)
            }
            ("DELETE", Some(_)) => {
                self.0.remove(path);
                Reply::Says(200, json!({"result": "deleted"}))
            }
            ("GET" | "DELETE", None) => Reply::Says(404, json!({"found": false})),
            ("PUT", known) => {
                let wanted = asked.value("if_seq_no").and_then(|number| number.parse().ok());
                let is_new = path.contains("/_create/");
                let stands = known.map(|(_, number)| number);
                if is_new && stands.is_some() || wanted.is_some() && wanted != stands {
                    return Reply::Says(409, conflict);
                }
                self.put(&path.replace("/_create/", "/_doc/"), asked.json());
                Reply::Says(201, version(self.1))
            }
            _ => Reply::Says(400, json!({"error": {"type": "strange", "reason": asked.line}})),
        }
    }

    /// Puts one behind the program's back.
    pub(crate) fn put(&mut self, path: &str, source: Value) {
        self.1 += 1;
        self.0.insert(path.to_owned(), (source, self.1));
    }

    pub(crate) fn get(&self, path: &str) -> Option<&Value> {
        self.0.get(path).map(|(source, _)| source)
    }

    pub(crate) fn remove(&mut self, path: &str) {
        self.0.remove(path);
    }

    /// The paths of all.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

/// Documents that a test shares with a node.
pub(crate) type Shared = Arc<Mutex<Documents>>;

/// A node with documents.
pub(crate) fn documents() -> (Node, Shared) {
    let shared: Shared = Arc::default();
    let own = Arc::clone(&shared);
    (Node::new(move |asked| locked(&own).answer(asked)), shared)
}

/// Works on documents of a node.
pub(crate) fn on<T>(shared: &Shared, work: impl FnOnce(&mut Documents) -> T) -> T {
    work(&mut locked(shared))
}
