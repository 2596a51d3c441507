//! Records that a policy names: found by typing, shown as tags.

use std::collections::BTreeMap;

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::kernel::id::{Id, Uuid};
use yingda_shared::kernel::page::Page;
use yingda_shared::record::{self, List, Record};

use crate::api::call;
use crate::boot::may;
use crate::cases::Offer;
use crate::i18n::{Key, use_i18n};
use crate::{key, t, ui};

const OFFERED: u32 = 20;

/// A list of ids, and what to do with another one.
#[derive(Clone, Copy)]
pub struct Picked {
    pub ids: Signal<Vec<Uuid>>,
    pub set: Callback<Vec<Uuid>>,
}

/// A field for several records of a kind.
pub fn picks<R: Record>(
    name: impl Into<String>,
    label: Key,
    note: Option<Key>,
    picked: Picked,
    error: Signal<Option<String>>,
    fixed: bool,
) -> AnyView
where
    List<R>: Operation<Output = Page<R>>,
    record::Get<R>: Operation<Output = R>,
{
    picks_of::<R>(name.into(), label, note, picked, error, fixed, |_| Some(String::new()))
}

/// The same for some of them: `offer` gives the quiet second line, or leaves one out. `note` is the quiet word behind
/// the label, such as what an empty field means.
pub fn picks_of<R: Record>(
    name: String,
    label: Key,
    note: Option<Key>,
    picked: Picked,
    error: Signal<Option<String>>,
    fixed: bool,
    offer: Offer<R>,
) -> AnyView
where
    List<R>: Operation<Output = Page<R>>,
    record::Get<R>: Operation<Output = R>,
{
    let i18n = use_i18n();
    let (typed, value) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (options, busy) = (RwSignal::new(Vec::<ui::ComboOption>::new()), RwSignal::new(false));
    let names = RwSignal::new(BTreeMap::<Uuid, String>::new());
    let round = StoredValue::new(0u32);
    let asked = StoredValue::new(Vec::<Uuid>::new());
    // What was chosen before has its name from the server.
    Effect::new(move |_| {
        for id in picked.ids.get() {
            let known = names.with_untracked(|names| names.contains_key(&id));
            if known || asked.with_value(|asked| asked.contains(&id)) || !may(<record::Get<R> as Operation>::NAME) {
                continue;
            }
            asked.update_value(|asked| asked.push(id));
            leptos::task::spawn_local(async move {
                if let Ok(record) = call(record::Get::<R>::new(id)).await {
                    names.try_update(|names| names.insert(id, record.name().to_string()));
                }
            });
        }
    });
    let search = Callback::new(move |words: String| {
        round.update_value(|n| *n += 1);
        let mine = round.get_value();
        busy.set(true);
        leptos::task::spawn_local(async move {
            let question =
                List::<R> { q: Some(words).filter(|words| !words.is_empty()), limit: Some(OFFERED), ..List::default() };
            let answer = call(question).await;
            if round.try_get_value() != Some(mine) {
                return;
            }
            busy.set(false);
            let rows = answer.map(|page| page.rows).unwrap_or_default();
            names.update(|names| names.extend(rows.iter().map(|row| (row.id().uuid(), row.name().to_string()))));
            let option = |row: &R| {
                let (key, text) = (row.id().uuid().to_string(), row.name().to_string());
                offer(row).map(|note| ui::ComboOption { key, text, note, disabled: false })
            };
            options.set(rows.iter().filter_map(option).collect());
        });
    });
    let name_of = move |id: &Uuid| names.with(|names| names.get(id).cloned()).unwrap_or_else(|| "…".into());
    let tags = Signal::derive(move || picked.ids.with(|ids| ids.iter().map(name_of).collect::<Vec<_>>()));
    let add = Callback::new(move |option: ui::ComboOption| {
        let mut ids = picked.ids.get_untracked();
        if let Ok(id) = option.key.parse::<Uuid>()
            && !ids.contains(&id)
        {
            ids.push(id);
            picked.set.run(ids);
        }
        value.set(String::new());
        typed.set(String::new());
    });
    let remove = Callback::new(move |name: String| {
        let mut ids = picked.ids.get_untracked();
        let named = |id: &Uuid| names.with_untracked(|names| names.get(id).is_some_and(|known| *known == name));
        if let Some(at) = ids.iter().position(named) {
            ids.remove(at);
            picked.set.run(ids);
        }
    });
    let find = (!fixed).then(|| {
        view! {
            <ui::Combobox
                name=name
                label=i18n.t(label)
                value=value
                text=typed
                options=options
                on_search=search
                on_pick=add
                busy=busy
                empty=t!(i18n, common.nothing_found)
                clear_label=t!(i18n, common.clear)
                error=MaybeProp::derive(move || error.get())
                note=MaybeProp::derive(move || note.map(|note| i18n.say(note)))
            />
        }
    });
    let tags = match fixed {
        true => view! { <ui::TagList label=i18n.t(label) tags /> }.into_any(),
        false => {
            view! { <ui::TagList label=i18n.t(label) tags remove_label=MaybeProp::derive(move || Some(i18n.say(key!(admin.remove)))) on_remove=remove /> }
                .into_any()
        }
    };
    view! { <div class="stack stack-2">{find}{tags}</div> }.into_any()
}
