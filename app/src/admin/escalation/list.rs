//! All policies, with their levels in words.

use leptos::prelude::*;
use yingda_shared::escalation::{EscalationPolicy, Scope};
use yingda_shared::record::{Details, List};

use super::sentence;
use crate::admin::records::names::Names;
use crate::admin::rules::choices::capital;
use crate::admin::rules::sentence::Say;
use crate::boot::may;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

const ALL: u32 = 500;

/// `/admin/escalation-policies`
#[component]
pub fn EscalationPoliciesPage() -> impl IntoView {
    let i18n = use_i18n();
    let say = Say { i18n, names: Names::new() };
    let policies = fetch(|| Some(List::<EscalationPolicy> { all: true, limit: Some(ALL), ..List::default() }));
    let rows =
        Memo::new(move |_| policies.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default()));
    Effect::new(move |_| say.want(rows.with(|rows| rows.iter().flat_map(Details::references).collect())));
    let title = move || i18n.word("words.records", "escalation_policies");
    let list = move || match (policies.data.with(Option::is_some), policies.fault.get()) {
        (true, _) if rows.with(Vec::is_empty) => {
            let text = MaybeProp::derive(move || Some(i18n.say(key!(escalation_admin.none_text))));
            view! { <ui::EmptyState icon="bell" title=t!(i18n, escalation_admin.none) text /> }.into_any()
        }
        (true, _) => {
            let row = move |policy: EscalationPolicy| view! { <Row policy say /> };
            view! {
                <ul class="rule-list policy-list" aria-label=title>
                    <For each=move || rows.get() key=|policy| (policy.id, policy.rv) children=row />
                </ul>
            }
            .into_any()
        }
        (false, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| policies.refresh()) /> }
                .into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    };
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title lead=MaybeProp::derive(move || Some(i18n.say(key!(escalation_admin.lead))))>
            {may("escalation_policies.save").then(|| view! { <ui::LinkButton label=t!(i18n, admin.add) icon="plus" kind=ui::Kind::Primary href="/admin/escalation-policies/new" /> })}
        </ui::PageHeader>
        {list}
    }
}

#[component]
fn Row(policy: EscalationPolicy, say: Say) -> impl IntoView {
    let i18n = say.i18n;
    let (name, active, scope) = (policy.name, policy.active, policy.scope);
    let level = move |level| view! { <li>{move || sentence::level(say, &level)}</li> };
    let levels = policy.levels.into_iter().map(level).collect_view();
    let off = (!active).then(|| view! { <ui::Chip text=t!(i18n, admin.inactive) icon="pause" bare=true /> });
    view! {
        <li data-off=(!active).then_some("")>
            <div class="rule-said">
                <a class="rule-name" href=format!("/admin/escalation-policies/{}", policy.id)>{name}</a>
                <small class="policy-scope">{move || scope_words(say, scope)}</small>
                <ol>{levels}</ol>
            </div>
            <span class="rule-end">{off}</span>
        </li>
    }
}

/// Whom or what a policy is for, by name where the name is known.
fn scope_words(say: Say, scope: Scope) -> String {
    let (word, id) = match scope {
        Scope::Default => ("default", None),
        Scope::Company { company_id } => ("company", Some(company_id.to_string())),
        Scope::Department { department_id } => ("department", Some(department_id.to_string())),
        Scope::Customer { contact_id } => ("customer", Some(contact_id.to_string())),
        Scope::Case { .. } => ("case", None),
    };
    let named = id.and_then(|id| say.names.of(&id)).map(|name| format!(" · {name}")).unwrap_or_default();
    format!("{}{named}", capital(&say.word("scope", word)))
}
