//! Versions of an article: when each was written, what it changed, and the way back to it.

use leptos::prelude::*;
use yingda_shared::kernel::id::ArticleId;
use yingda_shared::knowledge::articles::{GetVersion, ListVersions, RollBackArticle, Stage, VersionRow};

use super::chips::StageChip;
use super::diff::Diff;
use super::page::Open;
use crate::cases::submit;
use crate::data::{fetch, fetch_once};
use crate::form::use_form;
use crate::format::exact;
use crate::i18n::use_i18n;
use crate::ui::{Button, Dialog, SectionCard, Size, Skeleton, Time, Tone, use_toasts};
use crate::unloaded::Unloaded;
use crate::{key, t};

#[component]
pub fn VersionsCard(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let id = open.id;
    // Its own version says when there is another.
    let asked = Memo::new(move |_| open.detail.data.with(|detail| detail.as_ref().map(|detail| detail.article.rv)));
    let versions = fetch(move || asked.get().map(|_| ListVersions { id }));
    let shown = RwSignal::new(None::<u32>);
    let looking = RwSignal::new(false);
    Effect::new(move |_| {
        if !looking.get() {
            shown.set(None);
        }
    });
    let rows = Memo::new(move |_| versions.data.with(|told| told.as_ref().map(|told| told.rows.clone())));
    let live = Memo::new(move |_| open.detail.data.with(|detail| detail.as_ref().and_then(|one| one.article.live)));
    let body = move || match (rows.get(), versions.fault.get()) {
        (Some(rows), _) => {
            let row = move |row: VersionRow| view! { <Row row open shown looking /> };
            view! { <ol class="version-list">{rows.into_iter().map(row).collect_view()}</ol> }.into_any()
        }
        (None, Some(fault)) => view! {
            <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| versions.refresh()) />
        }
        .into_any(),
        (None, None) => view! { <Skeleton label=t!(i18n, common.loading) rows=2 /> }.into_any(),
    };
    let title = move || match shown.get() {
        Some(n) => i18n.fill(key!(knowledge.version_n), &[("n", &n.to_string())]),
        None => String::new(),
    };
    view! {
        <SectionCard id="article-versions" title=t!(i18n, knowledge.versions)>{body}</SectionCard>
        <Dialog id="article-version" title close_label=t!(i18n, common.close) open=looking wide=true>
            {move || shown.get().map(|n| view! { <Against id n live=live.get() /> })}
        </Dialog>
    }
}

#[component]
fn Row(row: VersionRow, open: Open, shown: RwSignal<Option<u32>>, looking: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let form = use_form::<RollBackArticle>();
    let (id, n) = (open.id, row.n);
    let look = move |()| {
        shown.set(Some(n));
        looking.set(true);
    };
    let back = move |()| {
        submit(form, RollBackArticle { id, n }, move |done| {
            if done.is_ok() {
                toasts.show(Tone::Ok, i18n.say(key!(knowledge.rolled_back)));
                open.detail.refresh();
            }
        });
    };
    let may_go_back = Memo::new(move |_| open.may("articles.roll_back"));
    let old = row.stage == Stage::Superseded;
    let fault =
        move || form.fault.get().map(|fault| view! { <p class="field-error" role="alert">{i18n.fault(&fault)}</p> });
    let at = row.published_at.unwrap_or(row.saved_at);
    view! {
        <li class="version-row">
            <span class="version-what">
                <b>{move || i18n.fill(key!(knowledge.version_n), &[("n", &n.to_string())])}</b>
                <StageChip stage=row.stage />
                <small class="quiet">{row.authors.join(", ")}" · "<Time ms=at text=exact(at) /></small>
                {fault}
            </span>
            <span class="row nowrap">
                <Button size=Size::Small label=t!(i18n, knowledge.compare) on_press=look />
                {move || (old && may_go_back.get()).then(|| view! {
                    <Button size=Size::Small icon="rotate" busy=form.busy label=Signal::derive(move || i18n.word("operations", "articles.roll_back")) on_press=back />
                })}
            </span>
        </li>
    }
}

/// A version against the one that is read; that one against what it was made from.
#[component]
fn Against(id: ArticleId, n: u32, live: Option<u32>) -> impl IntoView {
    let i18n = use_i18n();
    let one = fetch_once(move || Some(GetVersion { id, n }));
    let base = Memo::new(move |_| {
        one.data.with(|version| {
            let version = version.as_ref()?;
            match live {
                Some(live) if live != n => Some(live),
                _ => version.based_on,
            }
        })
    });
    let other = fetch_once(move || base.get().map(|n| GetVersion { id, n }));
    move || {
        let fault = one.fault.get().or_else(|| other.fault.get());
        match (one.data.get(), base.get(), other.data.get(), fault) {
            (Some(version), None, ..) => view! { <super::Prose text=version.text.body /> }.into_any(),
            (Some(version), Some(from), Some(base), _) => {
                let (old, new) = if from < n { (base.text, version.text) } else { (version.text, base.text) };
                let (first, second) = (from.min(n).to_string(), from.max(n).to_string());
                view! {
                    <p class="quiet">{move || i18n.fill(key!(knowledge.from_to), &[("from", &first), ("to", &second)])}</p>
                    <Diff old new />
                }
                .into_any()
            }
            (.., Some(fault)) => view! { <Unloaded fault=Signal::stored(Some(fault)) /> }.into_any(),
            _ => view! { <Skeleton label=t!(i18n, common.loading) rows=6 /> }.into_any(),
        }
    }
}
