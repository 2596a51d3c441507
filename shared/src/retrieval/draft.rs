//! Documents as they come: an index in memory that takes changes, and that segments are written from.

use std::collections::BTreeMap;

use super::Text;
use super::analyser::{Kind, analyse};
use super::weights::FIELDS;
use crate::kernel::id::Uuid;

/// Where a term stands: the number of the document, and how often in each field.
pub type Posting = (u32, [u32; FIELDS]);

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub id: Uuid,
    /// Characters and words of the fields.
    pub lengths: [u32; FIELDS],
}

#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub(super) entries: Vec<Entry>,
    pub(super) terms: BTreeMap<String, Vec<Posting>>,
    /// The numbers of those that are there: other entries were replaced or removed.
    pub(super) living: BTreeMap<Uuid, u32>,
}

impl Draft {
    /// Takes a document in, in the place of one with the same id.
    pub fn put(&mut self, id: Uuid, text: &Text<'_>) {
        let number = self.entries.len() as u32;
        let mut lengths = [0; FIELDS];
        for (field, text) in text.fields().into_iter().enumerate() {
            analyse(text, |token| {
                lengths[field] += u32::from(matches!(token.kind, Kind::Character | Kind::Word));
                let postings = match self.terms.get_mut(token.text) {
                    Some(postings) => postings,
                    None => self.terms.entry(token.text.to_string()).or_default(),
                };
                match postings.last_mut() {
                    Some((last, times)) if *last == number => times[field] += 1,
                    _ => {
                        let mut times = [0; FIELDS];
                        times[field] = 1;
                        postings.push((number, times));
                    }
                }
            });
        }
        self.entries.push(Entry { id, lengths });
        self.living.insert(id, number);
    }

    /// Takes a document out; whether it was there.
    pub fn remove(&mut self, id: Uuid) -> bool {
        self.living.remove(&id).is_some()
    }

    pub fn holds(&self, id: Uuid) -> bool {
        self.living.contains_key(&id)
    }
}
