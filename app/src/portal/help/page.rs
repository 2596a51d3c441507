//! `/help/{slug}`: one article to read, to print, and to say whether it helped.

use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use leptos_router::hooks::use_params_map;
use yingda_shared::contract::push_encoded;
use yingda_shared::fault::Fault;
use yingda_shared::knowledge::articles::{ArticleLanguage, HelpArticle, OpenHelp, SawArticle};

use super::vote::VoteForm;
use crate::boot::{SetStatus, may, use_boot};
use crate::data::load;
use crate::format::exact;
use crate::i18n::use_i18n;
use crate::knowledge::Prose;
use crate::portal::{PageFault, PortalFrame};
use crate::ui::{Banner, EmptyState, LinkButton, Skeleton, Time, Tone};
use crate::{key, t};

/// The address of an article.
fn address(slug: &str) -> String {
    let mut address = String::from("/help/");
    push_encoded(&mut address, slug);
    address
}

#[component]
pub fn HelpPage() -> impl IntoView {
    let i18n = use_i18n();
    let status = SetStatus::of_page();
    let params = use_params_map();
    let told = load(move || OpenHelp { slug: params.with(|params| params.get("slug")).unwrap_or_default() });
    let shown = move || {
        let status = status.clone();
        Suspend::new(async move {
            match told.await {
                Err(Fault::Gone { redirect: Some(to) }) => view! { <Moved to status /> }.into_any(),
                Err(fault) => view! { <PageFault fault status /> }.into_any(),
                Ok(article) => view! { <Shown article /> }.into_any(),
            }
        })
    };
    let waiting = move || view! { <main class="portal-main" id="main" tabindex="-1"><Skeleton label=t!(i18n, common.loading) rows=8 /></main> };
    view! {
        <PortalFrame title=t!(i18n, help.title) here="help">
            <Transition fallback=waiting>{shown}</Transition>
        </PortalFrame>
    }
}

/// The server sends readers on; whoever comes from another page here is shown the way.
#[component]
fn Moved(to: String, status: SetStatus) -> impl IntoView {
    let i18n = use_i18n();
    status.set(410);
    view! {
        <main class="portal-main portal-narrow" id="main" tabindex="-1">
            <h1 class="vh">{t!(i18n, help.moved)}</h1>
            <EmptyState icon="arrow-right" title=t!(i18n, help.moved)>
                <LinkButton label=t!(i18n, help.moved_to) href=to />
            </EmptyState>
        </main>
    }
}

#[component]
fn Shown(article: HelpArticle) -> impl IntoView {
    let i18n = use_i18n();
    let id = article.id;
    // Counted once the page is looked at, not when a machine fetches it.
    let counts = may("articles.saw");
    Effect::new(move |before: Option<()>| {
        if before.is_none() && counts {
            leptos::task::spawn_local(async move {
                let _ = crate::api::call(SawArticle { id }).await;
            });
        }
    });
    let lang = match article.language {
        ArticleLanguage::Zh => "zh-CN",
        ArticleLanguage::En => "en",
    };
    let public = use_boot().with_value(|boot| boot.public_url.trim_end_matches('/').to_string());
    let here = format!("{public}{}", address(&article.slug));
    let pair = article.pair.as_deref().map(|slug| (if lang == "en" { "zh-CN" } else { "en" }, address(slug)));
    let alternate = pair.clone().map(|(lang, path)| {
        let there = format!("{public}{path}");
        view! { <Link rel="alternate" hreflang=lang href=there /> }
    });
    let own = pair.is_some().then(|| {
        let here = here.clone();
        view! { <Link rel="alternate" hreflang=lang href=here /> }
    });
    let other = pair.map(|(lang, path)| {
        view! { <p class="small"><a href=path hreflang=lang lang=lang>{t!(i18n, help.other_language)}</a></p> }
    });
    let about = [article.category, article.product].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
    let at = article.published_at;
    let outdated =
        article.outdated.then(|| view! { <Banner tone=Tone::Warn text=t!(i18n, help.outdated) card=true /> });
    let updated = move || i18n.fill(key!(help.updated), &[("time", &exact(at))]);
    view! {
        <Title text=article.title.clone() />
        <Link rel="canonical" href=here />
        {(!article.summary.is_empty()).then(|| view! { <Meta name="description" content=article.summary.clone() /> })}
        {alternate}{own}
        <main class="portal-main help-page" id="main" tabindex="-1">
            <article lang=lang>
                <h1>{article.title}</h1>
                <p class="help-facts quiet small"><span>{about.join(" · ")}</span><Time ms=at text=updated /></p>
                {outdated}
                {(!article.summary.is_empty()).then(|| view! { <p class="help-summary">{article.summary}</p> })}
                <Prose text=article.body />
            </article>
            {other}
            {may("articles.vote").then(|| view! { <VoteForm id helped=article.helped /> })}
            <p class="help-on"><a href="/help">{t!(i18n, help.all)}</a><a href="/submit">{t!(i18n, help.still_stuck)}</a></p>
        </main>
    }
}
