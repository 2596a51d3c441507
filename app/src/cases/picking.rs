//! Picking a record by typing: people, teams, firms, things. One field for all kinds.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::kernel::page::Page;
use yingda_shared::record::{List, Record};

use crate::api::call;
use crate::i18n::use_i18n;
use crate::ui::{ComboOption, Combobox};
use crate::{key, t};

/// Rest between keys before the server is asked.
const REST: std::time::Duration = std::time::Duration::from_millis(180);
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

/// What a combobox needs that asks the server for its options.
pub struct Search {
    pub options: RwSignal<Vec<ComboOption>>,
    pub busy: RwSignal<bool>,
    pub on_search: Callback<String>,
    /// What stands where no option does: nothing found, or why nobody could look.
    pub empty: Signal<String>,
}

/// Asks one operation, see `use_answers`.
pub fn use_search<O: Operation>(
    question: impl Fn(String) -> O + Copy + Send + Sync + 'static,
    offered: impl Fn(O::Output) -> Vec<ComboOption> + Copy + Send + Sync + 'static,
) -> Search {
    use_answers(move |words| {
        let question = question(words);
        async move { call(question).await.map(offered) }
    })
}

/// Asks once typing rests. Answers may overtake each other: only the newest question counts.
pub fn use_answers<F: Future<Output = Result<Vec<ComboOption>, Fault>> + 'static>(
    ask: impl Fn(String) -> F + Copy + Send + Sync + 'static,
) -> Search {
    let i18n = use_i18n();
    let options = RwSignal::new(Vec::<ComboOption>::new());
    let busy = RwSignal::new(false);
    let fault = RwSignal::new(None::<Fault>);
    let round = StoredValue::new(0u32);
    let on_search = Callback::new(move |words: String| {
        round.update_value(|n| *n += 1);
        let mine = round.get_value();
        busy.set(true);
        let now = move || {
            if round.try_get_value() != Some(mine) {
                return;
            }
            let answer = ask(words.clone());
            leptos::task::spawn_local(async move {
                let answer = answer.await;
                if round.try_get_value() != Some(mine) {
                    return;
                }
                let (found, refused) = match answer {
                    Ok(found) => (found, None),
                    Err(refused) => (Vec::new(), Some(refused)),
                };
                fault.set(refused);
                options.set(found);
                busy.set(false);
            });
        };
        set_timeout(now, REST);
    });
    let empty = Signal::derive(move || {
        let failed = fault.with(|fault| fault.as_ref().map(|fault| i18n.fault(fault)));
        failed.unwrap_or_else(|| i18n.say(key!(common.nothing_found)))
    });
    Search { options, busy, on_search, empty }
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
    let question = move |words: String| List::<R> {
        q: Some(words).filter(|q| !q.trim().is_empty()),
        limit: Some(OFFERED),
        ..narrow.and_then(|narrow| narrow.try_run(())).unwrap_or_default()
    };
    let offered = move |page: Page<R>| {
        let option = |row: &R| {
            let (key, text) = (row.id().to_string(), row.name().to_string());
            offer(row).map(|note| ComboOption { key, text, note, disabled: false })
        };
        page.rows.iter().filter_map(option).collect()
    };
    let Search { options, busy, on_search, empty } = use_search(question, offered);
    view! {
        <Combobox
            name
            label
            value=pick.id
            text=pick.text
            options
            on_search
            busy=Signal::from(busy)
            error
            help
            empty
            clear_label=t!(i18n, common.clear)
        />
    }
}
