//! What is logged, for a test that listens alone on its thread.

use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::format::FmtSpan;

/// Lines of the log.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// Listens at this level and above, on this thread, until the guard goes.
    pub fn listen(&self, level: tracing::Level) -> tracing::subscriber::DefaultGuard {
        let written = self.clone();
        let log = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(level)
            .with_span_events(FmtSpan::NEW)
            .with_writer(move || written.clone())
            .finish();
        tracing::subscriber::set_default(log)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("the lines").clone()).expect("text")
    }
}

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the lines").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
