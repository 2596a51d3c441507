//! `/knowledge/rules`: how many approve, and how often articles are verified; and articles that change hands.

use leptos::prelude::*;
use yingda_shared::catalog::Category;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::identity::User;
use yingda_shared::kernel::id::CategoryId;
use yingda_shared::kernel::limits::{ARTICLE_REVIEWERS_MAX, PAGE_MAX};
use yingda_shared::knowledge::articles::{
    CategoryRule, GetKnowledgeSettings, GiveArticles, KnowledgeSettings, SaveKnowledgeSettings,
};
use yingda_shared::record::List;

use super::Frame;
use super::page::Missing;
use crate::boot::may;
use crate::cases::{Pick, RecordPicker, colleague, submit, submit_picked};
use crate::data::{Fetch, fetch_once};
use crate::form::{number, use_form};
use crate::i18n::use_i18n;
use crate::ui::{
    Button, Choice, ErrorSummary, IconButton, Kind, PageHeader, SectionCard, Select, Skeleton, TextInput, Tone,
    use_toasts,
};
use crate::unloaded::Unloaded;
use crate::{key, t};

#[component]
pub fn RulesPage() -> impl IntoView {
    view! {
        <Frame>
            {match may("articles.settings") {
                true => view! { <Cards /> }.into_any(),
                false => view! { <Missing /> }.into_any(),
            }}
        </Frame>
    }
}

#[component]
fn Cards() -> impl IntoView {
    let i18n = use_i18n();
    let asked = fetch_once(|| Some(GetKnowledgeSettings {}));
    let form = move || match (asked.data.get(), asked.fault.get()) {
        (Some(settings), _) => view! { <Form settings asked /> }.into_any(),
        (None, Some(fault)) => view! {
            <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| asked.refresh()) />
        }
        .into_any(),
        (None, None) => view! { <Skeleton label=t!(i18n, common.loading) rows=5 /> }.into_any(),
    };
    view! {
        <PageHeader title=t!(i18n, knowledge.rules) over=MaybeProp::derive(move || Some(i18n.say(key!(knowledge.title)))) />
        <SectionCard id="knowledge-rules" title=t!(i18n, knowledge.review)>{form}</SectionCard>
        {may("articles.give_all").then(|| view! { <GiveCard /> })}
    }
}

#[component]
fn Form(settings: KnowledgeSettings, asked: Fetch<GetKnowledgeSettings>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let form = use_form::<SaveKnowledgeSettings>();
    let field = |n: u16| RwSignal::new(n.to_string());
    let reviewers = field(settings.reviewers.into());
    let compliance = field(settings.compliance_reviewers.into());
    let months = field(settings.verify_months);
    let days = field(settings.feedback_days);
    let categories = RwSignal::new(settings.categories.clone());
    let kept = StoredValue::new(settings);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut faults = Vec::new();
        let small = |n: u16| u8::try_from(n).unwrap_or(u8::MAX);
        let settings = KnowledgeSettings {
            reviewers: small(number("reviewers", reviewers, &mut faults)),
            compliance_reviewers: small(number("compliance_reviewers", compliance, &mut faults)),
            verify_months: number("verify_months", months, &mut faults),
            feedback_days: number("feedback_days", days, &mut faults),
            categories: categories.get_untracked(),
            ..kept.get_value()
        };
        if !faults.is_empty() {
            return form.fault.set(Some(Fault::Invalid { fields: faults }));
        }
        submit(form, SaveKnowledgeSettings(settings), move |saved| {
            if saved.is_ok() {
                toasts.show(Tone::Ok, i18n.say(key!(common.saved)));
            }
            asked.refresh();
        });
    };
    let saves = may("articles.save_settings");
    view! {
        <form method="post" class="form" on:submit=send novalidate>
            <ErrorSummary title=t!(i18n, common.fix_these) errors=form.errors() />
            <div class="form-pair">
                <TextInput name="reviewers" label=t!(i18n, knowledge.needed) value=reviewers inputmode="numeric" error=form.error("reviewers") disabled=!saves />
                <TextInput name="compliance_reviewers" label=t!(i18n, knowledge.needed_compliance) value=compliance inputmode="numeric" error=form.error("compliance_reviewers") disabled=!saves />
            </div>
            <div class="form-pair">
                <TextInput name="verify_months" label=t!(i18n, knowledge.verify_months) value=months inputmode="numeric" error=form.error("verify_months") disabled=!saves />
                <TextInput name="feedback_days" label=t!(i18n, knowledge.feedback_days) value=days inputmode="numeric" error=form.error("feedback_days") disabled=!saves />
            </div>
            <CategoryRules categories saves />
            {saves.then(|| view! { <div class="form-actions"><Button kind=Kind::Primary submit=true label=t!(i18n, common.save) busy=form.busy /></div> })}
        </form>
    }
}

/// Categories whose articles are approved by more or fewer.
#[component]
fn CategoryRules(categories: RwSignal<Vec<CategoryRule>>, saves: bool) -> impl IntoView {
    let i18n = use_i18n();
    let known = fetch_once(|| Some(List::<Category> { all: true, limit: Some(PAGE_MAX), ..List::default() }));
    let pick = Pick::none();
    let name = move |id: CategoryId| {
        let found = known.data.with(|page| {
            page.as_ref().and_then(|page| page.rows.iter().find(|row| row.id == id).map(|row| row.name.clone()))
        });
        found.unwrap_or_else(|| "…".into())
    };
    // Whatever is picked stands in the list, with as many as all others need.
    Effect::new(move |_| {
        let Ok(category_id) = pick.id.with(|id| id.parse()) else { return };
        categories.update(|rules| {
            if rules.iter().all(|rule| rule.category_id != category_id) {
                rules.push(CategoryRule { category_id, reviewers: 1 });
            }
        });
        pick.set(String::new(), String::new());
    });
    let numbers = Signal::derive(move || {
        (0..=ARTICLE_REVIEWERS_MAX).map(|n| Choice::new(n.to_string(), n.to_string())).collect::<Vec<_>>()
    });
    let row = move |rule: CategoryRule| {
        let id = rule.category_id;
        let value = RwSignal::new(rule.reviewers.to_string());
        let set = move |n: String| {
            let Ok(n) = n.parse() else { return };
            categories.update(|rules| {
                rules.iter_mut().filter(|rule| rule.category_id == id).for_each(|rule| rule.reviewers = n)
            });
        };
        let remove = move |()| categories.update(|rules| rules.retain(|rule| rule.category_id != id));
        view! {
            <li class="version-row">
                <Select name=format!("category-{id}") label=Signal::derive(move || name(id)) choices=numbers value disabled=!saves on_change=set />
                {saves.then(|| view! { <IconButton label=t!(i18n, common.clear) icon="x" on_press=remove /> })}
            </li>
        }
    };
    let ids = move || categories.get();
    view! {
        <fieldset class="form">
            <legend>{t!(i18n, knowledge.by_category)}</legend>
            <ul class="version-list"><For each=ids key=|rule| rule.category_id children=row /></ul>
            {saves.then(|| view! {
                <RecordPicker<Category> name="category" label=t!(i18n, knowledge.add_category) pick offer=|row| row.active.then(String::new) />
            })}
        </fieldset>
    }
}

#[component]
fn GiveCard() -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let form = use_form::<GiveArticles>();
    let (from, to) = (Pick::none(), Pick::none());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let missing = |pick: Pick, name: &str| {
            pick.fault(name).or_else(|| {
                pick.id.with_untracked(String::is_empty).then(|| FieldFault::new(&format!("/{name}"), "required"))
            })
        };
        let faults = [missing(from, "from_id"), missing(to, "to_id")];
        let (Some(from_id), Some(to_id)) = (from.get(), to.get()) else {
            let fields = faults.into_iter().flatten().collect();
            return form.fault.set(Some(Fault::Invalid { fields }));
        };
        submit_picked(form, faults, GiveArticles { from_id, to_id }, move |given| {
            if let Ok(given) = given {
                let n = given.articles.to_string();
                toasts.show(Tone::Ok, i18n.fill(key!(knowledge.given), &[("n", &n)]));
            }
        });
    };
    // Whoever left is found as well.
    let anybody = |user: &User| (user.company_id.is_none() && user.firm_id.is_none()).then(|| user.login.clone());
    let all = Callback::new(|()| List::<User> { all: true, ..List::default() });
    view! {
        <SectionCard id="knowledge-give" title=Signal::derive(move || i18n.word("operations", "articles.give_all"))>
            <form method="post" class="form" on:submit=send novalidate>
                <ErrorSummary title=t!(i18n, common.fix_these) errors=form.errors() />
                <div class="form-pair">
                    <RecordPicker<User> name="from_id" label=t!(i18n, knowledge.give_from) pick=from offer=anybody narrow=all error=form.error("from_id") />
                    <RecordPicker<User> name="to_id" label=t!(i18n, knowledge.give_to) pick=to offer=colleague error=form.error("to_id") />
                </div>
                <div class="form-actions"><Button submit=true label=Signal::derive(move || i18n.word("operations", "articles.give_all")) busy=form.busy /></div>
            </form>
        </SectionCard>
    }
}
