//! Documents and questions as lines of JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;

/// Bytes of a line at most.
const LINE_MAX: usize = 16 << 20;

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Name {
    Number(i64),
    Text(String),
}

/// A number and the same number in quotation marks name the same thing.
impl Name {
    fn text(self) -> String {
        match self {
            Name::Number(number) => number.to_string(),
            Name::Text(text) => text,
        }
    }
}

#[derive(Debug, Deserialize)]
struct DocumentLine {
    id: Name,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
}

#[derive(Debug, Deserialize)]
struct QueryLine {
    #[serde(rename = "id")]
    _id: Name,
    text: String,
    relevant: Vec<Name>,
}

#[derive(Clone, Debug)]
pub struct Document {
    pub title: String,
    pub body: String,
}

#[derive(Clone, Debug)]
pub struct Query {
    pub text: String,
    /// The numbers of documents that answer it, from 0 in the order of the file.
    pub relevant: BTreeSet<usize>,
}

#[derive(Clone, Debug, Default)]
pub struct Set {
    pub documents: Vec<Document>,
    pub queries: Vec<Query>,
}

/// Calls with each line that is not empty; what it says is told with the file and the line's number.
fn lines<T: for<'de> Deserialize<'de>>(
    path: &Path,
    mut each: impl FnMut(T) -> Result<(), String>,
) -> Result<(), String> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    for (number, line) in (1..).zip(BufReader::new(file).lines()) {
        let wrong = |why: String| format!("{}:{number}: {why}", path.display());
        let line = line.map_err(|error| wrong(error.to_string()))?;
        let text = line.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        if text.len() > LINE_MAX {
            return Err(wrong(format!("the line has more than {} MiB", LINE_MAX >> 20)));
        }
        let parsed = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        each(parsed).map_err(wrong)?;
    }
    Ok(())
}

impl Set {
    /// Reads `{id, title, body}` and `{id, text, relevant: [id]}`.
    pub fn read(documents: &Path, queries: &Path) -> Result<Set, String> {
        let mut set = Set::default();
        let mut numbers = BTreeMap::new();
        lines(documents, |line: DocumentLine| {
            let id = line.id.text();
            if numbers.insert(id.clone(), set.documents.len()).is_some() {
                return Err(format!("there is a document {id} already"));
            }
            set.documents.push(Document { title: line.title, body: line.body });
            Ok(())
        })?;
        let mut asked = Vec::new();
        lines(queries, |line: QueryLine| {
            let known = |name: Name| {
                let id = name.text();
                numbers.get(&id).copied().ok_or_else(|| format!("there is no document {id}"))
            };
            let relevant: BTreeSet<usize> = line.relevant.into_iter().map(known).collect::<Result<_, _>>()?;
            if relevant.is_empty() {
                return Err("no document is relevant".into());
            }
            asked.push(Query { text: line.text, relevant });
            Ok(())
        })?;
        set.queries = asked;
        match set.queries.is_empty() {
            true => Err(format!("{}: there is no question", queries.display())),
            false => Ok(set),
        }
    }
}
