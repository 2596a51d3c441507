//! All contracts of the desk: who has what, until when, and what is left. The address holds what narrows them.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::contract::query;
use yingda_shared::contracts::{ContractState, SurveyContracts, SurveyedContract};
use yingda_shared::customers::Company;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::ContractId;
use yingda_shared::record::Get as GetRecord;

use super::survey::{Survey, survey};
use crate::boot::may;
use crate::cases::{Pick, RecordPicker};
use crate::contracts::{StandingChip, left, period};
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// Days within which a contract ends, as they are offered.
const ENDS: [u32; 4] = [30, 60, 90, 180];

/// What narrows the list; each part is one of the address.
#[derive(Clone, Copy)]
struct Filters {
    q: RwSignal<String>,
    state: RwSignal<String>,
    company: Pick,
    ends: RwSignal<String>,
    used_up: RwSignal<bool>,
}

impl Filters {
    fn of_address() -> Filters {
        let asked = use_query_map();
        let part = |name: &str| asked.with_untracked(|asked| asked.get(name)).unwrap_or_default();
        Filters {
            q: RwSignal::new(part("q")),
            state: RwSignal::new(part("state")),
            company: Pick::new(part("company"), String::new()),
            ends: RwSignal::new(part("ends")),
            used_up: RwSignal::new(!part("used").is_empty()),
        }
    }

    fn question(self, q: String) -> SurveyContracts {
        SurveyContracts {
            q: Some(q).filter(|q| !q.trim().is_empty()),
            state: self.state.with(|word| ContractState::parse(word)),
            company_id: self.company.id.with(|id| id.parse().ok()),
            ends_within: self.ends.with(|days| days.parse().ok()),
            used_up: self.used_up.get(),
            ..SurveyContracts::default()
        }
    }

    fn address(self) -> String {
        let parts = [
            ("q", self.q.get()),
            ("state", self.state.get()),
            ("company", self.company.id.get()),
            ("ends", self.ends.get()),
            ("used", if self.used_up.get() { "1".into() } else { String::new() }),
        ];
        format!("/admin/contracts{}", query(parts.into_iter().filter(|(_, value)| !value.is_empty())))
    }

    /// Whether anything but words narrows.
    fn narrows_beside_words(self) -> bool {
        let said = [self.state, self.company.id, self.ends];
        said.iter().any(|one| one.with(|one| !one.is_empty())) || self.used_up.get()
    }

    fn is_narrow(self) -> bool {
        self.address() != "/admin/contracts"
    }
}

/// `/admin/contracts`
#[component]
pub fn ContractsPage() -> impl IntoView {
    let i18n = use_i18n();
    let filters = Filters::of_address();
    let settled = RwSignal::new(filters.q.get_untracked());
    let ask = Memo::new(move |_| filters.question(settled.get()));
    let rows = survey(ask.into());
    let settles = move || {
        settled.track();
        ask.track();
    };
    ui::keep_address(settles, move || filters.address());
    let add = may("contracts.save").then(|| {
        view! { <ui::LinkButton label=t!(i18n, admin.add) icon="plus" kind=ui::Kind::Primary href="/admin/contracts/new" /> }
    });
    let title = move || i18n.word("words.records", "contracts");
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title lead=MaybeProp::derive(move || Some(i18n.say(key!(contracts.lead))))>{add}</ui::PageHeader>
        <Tools filters settled />
        <Rows rows filters />
    }
}

#[component]
fn Tools(filters: Filters, settled: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let typed =
        Callback::new(ui::resting(std::time::Duration::from_millis(200), move |text: String| settled.set(text)));
    let states = Signal::derive(move || {
        let choice =
            |state: &ContractState| ui::Choice::new(state.as_str(), i18n.word("words.contract_state", state.as_str()));
        ContractState::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    let ends = Signal::derive(move || {
        let choice = |days: &u32| {
            let n = days.to_string();
            ui::Choice::new(n.clone(), i18n.fill(key!(contracts.ends_within), &[("n", &n)]))
        };
        ENDS.iter().map(choice).collect::<Vec<_>>()
    });
    // A customer in the address is called by name as soon as that is known.
    let named = fetch_once(move || {
        let id = filters.company.id.get_untracked().parse().ok()?;
        may("companies.get").then(|| GetRecord::<Company>::new(id))
    });
    Effect::new(move |_| {
        let Some(name) = named.data.with(|company| company.as_ref().map(|company| company.name.clone())) else {
            return;
        };
        if filters.company.text.with_untracked(String::is_empty) {
            filters.company.text.set(name);
        }
    });
    let any = move |key| MaybeProp::derive(move || Some(i18n.say(key)));
    let narrows = Signal::derive(move || filters.narrows_beside_words());
    view! {
        <div class="contract-tools" role="search">
            <ui::TextInput name="q" id="contract-search" label=t!(i18n, common.search) kind="search" value=filters.q on_input=typed />
            <ui::FoldedFilters label=t!(i18n, common.filters) narrows>
            <RecordPicker<Company> name="company" label=t!(i18n, fields.company_id) pick=filters.company offer=|row| row.active.then(|| row.code.clone()) />
            <ui::Select name="state" label=t!(i18n, fields.state) choices=states value=filters.state blank=any(key!(contracts.any_state)) />
            <ui::Select name="ends" label=t!(i18n, contracts.end) choices=ends value=filters.ends blank=any(key!(contracts.any_end)) />
            <ui::Checkbox name="used" label=t!(i18n, contracts.used_up) checked=filters.used_up />
            </ui::FoldedFilters>
        </div>
    }
}

#[component]
fn Rows(rows: Survey, filters: Filters) -> impl IntoView {
    let i18n = use_i18n();
    let title = move || i18n.word("words.records", "contracts");
    let head = move || {
        view! {
            <div class="record-head" aria-hidden="true">
                <span>{i18n.say(key!(admin.field.name))}</span>
                <span>{i18n.say(key!(fields.company_id))}</span>
                <span>{i18n.say(key!(contracts.when))}</span>
                <span>{i18n.say(key!(contracts.rest))}</span>
                <span>{i18n.say(key!(fields.state))}</span>
            </div>
        }
    };
    let ids = move || rows.rows.with(|rows| rows.iter().map(|row| row.account.id).collect::<Vec<_>>());
    let list = move || {
        let shown =
            Signal::derive(move || i18n.fill(key!(common.shown), &[("n", &rows.rows.with(Vec::len).to_string())]));
        view! {
            <div class="record-list contract-list">
                {head}
                <ul aria-label=title><For each=ids key=|id| *id children=move |id| row(rows, id) /></ul>
                <ui::LoadMore label=t!(i18n, common.load_more) busy=rows.loading more=Signal::derive(move || rows.has_more()) shown on_press=move |()| rows.more() />
            </div>
        }
        .into_any()
    };
    let empty = move || match untrack(|| filters.is_narrow()) {
        true => view! { <ui::EmptyState icon="search" title=t!(i18n, common.nothing_found) /> }.into_any(),
        false => {
            let text = MaybeProp::derive(move || Some(i18n.say(key!(contracts.lead))));
            view! { <ui::EmptyState icon="book" title=t!(i18n, contracts.none) text /> }.into_any()
        }
    };
    let state = Memo::new(move |_| {
        let bare = rows.rows.with(Vec::is_empty) && !rows.has_more();
        match (bare, rows.fault.get(), rows.loading.get()) {
            (true, Some(fault), _) => State::Failed(fault),
            (true, None, true) => State::Waiting,
            (true, None, false) => State::Empty,
            _ => State::Rows,
        }
    });
    move || match state.get() {
        State::Failed(fault) => {
            let again = Callback::new(move |()| rows.refresh());
            view! { <Unloaded fault=Signal::stored(Some(fault)) again /> }.into_any()
        }
        State::Waiting => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
        State::Empty => empty(),
        State::Rows => list(),
    }
}

#[derive(Clone, PartialEq)]
enum State {
    Failed(Fault),
    Waiting,
    Empty,
    Rows,
}

/// One contract; it stays the same element while what is left of it changes, so that focus stays on it.
fn row(rows: Survey, id: ContractId) -> impl IntoView {
    let i18n = use_i18n();
    let found = Memo::new(move |before: Option<&Option<SurveyedContract>>| {
        let now = rows.rows.with(|rows| rows.iter().find(|row| row.account.id == id).cloned());
        now.or_else(|| before.cloned().flatten())
    });
    let shown = move || {
        let SurveyedContract { account, code, company, .. } = found.get()?;
        let (starts_at, ends_at, balances) = (account.starts_at, account.ends_at, account.balances);
        Some(view! {
            <span class="record-name">{account.name}{(!code.is_empty()).then(|| view! { <small class="mono">{code}</small> })}</span>
            <span class="record-facts">
                <span class="record-fact">{company}</span>
                <span class="record-fact">{move || period(i18n, starts_at, ends_at)}</span>
                <span class="record-fact">{move || left(i18n, &balances)}</span>
            </span>
            <span class="record-end"><StandingChip standing=account.standing bare=true /></span>
        })
    };
    view! { <li><a class="record-row" href=format!("/admin/contracts/{id}")>{shown}</a></li> }
}
