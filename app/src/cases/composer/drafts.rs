//! What others made of a draft: another device, a colleague who took it over, colleagues who share theirs.

use leptos::prelude::*;
use yingda_shared::workplace::drafts::SharedDraft;

use super::sending::Sending;
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::ui::{Button, Icon, Kind, Size, Time, Tone, use_toasts};
use crate::{key, t};

/// Each in a line of its own, above the words.
#[component]
pub fn DraftNotes(sending: Sending) -> impl IntoView {
    let draft = sending.draft;
    let elsewhere = draft.elsewhere;
    let shown = Memo::new(move |_| elsewhere.shared.get() && !draft.text.with(String::is_empty));
    view! {
        <Taken sending />
        <Other sending />
        {move || elsewhere.theirs.get().into_iter().map(|one| view! { <Theirs sending one /> }).collect_view()}
        {move || shown.get().then(|| view! { <Readers sending /> })}
    }
}

/// The draft is shared: who reads it.
#[component]
fn Readers(sending: Sending) -> impl IntoView {
    let i18n = use_i18n();
    let words = if sending.case.desk.partner { key!(drafts.read_by_firm) } else { key!(drafts.read_by_staff) };
    view! {
        <p class="draft-note" role="status">
            <Icon name="share" /><span class="draft-words">{i18n.t(words)}</span>
            <Button label=t!(i18n, drafts.unshare) kind=Kind::Plain size=Size::Small on_press=move |()| sending.draft.elsewhere.shared.set(false) />
        </p>
    }
}

/// Somebody has taken it over.
#[component]
fn Taken(sending: Sending) -> impl IntoView {
    let i18n = use_i18n();
    let taken = sending.draft.elsewhere.taken_by;
    move || {
        taken.get().map(|who| {
            view! {
                <p class="draft-note" role="status">
                    <Icon name="swap" /><span class="draft-words">{move || i18n.fill(key!(drafts.taken), &[("who", &who)])}</span>
                    <Button label=t!(i18n, drafts.understood) kind=Kind::Plain size=Size::Small on_press=move |()| {
                        taken.set(None);
                        sending.draft.elsewhere.tell(sending.draft.here, true);
                    } />
                </p>
            }
        })
    }
}

/// Two devices wrote: the newest stands below, the other here until somebody chose.
#[component]
fn Other(sending: Sending) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let draft = sending.draft;
    let other = draft.elsewhere.other;
    move || {
        other.get().filter(|other| !other.is_empty()).map(|words| {
            let text = words.text.clone();
            let take = move |()| {
                let before = draft.text.get_untracked();
                draft.elsewhere.settle(draft.here, Some(words.clone()));
                let back = Callback::new(move |()| drop(draft.text.try_set(before.clone())));
                let said = untrack(|| i18n.say(key!(drafts.changed)));
                toasts.show_with(Tone::Ok, said, untrack(|| i18n.say(key!(drafts.undo))), back);
            };
            view! {
                <div class="draft-note" role="status">
                    <Icon name="layers" />
                    <span class="draft-words"><b>{t!(i18n, drafts.other)}</b><span class="draft-text">{text}</span></span>
                    <span class="draft-acts">
                        <Button label=t!(i18n, drafts.use_other) size=Size::Small on_press=take />
                        <Button label=t!(i18n, drafts.drop_other) kind=Kind::Plain size=Size::Small on_press=move |()| draft.elsewhere.settle(draft.here, None) />
                    </span>
                </div>
            }
        })
    }
}

/// A colleague's words, to be taken over and sent.
#[component]
fn Theirs(sending: Sending, one: SharedDraft) -> impl IntoView {
    let i18n = use_i18n();
    let (now, toasts) = (use_now(), use_toasts());
    let (at, text, who) = (one.at, one.draft.text.clone(), one.name.clone());
    let busy = RwSignal::new(false);
    let take = move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let one = one.clone();
        leptos::task::spawn_local(async move {
            let draft = sending.draft;
            match draft.elsewhere.take(draft.here, &one).await {
                Ok(()) => sending.case.reply.update(|n| *n += 1),
                Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <div class="draft-note" role="status">
            <Icon name="share" />
            <span class="draft-words">
                <b>{move || i18n.fill(key!(drafts.theirs), &[("who", &who)])}</b>" "
                <Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) />
                <span class="draft-text">{text}</span>
            </span>
            <Button label=t!(i18n, drafts.take) size=Size::Small busy=Signal::from(busy) on_press=take />
        </div>
    }
}
