//! `/knowledge/{id}/edit`: writing. Every key is kept on this device; after a rest the server keeps the draft, beside the
//! version that is read. Without a network one goes on writing, and it is sent once there is one.

use std::time::Duration;

use gloo::storage::{LocalStorage, Storage};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::ArticleId;
use yingda_shared::knowledge::articles::{ArticleDetail, ArticleText, DraftArticle, GetArticle, LinkWarning};

use super::Frame;
use super::editor::Editor;
use super::page::{LinkWarnings, Missing};
use crate::api::call;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::own::place_of;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// After so long without a key the server is told.
const REST: Duration = Duration::from_millis(2500);

/// What this device keeps: the text, and the edition of the server that it goes on from.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Kept {
    text: ArticleText,
    seen: Option<u32>,
}

/// How the text stands with the server.
#[derive(Clone, PartialEq)]
pub enum Saving {
    Saved,
    Typed,
    Busy,
    /// Kept here until the server is back.
    Away,
    /// Somebody wrote another version meanwhile, or it may not be saved.
    Refused(Fault),
}

#[derive(Clone, Copy)]
pub struct Writing {
    pub id: ArticleId,
    pub title: RwSignal<String>,
    pub summary: RwSignal<String>,
    pub body: RwSignal<String>,
    pub saving: RwSignal<Saving>,
    pub warnings: RwSignal<Vec<LinkWarning>>,
    /// What this device kept of another edition: it is offered.
    pub left: RwSignal<Option<ArticleText>>,
    seen: StoredValue<Option<u32>>,
    sent: StoredValue<ArticleText>,
    timer: StoredValue<Option<TimeoutHandle>>,
    /// A text is on its way.
    busy: StoredValue<bool>,
    place: StoredValue<String>,
}

impl Writing {
    fn of(detail: &ArticleDetail) -> Writing {
        let id = detail.article.id;
        let there = detail.work.as_ref().or(detail.live.as_ref()).map(|version| version.text.clone());
        let there = there.unwrap_or(ArticleText { title: String::new(), summary: String::new(), body: String::new() });
        let seen = detail.work.as_ref().map(|work| work.edition);
        let place = place_of(&format!("article.{id}"));
        // What was typed and not sent, where it goes on from what the server has.
        let kept = LocalStorage::get::<Kept>(&place).ok();
        let left = kept.as_ref().filter(|kept| kept.seen != seen && kept.text != there).map(|kept| kept.text.clone());
        let kept = kept.filter(|kept| kept.seen == seen).map(|kept| kept.text);
        let text = kept.unwrap_or_else(|| there.clone());
        let saving = if text == there { Saving::Saved } else { Saving::Typed };
        Writing {
            id,
            title: RwSignal::new(text.title),
            summary: RwSignal::new(text.summary),
            body: RwSignal::new(text.body),
            saving: RwSignal::new(saving),
            warnings: RwSignal::new(detail.warnings.clone()),
            left: RwSignal::new(left),
            seen: StoredValue::new(seen),
            sent: StoredValue::new(there),
            timer: StoredValue::new(None),
            busy: StoredValue::new(false),
            place: StoredValue::new(place),
        }
    }

    /// Goes on with what this device kept.
    fn take_up(self, text: ArticleText) {
        self.title.set(text.title);
        self.summary.set(text.summary);
        self.body.set(text.body);
        self.left.set(None);
    }

    fn text(self) -> ArticleText {
        ArticleText { title: self.title.get(), summary: self.summary.get(), body: self.body.get() }
    }

    /// Follows what is typed: the device at once, the server after a rest.
    fn follow(self) {
        Effect::new(move |before: Option<()>| {
            let text = self.text();
            if before.is_none() && self.sent.with_value(|sent| *sent == text) {
                return;
            }
            let kept = Kept { text, seen: self.seen.get_value() };
            self.place.with_value(|place| drop(LocalStorage::set(place, kept)));
            self.saving.set(Saving::Typed);
            if let Some(Some(waiting)) = self.timer.try_get_value() {
                waiting.clear();
            }
            self.timer.set_value(set_timeout_with_handle(move || self.save(), REST).ok());
        });
        on_cleanup(move || {
            if let Some(Some(waiting)) = self.timer.try_get_value() {
                waiting.clear();
            }
        });
    }

    /// Sends what is typed. Nothing overtakes what is on its way.
    pub fn save(self) {
        if self.saving.try_get_untracked().is_none() || self.busy.get_value() {
            return;
        }
        let text = untrack(|| self.text());
        if self.sent.with_value(|sent| *sent == text) {
            self.place.with_value(|place| LocalStorage::delete(place));
            return self.saving.set(Saving::Saved);
        }
        self.busy.set_value(true);
        self.saving.set(Saving::Busy);
        let op = DraftArticle { id: self.id, text: text.clone(), seen: self.seen.get_value() };
        leptos::task::spawn_local(async move {
            let answer = call(op).await;
            if self.title.try_get_untracked().is_none() {
                return;
            }
            self.busy.set_value(false);
            let now = untrack(|| self.text());
            match answer {
                Ok(kept) => {
                    self.seen.set_value(kept.edition);
                    self.sent.set_value(text.clone());
                    self.warnings.set(kept.warnings);
                    if now == text {
                        self.place.with_value(|place| LocalStorage::delete(place));
                        self.saving.set(Saving::Saved);
                    } else {
                        self.saving.set(Saving::Typed);
                        self.save();
                    }
                }
                Err(Fault::Offline | Fault::Unavailable { .. }) => {
                    self.saving.set(Saving::Away);
                    self.timer.set_value(set_timeout_with_handle(move || self.again(), REST * 4).ok());
                }
                Err(fault) => self.saving.set(Saving::Refused(fault)),
            }
        });
    }

    fn again(self) {
        if self.saving.try_get_untracked() == Some(Saving::Away) {
            self.save();
        }
    }
}

#[component]
pub fn EditPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<ArticleId>().ok()));
    view! {
        <Frame>
            {move || match id.get() {
                Some(id) => view! { <Load id /> }.into_any(),
                None => view! { <Missing /> }.into_any(),
            }}
        </Frame>
    }
}

#[component]
fn Load(id: ArticleId) -> impl IntoView {
    let i18n = use_i18n();
    let asked = fetch_once(move || Some(GetArticle { id }));
    // As it was when it came: what is typed since is not written over.
    let first = Memo::new(move |before: Option<&Option<ArticleDetail>>| match before.cloned().flatten() {
        Some(first) => Some(first),
        // What this device keeps is what is read, and nothing is written over it.
        None => asked.data.get().filter(|detail| !detail.kept),
    });
    let kept = Memo::new(move |_| asked.data.with(|detail| detail.as_ref().is_some_and(|detail| detail.kept)));
    let fault = move || asked.fault.get().or_else(|| kept.get().then_some(Fault::Offline));
    move || match (first.get(), fault()) {
        (Some(detail), _) if detail.acts.iter().any(|act| act == "articles.draft") => {
            view! { <Write detail /> }.into_any()
        }
        (Some(_), _) => {
            let text = MaybeProp::derive(move || Some(i18n.say(key!(knowledge.closed_text))));
            view! {
                <ui::EmptyState icon="lock" title=t!(i18n, knowledge.closed) text>
                    <ui::LinkButton label=t!(i18n, knowledge.to_article) href=format!("/knowledge/{id}") />
                </ui::EmptyState>
            }
            .into_any()
        }
        (None, Some(Fault::NotFound | Fault::Forbidden)) => view! { <Missing /> }.into_any(),
        (None, Some(fault)) => view! {
            <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| asked.refresh()) />
        }
        .into_any(),
        (None, None) => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=10 /> }.into_any(),
    }
}

#[component]
fn Write(detail: ArticleDetail) -> impl IntoView {
    let i18n = use_i18n();
    let writing = Writing::of(&detail);
    writing.follow();
    let id = writing.id;
    let masked = detail.work.as_ref().map(|work| work.masked.clone()).unwrap_or_default();
    let said = move || match writing.saving.get() {
        Saving::Saved => i18n.say(key!(knowledge.draft_saved)),
        Saving::Typed | Saving::Busy => i18n.say(key!(knowledge.saving)),
        Saving::Away => i18n.say(key!(knowledge.kept_here)),
        Saving::Refused(_) => i18n.say(key!(knowledge.not_saved)),
    };
    let refused = move || match writing.saving.get() {
        Saving::Refused(fault) => {
            let text = match &fault {
                Fault::Conflict { .. } => i18n.say(key!(knowledge.stale)),
                Fault::Invalid { fields } => fields.first().map(|field| i18n.field_fault(field)).unwrap_or_default(),
                fault => i18n.fault(fault),
            };
            Some(view! { <ui::Banner tone=ui::Tone::Danger text card=true /> })
        }
        _ => None,
    };
    let left = move || {
        let text = writing.left.get()?;
        let take = move |()| writing.take_up(text.clone());
        let drop_it = move |()| {
            writing.left.set(None);
            writing.place.with_value(|place| LocalStorage::delete(place));
        };
        Some(view! {
            <ui::Banner tone=ui::Tone::Warn text=t!(i18n, knowledge.left_here) card=true>
                <ui::Button size=ui::Size::Small label=t!(i18n, knowledge.take_left) on_press=take />
                <ui::Button size=ui::Size::Small label=t!(i18n, knowledge.drop_left) on_press=drop_it />
            </ui::Banner>
        })
    };
    let taken_out = (!masked.is_empty()).then(|| {
        let line = move |one: yingda_shared::knowledge::articles::Masked| {
            let (what, times) = (one.what, one.times.to_string());
            view! { <li>{move || i18n.word("words.article_mask", what.as_str())}" · "<span class="mono">{one.hint}</span>" × "{times}</li> }
        };
        view! {
            <ui::Banner tone=ui::Tone::Info text=t!(i18n, knowledge.masked) card=true>
                <ul class="link-warnings">{masked.into_iter().map(line).collect_view()}</ul>
            </ui::Banner>
        }
    });
    let title = Signal::derive(move || writing.title.get());
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title=t!(i18n, knowledge.write)>
            <span class="quiet small" role="status">{said}</span>
            <ui::Button label=t!(i18n, common.save) icon="check" on_press=move |()| writing.save() />
            // What was typed last goes along: it is this text that is proposed there.
            <span on:click=move |_| writing.save()>
                <ui::LinkButton label=t!(i18n, knowledge.to_article) href=format!("/knowledge/{id}") />
            </span>
        </ui::PageHeader>
        {refused}
        {left}
        {taken_out}
        <LinkWarnings warnings=writing.warnings />
        <div class="form article-form">
            <ui::TextInput name="title" label=t!(i18n, knowledge.name) value=writing.title required=true />
            <ui::TextInput name="summary" label=t!(i18n, knowledge.summary) value=writing.summary />
            <Editor writing />
        </div>
    }
}
