//! Keys of the list: moving, opening, and asking something of the case under the cursor.

use leptos::prelude::*;

use super::state::ListState;
use crate::cases::acts::Act;
use crate::cases::desk::Ask;
use crate::console::use_key;
use crate::key;

pub fn bind_keys(list: ListState) {
    let run = |act: Box<dyn Fn() + Send + Sync>| Callback::new(move |()| act());
    use_key("j", key!(cases.keys.next), run(Box::new(move || list.step(true))));
    use_key("k", key!(cases.keys.previous), run(Box::new(move || list.step(false))));
    use_key("enter", key!(cases.keys.open), run(Box::new(move || drop(open(list)))));
    let ask = move |ask: Ask| {
        run(Box::new(move || {
            if let Some(number) = open(list) {
                list.desk.asked.set(Some((number, ask)));
            }
        }))
    };
    if !list.desk.partner {
        use_key("a", key!(cases.keys.assign), ask(Ask::Act(Act::Assign)));
        use_key("z", key!(cases.keys.snooze), ask(Ask::Act(Act::Snooze)));
        use_key("p", key!(cases.keys.priority), ask(Ask::Act(Act::Priority)));
    }
    use_key("s", key!(cases.keys.state), ask(Ask::States));
    use_key("r", key!(cases.keys.reply), ask(Ask::Reply));
}

/// Shows the case under the cursor, unless it is shown already.
fn open(list: ListState) -> Option<String> {
    let number = list.cursor.get_untracked();
    if number.is_empty() {
        return None;
    }
    if number != list.open.get_untracked() {
        list.go.run((untrack(|| list.address(&number)), false));
    }
    Some(number)
}
