//! Both indexes over the documents of a set: the server's and the browser's, run natively.

use std::path::Path;

use yingda_shared::kernel::id::Uuid;
use yingda_shared::retrieval::{Draft, Segment, Shelf, Text};

use super::Finder;
use super::set::{Document, Set};
use crate::retrieval::{Article, Ask, Library, Reading};
use crate::search::Kept;
use crate::search::shelf::Mark;

/// Documents that are put into the index at once.
const PAGE: usize = 1_000;

fn id(number: usize) -> Uuid {
    Uuid::from_u128(number as u128)
}

fn number(id: Uuid) -> usize {
    id.as_u128() as usize
}

fn article(number: usize, document: &Document) -> Article {
    Article {
        id: id(number),
        title: document.title.clone(),
        keywords: String::new(),
        body: document.body.clone(),
        facts: Vec::new(),
    }
}

/// The server's index.
pub struct Server(Reading);

impl Server {
    /// Makes the index in a folder, or in memory.
    pub fn over(set: &Set, folder: Option<&Path>) -> Result<Server, String> {
        let broken = |error| format!("the index: {error:?}");
        let mut library = folder.map_or_else(Library::in_memory, Library::open).map_err(broken)?;
        for (page, documents) in set.documents.chunks(PAGE).enumerate() {
            let numbered = documents.iter().enumerate();
            let articles: Vec<Article> = numbered.map(|(at, document)| article(page * PAGE + at, document)).collect();
            library.put(&articles, true).map_err(broken)?;
        }
        library.commit(Mark::default()).map_err(broken)?;
        let reading = library.snapshot().map_err(broken)?.ok_or("the index is not there")?;
        Ok(Server(reading))
    }
}

impl Finder for Server {
    fn find(&self, text: &str, limit: usize) -> Result<Vec<usize>, String> {
        let answer = self.0.ask(&Ask { text: text.into(), limit, ..Ask::default() });
        let hits = answer.map_err(|error| format!("the index: {error:?}"))?.hits;
        Ok(hits.into_iter().map(|hit| number(hit.id)).collect())
    }
}

/// The browser's index.
pub struct Browser<'a> {
    shelf: Shelf,
    documents: &'a [Document],
    /// Bytes of the segment.
    pub bytes: usize,
}

fn text(document: &Document) -> Text<'_> {
    Text { title: &document.title, keywords: "", body: &document.body }
}

impl<'a> Browser<'a> {
    pub fn over(set: &'a Set) -> Result<Browser<'a>, String> {
        let mut draft = Draft::default();
        for (at, document) in set.documents.iter().enumerate() {
            draft.put(id(at), &text(document));
        }
        let bytes = draft.encode();
        let mut browser = Browser { shelf: Shelf::default(), documents: &set.documents, bytes: bytes.len() };
        browser.shelf.add(Segment::decode(bytes).map_err(|_| "the segment cannot be read")?);
        Ok(browser)
    }
}

impl Finder for Browser<'_> {
    fn find(&self, asked: &str, limit: usize) -> Result<Vec<usize>, String> {
        let mut read = |id: Uuid, each: &mut dyn FnMut(Text<'_>)| {
            if let Some(document) = self.documents.get(number(id)) {
                each(text(document));
            }
        };
        let found = self.shelf.find(asked, limit, |_| true, &mut read);
        Ok(found.into_iter().map(|found| number(found.id)).collect())
    }
}
