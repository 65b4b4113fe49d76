//! A real browser: chromedriver started for one test, a window on a served sample archive.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};

use crate::support::{Desk, Server, project};

/// One browser at a time: two of them on a small machine only wait for each other.
static ONE: Mutex<()> = Mutex::new(());

/// How the window is.
#[derive(Clone, Copy, Default)]
pub struct Manner {
    pub phone: bool,
    pub dark: bool,
    pub without_script: bool,
}

/// A window, and the server that it looks at.
pub struct Window {
    pub client: Client,
    runtime: tokio::runtime::Runtime,
    driver: Child,
    server: Server,
    _turn: MutexGuard<'static, ()>,
}

/// Whether there is a browser. Where one is required, its lack is a failure; else it is said.
fn is_there() -> bool {
    let there = ["chromedriver", "chromium"].iter().all(|program| {
        let run = Command::new(program).arg("--version").output();
        run.is_ok_and(|output| output.status.success())
    });
    if !there {
        let required = std::env::var("SUYAN_BROWSER_REQUIRED").is_ok_and(|value| value == "1");
        assert!(!required, "chromium and chromedriver are required here, and one is missing");
        eprintln!("skipped: no chromium and chromedriver on this machine");
    }
    there
}

/// The sample archive, indexed once for all tests. Every window has a server of its own, which ends
/// with it: what a `static` holds never ends.
fn desk() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(|| {
        let desk = Desk::new();
        desk.index_folder(project("data").to_str().unwrap());
        desk
    })
}

impl Window {
    /// Opens a window, or says that there is no browser.
    pub fn open(manner: Manner) -> Option<Self> {
        if !is_there() {
            return None;
        }
        let turn = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let server = desk().serve_with(&["--notes", &desk().arg("notes")]);
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(driver.stdout.take().unwrap());
        let port = loop {
            let mut line = String::new();
            assert!(said.read_line(&mut line).unwrap() > 0, "chromedriver ended");
            if let Some((_, rest)) = line.split_once("successfully on port ") {
                break rest.trim().trim_end_matches('.').to_owned();
            }
        };
        let options = options(manner);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let client = runtime.block_on(async {
            let mut builder =
                ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
            builder.capabilities(options.as_object().unwrap().clone());
            builder.connect(&format!("http://127.0.0.1:{port}")).await.unwrap()
        });
        let window = Self { client, runtime, driver, server, _turn: turn };
        let (wide, high) = if manner.phone { (390, 844) } else { (1280, 860) };
        window.wait(window.client.set_window_size(wide, high)).unwrap();
        Some(window)
    }

    /// Runs what the browser is asked to its end.
    pub fn wait<F: Future>(&self, asked: F) -> F::Output {
        self.runtime.block_on(asked)
    }

    /// Goes to an address of the server.
    pub fn go(&self, path: &str) {
        self.wait(self.client.goto(&format!("http://{}{path}", self.server.address()))).unwrap();
    }

    /// Where the server listens.
    pub fn server_address(&self) -> &str {
        self.server.address()
    }

    /// The address without the server.
    pub fn address(&self) -> String {
        let url = self.wait(self.client.current_url()).unwrap();
        let text = url.as_str().to_owned();
        let (_, path) = text.split_once(self.server.address()).unwrap();
        percent_encoding::percent_decode_str(path).decode_utf8().unwrap().into_owned()
    }

    /// The text of the first element, waited for.
    pub fn text(&self, css: &str) -> String {
        self.wait(async {
            let found = self.client.wait().for_element(Locator::Css(css)).await;
            found.unwrap_or_else(|_| panic!("no {css}")).text().await.unwrap()
        })
    }

    /// The text of an element once it holds these words: a form that was sent shows the page before
    /// it until the answer is there.
    pub fn text_with(&self, css: &str, words: &str) -> String {
        let mut text = String::new();
        for _ in 0..100 {
            let read = self.wait(async {
                let found = self.client.wait().for_element(Locator::Css(css)).await.ok()?;
                // What was found may be of the page that is just going.
                found.text().await.ok()
            });
            text = read.unwrap_or_default();
            if text.contains(words) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        text
    }

    /// How many elements there are.
    pub fn count(&self, css: &str) -> usize {
        self.wait(self.client.find_all(Locator::Css(css))).unwrap().len()
    }

    pub fn click(&self, css: &str) {
        self.painted();
        self.wait(async {
            let found = self.client.wait().for_element(Locator::Css(css)).await;
            found.unwrap_or_else(|_| panic!("no {css}")).click().await.unwrap();
        });
    }

    /// Writes into a field.
    pub fn fill(&self, css: &str, value: &str) {
        self.painted();
        self.wait(async {
            let found = self.client.wait().for_element(Locator::Css(css)).await;
            found.unwrap_or_else(|_| panic!("no {css}")).send_keys(value).await.unwrap();
        });
    }

    /// An attribute of the first element.
    pub fn attribute(&self, css: &str, name: &str) -> String {
        self.wait(async {
            let found = self.client.find(Locator::Css(css)).await;
            let found = found.unwrap_or_else(|_| panic!("no {css}"));
            found.attr(name).await.unwrap().unwrap_or_default()
        })
    }

    /// Sends keys to what has the focus.
    pub fn keys(&self, keys: &str) {
        self.painted();
        self.wait(async {
            self.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
        });
    }

    /// The value of a script's `return`.
    pub fn script(&self, script: &str) -> Value {
        self.wait(self.client.execute(script, Vec::new())).unwrap()
    }

    /// Waits until the page was painted: a browser drops what is pressed before, and a page on a
    /// busy machine is loaded long before it is painted.
    fn painted(&self) {
        self.until("return performance.getEntriesByType('paint').length > 0");
    }

    /// Waits until a script returns true.
    pub fn until(&self, script: &str) {
        for _ in 0..100 {
            if self.script(script) == json!(true) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("never came true: {script}");
    }

    /// The faults that axe-core finds, whatever it calls them.
    pub fn faults(&self) -> Vec<String> {
        const AXE: &str = include_str!("axe/axe.min.js");
        self.script(AXE);
        let run = "const done = arguments[0]; axe.run(document, { resultTypes: ['violations'] })\
             .then((found) => done(found.violations));";
        let found = self.wait(self.client.execute_async(run, Vec::new())).unwrap();
        let faults = found.as_array().unwrap().iter();
        faults.map(|f| format!("{}: {} {}", f["id"], f["help"], f["nodes"][0]["html"])).collect()
    }

    /// The text behind a link, fetched by the page itself under its own policy.
    pub fn fetched(&self, css: &str) -> String {
        let run = "const done = arguments[1];\
             fetch(document.querySelector(arguments[0]).href).then((r) => r.text()).then(done);";
        let text = self.wait(self.client.execute_async(run, vec![json!(css)])).unwrap();
        text.as_str().unwrap().to_owned()
    }

    /// Keeps a picture of the window below `SUYAN_SCREENSHOTS`, where that is set.
    pub fn picture(&self, name: &str) {
        if let Ok(folder) = std::env::var("SUYAN_SCREENSHOTS") {
            let picture = self.wait(self.client.screenshot()).unwrap();
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(format!("{folder}/{name}.png"), picture).unwrap();
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        drop(self.runtime.block_on(self.client.clone().close()));
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

fn options(manner: Manner) -> Value {
    let mut args = vec![
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        // The last page's picture is not held over the next: see `Window::painted`.
        "--disable-features=PaintHolding",
        "--force-prefers-reduced-motion",
        "--lang=zh-CN",
    ];
    if manner.dark {
        args.push("--blink-settings=preferredColorScheme=0");
    }
    let scripts = if manner.without_script { 2 } else { 1 };
    let mut chrome = json!({
        "args": args,
        "prefs": {
            "profile.managed_default_content_settings.javascript": scripts,
        },
    });
    if manner.phone {
        chrome["mobileEmulation"] =
            json!({"deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 2.0}});
    }
    json!({"browserName": "chrome", "goog:chromeOptions": chrome})
}
