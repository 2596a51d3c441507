//! Above the case: where the run stands, and the ways on.

use leptos::prelude::*;

use super::{Going, use_run};
use crate::cases::pane::OpenCase;
use crate::console::use_command;
use crate::i18n::use_i18n;
use crate::ui::{Button, Icon, IconButton, Kind, Size};
use crate::{key, t};

/// Nothing while no list is worked through.
#[component]
pub fn RunBar(case: OpenCase) -> impl IntoView {
    let run = use_run();
    let going = Memo::new(move |_| run.going.with(Option::is_some));
    move || going.get().then(|| view! { <Bar case /> })
}

#[component]
fn Bar(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let run = use_run();
    let id = case.id();
    let of = move |look: fn(&Going) -> usize| run.going.with(|going| going.as_ref().map_or(0, look));
    let here = Memo::new(move |_| {
        run.going.with(|going| going.as_ref().is_some_and(|going| going.at.as_ref().is_some_and(|(at, _)| *at == id)))
    });
    let name = move || run.going.with(|going| going.as_ref().map(|going| going.name.clone()).unwrap_or_default());
    let dealt = move || of(|going| going.done.len() + going.skipped.len());
    let count = move || {
        let (done, skipped, left) =
            (of(|going| going.done.len()), of(|going| going.skipped.len()), of(|going| going.left));
        let plus = if of(|going| usize::from(going.more)) > 0 { "+" } else { "" };
        let values = [("done", done.to_string()), ("skipped", skipped.to_string()), ("left", format!("{left}{plus}"))];
        i18n.fill(key!(run.count), &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    };
    let next = move || {
        if here.get_untracked() && !run.busy.get_untracked() {
            run.worked(id);
        }
    };
    use_command("queue.next", Callback::new(move |()| if here.get_untracked() { next() } else { run.back() }));
    use_command("queue.skip", Callback::new(move |()| run.skipping.set(here.get_untracked())));
    let ways = move || {
        match here.get() {
        true => view! {
            <Button label=t!(i18n, run.skip) kind=Kind::Plain size=Size::Small on_press=move |()| run.skipping.set(true) />
            <Button label=t!(i18n, run.next) size=Size::Small icon="arrow-right" busy=Signal::from(run.busy) on_press=move |()| next() />
        }
        .into_any(),
        false => view! { <Button label=t!(i18n, run.back) size=Size::Small icon="arrow-left" on_press=move |()| run.back() /> }.into_any(),
    }
    };
    view! {
        <div class="run-bar" role="region" aria-label=t!(i18n, run.title)>
            <Icon name="play" />
            <span class="run-name">{name}</span>
            <span class="run-count" role="status">{count}</span>
            <progress aria-hidden="true" max=move || (dealt() + of(|going| going.left)).max(1) value=dealt></progress>
            <span class="push">
                {ways}
                <IconButton label=t!(i18n, run.leave) icon="x" size=Size::Small on_press=move |()| run.leave() />
            </span>
        </div>
    }
}
