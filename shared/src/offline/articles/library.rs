//! What articles are found by on a device: segments that the server made, and an index in memory of the rows that those do
//! not tell. It is made when somebody first looks for something, a piece at a time, and follows the rows after that.

use std::collections::{BTreeMap, BTreeSet};

use super::{Look, find};
use crate::kernel::id::Uuid;
use crate::knowledge::articles::{ARTICLES, Excerpt};
use crate::retrieval::{Question, Segment, Shelf, Shown, Text, Weights};
use crate::sync::Body;
use crate::sync::overlay::View;

/// What answers so much worse than the best one, as a part of it, answers something else.
const LEAST: f32 = 0.2;
/// Articles that a device indexes by itself before it asks for other segments.
const OWN_MAX: usize = 50;

#[derive(Debug, Default)]
pub struct Library {
    shelf: Shelf,
    /// The versions of the articles in it.
    held: BTreeMap<Uuid, i64>,
    /// Articles that the index in memory tells, or that were let go of: no segment tells them any more.
    own: BTreeSet<Uuid>,
    segments: BTreeMap<String, Told>,
}

/// What a segment tells.
#[derive(Debug)]
struct Told {
    name: String,
    /// What changed up to this position is in it.
    pos: i64,
    ids: BTreeSet<Uuid>,
}

impl Told {
    fn tells(&self, id: Uuid, rv: i64) -> bool {
        rv <= self.pos && self.ids.contains(&id)
    }
}

impl Library {
    /// A library of everything that lies there.
    pub(super) fn of(view: &View<'_>) -> Library {
        let mut library = Library::default();
        let rows = view.all(ARTICLES).map(|(key, body)| (key.id.as_str(), 0, body));
        library.catch_up(rows, usize::MAX);
        library
    }

    /// Takes in what of all articles of the device is new, about so many bytes of it, and lets go of what is there no
    /// more; whether nothing is left to take in. Each is told by its id, the version of its row and its body.
    pub fn catch_up<'a>(&mut self, articles: impl Iterator<Item = (&'a str, i64, &'a Body)>, mut bytes: usize) -> bool {
        let mut gone: BTreeSet<Uuid> = self.held.keys().copied().collect();
        let mut whole = true;
        for (id, rv, body) in articles {
            let Ok(id) = id.parse::<Uuid>() else { continue };
            gone.remove(&id);
            if self.held.get(&id) == Some(&rv) {
                continue;
            }
            if !self.own.contains(&id) && self.is_told(id, rv) {
                self.held.insert(id, rv);
                continue;
            }
            if bytes == 0 {
                whole = false;
                continue;
            }
            bytes = bytes.saturating_sub(body.size().max(1));
            self.held.insert(id, rv);
            self.own.insert(id);
            match Look::of(body) {
                Some(look) => self.shelf.put(id, &look.text()),
                // Of a later build: it is not read here.
                None => self.shelf.remove(id),
            }
        }
        for id in gone {
            self.held.remove(&id);
            self.own.insert(id);
            self.shelf.remove(id);
        }
        whole
    }

    fn is_told(&self, id: Uuid, rv: i64) -> bool {
        self.segments.values().any(|told| told.tells(id, rv))
    }

    /// Takes a segment of a scope in, for the one before it.
    pub fn add(&mut self, scope: &str, pos: i64, segment: Segment) {
        self.drop_scope(scope);
        let told = Told { name: segment.name(), pos, ids: segment.ids().collect() };
        self.shelf.add(segment);
        self.segments.insert(scope.to_string(), told);
    }

    /// The segment of a scope tells its articles up to a later position: they were changed, their texts were not.
    pub fn reaches(&mut self, scope: &str, pos: i64) {
        if let Some(told) = self.segments.get_mut(scope) {
            told.pos = told.pos.max(pos);
        }
    }

    /// Lets go of the segment of a scope; what it told is taken in from the rows again.
    pub fn drop_scope(&mut self, scope: &str) {
        if let Some(told) = self.segments.remove(scope) {
            self.shelf.drop_segment(&told.name);
            self.held.retain(|id, _| self.own.contains(id) || !told.ids.contains(id));
        }
    }

    /// Scopes of which there is a segment.
    pub fn scopes(&self) -> Vec<String> {
        self.segments.keys().cloned().collect()
    }

    /// The name of the segment of a scope.
    pub fn name_of(&self, scope: &str) -> Option<&str> {
        self.segments.get(scope).map(|told| told.name.as_str())
    }

    /// Whether other segments would serve better: too much is told by none, or one tells what was let go of here, as
    /// articles that were taken back. Each article is told by its id and the version of its row.
    pub fn is_behind<'a>(&self, articles: impl Iterator<Item = (&'a str, i64)>) -> bool {
        let rows: BTreeMap<Uuid, i64> = articles.filter_map(|(id, rv)| Some((id.parse().ok()?, rv))).collect();
        let untold = rows.iter().filter(|(id, rv)| !self.is_told(**id, **rv)).count();
        // What never came here is behind what a device keeps: another segment would tell it as well.
        let gone = |id: &&Uuid| self.own.contains(id) && !rows.contains_key(id);
        untold > OWN_MAX || self.segments.values().flat_map(|told| &told.ids).any(|id| gone(&id))
    }

    /// How many articles are in it.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// How many of them the index in memory tells.
    pub fn indexed_here(&self) -> usize {
        self.held.keys().filter(|id| self.own.contains(id)).count()
    }

    /// The best articles for what is asked, of those that are wanted. What left the device meanwhile is not found.
    pub(super) fn find<'v>(
        &self,
        asked: &str,
        limit: usize,
        view: &'v View<'_>,
        wanted: impl Fn(&Look) -> bool,
    ) -> Vec<&'v Look> {
        let keep = |id: Uuid| find(view, id).is_some_and(&wanted);
        let mut texts = |id: Uuid, read: &mut dyn FnMut(Text<'_>)| {
            if let Some(look) = find(view, id) {
                read(look.text());
            }
        };
        let found = self.shelf.find(asked, limit, keep, &mut texts);
        let least = found.first().map_or(0.0, |best| best.score * LEAST);
        found.into_iter().filter(|one| one.score >= least).filter_map(|one| find(view, one.id)).collect()
    }

    /// The same, each with how it answers.
    pub(super) fn shown<'v>(
        &self,
        asked: &str,
        limit: usize,
        view: &'v View<'_>,
        wanted: impl Fn(&Look) -> bool,
    ) -> Vec<(&'v Look, Excerpt)> {
        let question = Question::new(asked, &self.shelf, &Weights::default());
        let shown = |look: &'v Look| (look, Excerpt::of(&Shown::of(&question, &look.text())));
        self.find(asked, limit, view, wanted).into_iter().map(shown).collect()
    }
}
