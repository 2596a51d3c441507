//! Knowledge found by what people ask: how well, by both indexes alike, and inside its fence.

mod command;
mod device;
mod fence;
mod markup;
mod quality;
mod set;
mod substrings;
mod trigrams;

use std::path::PathBuf;
use std::sync::LazyLock;

use yingda_server::retrieval::evaluation::Set;
use yingda_server::retrieval::evaluation::indexes::{Browser, Server};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/retrieval").join(name)
}

/// Our own set: articles of the demo world, questions in customers' words.
static SET: LazyLock<Set> =
    LazyLock::new(|| Set::read(&fixture("articles.jsonl"), &fixture("questions.jsonl")).expect("the set"));
static SERVER: LazyLock<Server> = LazyLock::new(|| Server::over(&SET, None).expect("the server's index"));
static BROWSER: LazyLock<Browser<'static>> = LazyLock::new(|| Browser::over(&SET).expect("the browser's index"));
