//! Which rows lie together in one sealed record of a device. A page is written whole, so it is small; a
//! row keeps its page, so that a change rewrites one; new rows fill the last page, so that a thousand
//! of them rewrite none.

use std::collections::{BTreeMap, HashMap};

use super::store::Held;
use super::wire::Key;

/// Rows of a page at most.
const ROWS_MAX: usize = 64;
/// Bytes of bodies after which a page takes no more rows.
const BYTES_FULL: usize = 128 * 1024;
/// Bytes of bodies above which a row that grew moves to another page.
const BYTES_MAX: usize = 2 * BYTES_FULL;

/// Names a page: the kind of its rows and a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageName {
    pub kind: String,
    pub number: u32,
}

type Page = BTreeMap<Key, Held>;

/// The pages of a device in memory, as of a version.
#[derive(Debug, Default)]
pub struct Pages {
    /// None before the device was read.
    pub version: Option<u64>,
    pages: BTreeMap<PageName, Page>,
    places: HashMap<Key, u32>,
}

/// Pages as a change leaves them; the rest stay as they are.
pub type Changed = BTreeMap<PageName, Page>;

impl PageName {
    /// The page of a name as `to_string` writes it.
    pub fn parse(text: &str) -> Option<PageName> {
        let (kind, number) = text.rsplit_once('/')?;
        Some(PageName { kind: kind.to_string(), number: number.parse().ok()? })
    }
}

impl std::fmt::Display for PageName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.kind, self.number)
    }
}

impl Pages {
    /// Every row.
    pub fn rows(&self) -> impl Iterator<Item = &Held> {
        self.pages.values().flat_map(BTreeMap::values)
    }

    /// Whether a row has a place.
    pub fn holds(&self, key: &Key) -> bool {
        self.places.contains_key(key)
    }

    /// What putting and removing these rows makes of the pages.
    pub fn changed(&self, puts: &[Held], removes: &[Key]) -> Changed {
        let mut draft = Draft { pages: self, changed: Changed::new(), open: BTreeMap::new() };
        for key in removes {
            if let Some(name) = self.place(key) {
                draft.page(&name).remove(key);
            }
        }
        for held in puts {
            draft.put(held);
        }
        draft.changed
    }

    /// Takes over what was written.
    pub fn commit(&mut self, version: u64, changed: Changed) {
        for (name, page) in changed {
            self.replace(name, page);
        }
        self.version = Some(version);
    }

    /// Takes over a page that was read; the rows that left it, unless they are elsewhere by now.
    pub fn replace(&mut self, name: PageName, page: Page) -> Vec<Key> {
        let before = self.pages.remove(&name).unwrap_or_default();
        let is_here = |places: &HashMap<Key, u32>, key: &Key| places.get(key) == Some(&name.number);
        let left = before.into_keys().filter(|key| !page.contains_key(key) && is_here(&self.places, key));
        let left: Vec<Key> = left.collect();
        for key in &left {
            self.places.remove(key);
        }
        for key in page.keys() {
            if let Some(elsewhere) = self.places.insert(key.clone(), name.number).filter(|it| *it != name.number) {
                let elsewhere = PageName { kind: key.kind.clone(), number: elsewhere };
                self.pages.get_mut(&elsewhere).and_then(|page| page.remove(key));
            }
        }
        self.pages.insert(name, page);
        left
    }

    fn place(&self, key: &Key) -> Option<PageName> {
        self.places.get(key).map(|number| PageName { kind: key.kind.clone(), number: *number })
    }

    fn of_kind(&self, kind: &str) -> impl DoubleEndedIterator<Item = (&PageName, &Page)> {
        let bound = |number| PageName { kind: kind.to_string(), number };
        self.pages.range(bound(0)..=bound(u32::MAX))
    }
}

/// Pages on their way to what a change makes of them.
struct Draft<'a> {
    pages: &'a Pages,
    changed: Changed,
    /// By kind, the page that takes new rows.
    open: BTreeMap<String, u32>,
}

impl Draft<'_> {
    fn page(&mut self, name: &PageName) -> &mut Page {
        let before = || self.pages.pages.get(name).cloned().unwrap_or_default();
        self.changed.entry(name.clone()).or_insert_with(before)
    }

    fn put(&mut self, held: &Held) {
        let key = &held.row.key;
        if let Some(name) = self.pages.place(key) {
            let page = self.page(&name);
            page.insert(key.clone(), held.clone());
            if page.len() == 1 || bytes(page) <= BYTES_MAX {
                return;
            }
            page.remove(key);
        }
        let name = self.room(held);
        self.page(&name).insert(key.clone(), held.clone());
    }

    /// A page with room for a row that has no place yet.
    fn room(&mut self, held: &Held) -> PageName {
        let kind = &held.row.key.kind;
        let open = self.open.get(kind).copied().or_else(|| self.roomy(kind));
        let mut name = PageName { kind: kind.clone(), number: open.unwrap_or_else(|| self.next(kind)) };
        let page = self.page(&name);
        if page.len() >= ROWS_MAX || (!page.is_empty() && bytes(page) + held.row.body.size() > BYTES_FULL) {
            name.number = self.next(kind);
        }
        self.open.insert(kind.clone(), name.number);
        name
    }

    /// A page that others left half empty.
    fn roomy(&self, kind: &str) -> Option<u32> {
        let untouched = self.pages.of_kind(kind).filter(|(name, _)| !self.changed.contains_key(name));
        let mut roomy = untouched.filter(|(_, page)| page.len() < ROWS_MAX / 2 && bytes(page) < BYTES_FULL / 2);
        roomy.next().map(|(name, _)| name.number)
    }

    fn next(&self, kind: &str) -> u32 {
        let known = self.pages.of_kind(kind).next_back().map(|(name, _)| name.number);
        let of_kind = self.changed.keys().filter(|name| name.kind == kind).map(|name| name.number);
        known.into_iter().chain(of_kind).max().map_or(0, |last| last + 1)
    }
}

fn bytes(page: &Page) -> usize {
    page.values().map(|held| held.row.body.size()).sum()
}

/// The rows of a page by their keys.
pub fn keyed(rows: Vec<Held>) -> BTreeMap<Key, Held> {
    rows.into_iter().map(|held| (held.row.key.clone(), held)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sync::{Body, Row};

    fn held(kind: &str, id: u16, rv: i64, bytes: usize) -> Held {
        let body = Body::of(&"x".repeat(bytes)).expect("JSON");
        Held { row: Row { key: Key::new(kind, id), rv, scopes: Vec::new(), body }, snapshot: 1 }
    }

    /// Works a change into the writer, its disk and a plain map.
    fn work(pages: &mut Pages, disk: &mut Changed, rows: &mut BTreeMap<Key, Held>, puts: &[Held], removes: &[Key]) {
        let changed = pages.changed(puts, removes);
        disk.extend(changed.clone());
        pages.commit(pages.version.unwrap_or_default() + 1, changed);
        removes.iter().for_each(|key| drop(rows.remove(key)));
        rows.extend(keyed(puts.to_vec()));
    }

    fn flat(pages: impl IntoIterator<Item = Page>) -> Vec<Held> {
        let mut rows: Vec<Held> = pages.into_iter().flat_map(BTreeMap::into_values).collect();
        rows.sort_by(|a, b| a.row.key.cmp(&b.row.key));
        rows
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn every_row_lies_in_one_page_and_a_reader_follows(
            changes in prop::collection::vec(
                (prop::collection::vec((0..2u8, 0..200u16, 0..40_000usize), 0..80), prop::collection::vec((0..2u8, 0..200u16), 0..40)), 1..12),
            skips in prop::collection::vec(any::<bool>(), 12),
        ) {
            let (mut writer, mut reader) = (Pages::default(), Pages::default());
            let (mut disk, mut rows, mut read) = (Changed::new(), BTreeMap::new(), BTreeMap::new());
            let mut behind = Changed::new();
            for (version, ((puts, removes), skip)) in (0..).zip(changes.into_iter().zip(skips)) {
                let kind = |kind: u8| if kind == 0 { "cases" } else { "contacts" };
                let puts = keyed(puts.into_iter().map(|(of, id, bytes)| held(kind(of), id, version, bytes)).collect());
                let removes: Vec<Key> = removes.into_iter().map(|(of, id)| Key::new(kind(of), id)).filter(|key| !puts.contains_key(key)).collect();
                let before = disk.clone();
                work(&mut writer, &mut disk, &mut rows, &puts.into_values().collect::<Vec<_>>(), &removes);
                prop_assert_eq!(flat(disk.values().cloned()), rows.values().cloned().collect::<Vec<_>>());
                prop_assert_eq!(flat([writer.rows().map(|held| (held.row.key.clone(), held.clone())).collect()]), flat(disk.values().cloned()));
                for (name, page) in &disk {
                    prop_assert!(page.len() <= ROWS_MAX && (page.len() <= 1 || bytes(page) <= BYTES_MAX), "{} {}", name, page.len());
                    prop_assert!(page.keys().all(|key| key.kind == name.kind));
                }
                behind.extend(disk.iter().filter(|(name, page)| before.get(*name) != Some(*page)).map(|(name, page)| (name.clone(), page.clone())));
                if skip {
                    continue;
                }
                // What a reader makes of the pages that changed since it last looked, in any order.
                let mut left = Vec::new();
                for (name, page) in std::mem::take(&mut behind).into_iter().rev() {
                    left.extend(reader.replace(name, page.clone()));
                    read.extend(page);
                }
                let gone = left.into_iter().filter(|key| !reader.holds(key));
                gone.for_each(|key| drop(read.remove(&key)));
                prop_assert_eq!(&read, &rows);
            }
        }
    }

    #[test]
    fn a_change_rewrites_one_page_and_a_thousand_new_rows_rewrite_none() {
        let mut pages = Pages::default();
        let first: Vec<Held> = (0..1_000).map(|id| held("cases", id, 1, 1_500)).collect();
        pages.commit(1, pages.changed(&first, &[]));
        assert_eq!(pages.pages.len(), 16);
        assert_eq!(pages.changed(&[held("cases", 500, 2, 1_600)], &[]).len(), 1);
        let more: Vec<Held> = (1_000..2_000).map(|id| held("cases", id, 1, 1_500)).collect();
        let changed = pages.changed(&more, &[]);
        let rewritten = changed.keys().filter(|name| pages.pages.get(*name).is_some_and(|page| !page.is_empty()));
        assert_eq!((changed.len(), rewritten.count()), (16, 0));
        // Rows that left make room for others.
        let gone: Vec<Key> = (0..60).map(|id| Key::new("cases", id)).collect();
        pages.commit(2, pages.changed(&[], &gone));
        let changed = pages.changed(&[held("cases", 9_999, 3, 10)], &[]);
        assert_eq!(changed.keys().map(PageName::to_string).collect::<Vec<_>>(), ["cases/0"]);
        assert_eq!(PageName::parse("cases/12").map(|name| name.to_string()).as_deref(), Some("cases/12"));
    }
}
