//! One refused mutation: what it was about, why it was not accepted, the values side by side, and what
//! may be done about it.

use leptos::prelude::*;
use yingda_shared::cases::doc::KIND;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::offline::tray::{Compared, own_words};
use yingda_shared::sync::conflict::{Choice, Reason, fault_of};

use super::Refused;
use super::deciding::{discard, keep_as_note, reapply};
use crate::boot::use_boot;
use crate::cases::timeline::shown_value;
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::ui::{Button, Kind, Size, TextArea, Time};
use crate::{key, t};

#[component]
pub fn TrayCard(refused: Refused) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let Refused { item, fields, address } = refused;
    let Some(reason) = Reason::of(&item.verdict.outcome) else { return ().into_any() };
    let told = fault_of(&item.verdict.outcome).cloned().map(|fault| move || i18n.fault(&fault));
    let (operation, at) = (item.mutation.name.clone(), item.at);
    let editing = RwSignal::new(false);
    let words: Vec<(String, RwSignal<String>)> = fields.iter().filter(|field| field.words).map(written).collect();
    let may_edit = reason.choices().contains(&Choice::Edit) && !words.is_empty();
    let may_note = reason.choices().contains(&Choice::Note) && may_note(&item.mutation.about.kind);
    let note = own_words(&item.mutation);
    let may_note = may_note && !note.is_empty();
    let failed: RwSignal<Option<Fault>> = RwSignal::new(None);
    let words = StoredValue::new(words);
    let again = StoredValue::new(item.clone());
    let send = move |()| {
        let said =
            words.with_value(|words| words.iter().map(|(field, text)| (field.clone(), text.get_untracked())).collect());
        reapply(again.get_value(), if editing.get_untracked() { said } else { Vec::new() });
    };
    let may_send = move || editing.get() || reason.choices().contains(&Choice::Reapply);
    let rows = fields.into_iter().map(|field| view! { <FieldRows field words editing /> }).collect_view();
    view! {
        <li class="card tray-card">
            <div class="row spread">
                <h2>{move || i18n.word("operations", &operation)}</h2>
                <Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) />
            </div>
            <p class="tray-reason">{move || i18n.word("words.tray_reason", reason.as_str())}{told.map(|told| view! { <span class="muted">" · "{told}</span> })}</p>
            {rows}
            {move || failed.get().map(|fault| view! { <p class="field-error" role="alert">{i18n.fault(&fault)}</p> })}
            <div class="row tray-acts">
                {move || may_send().then(|| view! {
                    <Button label=t!(i18n, offline.tray_page.reapply) kind=Kind::Primary size=Size::Small on_press=send />
                })}
                {move || (may_edit && !editing.get()).then(|| view! {
                    <Button label=t!(i18n, offline.tray_page.edit) icon="edit" size=Size::Small on_press=move |()| editing.set(true) />
                })}
                {may_note.then(|| view! {
                    <Button label=t!(i18n, offline.tray_page.note) icon="lock" size=Size::Small on_press=move |()| keep_as_note(again.get_value(), note.clone(), failed) />
                })}
                {address.map(|address| view! { <a class="btn btn-sm" href=address>{t!(i18n, offline.tray_page.open)}</a> })}
                <Button label=t!(i18n, offline.tray_page.discard) size=Size::Small on_press=move |()| discard(i18n, again.get_value().mutation) />
            </div>
        </li>
    }
    .into_any()
}

/// Only those who may write among themselves keep something among themselves.
fn may_note(kind: &str) -> bool {
    let staff = use_boot().with_value(|boot| boot.me.kind == ActorKind::Staff);
    staff && kind == KIND
}

fn written(field: &Compared) -> (String, RwSignal<String>) {
    (field.field.clone(), RwSignal::new(field.mine.clone().unwrap_or_default()))
}

/// A field: 原值, 我的, 现值, as far as each is known.
#[component]
fn FieldRows(
    field: Compared,
    words: StoredValue<Vec<(String, RwSignal<String>)>>,
    editing: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let name = StoredValue::new(field.field.clone());
    let say = move |value: &str| name.with_value(|name| shown_value(i18n, name, value));
    let row = move |label: crate::i18n::Key, value: String| {
        view! { <dt>{move || i18n.say(label)}</dt><dd>{move || say(&value)}</dd> }
    };
    let text = words.with_value(|words| words.iter().find(|(known, _)| *known == field.field).map(|(_, text)| *text));
    let mine = StoredValue::new(field.mine);
    let by = field.theirs.as_ref().map(|change| (change.by.clone(), change.at));
    let who = by.map(|(by, at)| {
        let said = move || i18n.fill(key!(offline.tray_page.by), &[("by", &by), ("time", &ago(i18n, at, now.get()))]);
        view! { <dt></dt><dd><small>{said}</small></dd> }
    });
    let label = Signal::derive(move || name.with_value(|name| i18n.word("fields", name)));
    view! {
        <div class="tray-field">
            <h3>{move || label.get()}</h3>
            <dl>
                {field.was.map(|value| row(key!(offline.tray_page.was), value))}
                {move || match (text.filter(|_| editing.get()), mine.get_value()) {
                    (Some(text), _) => view! {
                        <dt>{t!(i18n, offline.tray_page.mine)}</dt>
                        <dd><TextArea name=name.get_value() label hide_label=true value=text rows=3 /></dd>
                    }.into_any(),
                    (None, Some(value)) => row(key!(offline.tray_page.mine), value).into_any(),
                    (None, None) => ().into_any(),
                }}
                {field.theirs.map(|change| row(key!(offline.tray_page.theirs), change.value))}
                {who}
            </dl>
        </div>
    }
}
