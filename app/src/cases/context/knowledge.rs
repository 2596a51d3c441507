//! Knowledge beside a case: what may help, what did, and the way to write down what was learnt.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use yingda_shared::cases::articles::{FoundArticle, SuggestArticles, UseArticle, UsedArticle, WriteFromCase};
use yingda_shared::contract::push_encoded;
use yingda_shared::kernel::id::ArticleId;
use yingda_shared::knowledge::articles::{ArticleKind, ArticleLanguage, Audience, UseKind};

use crate::api::call;
use crate::boot::{may, use_boot};
use crate::cases::pane::OpenCase;
use crate::data::{Fetch, fetch_once};
use crate::i18n::{Lang, use_i18n};
use crate::ui::{Button, Icon, Menu, MenuItem, MenuLink, Size, Skeleton, TextInput, Tone, resting, use_toasts};
use crate::{key, t};

/// Rest between keys before the server is asked.
const REST: Duration = Duration::from_millis(250);

#[component]
pub fn Knowledge(case: OpenCase) -> impl IntoView {
    may("cases.articles").then(|| view! { <Panel case /> })
}

#[component]
fn Panel(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let (words, settled) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let about = Memo::new(move |_| case.follow(|detail| (detail.case.id, detail.case.subject.clone())));
    // Asked anew when the case is about something else, not at each of its changes.
    let asked = fetch_once(move || {
        let (id, _) = about.get()?;
        Some(SuggestArticles { id, q: Some(settled.get()).filter(|q| !q.trim().is_empty()) })
    });
    let typed = Callback::new(resting(REST, move |text: String| settled.set(text)));
    let told = Memo::new(move |_| asked.data.get());
    let body = move || match (told.get(), asked.fault.get()) {
        (Some(told), _) => {
            let none = told.found.is_empty().then(|| view! { <p class="faint">{t!(i18n, knowledge.beside_none)}</p> });
            let used = told.used.clone();
            let found = move |article: FoundArticle| {
                let how = used.iter().filter(|one| one.id == article.id).map(|one| one.how).collect();
                view! { <Found case article how asked /> }
            };
            let others = told.used.into_iter().filter(|one| told.found.iter().all(|found| found.id != one.id));
            let others: Vec<UsedArticle> = others.collect();
            view! {
                {none}
                <ul class="beside-articles">{told.found.into_iter().map(found).collect_view()}</ul>
                <ul class="link-list">{others.into_iter().map(|one| view! { <Used one /> }).collect_view()}</ul>
            }
            .into_any()
        }
        (None, Some(fault)) => view! { <p class="faint">{move || i18n.fault(&fault)}</p> }.into_any(),
        (None, None) => view! { <Skeleton label=t!(i18n, common.loading) rows=2 /> }.into_any(),
    };
    view! {
        <section class="context-section">
            <h3>{t!(i18n, knowledge.beside)}</h3>
            <TextInput name="article_q" id="beside-articles-q" kind="search" label=t!(i18n, knowledge.beside_search) value=words on_input=typed />
            {body}
            <Capture case />
        </section>
    }
}

#[component]
fn Used(one: UsedArticle) -> impl IntoView {
    let i18n = use_i18n();
    let how = one.how;
    view! {
        <li><a href=format!("/knowledge/{}", one.id)><Icon name="book" /><span class="grow">{one.title}</span><small class="faint">{move || i18n.word("words.article_use", how.as_str())}</small></a></li>
    }
}

#[component]
fn Found(case: OpenCase, article: FoundArticle, how: Vec<UseKind>, asked: Fetch<SuggestArticles>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let id = article.id;
    let public = use_boot().with_value(|boot| boot.public_url.trim_end_matches('/').to_string());
    let may_use = Memo::new(move |_| case.may("cases.use_article") && !case.is_away());
    let said = move |article_id: ArticleId, how: UseKind| {
        let case_id = case.id();
        leptos::task::spawn_local(async move {
            match call(UseArticle { id: case_id, article_id, how }).await {
                Ok(_) => {
                    let words = match how {
                        UseKind::Solved => key!(knowledge.solved_now),
                        UseKind::Inserted => key!(knowledge.inserted_now),
                        UseKind::Linked | UseKind::Read => key!(knowledge.linked_now),
                    };
                    toasts.show(Tone::Ok, i18n.say(words));
                    case.fetch.refresh();
                    asked.refresh();
                }
                Err(fault) => toasts.show(Tone::Danger, i18n.fault(&fault)),
            }
        });
    };
    // What the customer cannot read is put into no reply to them.
    let theirs = matches!(article.audience, Audience::Customer | Audience::Public);
    let mut url = format!("{public}/help/");
    push_encoded(&mut url, &article.slug);
    let title = article.title.clone();
    let insert = Callback::new(move |()| {
        let words = i18n.fill(key!(knowledge.inserted_text), &[("title", &title), ("url", &url)]);
        case.insert.set(Some(words));
        said(id, UseKind::Inserted);
    });
    let marks = how.iter().map(|how| how.as_str()).collect::<Vec<_>>();
    let marks = move || marks.iter().map(|how| i18n.word("words.article_use", how)).collect::<Vec<_>>().join(" · ");
    let used = !how.is_empty();
    let stale = article.unverified.then(|| view! { <span>{t!(i18n, knowledge.unverified)}</span> });
    view! {
        <li class="beside-article">
            <span class="beside-article-text">
                <a href=format!("/knowledge/{id}")>{article.title}</a>
                {(!article.summary.is_empty()).then(|| view! { <small class="faint">{article.summary}</small> })}
                <small class="faint">{stale}{used.then(|| view! { <span>{marks}</span> })}</small>
            </span>
            {move || may_use.get().then(|| view! {
                <Menu id=format!("article-{id}") label=t!(i18n, common.more)>
                    {theirs.then(|| view! { <MenuItem label=t!(i18n, knowledge.insert) icon="reply" on_press=insert /> })}
                    <MenuItem label=t!(i18n, knowledge.link) icon="link" on_press=Callback::new(move |()| said(id, UseKind::Linked)) />
                    <MenuItem label=t!(i18n, knowledge.this_solved) icon="check-circle" on_press=Callback::new(move |()| said(id, UseKind::Solved)) />
                    <MenuLink label=t!(i18n, knowledge.wrong) icon="flag" href=format!("/knowledge/{id}#article-uses") />
                </Menu>
            })}
        </li>
    }
}

/// What was learnt, as a draft: one press.
#[component]
fn Capture(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let navigate = StoredValue::new(use_navigate());
    let busy = RwSignal::new(false);
    let may_write = Memo::new(move |_| case.may("cases.write_article") && !case.is_away());
    let write = move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let language = if i18n.0.get_untracked() == Lang::En { ArticleLanguage::En } else { ArticleLanguage::Zh };
        let op = WriteFromCase { id: case.id(), language, kind: ArticleKind::Fault };
        leptos::task::spawn_local(async move {
            let answer = call(op).await;
            busy.try_set(false);
            match answer {
                Ok(begun) => {
                    toasts.show(Tone::Ok, i18n.say(key!(knowledge.capture_done)));
                    let address = format!("/knowledge/{}/edit", begun.id);
                    navigate.try_with_value(|navigate| navigate(&address, NavigateOptions::default()));
                }
                Err(fault) => toasts.show(Tone::Danger, i18n.fault(&fault)),
            }
        });
    };
    move || {
        may_write.get().then(
            || view! { <Button size=Size::Small icon="book" label=t!(i18n, knowledge.capture) busy on_press=write /> },
        )
    }
}
