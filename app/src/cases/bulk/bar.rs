//! What stands above the rows while some are picked: how many, what can be done, the way out.

use leptos::prelude::*;

use super::asking::{BulkDialog, What};
use super::selection::{Selection, use_selection};
use super::sending::run;
use super::watching::use_watch;
use crate::boot::may;
use crate::cases::list::ListState;
use crate::console::use_key;
use crate::i18n::use_i18n;
use crate::ui::{Button, IconButton, Kind, Menu, MenuItem, Size, Tone, use_toasts};
use crate::{key, t};

/// The bar, its keys and its dialog. Nothing where nobody may work on many cases.
#[component]
pub fn BulkBar(list: ListState) -> impl IntoView {
    let selection = use_selection()?;
    let asked = RwSignal::new(None::<What>);
    let pick = move |()| {
        if let Some(row) = Selection::at_cursor(list) {
            selection.toggle(row);
        }
    };
    use_key("x", key!(cases.keys.pick), Callback::new(pick));
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| super::touch::bind(selection, list));
    let any = Memo::new(move |_| selection.count() > 0);
    Some(view! {
        {move || any.get().then(|| view! { <Bar list selection asked /> })}
        <BulkDialog selection asked />
    })
}

#[component]
fn Bar(list: ListState, selection: Selection, asked: RwSignal<Option<What>>) -> impl IntoView {
    let i18n = use_i18n();
    let (toasts, watch) = (use_toasts(), use_watch());
    let ask = move |what: What| match what.asks() {
        true => asked.set(Some(what)),
        // Nothing is asked: it is done, and can be undone.
        false => run(selection, watch, toasts, i18n, what),
    };
    // With something picked, the keys of one case are those of all picked.
    for (key, words, what) in [
        ("a", key!(cases.keys.assign), What::Assign),
        ("p", key!(cases.keys.priority), What::Priority),
        ("r", key!(cases.keys.reply), What::Reply),
    ] {
        if may(what.command()) {
            use_key(key, words, Callback::new(move |()| ask(what)));
        }
    }
    use_key("escape", key!(cases.bulk.clear), Callback::new(move |()| selection.clear()));
    let gather = move |()| {
        selection.gather(list, move |fault| toasts.show(Tone::Danger, i18n.fault(&fault)));
    };
    let all = move || {
        let rest = list.rows.more.get() || list.rows.rows.with(|rows| rows.iter().any(|row| !selection.holds(row.id)));
        rest.then(|| {
            let busy = Signal::from(selection.gathering);
            view! { <Button label=t!(i18n, cases.bulk.all) kind=Kind::Plain size=Size::Small busy on_press=gather /> }
        })
    };
    let button = move |what: What| {
        may(what.command()).then(|| {
            let label = Signal::derive(move || what.verb(i18n));
            view! { <Button label size=Size::Small icon=what.icon() on_press=move |()| ask(what) /> }
        })
    };
    let item = move |what: What| {
        may(what.command()).then(|| {
            let label = Signal::derive(move || what.verb(i18n));
            let line = (what == What::Cancel).then(|| view! { <hr /> });
            view! { {line}<MenuItem label icon=what.icon() danger=what == What::Cancel on_press=move |()| ask(what) /> }
        })
    };
    let count = move || i18n.fill(key!(cases.bulk.picked), &[("n", &selection.count().to_string())]);
    view! {
        <div class="bulk-bar" role="toolbar" aria-label=t!(i18n, cases.bulk.bar)>
            <span class="bulk-count"><b role="status">{count}</b>{all}</span>
            <IconButton label=t!(i18n, cases.bulk.clear) icon="x" on_press=move |()| selection.clear() />
            <span class="bulk-acts">
                {[What::Reply, What::Assign, What::Resolve].map(button).collect_view()}
                <Menu id="bulk-more" label=t!(i18n, common.more) class="btn btn-quiet btn-sm btn-icon">
                    {What::REST.map(item).collect_view()}
                </Menu>
            </span>
        </div>
    }
}
