//! The knowledge by itself: how quickly it is taken in, what it takes on the disk, how long an answer takes, and when a
//! change is found. Documents are made of the sentences of the evaluation set, questions are its own.

use std::path::Path;
use std::time::Instant;

use serde::Deserialize;
use yingda_server::retrieval::{Article, Ask, Library, Reading};
use yingda_server::search::Kept;
use yingda_server::search::shelf::Mark;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::retrieval::{Draft, Segment, Shelf, Text};

use crate::{millis, row, share};

const ARTICLES: &str = include_str!("../../tests/fixtures/retrieval/articles.jsonl");
const QUESTIONS: &str = include_str!("../../tests/fixtures/retrieval/questions.jsonl");
/// Documents that are put into the index at once.
const PAGE: usize = 2_000;
/// Sentences of a document.
const SENTENCES: usize = 6;
/// Documents of a segment as a device has it.
const ON_DEVICE: usize = 5_000;
const FOUND: usize = 10;
/// Changes that are timed until they are found.
const CHANGES: usize = 20;

#[derive(Deserialize)]
struct Given {
    title: String,
    body: String,
}

#[derive(Deserialize)]
struct Asked {
    text: String,
}

/// What documents are made of, and the same ones each time.
struct Maker {
    titles: Vec<String>,
    sentences: Vec<String>,
    state: u64,
}

impl Maker {
    fn new() -> Result<Maker, String> {
        let given: Vec<Given> = lines(ARTICLES)?;
        let ends = ['\u{3002}', '\u{ff1b}', '\n'];
        let sentences = given.iter().flat_map(|one| one.body.split(ends)).map(str::trim);
        Ok(Maker {
            sentences: sentences.filter(|one| !one.is_empty()).map(str::to_owned).collect(),
            titles: given.iter().map(|one| one.title.clone()).collect(),
            state: 0x9e37_79b9_7f4a_7c15,
        })
    }

    /// A step of xorshift: nothing hangs on how random it is.
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state % bound.max(1) as u64) as usize
    }

    fn article(&mut self, number: usize) -> Article {
        let title = self.below(self.titles.len());
        let sentences: Vec<usize> = (0..SENTENCES).map(|_| self.below(self.sentences.len())).collect();
        Article {
            id: Uuid::from_u128(number as u128 + 1),
            title: format!("{} {number}", self.titles[title]),
            keywords: String::new(),
            body: sentences.into_iter().map(|at| self.sentences[at].as_str()).collect::<Vec<_>>().join("\u{3002}"),
            facts: vec![format!("audience:{}", ["public", "customer", "internal"][number % 3])],
        }
    }
}

fn lines<T: for<'a> Deserialize<'a>>(text: &str) -> Result<Vec<T>, String> {
    text.lines().map(|line| serde_json::from_str(line).map_err(|error| error.to_string())).collect()
}

pub fn measure(documents: usize) -> Result<(), String> {
    let folder = std::env::temp_dir().join(format!("yingda-bench-{}", std::process::id()));
    let measured = server(documents, &folder).and_then(|()| device());
    let _ = std::fs::remove_dir_all(&folder);
    measured
}

fn broken(error: impl std::fmt::Debug) -> String {
    format!("the index: {error:?}")
}

fn server(documents: usize, folder: &Path) -> Result<(), String> {
    let mut maker = Maker::new()?;
    let mut library = Library::open(folder).map_err(broken)?;
    let (begun, mut bytes) = (Instant::now(), 0);
    for from in (0..documents).step_by(PAGE) {
        let page: Vec<Article> = (from..documents.min(from + PAGE)).map(|number| maker.article(number)).collect();
        bytes += page.iter().map(|one| one.title.len() + one.body.len()).sum::<usize>();
        library.put(&page, true).map_err(broken)?;
    }
    library.commit(Mark::default()).map_err(broken)?;
    let rate = documents as f64 / begun.elapsed().as_secs_f64();
    row(&format!("{documents} documents taken in at"), format!("{rate:.0}/s"));
    let size = size(folder);
    let part = size as f64 / bytes.max(1) as f64;
    row("index on the disk, of the text", format!("{} MiB, {:.0} %", size >> 20, part * 100.0));
    let reading = library.snapshot().map_err(broken)?.ok_or("there is no index")?;
    ask(&reading, "everything", None)?;
    ask(&reading, "two thirds of it", Some(vec!["audience:public".into(), "audience:customer".into()]))?;
    fresh(&mut library, &mut maker, documents)
}

fn ask(reading: &Reading, who: &str, within: Option<Vec<String>>) -> Result<(), String> {
    let asked: Vec<Asked> = lines(QUESTIONS)?;
    let mut times = Vec::new();
    for (turn, one) in asked.iter().enumerate() {
        let ask = Ask { text: one.text.clone(), within: within.clone(), limit: FOUND, ..Ask::default() };
        let begun = Instant::now();
        let answer = reading.ask(&ask).map_err(broken)?;
        // The first ones warm the caches.
        if turn >= 10 {
            times.push(begun.elapsed());
        }
        if answer.hits.is_empty() {
            return Err(format!("nothing is found by {}", one.text));
        }
    }
    let shares = [50, 95, 99].map(|percent| millis(share(&mut times, percent)));
    row(&format!("{FOUND} by a question, {who}, p50, p95, p99"), shares.join(", "));
    Ok(())
}

/// From a document on its way to a reading that has it: what a follower does between the feed and an answer.
fn fresh(library: &mut Library, maker: &mut Maker, documents: usize) -> Result<(), String> {
    let mut times = Vec::new();
    for turn in 0..CHANGES {
        let article = maker.article(documents + turn);
        let begun = Instant::now();
        library.put(&[article], true).map_err(broken)?;
        library.commit(Mark { pos: turn as i64, row: String::new() }).map_err(broken)?;
        let reading = library.snapshot().map_err(broken)?.ok_or("there is no index")?;
        times.push(begun.elapsed());
        if reading.documents() != (documents + turn + 1) as u64 {
            return Err("what was put is not there".into());
        }
    }
    let shares = [50, 95].map(|percent| millis(share(&mut times, percent)));
    row("one more document until it is found, p50, p95", shares.join(", "));
    Ok(())
}

/// A segment as devices have it, here without a browser.
fn device() -> Result<(), String> {
    let mut maker = Maker::new()?;
    let articles: Vec<Article> = (0..ON_DEVICE).map(|number| maker.article(number)).collect();
    let begun = Instant::now();
    let mut draft = Draft::default();
    articles.iter().for_each(|article| draft.put(article.id, &article.text()));
    let bytes = draft.encode();
    let text: usize = articles.iter().map(|one| one.title.len() + one.body.len()).sum();
    let part = bytes.len() as f64 * 100.0 / text as f64;
    row(&format!("segment of {ON_DEVICE} articles, made in"), millis(begun.elapsed()));
    row("its bytes, of the text", format!("{} KiB, {part:.0} %", bytes.len() >> 10));
    let begun = Instant::now();
    let mut shelf = Shelf::default();
    shelf.add(Segment::decode(bytes).map_err(broken)?);
    row("opened in", millis(begun.elapsed()));
    let mut times = Vec::new();
    for one in lines::<Asked>(QUESTIONS)? {
        let begun = Instant::now();
        shelf.find(&one.text, FOUND, |_| true, &mut |id, read| {
            let article = &articles[id.as_u128() as usize - 1];
            read(Text { title: &article.title, keywords: "", body: &article.body });
        });
        times.push(begun.elapsed());
    }
    let shares = [50, 95, 99].map(|percent| millis(share(&mut times, percent)));
    row(&format!("{FOUND} by a question in the segment, p50, p95, p99"), shares.join(", "));
    Ok(())
}

fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|data| data.len()).sum()
}
