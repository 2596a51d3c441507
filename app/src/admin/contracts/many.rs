//! Several records of one kind: picked one by one, shown as tags.

use leptos::prelude::*;
use yingda_shared::kernel::page::Page;
use yingda_shared::record::{List, Record};

use super::wrong::id_of;
use crate::admin::records::names::Names;
use crate::cases::{Search, use_search};
use crate::i18n::use_i18n;
use crate::{key, t, ui};

const OFFERED: u32 = 50;

/// What is picked, by ids.
#[derive(Clone, Copy)]
pub struct Many(pub RwSignal<Vec<String>>);

impl Many {
    pub fn set<T: std::fmt::Display>(self, ids: &[T]) {
        self.0.set(ids.iter().map(T::to_string).collect());
    }

    pub fn read<T: std::str::FromStr>(self) -> Vec<T> {
        self.0.with(|ids| ids.iter().filter_map(|id| id.parse().ok()).collect())
    }
}

/// An empty list is all there are: the help says so.
#[component]
pub fn ManyPicker<R: Record>(
    name: &'static str,
    #[prop(into)] label: Signal<String>,
    many: Many,
    names: Names,
    /// Narrows the question, as to the departments of one company.
    #[prop(optional)]
    narrow: Option<Callback<(), List<R>>>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let question = move |words: String| List::<R> {
        q: Some(words).filter(|q| !q.trim().is_empty()),
        limit: Some(OFFERED),
        ..narrow.and_then(|narrow| narrow.try_run(())).unwrap_or_default()
    };
    let offered = move |page: Page<R>| {
        let rows: Vec<serde_json::Value> = page.rows.iter().filter_map(|row| serde_json::to_value(row).ok()).collect();
        names.learn(&rows);
        let option = |row: &R| ui::ComboOption {
            key: row.id().to_string(),
            text: row.name().to_string(),
            note: row.keys().code.unwrap_or_default(),
            disabled: false,
        };
        page.rows.iter().filter(|row| row.active()).map(option).collect()
    };
    let Search { options, busy, on_search, empty } = use_search(question, offered);
    let (picked, typed) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move |_| names.want(R::KIND, many.0.get()));
    let called = move |id: &String| names.of(id).unwrap_or_else(|| "…".into());
    let tags = Signal::derive(move || many.0.with(|ids| ids.iter().map(called).collect::<Vec<_>>()));
    let add = Callback::new(move |option: ui::ComboOption| {
        many.0.update(|ids| {
            if !ids.contains(&option.key) {
                ids.push(option.key);
            }
        });
        picked.set(String::new());
        typed.set(String::new());
    });
    let remove = Callback::new(move |name: String| {
        many.0.update(|ids| {
            if let Some(at) = ids.iter().position(|id| untrack(|| called(id)) == name) {
                ids.remove(at);
            }
        });
    });
    view! {
        <div class="stack stack-2">
            <ui::Combobox
                name
                id=id_of(name)
                label
                value=picked
                text=typed
                options
                on_search
                on_pick=add
                busy=Signal::from(busy)
                empty
                clear_label=t!(i18n, common.clear)
                error
                placeholder=MaybeProp::derive(move || many.0.with(Vec::is_empty).then(|| i18n.say(key!(common.all))))
            />
            <ui::TagList label tags remove_label=MaybeProp::derive(move || Some(i18n.say(key!(admin.remove)))) on_remove=remove />
        </div>
    }
}
