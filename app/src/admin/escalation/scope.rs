//! Whom or what a policy is for.

use leptos::prelude::*;
use yingda_shared::cases::queries::GetCase;
use yingda_shared::customers::{Company, Contact, Department};
use yingda_shared::kernel::id::{CaseId, Uuid};

use super::edit::{Edit, SCOPES};
use crate::admin::records::names::Names;
use crate::admin::rules::choices::choices;
use crate::admin::rules::wrong::Wrong;
use crate::api::call;
use crate::boot::may;
use crate::cases::{CasePicker, Pick, RecordPicker};
use crate::i18n::use_i18n;
use crate::{key, t, ui};

#[component]
pub fn ScopeFields(edit: Edit, wrong: Wrong, names: Names, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    names.call("companies", edit.company.id, edit.company.text);
    names.call("departments", edit.department.id, edit.department.text);
    names.call("contacts", edit.contact.id, edit.contact.text);
    numbered(edit.case);
    let scopes = Signal::derive(move || choices(i18n, "rule_words.scope", &SCOPES));
    let of = Memo::new(move |_| edit.of.get());
    let help = MaybeProp::derive(move || Some(i18n.say(key!(escalation_admin.scope_help))));
    let named = move || {
        match of.get().as_str() {
        "company" => {
            view! { <RecordPicker<Company> name="policy-company_id" label=t!(i18n, fields.company_id) pick=edit.company error=wrong.at("/scope/company_id") offer=|row| row.active.then(|| row.code.clone()) /> }.into_any()
        }
        "department" => {
            view! { <RecordPicker<Department> name="policy-department_id" label=move || i18n.word("rule_words.scope", "department") pick=edit.department error=wrong.at("/scope/department_id") offer=|row| row.active.then(String::new) /> }.into_any()
        }
        "customer" => {
            view! { <RecordPicker<Contact> name="policy-contact_id" label=t!(i18n, fields.contact_id) pick=edit.contact error=wrong.at("/scope/contact_id") offer=|row| row.active.then(|| row.phone.clone()) /> }.into_any()
        }
        "case" => {
            view! { <CasePicker name="policy-case_id" label=move || i18n.word("rule_words.scope", "case") pick=edit.case not=CaseId(Uuid::nil()) error=wrong.at("/scope/case_id") /> }.into_any()
        }
        _ => ().into_any(),
    }
    };
    view! {
        <ui::Select name="policy-scope" label=t!(i18n, escalation_admin.scope) choices=scopes value=edit.of error=wrong.at("/scope") help disabled=fixed />
        {named}
    }
}

/// What was chosen before is called as soon as that is known: a case, which is called by number and subject.
fn numbered(pick: Pick) {
    Effect::new(move |_| {
        let id = pick.id.get();
        if id.is_empty() || pick.text.with_untracked(|text| !text.is_empty()) || !may("cases.get") {
            return;
        }
        leptos::task::spawn_local(async move {
            let Ok(detail) = call(GetCase { id: id.clone() }).await else { return };
            // Somebody may have chosen another one in the meantime.
            if pick.id.try_get_untracked() == Some(id) && pick.text.with_untracked(String::is_empty) {
                pick.text.set(format!("{} {}", detail.case.number, detail.case.subject));
            }
        });
    });
}
