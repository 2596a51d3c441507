//! Picking a record by typing: people, teams, firms, things. One field for all kinds.

use leptos::prelude::*;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::record::{List, Record};

use crate::api::call;
use crate::i18n::use_i18n;
use crate::ui::{ComboOption, Combobox};
use crate::{key, t};

/// Rest between keys before the server is asked.
pub const REST: std::time::Duration = std::time::Duration::from_millis(180);
const OFFERED: u32 = 100;

/// What is picked: the id as text, and the words shown.
#[derive(Clone, Copy)]
pub struct Pick {
    pub id: RwSignal<String>,
    pub text: RwSignal<String>,
}

impl Pick {
    pub fn new(id: String, text: String) -> Pick {
        Pick { id: RwSignal::new(id), text: RwSignal::new(text) }
    }

    pub fn none() -> Pick {
        Pick::new(String::new(), String::new())
    }

    pub fn get<I: std::str::FromStr>(self) -> Option<I> {
        self.id.with_untracked(|id| id.parse().ok())
    }

    /// Words that name nothing: they must not pass for "nobody".
    pub fn fault(self, field: &str) -> Option<FieldFault> {
        let vague =
            self.id.with_untracked(String::is_empty) && self.text.with_untracked(|text| !text.trim().is_empty());
        vague.then(|| FieldFault::new(&format!("/{field}"), "unknown"))
    }

    pub fn set(self, id: String, text: String) {
        self.id.set(id);
        self.text.set(text);
    }
}

/// How a kind of record is offered: None leaves it out.
pub type Offer<R> = fn(&R) -> Option<String>;

/// A field that finds records of one kind. `offer` gives the quiet second line.
#[component]
pub fn RecordPicker<R: Record>(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    pick: Pick,
    offer: Offer<R>,
    /// Narrows the question, as to the assets of one company.
    #[prop(optional)]
    narrow: Option<Callback<(), List<R>>>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] help: MaybeProp<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let options = RwSignal::new(Vec::<ComboOption>::new());
    let busy = RwSignal::new(false);
    let fault = RwSignal::new(None::<Fault>);
    let round = StoredValue::new(0u32);
    let search = Callback::new(move |words: String| {
        round.update_value(|n| *n += 1);
        let mine = round.get_value();
        busy.set(true);
        let ask = move || {
            if round.try_get_value() != Some(mine) {
                return;
            }
            let question = List::<R> {
                q: Some(words.clone()).filter(|q| !q.trim().is_empty()),
                limit: Some(OFFERED),
                ..narrow.and_then(|narrow| narrow.try_run(())).unwrap_or_default()
            };
            leptos::task::spawn_local(async move {
                let answer = call(question).await;
                if round.try_get_value() != Some(mine) {
                    return;
                }
                let rows = match answer {
                    Ok(page) => {
                        fault.set(None);
                        page.rows
                    }
                    Err(refused) => {
                        fault.set(Some(refused));
                        Vec::new()
                    }
                };
                let offered = rows.iter().filter_map(|row| {
                    offer(row).map(|note| ComboOption {
                        key: row.id().to_string(),
                        text: row.name().to_string(),
                        note,
                        disabled: false,
                    })
                });
                options.set(offered.collect());
                busy.set(false);
            });
        };
        set_timeout(ask, REST);
    });
    let empty = Signal::derive(move || {
        fault
            .with(|fault| fault.as_ref().map(|fault| i18n.fault(fault)))
            .unwrap_or_else(|| i18n.say(key!(common.nothing_found)))
    });
    view! {
        <Combobox
            name
            label
            value=pick.id
            text=pick.text
            options
            on_search=search
            busy=Signal::from(busy)
            error
            help
            empty
            clear_label=t!(i18n, common.clear)
        />
    }
}
