//! The composer as it is seen: to whom, the words, the files, one act.

use leptos::html::{Input, Textarea};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::draft::use_draft;
use super::drafts::DraftNotes;
use super::files::{FileList, Files};
use super::newer::Newer;
use super::sending::Sending;
use super::suggest::use_source;
use super::suggestions::{SuggestionList, Suggestions};
use crate::boot::may;
use crate::cases::pane::OpenCase;
use crate::i18n::use_i18n;
use crate::ui::{Button, Choice, Icon, IconButton, Kind, Segmented, TextArea};
use crate::{key, t};

/// Writes to the customer or among colleagues; nothing where the case takes no more words.
#[component]
pub fn Composer(case: OpenCase) -> impl IntoView {
    let open = Memo::new(move |_| case.may("cases.comment"));
    move || open.get().then(|| view! { <Writing case /> })
}

/// The form.
#[component]
fn Writing(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let (draft, files, area) = (use_draft(case.id()), Files::new(), NodeRef::<Textarea>::new());
    let sending = Sending::new(case, draft, files);
    let list = Suggestions::new(use_source(case), draft.text, area);
    let picker = NodeRef::<Input>::new();
    let (canned, people, partner) =
        (may("canned_texts.list") || may("pairs.offer"), may("users.list"), case.desk.partner);
    Effect::new(move |_| {
        if case.reply.get() > 0
            && let Some(area) = area.get_untracked()
        {
            let _ = area.focus();
        }
    });
    Effect::new(move |_| {
        let Some(words) = case.insert.get() else { return };
        case.insert.set(None);
        draft.mode.set("public".into());
        draft.text.update(|text| {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(&words);
        });
        if let Some(area) = area.get_untracked() {
            let _ = area.focus();
        }
    });
    // The solution that began here as words has been taken.
    Effect::new(move |before: Option<u32>| {
        let now = case.solved.get();
        if before.is_some_and(|before| before != now) {
            sending.clear();
        }
        now
    });
    let typed = move |text: String| {
        case.typing.update(|n| *n += 1);
        if text.is_empty() {
            draft.seen.set(None);
        } else if draft.seen.get_untracked().is_none() {
            draft.seen.set(sending.newest());
        }
        sending.fault.set(None);
        list.look();
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if event.is_composing() || event.key_code() == 229 || event.default_prevented() {
            return;
        }
        let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
        if event.alt_key() && event.key() == "Enter" {
            event.prevent_default();
            sending.resolve();
        } else if !chord && list.key(&event.key()) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let choices = Signal::derive(move || {
        vec![
            Choice::new("public", i18n.say(key!(cases.composer.public))).icon("message"),
            Choice::new("internal", i18n.say(key!(cases.composer.internal))).icon("lock"),
        ]
    });
    let modes = (!partner).then(
        || view! { <Segmented name="visibility" label=t!(i18n, cases.composer.visibility) choices value=draft.mode /> },
    );
    let reader = move || {
        let name = case.follow(|detail| detail.case.contact_name.clone()).unwrap_or_default();
        if name.is_empty() {
            i18n.say(key!(cases.composer.customer_reads))
        } else {
            i18n.fill(key!(cases.composer.reads), &[("name", &name)])
        }
    };
    let inside = Memo::new(move |_| draft.internal());
    let label = move || {
        if inside.get() { i18n.say(key!(cases.composer.note_text)) } else { i18n.say(key!(cases.composer.reply_text)) }
    };
    let verb = Signal::derive(move || {
        if inside.get() { i18n.say(key!(cases.composer.note)) } else { i18n.say(key!(cases.composer.send)) }
    });
    let error = Signal::derive(move || sending.error());
    // Once opened it keeps its height: shrinking would move the buttons away from the finger on its way to them.
    let opened = RwSignal::new(false);
    let shared = Signal::derive(move || draft.elsewhere.shared.get());
    view! {
        <form
            class="composer"
            method="post"
            data-filled=move || (!draft.text.with(String::is_empty) || !files.is_empty()).then_some("")
            data-opened=move || opened.get().then_some("")
            data-mode=move || if inside.get() { "internal" } else { "public" }
            on:submit=move |event| {
                event.prevent_default();
                sending.send();
            }
            on:keydown=keys
            on:focusin=move |_| opened.set(true)
            // A press on a button must not take the focus from the words: on a phone the page would move under the finger.
            on:mousedown=move |event| {
                let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
                if target.and_then(|target| target.closest("button, label, input").ok().flatten()).is_some() {
                    event.prevent_default();
                }
            }
            on:paste=move |event| {
                // A spreadsheet's cells come as text and as a picture of it: the text is meant.
                let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
                if text.is_empty() && files.take(event.clipboard_data().and_then(|data| data.files())) {
                    event.prevent_default();
                }
            }
        >
            <Newer sending />
            <DraftNotes sending />
            <div class="composer-top">
                {modes}
                <span class="composer-who composer-public"><Icon name="mail" /><span>{reader}</span></span>
                <span class="composer-who composer-internal"><Icon name="lock" /><span>{t!(i18n, cases.composer.hidden)}</span></span>
                {move || (draft.kept.get() && !draft.text.with(String::is_empty)).then(|| view! { <span class="composer-draft">{t!(i18n, cases.composer.kept)}</span> })}
            </div>
            <div class="combo composer-text">
                <SuggestionList list />
                <TextArea
                    name="text"
                    id="composer-text"
                    label
                    hide_label=true
                    value=draft.text
                    rows=3
                    node=area
                    error
                    placeholder=Signal::derive(move || Some(label()))
                    class="field-wide"
                    on_input=Callback::new(typed)
                    on_send=Callback::new(move |()| {
                        sending.send();
                    })
                />
            </div>
            // Says aloud what stands at the field.
            <span class="vh" role="alert">{error}</span>
            <FileList files />
            <div class="composer-tools">
                <IconButton label=t!(i18n, cases.composer.attach) icon="paperclip" on_press=move |()| {
                    if let Some(input) = picker.get_untracked() {
                        input.click();
                    }
                } />
                <input node_ref=picker type="file" multiple hidden aria-hidden="true" tabindex="-1" data-files="" on:change=move |_| {
                    if let Some(input) = picker.get_untracked() {
                        files.take(input.files());
                        input.set_value("");
                    }
                } />
                {canned.then(|| view! { <IconButton label=t!(i18n, cases.composer.canned) icon="book" on_press=move |()| list.start("/") /> })}
                {people.then(|| view! { <IconButton label=t!(i18n, cases.composer.mention) icon="users" on_press=move |()| list.start("@") /> })}
                <IconButton
                    label=Signal::derive(move || i18n.say(if shared.get() { key!(drafts.shared) } else { key!(drafts.share) }))
                    icon="share"
                    pressed=shared
                    on_press=move |()| draft.elsewhere.shared.update(|on| *on = !*on)
                />
                <span class="push">
                    <span class="faint small only-desktop">{t!(i18n, cases.composer.keys)}</span>
                    <Button label=verb kind=Kind::Primary submit=true icon="send" busy=Signal::from(sending.busy) />
                </span>
            </div>
        </form>
    }
}
