//! Which of a person's tabs speaks with the server. The browser's lock names one; these rules say when
//! another may take it: at once when the tab is gone, after a silence when it hangs.
//!
//! Two leaders at once do no harm (the cursor moves by comparison, the ledger knows every mutation);
//! the rules only keep it from being the rule.

use crate::kernel::time::{Millis, SECOND};

/// A leader tells the others that it lives.
pub const HEARTBEAT: Millis = SECOND;
/// Without a heartbeat for this long the lock is taken from it. A hidden tab's timers run once a
/// second at best, so it is longer than a few of those.
pub const SILENCE: Millis = 5 * SECOND;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Waits for the lock.
    Follower {
        heard_at: Millis,
    },
    Leader,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The lock was given.
    Granted,
    /// The lock was taken away.
    Robbed,
    /// The leader's sign of life.
    Heartbeat,
    /// Time passes.
    Tick,
    /// A tab that is looked at asks for the lead.
    Asked { hidden: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Nothing,
    /// Load the store and begin to exchange.
    Lead,
    /// Stop every exchange.
    Stop,
    /// Give the lock back and wait for it again.
    Yield,
    /// Take the lock from a leader that hangs.
    Steal,
    /// Tell the others that this tab lives.
    Beat,
}

pub fn step(role: Role, event: Event, now: Millis) -> (Role, Act) {
    match (role, event) {
        (Role::Follower { .. }, Event::Granted) => (Role::Leader, Act::Lead),
        (Role::Follower { .. }, Event::Heartbeat) => (Role::Follower { heard_at: now }, Act::Nothing),
        (Role::Follower { heard_at }, Event::Tick) if now - heard_at > SILENCE => {
            (Role::Follower { heard_at: now }, Act::Steal)
        }
        (Role::Follower { .. }, _) => (role, Act::Nothing),
        (Role::Leader, Event::Robbed) => (Role::Follower { heard_at: now }, Act::Stop),
        (Role::Leader, Event::Asked { hidden: true }) => (Role::Follower { heard_at: now }, Act::Yield),
        (Role::Leader, Event::Tick) => (role, Act::Beat),
        (Role::Leader, _) => (role, Act::Nothing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_leader_is_robbed_and_stops() {
        let waiting = Role::Follower { heard_at: 0 };
        assert_eq!(step(waiting, Event::Tick, SILENCE).1, Act::Nothing);
        assert_eq!(step(waiting, Event::Tick, SILENCE + 1).1, Act::Steal);
        let (heard, _) = step(waiting, Event::Heartbeat, SILENCE);
        assert_eq!(step(heard, Event::Tick, SILENCE + 1).1, Act::Nothing);
        assert_eq!(step(Role::Leader, Event::Robbed, 9), (Role::Follower { heard_at: 9 }, Act::Stop));
    }

    #[test]
    fn a_hidden_leader_gives_way_to_a_tab_that_is_looked_at() {
        assert_eq!(step(Role::Leader, Event::Asked { hidden: true }, 1).1, Act::Yield);
        assert_eq!(step(Role::Leader, Event::Asked { hidden: false }, 1), (Role::Leader, Act::Nothing));
    }
}
