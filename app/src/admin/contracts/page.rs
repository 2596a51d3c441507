//! One contract: what it covers, what is left, how it came about, and what may be done with it.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use yingda_shared::contracts::{Contract, ContractAccount, ContractBalance, ContractState, Measure};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::ContractId;
use yingda_shared::record::{Get as GetRecord, List};

use super::chain::ChainCard;
use super::cover::CoverCard;
use super::form::{ContractForm, NewContract};
use super::hand::HandSheet;
use super::ledger::LedgerCard;
use super::money::MoneyCard;
use super::moves::{MoveDialog, icon, verb};
use super::renew::RenewSheet;
use crate::admin::plans::PlansCard;
use crate::admin::records::names::Names;
use crate::boot::may;
use crate::contracts::{Limits, StandingChip, period};
use crate::data::{Fetch, fetch};
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// Contracts of one customer that are looked through for those that follow each other.
const FAMILY: u32 = 200;

/// What is asked of the person before it is done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    TopUp,
    Adjust,
    Renew,
    Move(ContractState),
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Open {
    pub contract: Memo<Option<Contract>>,
    pub account: Memo<Option<ContractAccount>>,
    pub family: Memo<Vec<Contract>>,
    pub ledger: Fetch<ContractBalance>,
    pub names: Names,
    pub asked: RwSignal<Option<Asked>>,
    record: Fetch<GetRecord<Contract>>,
}

impl Open {
    fn new(id: ContractId) -> Open {
        let record = fetch(move || Some(GetRecord::<Contract>::new(id.0)));
        let ledger = fetch(move || may("contracts.balance").then_some(ContractBalance { id, before: None }));
        let contract = Memo::new(move |_| record.data.get());
        let company = Memo::new(move |_| contract.with(|contract| contract.as_ref().map(|one| one.company_id)));
        let siblings = fetch(move || {
            let company_id = Some(company.get()?);
            Some(List::<Contract> { company_id, all: true, limit: Some(FAMILY), ..List::default() })
        });
        Open {
            contract,
            account: Memo::new(move |_| ledger.data.with(|told| told.as_ref().map(|told| told.account.clone()))),
            family: Memo::new(move |_| {
                siblings.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default())
            }),
            ledger,
            names: Names::new(),
            asked: RwSignal::new(None),
            record,
        }
    }

    /// After a change of one's own.
    pub fn refresh(self) {
        self.record.refresh();
        self.ledger.refresh();
    }

    fn fault(self) -> Option<Fault> {
        self.record.fault.get()
    }
}

/// `/admin/contracts/{id}`; `new` is one to be made, `?edit` its form.
#[component]
pub fn ContractPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    move || match (id.get(), id.with(|id| id.parse::<ContractId>())) {
        (word, _) if word == "new" => view! { <NewContract /> }.into_any(),
        (_, Ok(id)) => view! { <One id /> }.into_any(),
        _ => view! { <Missing fault=Fault::NotFound /> }.into_any(),
    }
}

#[derive(Clone, PartialEq)]
enum State {
    Waiting,
    Failed(Fault),
    Shown,
    Edited,
}

#[component]
fn One(id: ContractId) -> impl IntoView {
    let i18n = use_i18n();
    let open = Open::new(id);
    let query = use_query_map();
    let edit = Memo::new(move |_| query.with(|query| query.get("edit").is_some()) && may("contracts.save"));
    let state = Memo::new(move |_| match (open.contract.with(Option::is_some), open.fault()) {
        (true, _) if edit.get() => State::Edited,
        (true, _) => State::Shown,
        (false, Some(fault)) => State::Failed(fault),
        (false, None) => State::Waiting,
    });
    let again = Callback::new(move |()| open.refresh());
    move || match state.get() {
        State::Failed(fault) => view! { <Missing fault again /> }.into_any(),
        State::Waiting => view! {
            <ui::PageHeader title=move || i18n.word("words.records", "contracts") />
            <ui::Skeleton label=t!(i18n, common.loading) rows=6 />
        }
        .into_any(),
        State::Shown => view! { <Shown open /> }.into_any(),
        // As it is now: what others save while it is being edited is told when it is saved.
        State::Edited => match open.contract.get_untracked() {
            Some(contract) => view! { <ContractForm contract saved=again /> }.into_any(),
            None => ().into_any(),
        },
    }
}

/// In place of a contract that is not there, or did not come.
#[component]
fn Missing(fault: Fault, #[prop(optional)] again: Option<Callback<()>>) -> impl IntoView {
    let i18n = use_i18n();
    let shown = match (fault, again) {
        (Fault::NotFound | Fault::Forbidden, _) | (_, None) => {
            let text = t!(i18n, common.not_found_text);
            view! { <ui::EmptyState icon="search" title=t!(i18n, common.not_found_title) text=MaybeProp::derive(move || Some(text())) /> }.into_any()
        }
        (fault, Some(again)) => view! { <Unloaded fault=Signal::stored(Some(fault)) again /> }.into_any(),
    };
    view! { <ui::PageHeader title=move || i18n.word("words.records", "contracts") />{shown} }
}

#[component]
fn Shown(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let of = move |part: fn(&Contract) -> String| {
        Signal::derive(move || open.contract.with(|contract| contract.as_ref().map(part).unwrap_or_default()))
    };
    let company = of(|contract| contract.company_id.to_string());
    Effect::new(move |_| open.names.want("companies", vec![company.get()]));
    let over = MaybeProp::derive(move || open.names.of(&company.get()));
    let code = of(|contract| contract.code.clone());
    let name = of(|contract| contract.name.clone());
    let when = move || {
        open.contract
            .with(|contract| contract.as_ref().map(|contract| period(i18n, contract.starts_at, contract.ends_at)))
    };
    let standing = move || {
        let standing = open.account.with(|account| account.as_ref().map(|account| account.standing.clone()));
        standing.map(|standing| view! { <StandingChip standing /> })
    };
    view! {
        <leptos_meta::Title text=name />
        <ui::PageHeader title=name over lead=MaybeProp::derive(move || Some(code.get()).filter(|code| !code.is_empty()))><Acts open /></ui::PageHeader>
        <p class="contract-state">{standing}<span class="quiet">{when}</span></p>
        <div class="contract-page">
            <LeftCard open />
            <CoverCard open />
            <ChainCard open />
            <Plans open />
            <MoneyCard open />
            <LedgerCard open />
        </div>
        <HandSheet open />
        <RenewSheet open />
        <MoveDialog open />
    }
}

/// Its plans; none are added to what is over for ever.
#[component]
fn Plans(open: Open) -> impl IntoView {
    let shape = Memo::new(move |_| open.contract.with(|one| one.as_ref().map(|one| (one.id, one.state))));
    let id = Memo::new(move |_| shape.get().map(|(id, _)| id));
    let ended = Signal::derive(move || {
        shape.get().is_none_or(|(_, state)| matches!(state, ContractState::Cancelled | ContractState::Archived))
    });
    move || id.get().map(|id| view! { <PlansCard id ended /> })
}

/// What may be done now: the next step first, the rest behind it.
#[component]
fn Acts(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let shape = Memo::new(move |_| {
        open.contract.with(|contract| {
            contract.as_ref().map(|one| (one.id, one.state, one.limited().collect::<Vec<Measure>>().is_empty()))
        })
    });
    move || {
        let (id, state, endless) = shape.get()?;
        let ask = move |asked: Asked| Callback::new(move |()| open.asked.set(Some(asked)));
        let ended = matches!(state, ContractState::Cancelled | ContractState::Archived);
        let saves = may("contracts.save");
        let by_hand = !ended && !endless;
        let next = state.moves().iter().copied().find(|next| *next == ContractState::Active).filter(|_| saves);
        let first = match next {
            Some(next) => Some(view! {
                <ui::Button label=move || i18n.say(verb(state, next)) icon=icon(next) kind=ui::Kind::Primary on_press=ask(Asked::Move(next)) />
            }.into_any()),
            None if by_hand && may("contracts.top_up") => Some(view! {
                <ui::Button label=t!(i18n, contracts.top_up) icon="plus" kind=ui::Kind::Primary on_press=ask(Asked::TopUp) />
            }.into_any()),
            None => None,
        };
        let edit = (saves && !ended).then(|| {
            view! { <ui::LinkButton label=t!(i18n, common.edit) icon="edit" href=format!("/admin/contracts/{id}?edit=1") /> }
        });
        let item = move |label: Signal<String>, icon: &'static str, asked: Asked, danger: bool| {
            view! { <ui::MenuItem label icon danger on_press=ask(asked) /> }.into_any()
        };
        let mut more: Vec<AnyView> = Vec::new();
        if by_hand && next.is_some() && may("contracts.top_up") {
            more.push(item(Signal::derive(t!(i18n, contracts.top_up)), "plus", Asked::TopUp, false));
        }
        if by_hand && may("contracts.adjust") {
            more.push(item(Signal::derive(t!(i18n, contracts.adjust)), "sliders", Asked::Adjust, false));
        }
        if state != ContractState::Draft && may("contracts.renew") {
            more.push(item(Signal::derive(t!(i18n, contracts.renew)), "rotate", Asked::Renew, false));
        }
        for to in state.moves().iter().copied().filter(|to| saves && Some(*to) != next) {
            let label = Signal::derive(move || i18n.say(verb(state, to)));
            more.push(item(label, icon(to), Asked::Move(to), to == ContractState::Cancelled));
        }
        let more = (!more.is_empty()).then(|| {
            view! { <ui::Menu id="contract-more" label=t!(i18n, common.more) show_label=true>{more}</ui::Menu> }
        });
        Some(view! { {first}{edit}{more} })
    }
}

/// What is left, and what happens when nothing is.
#[component]
fn LeftCard(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let limits = move || match (open.account.get(), open.ledger.fault.get()) {
        (Some(account), _) => view! { <Limits balances=account.balances /> }.into_any(),
        (None, Some(fault)) => view! { <p class="quiet">{move || i18n.fault(&fault)}</p> }.into_any(),
        (None, None) => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=2 /> }.into_any(),
    };
    let rules = move || {
        let contract = open.contract.get()?;
        let (combine, then, next) = (contract.combine, contract.on_depletion, contract.next_id);
        let percent = contract.thresholds.iter().map(|share| format!("{share}%")).collect::<Vec<_>>();
        let both = contract.limits.len() + usize::from(contract.ends_at.is_some()) > 1;
        let next = move || {
            let named =
                open.family.with(|family| family.iter().find(|one| Some(one.id) == next).map(|one| one.name.clone()));
            next.map(
                |id| view! { " "<a href=format!("/admin/contracts/{id}")>{named.unwrap_or_else(|| "…".into())}</a> },
            )
        };
        let together = both.then(|| {
            view! { <ui::Fact name=t!(i18n, contracts.combine)>{move || i18n.word("words.combine", combine.as_str())}</ui::Fact> }
        });
        let told = (!percent.is_empty()).then(|| {
            view! { <ui::Fact name=t!(i18n, contracts.thresholds)>{move || percent.join(&i18n.say(key!(common.comma)))}</ui::Fact> }
        });
        Some(view! {
            <ui::DescriptionList>
                {together}
                <ui::Fact name=t!(i18n, contracts.on_depletion)>{move || i18n.word("words.on_depletion", then.as_str())}{next}</ui::Fact>
                {told}
            </ui::DescriptionList>
        })
    };
    view! { <ui::SectionCard id="contract-left" title=t!(i18n, contracts.rest)>{limits}{rules}</ui::SectionCard> }
}
