//! `/knowledge/{id}`: an article to read, where it stands, and what may be done with it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::ArticleId;
use yingda_shared::knowledge::articles::{ArticleDetail, ArticleVersion, GetArticle, LinkWarning, Stage};

use super::acts::Acts;
use super::asks::{Asked, Dialogs};
use super::chips::{AudienceChip, ConfidenceChip, GovernanceChip, StateChip, UnverifiedChip};
use super::facts::FactsCard;
use super::review::ReviewCard;
use super::uses::UsesCard;
use super::versions::VersionsCard;
use super::{Frame, Prose};
use crate::data::{Fetch, fetch};
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Open {
    pub id: ArticleId,
    pub detail: Fetch<GetArticle>,
    pub asked: RwSignal<Option<Asked>>,
}

impl Open {
    pub fn new(id: ArticleId) -> Open {
        Open { id, detail: fetch(move || Some(GetArticle { id })), asked: RwSignal::new(None) }
    }

    /// Whether an operation may be run on the article as it stands.
    pub fn may(self, act: &str) -> bool {
        self.detail.data.with(|detail| detail.as_ref().is_some_and(|detail| detail.acts.iter().any(|one| one == act)))
    }

    /// Told by this device: what only the server can do is not offered.
    pub fn is_kept(self) -> bool {
        self.detail.data.with(|detail| detail.as_ref().is_some_and(|detail| detail.kept))
    }

    pub fn with<T>(self, read: impl FnOnce(&ArticleDetail) -> T) -> Option<T> {
        self.detail.data.with(|detail| detail.as_ref().map(read))
    }
}

#[component]
pub fn ArticlePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<ArticleId>().ok()));
    view! {
        <Frame>
            {move || match id.get() {
                Some(id) => view! { <One id /> }.into_any(),
                None => view! { <Missing /> }.into_any(),
            }}
        </Frame>
    }
}

#[derive(Clone, PartialEq)]
enum State {
    Waiting,
    Missing,
    Failed(Fault),
    Shown,
}

#[component]
fn One(id: ArticleId) -> impl IntoView {
    let i18n = use_i18n();
    let open = Open::new(id);
    let state = Memo::new(move |_| match (open.detail.data.with(Option::is_some), open.detail.fault.get()) {
        (true, _) => State::Shown,
        (false, Some(Fault::NotFound | Fault::Forbidden)) => State::Missing,
        (false, Some(fault)) => State::Failed(fault),
        (false, None) => State::Waiting,
    });
    move || match state.get() {
        State::Waiting => view! {
            <ui::PageHeader title=t!(i18n, knowledge.title) />
            <ui::Skeleton label=t!(i18n, common.loading) rows=8 />
        }
        .into_any(),
        State::Missing => view! { <Missing /> }.into_any(),
        State::Failed(fault) => view! {
            <ui::PageHeader title=t!(i18n, knowledge.title) />
            <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| open.detail.refresh()) />
        }
        .into_any(),
        State::Shown => view! { <Shown open /> }.into_any(),
    }
}

#[component]
pub fn Missing() -> impl IntoView {
    let i18n = use_i18n();
    let text = t!(i18n, common.not_found_text);
    view! {
        <ui::PageHeader title=t!(i18n, knowledge.title) />
        <ui::EmptyState icon="search" title=t!(i18n, common.not_found_title) text=MaybeProp::derive(move || Some(text())) />
    }
}

#[component]
fn Shown(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || open.with(|detail| detail.article.title.clone()).unwrap_or_default());
    let over = MaybeProp::derive(move || {
        open.with(|detail| detail.article.kind).map(|kind| i18n.word("words.article_kind", kind.as_str()))
    });
    let lead =
        MaybeProp::derive(move || open.with(|detail| detail.article.summary.clone()).filter(|text| !text.is_empty()));
    let axes = Memo::new(move |_| {
        open.with(|detail| {
            let article = &detail.article;
            (article.state, article.confidence, article.audience, article.governance, detail.unverified)
        })
    });
    let chips = move || {
        let (state, confidence, audience, governance, unverified) = axes.get()?;
        Some(view! {
            <p class="article-chips">
                <StateChip state /><ConfidenceChip confidence /><AudienceChip audience /><GovernanceChip governance />
                {unverified.then(|| view! { <UnverifiedChip /> })}
            </p>
        })
    };
    let versions = Memo::new(move |_| crate::boot::may("articles.versions") && !open.is_kept());
    let kept = Memo::new(move |_| open.is_kept());
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title over lead><Acts open /></ui::PageHeader>
        {chips}
        {move || kept.get().then(|| view! { <ui::Banner tone=ui::Tone::Info icon="cloud-off" text=t!(i18n, knowledge.kept_text) card=true /> })}
        <Warnings open />
        <div class="article-page">
            <div class="article-main">
                <Texts open />
                <ReviewCard open />
            </div>
            <div class="article-side">
                <FactsCard open />
                {move || (!kept.get()).then(|| view! { <UsesCard open /> })}
                {move || versions.get().then(|| view! { <VersionsCard open /> })}
            </div>
        </div>
        <Dialogs open />
    }
}

/// Links that lead nowhere, told to those who can mend them.
#[component]
pub fn Warnings(open: Open) -> impl IntoView {
    let warnings = Memo::new(move |_| open.with(|detail| detail.warnings.clone()).unwrap_or_default());
    view! { <LinkWarnings warnings /> }
}

#[component]
pub fn LinkWarnings(#[prop(into)] warnings: Signal<Vec<LinkWarning>>) -> impl IntoView {
    let i18n = use_i18n();
    let line = move |one: LinkWarning| {
        let fault = one.fault;
        view! { <li><span class="mono">{one.href}</span>" · "{move || i18n.word("words.article_link", fault.as_str())}</li> }
    };
    move || {
        let warnings = warnings.get();
        (!warnings.is_empty()).then(|| {
            view! {
                <ui::Banner tone=ui::Tone::Warn text=t!(i18n, knowledge.broken_links) card=true>
                    <ul class="link-warnings">{warnings.into_iter().map(line).collect_view()}</ul>
                </ui::Banner>
            }
        })
    }
}

/// The version that is read, and the one that is written beside it.
#[component]
fn Texts(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let both = Memo::new(move |_| {
        open.with(|detail| (detail.live.is_some(), detail.work.as_ref().map(|work| (work.n, work.stage))))
    });
    let active = RwSignal::new("live".to_string());
    let pick = move |work: bool| {
        open.with(|detail| {
            let version: Option<&ArticleVersion> = if work { detail.work.as_ref() } else { detail.live.as_ref() };
            version.map(|version| version.text.body.clone())
        })
        .flatten()
        .unwrap_or_default()
    };
    // Where there is one of the two, it is that one.
    let text = Memo::new(move |_| {
        pick(match both.get() {
            Some((false, _)) => true,
            Some((true, None)) => false,
            _ => active.with(|active| active == "work"),
        })
    });
    let choices = Signal::derive(move || {
        let n = both.get().and_then(|(_, work)| work).map(|(n, _)| n.to_string()).unwrap_or_default();
        vec![
            ui::Choice::new("live", i18n.say(key!(knowledge.as_read))),
            ui::Choice::new("work", i18n.fill(key!(knowledge.version_n), &[("n", &n)])),
        ]
    });
    let switch = move || {
        matches!(both.get(), Some((true, Some(_)))).then(|| {
            view! { <ui::Segmented name="version" label=t!(i18n, knowledge.versions) choices value=active /> }
        })
    };
    let returned = move || {
        let text = open.with(|detail| {
            let work = detail.work.as_ref().filter(|work| work.stage == Stage::Draft && !work.returned.is_empty());
            work.map(|work| work.returned.clone())
        });
        text.flatten().map(|text| {
            let words = i18n.fill(key!(knowledge.returned), &[("text", &text)]);
            view! { <ui::Banner tone=ui::Tone::Warn text=words card=true /> }
        })
    };
    let empty = move || {
        text.with(|text| text.trim().is_empty()).then(|| view! { <p class="quiet">{t!(i18n, knowledge.empty)}</p> })
    };
    view! {
        {returned}
        <section class="card article-text" aria-label=t!(i18n, knowledge.body)>
            <div class="card-body">{switch}<Prose text />{empty}</div>
        </section>
    }
}
