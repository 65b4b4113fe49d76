//! Ctrl-C and the polite signals: the first asks to stop, the second does not ask.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use crate::exit::Failed;

/// The exit code of a program that an interrupt ended.
const INTERRUPTED: i32 = 130;

/// Whether the user wants the program to stop.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    asked: Arc<AtomicBool>,
    notify: Arc<Notify>,
}

impl Stop {
    /// Listens to interrupts from now on.
    pub fn on_interrupt() -> Result<Self, Failed> {
        let stop = Self::default();
        let heard = stop.clone();
        let handler = move || {
            if heard.asked.swap(true, Ordering::SeqCst) {
                std::process::exit(INTERRUPTED);
            }
            heard.notify.notify_one();
        };
        ctrlc::set_handler(handler)
            .map_err(|error| Failed::new(format!("无法接收中断信号：{error}")))?;
        Ok(stop)
    }

    /// The flag, for code that looks now and then.
    pub fn flag(&self) -> &AtomicBool {
        &self.asked
    }

    /// Ends when the user asks to stop.
    pub async fn asked(self) {
        // An interrupt before this left its permit behind.
        self.notify.notified().await;
    }
}
