//! Satisfaction: one tap on a star and one on the button; the same step opens a case again that was not solved.

use leptos::prelude::*;
use yingda_shared::cases::model::RatingReason;
use yingda_shared::cases::operations::RateCase;
use yingda_shared::kernel::limits::NOTE_MAX;

use super::detail::Shown;
use super::fault::FormFault;
use crate::form::{OpForm, use_form};
use crate::i18n::use_i18n;
use crate::ui::{Button, Icon, Kind, TextInput, Tone, use_toasts};
use crate::{key, t};

/// Shown while the case may be rated.
#[component]
pub fn RatingCard(shown: Shown) -> impl IntoView {
    let may = shown.may("cases.rate");
    move || may.get().then(|| view! { <RatingForm shown /> }.into_any())
}

/// Five stars; reasons, a word and the buttons appear once a star is chosen.
#[component]
fn RatingForm(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let form = use_form::<RateCase>();
    let done = Callback::new(move |_| {
        toasts.show(Tone::Neutral, untrack(|| i18n.say(key!(portal.rated_thanks))));
        shown.refresh.run(());
    });
    let reopen = shown.may("cases.reopen");
    let waits = shown.may("cases.accept");
    let score = form.value("score", "");
    let score_error = form.error("score");
    let star = move |value: u8| {
        let value = value.to_string();
        let (mine, word) = (value.clone(), value.clone());
        view! {
            <label>
                <input type="radio" name="score" value=value checked=score.with_untracked(|score| *score == mine) />
                <Icon name="star" />
                <span class="vh">{move || i18n.fill(key!(portal.stars), &[("n", &word)])}</span>
            </label>
        }
    };
    let chosen = form.value("reasons", "").get_untracked();
    let reason = move |reason: &'static RatingReason| {
        let word = reason.as_str();
        let checked = chosen.split(',').any(|kept| kept == word);
        view! {
            <label class="reason">
                <input type="checkbox" name="reasons" value=word checked=checked />
                <span>{move || i18n.word("words.rating", word)}</span>
            </label>
        }
    };
    let kind = if waits.get_untracked() { Kind::Quiet } else { Kind::Primary };
    view! {
        <section class="card rate" id="rating" aria-labelledby="rating-title">
            <div class="card-body">
                <h2 id="rating-title">{t!(i18n, portal.rate_title)}</h2>
                <OpForm form on_done=done class="form" at="rating">
                    <input type="hidden" name="id" value=shown.id() />
                    <FormFault form />
                    <fieldset class="field" id="score" tabindex="-1">
                        <legend class="vh">{t!(i18n, portal.rate_title)}</legend>
                        <div class="rating">{(1..=5).map(star).collect_view()}</div>
                        {move || score_error.get().map(|text| view! { <p class="field-error"><Icon name="alert" /><span>{text}</span></p> })}
                    </fieldset>
                    <div class="rate-more">
                        <fieldset class="reasons">
                            <legend class="vh">{t!(i18n, portal.rate_reasons)}</legend>
                            {RatingReason::ALL.iter().map(reason).collect_view()}
                        </fieldset>
                        <TextInput name="comment" id="rate-comment" label=t!(i18n, portal.rate_comment) note=Signal::derive(t!(i18n, common.optional))
                            value=form.value("comment", "") error=form.error("comment") maxlength=NOTE_MAX as u32 />
                        <div class="form-actions">
                            <Button kind submit=true label=t!(i18n, portal.rate_send) busy=form.busy />
                            {move || reopen.get().then(|| view! {
                                <Button submit=true name="reopen" value="true" icon="rotate" label=t!(i18n, portal.rate_reopen) busy=form.busy />
                            })}
                        </div>
                    </div>
                </OpForm>
            </div>
        </section>
    }
}
