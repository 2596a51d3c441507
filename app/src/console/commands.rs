//! The one table of what keys do: from it come the handler, the sheet, the settings and the hints of the
//! palette.

use crate::i18n::Key;
use crate::key;

/// Where a command belongs, for people to find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Everywhere,
    Go,
    List,
    Case,
    Tabs,
    Queue,
}

impl Group {
    pub const ALL: [Group; 6] = [Group::Everywhere, Group::Go, Group::List, Group::Case, Group::Queue, Group::Tabs];

    pub fn words(self) -> Key {
        match self {
            Group::Everywhere => key!(keys.group.everywhere),
            Group::Go => key!(keys.group.go),
            Group::List => key!(keys.group.list),
            Group::Case => key!(keys.group.case),
            Group::Tabs => key!(keys.group.tabs),
            Group::Queue => key!(keys.group.queue),
        }
    }
}

/// Something that keys can do.
pub struct Command {
    /// Stays the same for ever: people's own keys are kept by it.
    pub id: &'static str,
    /// As it ships.
    pub keys: &'static str,
    pub group: Group,
    pub words: Key,
}

const fn command(id: &'static str, keys: &'static str, group: Group, words: Key) -> Command {
    Command { id, keys, group, words }
}

pub const COMMANDS: &[Command] = &[
    command("palette", "mod+k", Group::Everywhere, key!(keys.palette)),
    command("help", "?", Group::Everywhere, key!(console.key_help)),
    command("create", "c", Group::Everywhere, key!(console.key_quick_open)),
    command("go.start", "g s", Group::Go, key!(keys.go_start)),
    command("go.cases", "g c", Group::Go, key!(keys.go_cases)),
    command("go.mine", "g m", Group::Go, key!(keys.go_mine)),
    command("go.unassigned", "g u", Group::Go, key!(keys.go_unassigned)),
    command("go.notices", "g n", Group::Go, key!(keys.go_notices)),
    command("go.tasks", "g d", Group::Go, key!(keys.go_tasks)),
    command("go.monitor", "g w", Group::Go, key!(keys.go_monitor)),
    command("go.tray", "g t", Group::Go, key!(keys.go_tray)),
    command("go.customers", "g k", Group::Go, key!(keys.go_customers)),
    command("go.admin", "g a", Group::Go, key!(keys.go_admin)),
    command("list.search", "/", Group::List, key!(cases.keys.search)),
    command("list.next", "j", Group::List, key!(cases.keys.next)),
    command("list.previous", "k", Group::List, key!(cases.keys.previous)),
    command("list.open", "enter", Group::List, key!(cases.keys.open)),
    command("list.pick", "x", Group::List, key!(cases.keys.pick)),
    command("case.assign", "a", Group::Case, key!(cases.keys.assign)),
    command("case.priority", "p", Group::Case, key!(cases.keys.priority)),
    command("case.state", "s", Group::Case, key!(cases.keys.state)),
    command("case.reply", "r", Group::Case, key!(cases.keys.reply)),
    command("case.snooze", "z", Group::Case, key!(cases.keys.snooze)),
    command("queue.start", "w", Group::Queue, key!(keys.queue_start)),
    command("queue.next", "n", Group::Queue, key!(keys.queue_next)),
    command("queue.skip", ".", Group::Queue, key!(keys.queue_skip)),
    command("tabs.previous", "[", Group::Tabs, key!(keys.tabs_previous)),
    command("tabs.next", "]", Group::Tabs, key!(keys.tabs_next)),
    command("tabs.close", "alt+w", Group::Tabs, key!(keys.tabs_close)),
];

/// The command with this id.
pub fn find(id: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.id == id)
}

/// The command that ships with these keys.
pub fn shipped(keys: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.keys == keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::workplace::keys::{strokes, taken};

    #[test]
    fn what_ships_is_sound_and_clashes_with_nothing() {
        for command in COMMANDS {
            assert!(strokes(command.keys).is_some(), "{}", command.id);
            let all = COMMANDS.iter().map(|other| (other.id, other.keys));
            assert_eq!(taken(command.keys, command.id, all), None, "{}", command.id);
            assert_eq!(COMMANDS.iter().filter(|other| other.id == command.id).count(), 1, "{}", command.id);
        }
    }
}
