//! The index of the knowledge on the disk: opened, filled and committed with its mark as every index beside the rows is
//! (`search::shelf`), and asked.

use std::collections::BTreeMap;
use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::directory::MmapDirectory;
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{
    DocAddress, Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term,
};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::retrieval::shelf::most_frequent;
use yingda_shared::retrieval::weights::FIELDS;
use yingda_shared::retrieval::{Collection, Question, Text, Weights, rank};

use super::Shown;
use super::ask::{Answer, Ask, Hit};
use super::document::{Article, Fields, LENGTHS, VERSION};
use super::fresh;
use super::tally::{Counts, Tally};
use super::tokens::{Cut, TERMS, WORDS};
use crate::search::shelf::Mark;
use crate::search::{Kept, Standing, Unusable};

/// What documents on their way into the index may take of the memory.
const MEMORY: usize = 64 << 20;
/// Words that are looked at to find the most frequent ones that begin so.
const BEGINNINGS_READ_MAX: usize = 2_000;

/// An index that is written to.
pub struct Library {
    fields: Fields,
    writer: IndexWriter,
    reader: IndexReader,
    pub mark: Option<Mark>,
}

impl Library {
    /// Opens the index in a folder, or begins one there.
    pub fn open(folder: &Path) -> Result<Library, Unusable> {
        let broken = |error: &dyn std::fmt::Display| Unusable::Damaged(error.to_string());
        std::fs::create_dir_all(folder).map_err(|error| broken(&error))?;
        let directory = MmapDirectory::open(folder).map_err(|error| broken(&error))?;
        let (schema, fields) = Fields::schema();
        let index = Index::builder().schema(schema).settings(IndexSettings::default()).open_or_create(directory)?;
        Library::over(index, fields)
    }

    /// An index that lives as long as the process.
    pub fn in_memory() -> Result<Library, Unusable> {
        let (schema, fields) = Fields::schema();
        Library::over(Index::create_in_ram(schema), fields)
    }

    fn over(index: Index, fields: Fields) -> Result<Library, Unusable> {
        index.tokenizers().register(TERMS, TextAnalyzer::from(Cut::Terms));
        index.tokenizers().register(WORDS, TextAnalyzer::from(Cut::Words));
        let writer = index.writer_with_num_threads(1, MEMORY)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let mark = index.load_metas()?.payload.as_deref().and_then(Mark::parse);
        Ok(Library { fields, writer, reader, mark })
    }
}

impl Kept for Library {
    type Doc = Article;
    type Snapshot = Reading;

    const VERSION: u32 = VERSION;

    fn id(article: &Article) -> Uuid {
        article.id
    }

    fn mark(&self) -> Option<&Mark> {
        self.mark.as_ref()
    }

    fn pass(&mut self, mark: Mark) {
        self.mark = Some(mark);
    }

    fn put(&mut self, articles: &[Article], fresh: bool) -> Result<(), Unusable> {
        for article in articles {
            if !fresh {
                self.remove(article.id);
            }
            self.writer.add_document(self.fields.document(article))?;
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

    fn snapshot(&self) -> Result<Option<Reading>, Unusable> {
        let Some(mark) = &self.mark else { return Ok(None) };
        let searcher = self.reader.searcher();
        let lengths = lengths(&searcher)?;
        Ok(Some(Reading { searcher, fields: self.fields.clone(), lengths, weights: Weights::default(), pos: mark.pos }))
    }
}

/// Characters and words of each field on average.
fn lengths(searcher: &Searcher) -> tantivy::Result<[f32; FIELDS]> {
    let (mut sums, mut documents) = ([0_u64; FIELDS], 0);
    for segment in searcher.segment_readers() {
        documents += segment.max_doc();
        for (sum, column) in sums.iter_mut().zip(LENGTHS) {
            let column = segment.fast_fields().u64(column)?.first_or_default_col(0);
            *sum += (0..segment.max_doc()).map(|doc| column.get_val(doc)).sum::<u64>();
        }
    }
    Ok(sums.map(|sum| sum as f32 / documents.max(1) as f32))
}

/// The index at one moment, for reading.
pub struct Reading {
    searcher: Searcher,
    fields: Fields,
    lengths: [f32; FIELDS],
    weights: Weights,
    /// The position of the feed up to which it knows everything.
    pub pos: i64,
}

impl Standing for Reading {
    fn pos(&self) -> i64 {
        self.pos
    }
}

/// A document that answers: as the index keeps it, or as it came with the question.
enum Told<'a> {
    Kept(TantivyDocument),
    Fresh(&'a Article),
}

impl Reading {
    pub fn documents(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Answers a question inside its fence.
    pub fn ask(&self, ask: &Ask) -> Result<Answer, Unusable> {
        let question = Question::new(&ask.text, self, &self.weights);
        if question.terms.is_empty() {
            let mut counts = self.count(&*ask.everything(&self.fields), &ask.facets)?;
            fresh::count(&mut counts, &ask.fresh, &ask.facets);
            return Ok(Answer { total: counts.0, facets: counts.1, ..Answer::default() });
        }
        let mut answer = Answer::default();
        let mut there = usize::MAX;
        if ask.limit > 0 {
            there = self.rank(ask, &question, &mut answer)?;
        }
        let held = fresh::held(&question, &ask.fresh);
        let mut counts = Counts::default();
        for (least, query) in ask.counted(&question, &self.fields) {
            counts = self.count(&*query, &ask.facets)?;
            let enough = held.iter().filter(|(_, held)| *held >= least).map(|(article, _)| *article);
            fresh::count(&mut counts, enough, &ask.facets);
            if counts.0 > 0 {
                break;
            }
        }
        // What must stand there word for word is looked for in the texts alone.
        answer.total = if question.exact.is_empty() { counts.0 } else { counts.0.min(there) };
        answer.facets = counts.1;
        Ok(answer)
    }

    fn count(&self, query: &dyn tantivy::query::Query, names: &[String]) -> tantivy::Result<Counts> {
        self.searcher.search(query, &Tally { names })
    }

    /// Fills an answer with its hits, and says how many candidates there were for them.
    fn rank(&self, ask: &Ask, question: &Question, answer: &mut Answer) -> Result<usize, Unusable> {
        let first = TopDocs::with_limit(ask.limit.max(question.to_read())).order_by_score();
        let found = self.searcher.search(&*ask.candidates(question, &self.fields), &first)?;
        let candidates: Vec<(DocAddress, f32)> = found.into_iter().map(|(score, doc)| (doc, score)).collect();
        let mut ranked = rank(question, self, &self.weights, &candidates, |doc, read| {
            if let Ok(document) = self.searcher.doc::<TantivyDocument>(doc) {
                read(self.fields.text(&document));
            }
        });
        let fresh = fresh::ranked(question, self, &self.weights, &ask.fresh);
        let there = ranked.len() + fresh.len();
        ranked.truncate(ask.limit);
        let mut told: Vec<(f32, Told<'_>)> = Vec::with_capacity(ranked.len() + fresh.len());
        for (doc, score) in ranked {
            told.push((score, Told::Kept(self.searcher.doc(doc)?)));
        }
        told.extend(fresh.into_iter().map(|(article, score)| (score, Told::Fresh(article))));
        told.sort_by(|a, b| b.0.total_cmp(&a.0));
        told.truncate(ask.limit);
        for (at, (score, told)) in told.iter().enumerate() {
            let (id, text): (Option<Uuid>, Text<'_>) = match told {
                Told::Kept(document) => (self.fields.id(document), self.fields.text(document)),
                Told::Fresh(article) => (Some(article.id), article.text()),
            };
            answer.hits.extend(id.map(|id| Hit { id, score: *score }));
            if let Some(id) = id.filter(|_| ask.shown.contains(&at)) {
                answer.shown.insert(id, Shown::of(question, &text));
            }
        }
        Ok(there)
    }
}

impl Collection for Reading {
    fn documents(&self) -> u32 {
        self.searcher.segment_readers().iter().map(|segment| segment.max_doc()).sum()
    }

    fn frequency(&self, term: &str) -> u32 {
        // What cannot be read is not there: the search itself tells of the damage.
        self.searcher.doc_freq(&Term::from_field_text(self.fields.all, term)).map_or(0, |count| count as u32)
    }

    fn beginning(&self, text: &str, most: usize) -> Vec<String> {
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let Ok(index) = segment.inverted_index(self.fields.all) else { continue };
            let Ok(mut terms) = index.terms().range().ge(text).into_stream() else { continue };
            let mut read = 0;
            while read < BEGINNINGS_READ_MAX && terms.advance() && terms.key().starts_with(text.as_bytes()) {
                if let Ok(term) = std::str::from_utf8(terms.key()) {
                    *found.entry(term.to_string()).or_default() += terms.value().doc_freq;
                }
                read += 1;
            }
        }
        most_frequent(found, most)
    }

    fn lengths(&self) -> [f32; FIELDS] {
        self.lengths
    }
}
