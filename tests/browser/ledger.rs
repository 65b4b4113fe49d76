//! The ledger and a reader's notes in a real browser.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::driver::{Manner, Window};
use crate::support::encode;

/// The list of what one place promised and did not mention again.
fn silent() -> String {
    "/promises?place=990102&verdict=not_mentioned".to_owned()
}

#[test]
fn the_ledger_is_narrowed_and_a_promise_followed() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go("/promises");
    let all = window.text(".total");
    window.picture("promises");
    window.click(".side .values a[href*='verdict=missed']");
    window.text(".chips a");
    assert_ne!(window.text(".total"), all);
    let verdicts = "return [...document.querySelectorAll('.entry .item .verdict')]\
                    .every((one) => one.classList.contains('v-missed'))";
    assert_eq!(window.script(verdicts), true);
    window.click(".entry .sentence a");
    window.text(".of-item h2");
    assert!(window.count(".telling") > 0);
    window.picture("promise");
    window.go(&format!("/search?q={}", encode("立体停车库")));
    window.click("a.promise");
    assert!(window.address().starts_with("/promises/"), "{}", window.address());
}

#[test]
fn a_person_confirms_overrules_and_exports_without_script() {
    let manner = Manner { without_script: true, ..Manner::default() };
    let Some(window) = Window::open(manner) else { return };
    window.go(&silent());
    window.click(".entry .sentence a");
    let path = window.address();
    let read = window.text(".of-item h2 .verdict");
    window.click(".decide summary");
    window.fill(".decide input[name=by]", "李四");
    window.click(".decide button");
    let said = window.text_with(".by-person", "人工核定：同意");
    assert!(said.contains("人工核定：同意") && said.contains("李四"), "{said}");
    // Overruled without a reason, nothing is written; with one, the old value is kept.
    window.click(".decide summary");
    window.click(".decide option[value=kept]");
    window.click(".decide button");
    assert!(window.text_with(".notice", "理由").contains("理由"));
    window.go(&path);
    window.click(".decide summary");
    window.click(".decide option[value=kept]");
    window.fill(".decide textarea", "查过竣工备案");
    window.click(".decide button");
    let said = window.text_with(".by-person", "人工核定：改判");
    assert!(said.contains("人工核定：改判") && said.contains("查过竣工备案"), "{said}");
    assert_eq!(window.text(".of-item h2 .verdict"), read, "the reading stays");
    window.picture("decided");
    window.go("/notes");
    assert!(window.text(".matters").contains("李四"));
    let rows = window.fetched(".exports a[href$='notes.csv']");
    assert!(rows.contains("李四") && rows.contains("查过竣工备案"), "{rows}");
    window.picture("notes");
}

#[test]
fn a_page_of_another_site_cannot_write() {
    let Some(window) = Window::open(Manner::default()) else { return };
    window.go(&silent());
    window.click(".entry .sentence a");
    let path = window.address();
    let before = window.count(".by-person");
    let token = window.attribute(".decide input[name=token]", "value");
    // The worst case: the same host by another port, so that the cookie goes along, and a token
    // that was spied out.
    let target = format!("http://{}{path}/notes", window.server_address());
    let form = format!(
        "<form method=post action='{target}'><input name=token value='{token}'>\
         <input name=verdict value=not_mentioned><button>go</button></form>"
    );
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let elsewhere = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().take(3) {
            let mut stream = stream.unwrap();
            drop(stream.read(&mut [0; 4096]));
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n";
            drop(stream.write_all(format!("{head}{form}").as_bytes()));
        }
    });
    window.wait(window.client.goto(&elsewhere)).unwrap();
    window.click("button");
    assert!(window.text(".notice").contains("没有写入"));
    window.go(&path);
    assert_eq!(window.count(".by-person"), before);
}
