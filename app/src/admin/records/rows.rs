//! The list of a kind: one calm row a record, columns on a desk, a second line on a phone.

use leptos::prelude::*;
use serde_json::Value;

use super::page::{Desk, references};
use super::shown::shown;
use super::spec::{Input, is_active, text};
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// Rows, or what stands in their place.
#[component]
pub fn RecordRows(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let (spec, listing) = (desk.spec, desk.listing);
    Effect::new(move |_| {
        let wanted = listing.rows.with(|rows| {
            desk.names.learn(rows);
            references(spec, rows)
        });
        for (kind, ids) in wanted {
            desk.names.want(kind, ids);
        }
    });
    let ids = move || listing.rows.with(|rows| rows.iter().map(|row| text(row, "id").to_string()).collect::<Vec<_>>());
    let width = |name: &&str| if is_long(desk, name) { "minmax(0, 2.4fr) " } else { "minmax(0, 1fr) " };
    let columns = format!("--columns:{}", spec.columns.iter().map(width).collect::<String>());
    let head = move || {
        let column = |name: &&str| view! { <span>{spec.field(name).map(|field| i18n.say(field.label))}</span> };
        view! { <div class="record-head" aria-hidden="true"><span>{i18n.say(key!(admin.field.name))}</span>{spec.columns.iter().map(column).collect_view()}<span></span></div> }
    };
    let list = move || {
        view! {
            <div class="record-list" style=columns.clone()>
                {head}
                <ul aria-label=move || i18n.word("words.records", spec.kind)>
                    <For each=ids key=|id| id.clone() children=move |id| row(desk, id) />
                </ul>
                <ui::LoadMore label=t!(i18n, common.load_more) busy=listing.loading more=Signal::derive(move || listing.has_more())
                    shown=Signal::derive(move || i18n.fill(key!(common.shown), &[("n", &listing.rows.with(Vec::len).to_string())]))
                    on_press=move || listing.more() />
            </div>
        }
        .into_any()
    };
    let state = Memo::new(move |_| {
        match (listing.rows.with(Vec::is_empty), listing.fault.with(Option::is_some), listing.loading.get()) {
            (true, true, _) => State::Failed,
            (true, false, true) => State::Waiting,
            (true, false, false) => State::Empty,
            _ => State::Rows,
        }
    });
    move || match state.get() {
        State::Failed => {
            view! { <Unloaded fault=listing.fault again=Callback::new(move |()| listing.refresh()) /> }.into_any()
        }
        State::Waiting => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
        State::Empty => {
            let searched = desk.q.with(|q| !q.is_empty());
            let title = Signal::derive(move || {
                i18n.say(if searched { key!(common.nothing_found) } else { key!(admin.empty_title) })
            });
            let text = MaybeProp::derive(move || (!searched).then(|| i18n.say(spec.lead)));
            let add = (!searched && desk.may_save()).then(
                || view! { <ui::LinkButton label=t!(i18n, admin.add) icon="plus" href=move || desk.address("new") /> },
            );
            view! { <ui::EmptyState icon=spec.icon title text>{add}</ui::EmptyState> }.into_any()
        }
        State::Rows => list().into_any(),
    }
}

/// Whether a column holds running text and takes more room.
fn is_long(desk: Desk, name: &str) -> bool {
    desk.spec.field(name).is_some_and(|field| matches!(field.input, Input::Multiline | Input::Long))
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Failed,
    Waiting,
    Empty,
    Rows,
}

/// One row; it stays the same element while its content changes, so that focus returns to it.
fn row(desk: Desk, id: String) -> impl IntoView {
    let i18n = use_i18n();
    let key = StoredValue::new(id.clone());
    let value = Memo::new(move |before: Option<&Value>| {
        let rows = desk.listing.rows.read();
        let found = key.with_value(|key| rows.iter().find(|row| text(row, "id") == key).cloned());
        found.or_else(|| before.cloned()).unwrap_or(Value::Null)
    });
    let fact = move |name: &'static str| {
        let field = desk.spec.field(name);
        let known = move || value.with(|value| value.get(name).cloned().unwrap_or(Value::Null));
        let words = move || field.map(|field| desk.roles.with(|roles| shown(i18n, desk.names, roles, field, &known())));
        // Under a heading a switch says yes or no; without one it says what is switched on.
        match field.filter(|field| matches!(field.input, Input::Switch)) {
            None => view! { <span class="record-fact">{words}</span> }.into_any(),
            Some(field) => {
                let on = move || (known() == Value::Bool(true)).then(|| i18n.say(field.label));
                view! { <span class="record-fact" data-switch=""><span>{words}</span><span class="record-said">{on}</span></span> }.into_any()
            }
        }
    };
    let off = move || {
        value.with(|value| !is_active(value)).then(|| view! { <ui::Chip text=t!(i18n, admin.inactive) icon="ban" /> })
    };
    view! {
        <li>
            <a class="record-row" href=move || desk.address(&format!("id={id}")) data-off=move || value.with(|value| !is_active(value)).then_some("")>
                <span class="record-name">{move || value.with(|value| text(value, "name").to_string())}</span>
                <span class="record-facts">{desk.spec.columns.iter().map(|name| fact(name)).collect_view()}</span>
                <span class="record-end">{off}</span>
            </a>
        </li>
    }
}
