//! Fields that name other records: found by typing, shown by name.

use leptos::prelude::*;

use super::door::{Ask, door};
use super::draft::{Draft, Held};
use super::names::Names;
use super::spec::{is_active, text};
use crate::i18n::use_i18n;
use crate::{key, t, ui};

const OFFERED: u32 = 20;

/// Searches a kind for what was typed; the last question wins.
#[derive(Clone, Copy)]
struct Search {
    options: RwSignal<Vec<ui::ComboOption>>,
    busy: RwSignal<bool>,
    ask: Callback<String>,
}

fn search(kind: &'static str, draft: Draft, held: Held, names: Names) -> Search {
    let options = RwSignal::new(Vec::new());
    let busy = RwSignal::new(false);
    let round = StoredValue::new(0u32);
    let company = draft.held("company_id").filter(|_| held.field.within_company);
    let own = StoredValue::new(draft.id());
    let ask = Callback::new(move |typed: String| {
        let Some(door) = door(kind) else { return };
        let company = company.map(|company| company.text.get_untracked()).unwrap_or_default();
        round.update_value(|n| *n += 1);
        let mine = round.get_value();
        busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = (door.list)(Ask { q: typed, company, limit: Some(OFFERED), ..Ask::default() }).await;
            if round.try_get_value() != Some(mine) {
                return;
            }
            busy.set(false);
            let rows = answer.map(|page| page.rows).unwrap_or_default();
            names.learn(&rows);
            let option = |row: &serde_json::Value| ui::ComboOption {
                key: text(row, "id").into(),
                text: text(row, "name").into(),
                note: [text(row, "code"), text(row, "serial"), text(row, "phone")]
                    .into_iter()
                    .find(|note| !note.is_empty())
                    .unwrap_or_default()
                    .into(),
                disabled: false,
            };
            let fits = |row: &&serde_json::Value| is_active(row) && own.with_value(|own| own != text(row, "id"));
            options.set(rows.iter().filter(fits).map(option).collect());
        });
    });
    Search { options, busy, ask }
}

/// One record of another kind.
#[component]
pub fn OneField(
    draft: Draft,
    held: Held,
    kind: &'static str,
    names: Names,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let found = search(kind, draft, held, names);
    names.call(kind, held.text, held.typed);
    let (label, help) = (held.field.label, held.field.help);
    view! {
        <ui::Combobox
            name=held.field.name
            id=held.id()
            label=i18n.t(label)
            value=held.text
            text=held.typed
            options=found.options
            on_search=found.ask
            busy=found.busy
            empty=t!(i18n, common.nothing_found)
            clear_label=t!(i18n, common.clear)
            help=MaybeProp::derive(move || help.map(|help| i18n.say(help)))
            error=MaybeProp::derive(move || error.get())
            note=MaybeProp::derive(move || (!held.field.required).then(|| i18n.say(key!(common.optional))))
            required=held.field.required
        />
    }
}

/// Several records of another kind: picked one by one, shown as tags.
#[component]
pub fn ManyField(
    draft: Draft,
    held: Held,
    kind: &'static str,
    names: Names,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let found = search(kind, draft, held, names);
    let picked = RwSignal::new(String::new());
    Effect::new(move |_| names.want(kind, held.many.get()));
    let name_of = move |id: &String| names.of(id).unwrap_or_else(|| "…".into());
    let tags = Signal::derive(move || held.many.with(|ids| ids.iter().map(name_of).collect::<Vec<_>>()));
    let add = Callback::new(move |option: ui::ComboOption| {
        held.many.update(|ids| {
            if !ids.contains(&option.key) {
                ids.push(option.key);
            }
        });
        picked.set(String::new());
        held.typed.set(String::new());
    });
    let remove = Callback::new(move |name: String| {
        held.many.update(|ids| {
            if let Some(at) = ids.iter().position(|id| names.of(id).as_deref() == Some(&name)) {
                ids.remove(at);
            }
        });
    });
    let (label, help) = (held.field.label, held.field.help);
    view! {
        <div class="stack stack-2">
            <ui::Combobox
                name=held.field.name
                id=held.id()
                label=i18n.t(label)
                value=picked
                text=held.typed
                options=found.options
                on_search=found.ask
                on_pick=add
                busy=found.busy
                empty=t!(i18n, common.nothing_found)
                clear_label=t!(i18n, common.clear)
                help=MaybeProp::derive(move || help.map(|help| i18n.say(help)))
                error=MaybeProp::derive(move || error.get())
                note=MaybeProp::derive(move || Some(i18n.say(key!(common.optional))))
            />
            <ui::TagList label=i18n.t(label) tags=tags remove_label=MaybeProp::derive(move || Some(i18n.say(key!(admin.remove)))) on_remove=remove />
        </div>
    }
}
