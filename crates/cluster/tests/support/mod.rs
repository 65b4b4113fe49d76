//! A real cluster of a few nodes on this machine: processes that `tests/cluster` starts.
//!
//! It is built by `mvn package` there, which `.ci/run` calls where Maven is; without it the tests
//! say that they were skipped.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use suyan_cluster::ClusterSettings;

/// What each node may have of memory.
const HEAP: &str = "512m";
/// How long nodes may take to find one another.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long all tests of a program may take together, where much else runs beside them: alone they
/// take one minute to three.
const ALL: Duration = Duration::from_secs(900);

/// Nodes that run, and end with it.
pub struct Nodes {
    folder: tempfile::TempDir,
    children: Vec<Option<Child>>,
    http: Vec<u16>,
    transport: Vec<u16>,
}

fn built() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cluster/target");
    folder.join("lib").is_dir().then_some(folder)
}

impl Nodes {
    /// Starts so many; `None` where the launcher was not built.
    pub fn start(many: usize) -> Option<Self> {
        if built().is_none() {
            eprintln!("skipped: tests/cluster was not built (mvn package)");
            return None;
        }
        // Nodes end with this process.
        std::thread::spawn(|| {
            std::thread::sleep(ALL);
            eprintln!("the tests of a cluster take too long");
            std::process::exit(1);
        });
        let listeners: Vec<TcpListener> =
            (0..2 * many).map(|_| TcpListener::bind("127.0.0.1:0").expect("a port")).collect();
        let port = |one: &TcpListener| one.local_addr().expect("an address").port();
        let ports: Vec<u16> = listeners.iter().map(port).collect();
        drop(listeners);
        let mut nodes = Self {
            folder: tempfile::tempdir().expect("a folder"),
            children: (0..many).map(|_| None).collect(),
            http: ports[..many].to_vec(),
            transport: ports[many..].to_vec(),
        };
        (0..many).for_each(|number| nodes.run(number));
        nodes.wait(many);
        Some(nodes)
    }

    /// Starts one of them, or starts it again over what it left.
    pub fn run(&mut self, number: usize) {
        let built = built().expect("a launcher");
        let log = std::fs::File::create(self.folder.path().join(format!("{number}.log")));
        let log = log.expect("a log");
        let transport: Vec<String> = self.transport.iter().map(u16::to_string).collect();
        let classes = format!("{0}/classes:{0}/lib/*", built.display());
        let child = Command::new("java")
            .args([&format!("-Xms{HEAP}"), &format!("-Xmx{HEAP}"), "-XX:+UseSerialGC"])
            .args(["-XX:TieredStopAtLevel=1", "-cp", &classes, "TestNode"])
            .arg(number.to_string())
            .arg(self.folder.path())
            .arg(self.http[number].to_string())
            .arg(transport.join(","))
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("java");
        self.children[number] = Some(child);
    }

    /// Ends one of them as a power cut does.
    pub fn kill(&mut self, number: usize) {
        if let Some(mut child) = self.children[number].take() {
            child.kill().expect("kill");
            child.wait().expect("wait");
        }
    }

    /// Waits until so many are one cluster that has all its shards and their copies.
    pub fn wait(&self, many: usize) {
        let begun = Instant::now();
        let path = format!(
            "/_cluster/health?wait_for_nodes={many}&wait_for_no_initializing_shards=true&timeout=5s"
        );
        let status = if many > 1 { "\"status\":\"green\"" } else { "\"status\":\"" };
        let is_ready = |port: &u16| {
            let said = get(*port, &path).unwrap_or_default();
            said.contains(&format!("\"number_of_nodes\":{many},")) && said.contains(status)
        };
        while !self.running().any(|port| is_ready(&port)) {
            assert!(begun.elapsed() < PATIENCE, "no cluster: {}", self.logs());
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    fn running(&self) -> impl Iterator<Item = u16> {
        let all = self.children.iter().zip(&self.http);
        all.filter(|(child, _)| child.is_some()).map(|(_, port)| *port)
    }

    fn logs(&self) -> String {
        let log = |number: usize| {
            let path = self.folder.path().join(format!("{number}.log"));
            std::fs::read_to_string(path).unwrap_or_default()
        };
        (0..self.children.len()).map(log).collect::<Vec<_>>().join("\n---\n")
    }

    /// The addresses of all nodes.
    pub fn addresses(&self) -> String {
        let all: Vec<String> =
            self.http.iter().map(|port| format!("http://127.0.0.1:{port}")).collect();
        all.join(",")
    }

    /// Puts a document behind the program's back.
    #[allow(dead_code, reason = "not every test does")]
    pub fn put(&self, path: &str, document: &str) {
        let port = self.running().next().expect("a node");
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a node");
        let head = format!(
            "PUT /{path} HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{document}",
            document.len()
        );
        stream.write_all(head.as_bytes()).expect("sent");
        let mut said = String::new();
        stream.read_to_string(&mut said).expect("an answer");
        assert!(said.starts_with("HTTP/1.0 20"), "{said}");
    }

    /// An archive of this name on it.
    pub fn archive(&self, name: &str) -> ClusterSettings {
        ClusterSettings::new(&self.addresses(), Some(name)).expect("settings")
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        for number in 0..self.children.len() {
            self.kill(number);
        }
    }
}

/// What a node says to a plain question.
fn get(port: u16, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")?;
    let mut said = String::new();
    stream.read_to_string(&mut said)?;
    Ok(said)
}
