//! Writing to the desk: words, photos, or both.

use leptos::prelude::*;
use yingda_shared::cases::operations::CommentCase;

use super::attachments::{KeptFiles, PHOTOS};
use super::detail::Shown;
use super::fault::FormFault;
use crate::boot::use_boot;
use crate::form::{OpForm, use_form};
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Button, FileInput, Icon, Kind, TextArea, Tone, use_toasts};

/// Folded away until asked for; open while the desk waits for an answer.
#[component]
pub fn Reply(shown: Shown) -> impl IntoView {
    let may = shown.may("cases.comment");
    let round = RwSignal::new(0u32);
    // Keyed, so that the controls themselves are new ones.
    let rounds = move || may.get().then(|| round.get());
    view! { <For each=rounds key=|round| *round children=move |_| view! { <ReplyForm shown round /> } /> }
}

/// Built anew after each message, so that words and photos are gone from it.
#[component]
fn ReplyForm(shown: Shown, round: RwSignal<u32>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let boot = use_boot();
    let form = use_form::<CommentCase>();
    let open = untrack(|| shown.standing().waits_for_reply()) || form.fault.with_untracked(Option::is_some);
    let done = Callback::new(move |_| {
        toasts.show(Tone::Neutral, untrack(|| i18n.say(crate::key!(portal.sent))));
        shown.refresh.run(());
        boot.update_value(|boot| boot.form = None);
        round.try_update(|round| *round += 1);
    });
    let waits = move || shown.standing().waits_for_reply();
    let heading = move || if waits() { i18n.say(crate::key!(portal.reply)) } else { i18n.say(crate::key!(portal.add)) };
    view! {
        <details class="card fold" id="reply" open=open>
            <summary><Icon name="message" /><span>{heading}</span></summary>
            <div class="card-body">
                <OpForm form on_done=done class="form" files=true at="reply">
                    <input type="hidden" name="id" value=shown.id() />
                    <FormFault form />
                    <TextArea name="text" id="reply-text" label=heading hide_label=true rows=3 value=form.value("text", "") error=form.error("text")
                        placeholder=Signal::derive(t!(i18n, portal.reply_example)) />
                    <FileInput name="files" id="reply-files" label=t!(i18n, portal.photos) prompt=t!(i18n, portal.photos_prompt) note=Signal::derive(t!(i18n, common.optional))
                        accept=PHOTOS multiple=true error=form.error("files") />
                    <KeptFiles form />
                    <div class="form-actions">
                        <Button kind=Kind::Primary icon="send" submit=true label=t!(i18n, portal.send) busy=form.busy />
                    </div>
                </OpForm>
            </div>
        </details>
    }
}
