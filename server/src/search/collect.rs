//! What is taken from the documents that were found: the first of them in an order, or how many
//! there are of each kind.

use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{ColumnValues, StrColumn};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentOrdinal, SegmentReader, TERMINATED, Term};
use yingda_shared::kernel::id::Uuid;

/// Where a document stands in an order: one or two keys, then its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub keys: [u64; 2],
    pub id: u128,
}

impl Place {
    pub fn uuid(self) -> Uuid {
        Uuid::from_u128(self.id)
    }

    /// The same place counted from the other end.
    fn turned(self, down: bool) -> Place {
        match down {
            true => Place { keys: self.keys.map(|key| !key), id: !self.id },
            false => self,
        }
    }
}

/// An order: by these columns and then by id.
#[derive(Clone, Debug)]
pub struct Order {
    pub columns: Vec<&'static str>,
    pub down: bool,
}

/// Documents that the index is not to speak of: they changed since.
#[derive(Clone, Default)]
pub struct Except {
    pub(super) field: Option<Field>,
    pub(super) ids: Arc<Vec<Uuid>>,
}

impl Except {
    fn within(&self, segment: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let Some(field) = self.field.filter(|_| !self.ids.is_empty()) else { return Ok(Vec::new()) };
        let index = segment.inverted_index(field)?;
        let mut found = Vec::new();
        for id in self.ids.iter() {
            let term = Term::from_field_bytes(field, id.as_bytes());
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            while postings.doc() != TERMINATED {
                found.push(postings.doc());
                postings.advance();
            }
        }
        found.sort_unstable();
        Ok(found)
    }
}

type Values = Arc<dyn ColumnValues<u64>>;

fn values(segment: &SegmentReader, column: &str) -> tantivy::Result<Values> {
    segment.fast_fields().column_first_or_default(column)
}

/// The first documents in an order, after a place.
pub struct First {
    pub order: Order,
    pub after: Option<Place>,
    pub limit: usize,
    pub except: Except,
}

pub struct FirstOfSegment {
    columns: Vec<Values>,
    id: [Values; 2],
    down: bool,
    after: Option<Place>,
    limit: usize,
    except: Vec<DocId>,
    /// The worst of those that are kept stands on top.
    kept: BinaryHeap<Place>,
}

impl Collector for First {
    type Fruit = Vec<Place>;
    type Child = FirstOfSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<FirstOfSegment> {
        let columns = self.order.columns.iter().map(|column| values(segment, column)).collect::<Result<_, _>>()?;
        Ok(FirstOfSegment {
            columns,
            id: [values(segment, "id_high")?, values(segment, "id_low")?],
            down: self.order.down,
            after: self.after.map(|place| place.turned(self.order.down)),
            limit: self.limit,
            except: self.except.within(segment)?,
            kept: BinaryHeap::with_capacity(self.limit + 1),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Vec<Place>>) -> tantivy::Result<Vec<Place>> {
        let mut all: Vec<Place> = segments.into_iter().flatten().collect();
        all.sort_unstable();
        all.truncate(self.limit);
        Ok(all.into_iter().map(|place| place.turned(self.order.down)).collect())
    }
}

impl SegmentCollector for FirstOfSegment {
    type Fruit = Vec<Place>;

    fn collect(&mut self, doc: DocId, _: Score) {
        if self.limit == 0 || (!self.except.is_empty() && self.except.binary_search(&doc).is_ok()) {
            return;
        }
        let turn = |key: u64| if self.down { !key } else { key };
        let key = |n: usize| self.columns.get(n).map_or(0, |column| turn(column.get_val(doc)));
        let first = key(0);
        let worst = self.kept.peek().filter(|_| self.kept.len() == self.limit);
        // Most documents are told apart by their first key alone.
        if worst.is_some_and(|worst| first > worst.keys[0]) || self.after.is_some_and(|after| first < after.keys[0]) {
            return;
        }
        let id = u128::from(turn(self.id[0].get_val(doc))) << 64 | u128::from(turn(self.id[1].get_val(doc)));
        let second = if self.columns.len() > 1 { key(1) } else { turn(0) };
        let place = Place { keys: [first, second], id };
        if worst.is_some_and(|worst| place >= *worst) || self.after.is_some_and(|after| place <= after) {
            return;
        }
        self.kept.push(place);
        if self.kept.len() > self.limit {
            self.kept.pop();
        }
    }

    fn harvest(self) -> Vec<Place> {
        self.kept.into_vec()
    }
}

/// How many documents there are of each word of a label.
pub struct Tally {
    pub label: &'static str,
    pub except: Except,
}

pub struct TallyOfSegment {
    /// None where no document of the segment has such a word.
    words: Option<StrColumn>,
    except: Vec<DocId>,
    /// By the place of the word among the segment's own.
    counts: Vec<i64>,
    without: i64,
}

impl Collector for Tally {
    type Fruit = BTreeMap<String, i64>;
    type Child = TallyOfSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<TallyOfSegment> {
        let words = segment.fast_fields().str(self.label)?;
        let counts = vec![0; words.as_ref().map_or(0, |words| words.num_terms())];
        Ok(TallyOfSegment { words, except: self.except.within(segment)?, counts, without: 0 })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(
        &self,
        segments: Vec<tantivy::Result<Vec<(String, i64)>>>,
    ) -> tantivy::Result<BTreeMap<String, i64>> {
        let mut all = BTreeMap::new();
        for segment in segments {
            for (word, count) in segment? {
                *all.entry(word).or_default() += count;
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for TallyOfSegment {
    type Fruit = tantivy::Result<Vec<(String, i64)>>;

    fn collect(&mut self, doc: DocId, _: Score) {
        if !self.except.is_empty() && self.except.binary_search(&doc).is_ok() {
            return;
        }
        let word = self.words.as_ref().and_then(|words| words.ords().first(doc));
        let count = word.and_then(|word| self.counts.get_mut(word as usize));
        *count.unwrap_or(&mut self.without) += 1;
    }

    fn harvest(self) -> tantivy::Result<Vec<(String, i64)>> {
        let mut found = Vec::new();
        found.extend((self.without > 0).then(|| (String::new(), self.without)));
        let Some(words) = self.words else { return Ok(found) };
        for (place, count) in (0..).zip(self.counts).filter(|(_, count)| *count > 0) {
            let mut word = String::new();
            words.ord_to_str(place, &mut word)?;
            found.push((word, count));
        }
        Ok(found)
    }
}
