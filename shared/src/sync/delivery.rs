//! What of the feed a client is told. One rule covers change, deletion, moving out of sight and
//! handing over: a row is told of to everyone who saw it before or sees it now, as it is to those who
//! see it now, as gone to the others.

use std::collections::BTreeSet;

/// What to tell of a changed row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    Put,
    Remove,
    /// The client never had it and does not get it.
    Nothing,
}

/// `vis`: the row's scopes before and after the change. `old`, `now`: the client's grants at its
/// cursor and at this moment. `visible`: whether the row as it is now belongs to the client.
pub fn deliver(vis: &[String], old: &BTreeSet<String>, now: &BTreeSet<String>, visible: bool) -> Delivery {
    let concerns = vis.iter().any(|scope| old.contains(scope) || now.contains(scope));
    match (concerns, visible) {
        (false, _) => Delivery::Nothing,
        (true, true) => Delivery::Put,
        (true, false) => Delivery::Remove,
    }
}

/// How a client's grants moved since its cursor was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GrantsMoved {
    /// The client drops rows that have no other scope.
    pub removed: BTreeSet<String>,
    /// The server sends the rows of these anew.
    pub added: BTreeSet<String>,
}

pub fn moved(old: &BTreeSet<String>, now: &BTreeSet<String>) -> GrantsMoved {
    GrantsMoved { removed: old.difference(now).cloned().collect(), added: now.difference(old).cloned().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| word.to_string()).collect()
    }

    #[test]
    fn whoever_saw_it_before_hears_that_it_left() {
        let vis = ["team:a".to_string(), "team:b".to_string()];
        let (a, none) = (set(&["team:a"]), set(&[]));
        assert_eq!(deliver(&vis, &a, &a, false), Delivery::Remove);
        assert_eq!(deliver(&vis, &a, &a, true), Delivery::Put);
        assert_eq!(deliver(&vis, &none, &a, true), Delivery::Put);
        assert_eq!(deliver(&vis, &set(&["team:c"]), &set(&["team:c"]), false), Delivery::Nothing);
    }

    #[test]
    fn grants_move_both_ways() {
        let moved = moved(&set(&["a", "b"]), &set(&["b", "c"]));
        assert_eq!((moved.removed, moved.added), (set(&["a"]), set(&["c"])));
    }
}
