//! The draft: what the rows are, how the file is read, which column is which field. Every choice is
//! kept on the server as it is made.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::imports::*;

use super::columns::Columns;
use super::faults::Faults;
use crate::api::call;
use crate::data::fetch_once;
use crate::i18n::{I18n, use_i18n};
use crate::ui::Choice;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// After typing, before what was typed is kept.
const REST: std::time::Duration = std::time::Duration::from_millis(400);

/// The choices while they are made.
#[derive(Clone, Copy)]
pub struct Draft {
    id: StoredValue<Import>,
    pub choices: RwSignal<Choices>,
    pub checked: RwSignal<Option<Checked>>,
    pub fault: RwSignal<Option<Fault>>,
    pub busy: RwSignal<bool>,
    typed: StoredValue<u32>,
    look: crate::data::Fetch<LookAtImport>,
}

impl Draft {
    /// Changes a choice and keeps it; `read` when the file is to be read anew.
    pub fn change(self, read: bool, change: impl FnOnce(&mut Choices)) {
        self.choices.update(change);
        self.checked.set(None);
        leptos::task::spawn_local(async move {
            if self.keep().await && read {
                self.look.refresh();
            }
        });
    }

    /// The same while something is typed: kept at a rest.
    pub fn type_in(self, change: impl FnOnce(&mut Choices)) {
        self.choices.update(change);
        self.checked.set(None);
        self.typed.update_value(|n| *n += 1);
        let mine = self.typed.get_value();
        let keep = move || {
            if self.typed.try_get_value() == Some(mine) {
                leptos::task::spawn_local(async move {
                    let _ = self.keep().await;
                });
            }
        };
        set_timeout(keep, REST);
    }

    async fn keep(self) -> bool {
        let Some(choices) = self.choices.try_get_untracked() else { return false };
        let answer = call(MapImport { id: self.id.get_value().id, choices }).await;
        let kept = answer.is_ok();
        self.fault.try_set(answer.err());
        kept
    }

    fn check(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            if self.keep().await {
                match call(CheckImport { id: self.id.get_value().id }).await {
                    Ok(checked) => drop(self.checked.try_set(Some(checked))),
                    Err(fault) => drop(self.fault.try_set(Some(fault))),
                }
            }
            self.busy.try_set(false);
        });
    }

    fn start(self, changed: Callback<Import>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            match call(StartImport { id: self.id.get_value().id }).await {
                Ok(import) => drop(changed.try_run(import)),
                Err(fault) => drop(self.fault.try_set(Some(fault))),
            }
            self.busy.try_set(false);
        });
    }
}

fn words(i18n: I18n, group: &'static str, all: impl IntoIterator<Item = &'static str>) -> Vec<Choice> {
    all.into_iter().map(|word| Choice::new(word, i18n.word(&format!("words.{group}"), word))).collect()
}

#[component]
pub fn Setup(import: Import, changed: Callback<Import>) -> impl IntoView {
    let i18n = use_i18n();
    let id = import.id;
    let look = fetch_once(move || Some(LookAtImport { id }));
    let draft = Draft {
        choices: RwSignal::new(import.choices.clone()),
        id: StoredValue::new(import),
        checked: RwSignal::new(None),
        fault: RwSignal::new(None),
        busy: RwSignal::new(false),
        typed: StoredValue::new(0),
        look,
    };
    // What nobody chose yet is what the file looks like.
    Effect::new(move |_| {
        let Some(look) = look.data.get() else { return };
        if draft.choices.with_untracked(|choices| choices.target.is_none() || choices.columns.is_empty()) {
            let guessed = look.columns.iter().filter_map(|column| Some((column.guess.clone()?, column.index)));
            draft.change(false, |choices| {
                choices.target = look.import.choices.target;
                choices.columns = guessed.collect();
            });
        }
    });
    let shown = move || match (look.data.get(), look.fault.get()) {
        (_, Some(fault)) => view! { <Unreadable draft fault /> }.into_any(),
        (Some(look), None) => view! { <Form draft look changed /> }.into_any(),
        (None, None) => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=6 /> }.into_any(),
    };
    view! { {shown} }
}

/// The file says nothing as it is read now: another encoding may be chosen.
#[component]
fn Unreadable(draft: Draft, fault: Fault) -> impl IntoView {
    let i18n = use_i18n();
    match fault.fields().first().cloned() {
        None => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| draft.look.refresh()) /> }
                .into_any()
        }
        Some(field) => {
            let readable = field.code.starts_with("table_encoding");
            view! {
                <ui::Banner card=true tone=ui::Tone::Danger text=move || i18n.field_fault(&field) />
                {readable.then(|| view! { <div class="form import-form"><Encodings draft found=None /></div> })}
            }
            .into_any()
        }
    }
}

#[component]
fn Encodings(draft: Draft, found: Option<Encoding>) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = draft.choices.get_untracked().encoding.or(found);
    let value = RwSignal::new(chosen.map(|encoding| encoding.to_string()).unwrap_or_default());
    let all = move || words(i18n, "encoding", Encoding::ALL.iter().map(|encoding| encoding.as_str()));
    view! {
        <ui::Select name="encoding" label=t!(i18n, import.encoding) choices=Signal::derive(all) value
            on_change=move |word: String| draft.change(true, |choices| choices.encoding = Encoding::parse(&word)) />
    }
}

#[component]
fn Form(draft: Draft, look: Look, changed: Callback<Import>) -> impl IntoView {
    let i18n = use_i18n();
    let target = look.import.choices.target.unwrap_or(Target::Customers);
    let target_value = RwSignal::new(target.to_string());
    let targets = move || words(i18n, "import_target", Target::ALL.iter().map(|target| target.as_str()));
    let retarget = move |word: String| {
        draft.change(true, |choices| {
            choices.target = Target::parse(&word);
            choices.columns.clear();
            choices.fixed.clear();
        });
    };
    let sheets: Vec<Choice> = look.sheets.iter().map(|name| Choice::new(name.clone(), name.clone())).collect();
    let sheet = RwSignal::new(look.sheet.clone().unwrap_or_default());
    let several = sheets.len() > 1;
    let resheet = move |name: String| {
        draft.change(true, |choices| {
            choices.sheet = Some(name);
            choices.columns.clear();
        });
    };
    let delimiter = RwSignal::new(look.delimiter.map(|delimiter| delimiter.to_string()).unwrap_or_default());
    let delimiters = move || words(i18n, "delimiter", Delimiter::ALL.iter().map(|delimiter| delimiter.as_str()));
    let is_text = look.delimiter.is_some();
    let redelimit = move |word: String| {
        draft.change(true, |choices| {
            choices.delimiter = Delimiter::parse(&word);
            choices.columns.clear();
        });
    };
    let choices = draft.choices.get_untracked();
    let duplicate = RwSignal::new(choices.on_duplicate.unwrap_or(OnDuplicate::Skip).to_string());
    let duplicates = move || words(i18n, "on_duplicate", OnDuplicate::ALL.iter().map(|way| way.as_str()));
    let order = RwSignal::new(choices.dates.map(|order| order.to_string()).unwrap_or_default());
    let orders = move || words(i18n, "date_order", DateOrder::ALL.iter().map(|order| order.as_str()));
    let dated: Vec<String> = look.fields.iter().filter(|field| field.date).map(|field| field.name.clone()).collect();
    let columns = look.columns.clone();
    let ambiguous = Memo::new(move |_| {
        let asked = draft.fault.with(|fault| {
            fault.as_ref().is_some_and(|fault| fault.fields().iter().any(|field| field.code == "date_ambiguous"))
        });
        draft.choices.with(|choices| {
            let of = |field: &String| choices.columns.get(field).and_then(|at| columns.get(*at as usize));
            choices.dates.is_some() || asked || dated.iter().filter_map(of).any(|column| column.ambiguous)
        })
    });
    let dates = move || {
        ambiguous.get().then(|| {
            view! {
                <ui::Select name="dates" label=t!(i18n, import.dates) choices=Signal::derive(orders) value=order blank=MaybeProp::derive(move || Some(i18n.say(key!(import.dates_choose))))
                    help=MaybeProp::derive(move || Some(i18n.say(key!(import.dates_help))))
                    on_change=move |word: String| draft.change(false, |choices| choices.dates = DateOrder::parse(&word)) />
            }
        })
    };
    let wrong = move || {
        draft.fault.get().map(|fault| {
            let text = move || match fault.fields().first() {
                Some(field) if field.pointer.starts_with("/choices/columns/") => {
                    let name = field.pointer.trim_start_matches("/choices/columns/");
                    i18n.fill(key!(import.missing), &[("field", &i18n.word("words.import_field", name))])
                }
                Some(field) => i18n.field_fault(field),
                None => i18n.fault(&fault),
            };
            view! { <ui::Banner card=true tone=ui::Tone::Danger text=text /> }
        })
    };
    let shown = StoredValue::new(look);
    view! {
        <div class="form import-form">
            <div class="import-choices">
                <ui::Select name="target" label=t!(i18n, import.target) choices=Signal::derive(targets) value=target_value on_change=retarget />
                <ui::Select name="on_duplicate" label=t!(i18n, import.duplicate) choices=Signal::derive(duplicates) value=duplicate
                    on_change=move |word: String| draft.change(false, |choices| choices.on_duplicate = OnDuplicate::parse(&word)) />
                {several.then(|| view! { <ui::Select name="sheet" label=t!(i18n, import.sheet) choices=Signal::stored(sheets) value=sheet on_change=resheet /> })}
                {is_text.then(|| view! { <Encodings draft found=shown.with_value(|look| look.encoding) /> })}
                {is_text.then(|| view! { <ui::Select name="delimiter" label=t!(i18n, import.delimiter) choices=Signal::derive(delimiters) value=delimiter on_change=redelimit /> })}
                {dates}
            </div>
            <Columns draft look=shown.get_value() />
            {wrong}
            <Faults checked=draft.checked />
            <Acts draft changed />
        </div>
    }
}

/// First a look, then the start: the start says how many rows it brings.
#[component]
fn Acts(draft: Draft, changed: Callback<Import>) -> impl IntoView {
    let i18n = use_i18n();
    let rows = Memo::new(move |_| {
        draft.checked.with(|checked| checked.as_ref().map(|checked| (checked.counts.written(), checked.more)))
    });
    move || {
        match rows.get() {
        Some((n, more)) => {
            let label = move || {
                let n = format!("{n}{}", if more { "+" } else { "" });
                i18n.fill(key!(import.start), &[("n", &n)])
            };
            view! {
                <div class="form-actions">
                    <ui::Button kind=ui::Kind::Primary icon="upload" label=Signal::derive(label) busy=draft.busy disabled=Signal::stored(n == 0)
                        on_press=move || draft.start(changed) />
                    <ui::Button label=t!(i18n, import.check_again) busy=draft.busy on_press=move || draft.check() />
                </div>
            }
            .into_any()
        }
        None => view! {
            <div class="form-actions">
                <ui::Button kind=ui::Kind::Primary label=t!(i18n, import.check) busy=draft.busy on_press=move || draft.check() />
                <span class="quiet small">{t!(i18n, import.check_help)}</span>
            </div>
        }
        .into_any(),
    }
    }
}
