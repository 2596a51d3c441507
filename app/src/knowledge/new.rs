//! `/knowledge/new`: what kind of article, in which language, about what; its template is the first text. The address may
//! hold the title.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use yingda_shared::kernel::id::{ArticleId, Uuid};
use yingda_shared::knowledge::articles::{ArticleKind, ArticleLanguage, ArticleText, WriteArticle};

use super::Frame;
use super::facets::{FacetFields, FacetsEdit};
use super::tools::choices;
use crate::boot::may;
use crate::cases::submit_picked;
use crate::form::use_form;
use crate::i18n::{Lang, find, use_i18n};
use crate::ui::{Button, ErrorSummary, Kind, PageHeader, SectionCard, Select, TextInput};
use crate::{key, t};

/// The headings of a kind in the language of the article.
pub fn template(kind: ArticleKind, language: ArticleLanguage) -> String {
    headed(kind, language, |_| String::new())
}

/// The same with what is known already under each heading.
pub fn headed(kind: ArticleKind, language: ArticleLanguage, said: impl Fn(&str) -> String) -> String {
    let lang = match language {
        ArticleLanguage::Zh => Lang::Zh,
        ArticleLanguage::En => Lang::En,
    };
    let heading = |word: &&str| {
        let words = find(&format!("words.article_heading.{word}")).map(|key| lang.text(key)).unwrap_or(*word);
        format!("## {words}\n\n{}\n\n", said(word))
    };
    kind.headings().iter().map(heading).collect()
}

#[component]
pub fn NewPage() -> impl IntoView {
    view! {
        <Frame>
            {match may("articles.write") {
                true => view! { <Form /> }.into_any(),
                false => view! { <super::page::Missing /> }.into_any(),
            }}
        </Frame>
    }
}

#[component]
fn Form() -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<WriteArticle>();
    let edit = FacetsEdit::of(None);
    let asked = use_query_map().with_untracked(|asked| asked.get("title"));
    let title = RwSignal::new(asked.unwrap_or_default());
    let first = if i18n.0.get_untracked() == Lang::En { ArticleLanguage::En } else { ArticleLanguage::Zh };
    let language = RwSignal::new(first.to_string());
    let languages = choices(ArticleLanguage::ALL.iter().map(|one| one.as_str()).collect(), "words.article_language");
    let navigate = use_navigate();
    // Made once, so that a second press does not make a second article.
    let id = StoredValue::new(None::<ArticleId>);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let facets = edit.read();
        let language = language.with_untracked(|word| ArticleLanguage::parse(word)).unwrap_or(ArticleLanguage::Zh);
        let article_id = id.get_value().unwrap_or_else(|| ArticleId(Uuid::now_v7()));
        id.set_value(Some(article_id));
        let text =
            ArticleText { title: title.get_untracked(), summary: String::new(), body: template(facets.kind, language) };
        let op = WriteArticle { article_id: Some(article_id), language, facets, text };
        let navigate = navigate.clone();
        submit_picked(form, edit.faults(), op, move |begun| {
            if let Ok(begun) = begun {
                navigate(
                    &format!("/knowledge/{}/edit", begun.id),
                    NavigateOptions { replace: true, ..NavigateOptions::default() },
                );
            }
        });
    };
    view! {
        <PageHeader title=t!(i18n, knowledge.add) lead=MaybeProp::derive(move || Some(i18n.say(key!(knowledge.add_lead)))) />
        <noscript><p class="quiet small">{t!(i18n, knowledge.needs_script)}</p></noscript>
        <form method="post" class="form needs-wasm" on:submit=send novalidate>
            <ErrorSummary title=t!(i18n, common.fix_these) errors=form.errors() />
            <SectionCard id="article-new" title=t!(i18n, knowledge.about)>
                <TextInput name="text/title" label=t!(i18n, knowledge.name) value=title required=true error=form.error("text/title") />
                <Select name="language" label=t!(i18n, knowledge.language) choices=languages value=language />
                <FacetFields edit fault=form.fault.into() />
            </SectionCard>
            <div class="form-actions"><Button kind=Kind::Primary submit=true label=t!(i18n, knowledge.begin) busy=form.busy /></div>
        </form>
    }
}
