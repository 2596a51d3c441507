//! The cases a person keeps open: bounded, in the person's order, the same on every device.

use crate::cases::CaseState;
use crate::kernel::id::CaseId;
use crate::kernel::limits::TABS_MAX;
use crate::kernel::time::Millis;

data! {
pub struct Tab {
    pub id: CaseId,
    pub number: String,
    #[serde(default)]
    pub pinned: bool,
    /// The version of the case that was looked at last.
    #[serde(default)]
    pub seen: i64,
    /// When that was.
    #[serde(default)]
    pub at: Millis,
}

pub struct ListTabs {}

/// What has become of a case that is kept open.
pub struct TabHead {
    pub id: CaseId,
    pub number: String,
    pub subject: String,
    pub state: CaseState,
    pub rv: i64,
}

pub struct Tabs {
    /// 0 while nothing was kept.
    pub rv: i64,
    pub tabs: Vec<Tab>,
    /// Of those that the caller still sees.
    pub heads: Vec<TabHead>,
}

pub struct SaveTabs {
    pub tabs: Vec<Tab>,
}
}

/// The tabs after a case was looked at: it stays where it is, or comes last, and of too many the one that
/// was not pinned and not looked at for longest leaves.
pub fn opened(mut tabs: Vec<Tab>, id: CaseId, number: &str, rv: i64, now: Millis) -> Vec<Tab> {
    match tabs.iter_mut().find(|tab| tab.id == id) {
        Some(tab) => (tab.number, tab.seen, tab.at) = (number.to_string(), tab.seen.max(rv), now),
        None => tabs.push(Tab { id, number: number.to_string(), pinned: false, seen: rv, at: now }),
    }
    while tabs.len() > TABS_MAX {
        let others = tabs.iter().enumerate().filter(|(_, tab)| tab.id != id);
        let Some((at, _)) = others.min_by_key(|(_, tab)| (tab.pinned, tab.at)) else { break };
        tabs.remove(at);
    }
    tabs
}

/// The tabs without one, and the one that stands in its place: the next, or the last before it.
pub fn closed(mut tabs: Vec<Tab>, id: CaseId) -> (Vec<Tab>, Option<CaseId>) {
    let Some(at) = tabs.iter().position(|tab| tab.id == id) else { return (tabs, None) };
    tabs.remove(at);
    let next = tabs.get(at).or(tabs.last()).map(|tab| tab.id);
    (tabs, next)
}

/// The tabs with one of them moved by so many places, as far as there are places.
pub fn moved(mut tabs: Vec<Tab>, id: CaseId, by: isize) -> Vec<Tab> {
    if let Some(at) = tabs.iter().position(|tab| tab.id == id) {
        let to = at.saturating_add_signed(by).min(tabs.len() - 1);
        let tab = tabs.remove(at);
        tabs.insert(to, tab);
    }
    tabs
}

/// The tabs of two devices that did not know of each other: theirs, then what is open here alone.
pub fn merged(mut theirs: Vec<Tab>, mine: Vec<Tab>) -> Vec<Tab> {
    for tab in mine {
        match theirs.iter_mut().find(|known| known.id == tab.id) {
            Some(known) => (known.seen, known.at) = (known.seen.max(tab.seen), known.at.max(tab.at)),
            None => theirs.push(tab),
        }
    }
    while theirs.len() > TABS_MAX {
        let Some((at, _)) = theirs.iter().enumerate().min_by_key(|(_, tab)| (tab.pinned, tab.at)) else { break };
        theirs.remove(at);
    }
    theirs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Uuid;

    fn id(n: usize) -> CaseId {
        CaseId(Uuid::from_u128(n as u128))
    }

    fn many(count: usize) -> Vec<Tab> {
        (0..count).fold(Vec::new(), |tabs, n| opened(tabs, id(n), &format!("CS-{n}"), 1, n as Millis))
    }

    fn ids(tabs: &[Tab]) -> Vec<u128> {
        tabs.iter().map(|tab| tab.id.0.as_u128()).collect()
    }

    #[test]
    fn of_too_many_the_oldest_that_is_not_pinned_leaves() {
        let mut tabs = many(TABS_MAX);
        tabs[0].pinned = true;
        tabs = opened(tabs, id(1), "CS-1", 1, 500);
        tabs = opened(tabs, id(99), "CS-99", 1, 501);
        assert_eq!(tabs.len(), TABS_MAX);
        assert_eq!(&ids(&tabs)[..3], [0, 1, 3], "0 is pinned, 1 was looked at again, 2 left");
        tabs.iter_mut().for_each(|tab| tab.pinned = true);
        let tabs = opened(tabs, id(100), "CS-100", 1, 502);
        assert!(tabs.len() == TABS_MAX && tabs.iter().any(|tab| tab.id == id(100)), "what is looked at is there");
    }

    #[test]
    fn looking_again_moves_no_tab_and_never_unsees() {
        let tabs = opened(many(3), id(1), "CS-2026-000001", 7, 9);
        assert_eq!(ids(&tabs), [0, 1, 2]);
        assert_eq!((tabs[1].number.as_str(), tabs[1].seen), ("CS-2026-000001", 7));
        assert_eq!(opened(tabs, id(1), "CS-2026-000001", 3, 10)[1].seen, 7);
    }

    #[test]
    fn closing_leads_to_the_neighbour() {
        let (tabs, next) = closed(many(3), id(1));
        assert_eq!((ids(&tabs), next), (vec![0, 2], Some(id(2))));
        let (tabs, next) = closed(tabs, id(2));
        assert_eq!((ids(&tabs), next), (vec![0], Some(id(0))));
        assert_eq!(closed(tabs.clone(), id(9)), (tabs.clone(), None));
        assert_eq!(closed(tabs, id(0)), (Vec::new(), None));
    }

    #[test]
    fn tabs_of_two_devices_come_together() {
        let theirs = many(TABS_MAX);
        let mine = opened(opened(Vec::new(), id(3), "CS-3", 9, 700), id(99), "CS-99", 1, 701);
        let both = merged(theirs, mine);
        assert_eq!(both.len(), TABS_MAX);
        assert_eq!(ids(&both)[..3], [1, 2, 3], "the one nobody looked at for longest left");
        assert_eq!((both[2].seen, both.last().map(|tab| tab.id)), (9, Some(id(99))));
    }

    #[test]
    fn tabs_move_as_far_as_there_are_places() {
        assert_eq!(ids(&moved(many(4), id(1), 1)), [0, 2, 1, 3]);
        assert_eq!(ids(&moved(many(4), id(1), -5)), [1, 0, 2, 3]);
        assert_eq!(ids(&moved(many(4), id(1), 9)), [0, 2, 3, 1]);
        assert_eq!(ids(&moved(many(2), id(9), 1)), [0, 1]);
    }
}
