//! The way into a run, beside the list.

use leptos::prelude::*;

use super::use_run;
use crate::cases::list::ListState;
use crate::console::use_command;
use crate::i18n::use_i18n;
use crate::ui::{Menu, MenuItem};
use crate::{key, t};

/// Begins with the first case of the list as it is narrowed now. `name` is what the list is called.
#[component]
pub fn RunStart(list: ListState, #[prop(into)] name: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let run = use_run();
    let begin = move |by_risk: bool| {
        let view = list.view.get_untracked();
        let mut question = view.question(list.desk.partner);
        if by_risk {
            question.sort = Some("due".into());
        }
        let called = untrack(|| name.get());
        let called =
            if by_risk { format!("{called} · {}", untrack(|| i18n.say(key!(run.risk_short)))) } else { called };
        run.start(called, question, list.desk.base, view.query());
    };
    use_command("queue.start", Callback::new(move |()| begin(false)));
    view! {
        <Menu id="list-run" label=t!(i18n, run.title) icon="play">
            <MenuItem label=t!(i18n, run.by_order) icon="list" on_press=move |()| begin(false) />
            <MenuItem label=t!(i18n, run.by_risk) icon="clock" on_press=move |()| begin(true) />
        </Menu>
    }
}
