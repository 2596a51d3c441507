//! The index on the disk: opened, filled, committed with the mark up to which it knows the feed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tantivy::collector::Count;
use tantivy::directory::MmapDirectory;
use tantivy::directory::error::LockError;
use tantivy::indexer::LogMergePolicy;
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyError, Term};
use yingda_shared::kernel::id::Uuid;

use super::collect::{Except, First, Order, Place, Tally};
use super::document::{Doc, Fields, GRAMS, Shape, VERSION};
use super::grams::Grams;
use super::hunt::Hunt;
use super::kept::{Kept, Standing};
use super::share::Shares;

/// What documents on their way into the index may take of the memory.
const MEMORY: usize = 64 << 20;
/// Part of a segment that may be dead before it is written anew.
const DEAD_MAX: f32 = 0.3;

/// How far an index knows the feed. The row at that position is named, so that an index of another
/// database, or of one that was set back, is told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    pub pos: i64,
    pub row: String,
}

impl Mark {
    pub fn parse(text: &str) -> Option<Mark> {
        let (pos, row) = text.split_once(' ')?;
        Some(Mark { pos: pos.parse().ok()?, row: row.into() })
    }
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.pos, self.row)
    }
}

#[derive(Debug)]
pub enum Unusable {
    /// Another process writes it.
    Taken,
    Damaged(String),
}

impl From<TantivyError> for Unusable {
    fn from(error: TantivyError) -> Unusable {
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Unusable::Taken,
            other => Unusable::Damaged(other.to_string()),
        }
    }
}

/// An index that is written to.
pub struct Shelf {
    fields: Fields,
    writer: IndexWriter,
    reader: IndexReader,
    pub mark: Option<Mark>,
}

impl Shelf {
    /// Opens the index in a folder, or begins one there.
    pub fn open(folder: &Path, shape: Shape) -> Result<Shelf, Unusable> {
        let broken = |error: &dyn std::fmt::Display| Unusable::Damaged(error.to_string());
        std::fs::create_dir_all(folder).map_err(|error| broken(&error))?;
        let directory = MmapDirectory::open(folder).map_err(|error| broken(&error))?;
        let (schema, fields) = Fields::of(shape);
        let index = Index::builder().schema(schema).settings(IndexSettings::default()).open_or_create(directory)?;
        Shelf::over(index, fields)
    }

    /// An index that lives as long as the process.
    pub fn in_memory(shape: Shape) -> Result<Shelf, Unusable> {
        let (schema, fields) = Fields::of(shape);
        Shelf::over(Index::create_in_ram(schema), fields)
    }

    fn over(index: Index, fields: Fields) -> Result<Shelf, Unusable> {
        index.tokenizers().register(GRAMS, TextAnalyzer::from(Grams::default()));
        let writer = index.writer_with_num_threads(1, MEMORY)?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DEAD_MAX);
        writer.set_merge_policy(Box::new(policy));
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let mark = index.load_metas()?.payload.as_deref().and_then(Mark::parse);
        Ok(Shelf { fields, writer, reader, mark })
    }
}

impl Kept for Shelf {
    type Doc = Doc;
    type Snapshot = Snapshot;

    const VERSION: u32 = VERSION;

    fn id(doc: &Doc) -> Uuid {
        doc.id
    }

    fn mark(&self) -> Option<&Mark> {
        self.mark.as_ref()
    }

    fn pass(&mut self, mark: Mark) {
        self.mark = Some(mark);
    }

    fn put(&mut self, docs: &[Doc], fresh: bool) -> Result<(), Unusable> {
        for doc in docs {
            if !fresh {
                self.remove(doc.id);
            }
            self.writer.add_document(self.fields.document(doc))?;
        }
        Ok(())
    }

    fn remove(&mut self, id: Uuid) {
        self.writer.delete_term(Term::from_field_bytes(self.fields.id, id.as_bytes()));
    }

    fn commit(&mut self, mark: Mark) -> Result<(), Unusable> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&mark.to_string());
        commit.commit()?;
        self.reader.reload()?;
        self.mark = Some(mark);
        Ok(())
    }

    fn snapshot(&self) -> Result<Option<Snapshot>, Unusable> {
        let Some(mark) = &self.mark else { return Ok(None) };
        Ok(Some(Snapshot { searcher: self.reader.searcher(), fields: self.fields.clone(), pos: mark.pos }))
    }
}

/// An index at one moment, for reading.
pub struct Snapshot {
    searcher: Searcher,
    fields: Fields,
    /// The position of the feed up to which it knows everything.
    pub pos: i64,
}

impl Standing for Snapshot {
    fn pos(&self) -> i64 {
        self.pos
    }
}

impl Snapshot {
    fn except(&self, ids: &Arc<Vec<Uuid>>) -> Except {
        Except { field: Some(self.fields.id), ids: ids.clone() }
    }

    /// The first documents in an order, after a place, without `except`.
    pub fn first(
        &self,
        hunt: &Hunt,
        order: &Order,
        after: Option<Place>,
        limit: usize,
        except: &Arc<Vec<Uuid>>,
    ) -> Result<Vec<Place>, Unusable> {
        let first = First { order: order.clone(), after, limit, except: self.except(except) };
        Ok(self.searcher.search(&*hunt.query(&self.fields), &first)?)
    }

    /// The share of all documents that are likely to be found, between 0 and 1.
    pub fn share(&self, hunt: &Hunt) -> Result<f64, Unusable> {
        Ok(Shares::of(&self.searcher, &self.fields).hunt(hunt)?)
    }

    /// How many documents there are of each word of a label, without `except`.
    pub fn tally(
        &self,
        hunt: &Hunt,
        label: &'static str,
        except: &Arc<Vec<Uuid>>,
    ) -> Result<BTreeMap<String, i64>, Unusable> {
        let tally = Tally { label, except: self.except(except) };
        Ok(self.searcher.search(&*hunt.query(&self.fields), &tally)?)
    }

    /// How many documents there are, without `except`.
    pub fn count(&self, hunt: &Hunt, except: &[Uuid]) -> Result<usize, Unusable> {
        let all = self.searcher.search(&*hunt.query(&self.fields), &Count)?;
        if except.is_empty() {
            return Ok(all);
        }
        Ok(all - self.searcher.search(&*hunt.query_among(&self.fields, except), &Count)?)
    }

    pub fn documents(&self) -> u64 {
        self.searcher.num_docs()
    }
}
