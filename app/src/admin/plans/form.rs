//! The editor of one plan, with its next dates and what became of those that were.

use leptos::prelude::*;
use yingda_shared::cases::Occasion;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::catalog::{Asset, Category};
use yingda_shared::contracts::Contract;
use yingda_shared::contracts::plans::{Opens, ServicePlan};
use yingda_shared::customers::{Contact, Department};
use yingda_shared::identity::User;
use yingda_shared::kernel::id::CompanyId;
use yingda_shared::organisation::Team;
use yingda_shared::record::List;

use super::edit::Edit;
use super::history::History;
use super::preview::Preview;
use super::timing::Timing;
use crate::admin::conflict::WholeConflict;
use crate::admin::keeping::keep;
use crate::admin::records::names::Names;
use crate::admin::rules::wrong::Wrong;
use crate::boot::may;
use crate::cases::RecordPicker;
use crate::i18n::{Key, use_i18n};
use crate::{key, t, ui};

/// `named` hears what it is called once it is saved.
#[component]
pub fn PlanForm(plan: ServicePlan, contract: Contract, named: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let fixed = !may("service_plans.save");
    let (is_new, id) = (plan.rv == 0, plan.id);
    let edit = Edit::of(&plan);
    called(edit, Names::new());
    let keeping = keep(
        edit.kept,
        move || edit.read(),
        "/admin/service-plans/",
        move |plan: &ServicePlan| drop(named.try_set(plan.name.clone())),
    );
    let wrong = Wrong(keeping.fault);
    let ended = wrong.at("/contract_id");
    let errors = Signal::derive(move || wrong.all(i18n, |pointer| edit.control(pointer)));
    let typed = Memo::new(move |_| edit.typed());
    let changed = move || is_new || typed.with(|(plan, _)| edit.kept.with(|kept| plan != kept));
    let said = move || i18n.say(if changed() { key!(rules.unsaved) } else { key!(admin.nothing_changed) });
    let help = move |key: Key| MaybeProp::derive(move || Some(i18n.say(key)));
    let occasions = Signal::derive(move || {
        let choice = |one: &Occasion| ui::Choice::new(one.as_str(), i18n.word("words.occasion", one.as_str()));
        Occasion::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    let opens = Signal::derive(move || {
        let choice = |one: &Opens| ui::Choice::new(one.as_str(), i18n.word("words.plan_opens", one.as_str()));
        Opens::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    let priorities = Signal::derive(move || {
        let choice = |one: &Priority| ui::Choice::new(one.as_str(), i18n.word("words.priority", one.as_str()));
        Priority::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    let dated = Memo::new(move |_| edit.occasion.with(|word| word != Occasion::Analysis.as_str()));
    // What its cases say moves no date.
    let asked = Memo::new(move |_| {
        typed.with(|(plan, faults)| {
            let dates =
                faults.iter().all(|fault| matches!(fault.pointer.as_str(), "/name" | "/subject" | "/description"));
            (dates && dated.get()).then(|| ServicePlan {
                name: "-".into(),
                subject: "-".into(),
                description: String::new(),
                note: String::new(),
                ..plan.clone()
            })
        })
    });
    let whose = contract.name.clone();
    let of_contract = format!("/admin/contracts/{}", contract.id);
    view! {
        <div id="plan-contract_id" tabindex="-1">
            <p class="quiet">{t!(i18n, plans.of_contract)}" "<a href=of_contract>{whose}</a></p>
            {move || ended.get().map(|error| view! { <p class="field-error">{error}</p> })}
        </div>
        <form class="rule-form contract-form" on:submit=move |event| keeping.submit(&event) novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            <WholeConflict kept=edit.kept fault=keeping.fault load=move |theirs: ServicePlan| edit.load(&theirs) again=move |()| keeping.go() />
            // Whoever may only look changes nothing.
            <fieldset class="rule-whole" disabled=fixed>
                <ui::SectionCard id="plan-basics" title=t!(i18n, plans.basics)>
                    <div class="contract-pair">
                        <ui::TextInput name="plan-name" label=t!(i18n, admin.field.name) value=edit.name required=true error=wrong.at("/name") readonly=fixed />
                        <ui::Select name="plan-occasion" label=t!(i18n, plans.occasion) choices=occasions value=edit.occasion disabled=fixed />
                        <ui::Select name="plan-opens" label=t!(i18n, plans.opens_what) choices=opens value=edit.opens help=help(key!(plans.opens_help)) disabled=fixed />
                        <div hidden=move || dated.get()>
                            <ui::Select name="plan-fault_priority" label=t!(i18n, plans.fault_priority) choices=priorities value=edit.fault_priority
                                blank=MaybeProp::derive(move || Some(i18n.say(key!(plans.choose)))) help=help(key!(plans.fault_help)) error=wrong.at("/fault_priority") disabled=fixed />
                        </div>
                    </div>
                    <ui::Checkbox name="plan-active" label=t!(i18n, admin.active) checked=edit.active disabled=fixed />
                </ui::SectionCard>
                <div hidden=move || !dated.get()>
                    <ui::SectionCard id="plan-timing" title=t!(i18n, plans.timing)>
                        <Timing edit wrong fixed />
                        <Preview plan=asked />
                    </ui::SectionCard>
                </div>
                <CaseOf edit wrong fixed company=contract.company_id priorities />
            </fieldset>
            {(!fixed).then(|| view! {
                <div class="save-bar">
                    <span role="status">{said}</span>
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy=keeping.busy />
                </div>
            })}
        </form>
        {(!is_new).then(|| view! { <History id /> })}
    }
}

/// What the case is that it opens.
#[component]
fn CaseOf(
    edit: Edit,
    wrong: Wrong,
    fixed: bool,
    company: CompanyId,
    priorities: Signal<Vec<ui::Choice>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let help = move |key: Key| MaybeProp::derive(move || Some(i18n.say(key)));
    let assets = Callback::new(move |()| List::<Asset> { company_id: Some(company), ..List::default() });
    let departments = Callback::new(move |()| List::<Department> { company_id: Some(company), ..List::default() });
    let contacts = Callback::new(move |()| List::<Contact> { company_id: Some(company), ..List::default() });
    view! {
        <ui::SectionCard id="plan-case" title=t!(i18n, plans.case)>
            <ui::TextInput name="plan-subject" label=t!(i18n, fields.subject) value=edit.subject required=true help=help(key!(plans.subject_help)) error=wrong.at("/subject") readonly=fixed />
            <ui::TextArea name="plan-description" label=t!(i18n, fields.description) value=edit.description rows=4 error=wrong.at("/description") />
            <div class="contract-pair">
                <RecordPicker<Category> name="plan-category_id" label=t!(i18n, fields.category_id) pick=edit.category error=wrong.at("/category_id") offer=|row| row.active.then(String::new) />
                <ui::Select name="plan-priority" label=t!(i18n, fields.priority) choices=priorities value=edit.priority
                    blank=MaybeProp::derive(move || Some(i18n.say(key!(plans.by_category)))) error=wrong.at("/priority") disabled=fixed />
                <RecordPicker<Team> name="plan-team_id" label=t!(i18n, fields.team_id) pick=edit.team error=wrong.at("/team_id") offer=|row| row.active.then(String::new) />
                <RecordPicker<User> name="plan-assignee_id" label=t!(i18n, fields.assignee_id) pick=edit.assignee error=wrong.at("/assignee_id")
                    offer=|row| (row.active && row.company_id.is_none() && row.firm_id.is_none()).then(String::new) />
                <RecordPicker<Asset> name="plan-asset_id" label=t!(i18n, fields.asset_id) pick=edit.asset narrow=assets error=wrong.at("/asset_id") offer=|row| row.active.then(|| row.serial.clone()) />
                <RecordPicker<Department> name="plan-department_id" label=t!(i18n, plans.department) pick=edit.department narrow=departments
                    error=wrong.at("/department_id") offer=|row| row.active.then(String::new) />
                <RecordPicker<Contact> name="plan-contact_id" label=t!(i18n, fields.contact_id) pick=edit.contact narrow=contacts
                    error=wrong.at("/contact_id") offer=|row| row.active.then(|| row.phone.clone()) />
            </div>
            <ui::TextArea name="plan-note" label=t!(i18n, fields.note) value=edit.note rows=2 error=wrong.at("/note") />
        </ui::SectionCard>
    }
}

/// What is picked is called by its name as soon as that is known.
fn called(edit: Edit, names: Names) {
    let picks = [
        ("calendars", edit.calendar),
        ("categories", edit.category),
        ("teams", edit.team),
        ("users", edit.assignee),
        ("assets", edit.asset),
        ("departments", edit.department),
        ("contacts", edit.contact),
    ];
    for (kind, pick) in picks {
        names.call(kind, pick.id, pick.text);
    }
}
