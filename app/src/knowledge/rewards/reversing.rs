//! Taking points back: those of one entry, or all that an article brought. It asks for the reason.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::knowledge::rewards::{ReverseArticleRewards, ReverseReward, Reversed, RewardRow};

use crate::cases::submit;
use crate::form::{FormState, use_form};
use crate::i18n::use_i18n;
use crate::ui::{Button, Dialog, ErrorSummary, Kind, TextArea, Tone, use_toasts};
use crate::{key, t};

/// What is to be taken back.
#[derive(Clone, PartialEq)]
pub struct Asked {
    pub row: RewardRow,
    /// All of the article.
    pub whole: bool,
}

/// One dialog: its form is made anew each time.
#[component]
pub fn ReverseDialog(asked: RwSignal<Option<Asked>>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new(false);
    Effect::new(move |_| {
        let wanted = asked.with(Option::is_some);
        if shown.get_untracked() != wanted {
            shown.set(wanted);
        }
    });
    Effect::new(move |_| {
        if !shown.get() && asked.with_untracked(Option::is_some) {
            asked.set(None);
        }
    });
    view! {
        <Dialog id="reward-reverse" title=t!(i18n, rewards.reverse_title) close_label=t!(i18n, common.close) open=shown>
            {move || asked.get().map(|now| match now.whole {
                true => view! { <Whole row=now.row asked done /> }.into_any(),
                false => view! { <One row=now.row asked done /> }.into_any(),
            })}
        </Dialog>
    }
}

#[component]
fn One(row: RewardRow, asked: RwSignal<Option<Asked>>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (id, name, n) = (row.id, row.person, row.points.to_string());
    let text = Signal::derive(move || i18n.fill(key!(rewards.reverse_one_text), &[("name", &name), ("n", &n)]));
    let make = Callback::new(move |reason: String| ReverseReward { id, reason });
    let form = use_form::<ReverseReward>();
    view! { <Ask form text make asked done /> }
}

#[component]
fn Whole(row: RewardRow, asked: RwSignal<Option<Asked>>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (article_id, title) = (row.article_id, row.title);
    let text = Signal::derive(move || {
        let title = if title.is_empty() { i18n.say(key!(rewards.no_title)) } else { title.clone() };
        i18n.fill(key!(rewards.reverse_all_text), &[("title", &title)])
    });
    let make = Callback::new(move |reason: String| ReverseArticleRewards { article_id, reason });
    let form = use_form::<ReverseArticleRewards>();
    view! { <Ask form text make asked done /> }
}

/// What follows, the reason, and the button.
#[component]
fn Ask<O: Operation<Output = Reversed>>(
    form: FormState<O>,
    text: Signal<String>,
    make: Callback<String, O>,
    asked: RwSignal<Option<Asked>>,
    done: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let reason = RwSignal::new(String::new());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        submit(form, make.run(reason.get_untracked()), move |answer| {
            let Ok(reversed) = answer else { return };
            let key = if reversed.more { key!(rewards.reversed_more) } else { key!(rewards.reversed) };
            toasts.show(Tone::Ok, untrack(|| i18n.fill(key, &[("n", &reversed.entries.to_string())])));
            asked.try_set(None);
            done.run(());
        });
    };
    view! {
        <form method="post" class="form" on:submit=send novalidate>
            <ErrorSummary title=t!(i18n, common.fix_these) errors=form.errors() />
            <p>{text}</p>
            <TextArea name="reason" label=t!(i18n, rewards.reason) value=reason rows=2 error=form.error("reason") required=true />
            <div class="form-actions"><Button kind=Kind::Danger submit=true label=t!(i18n, rewards.reverse) busy=form.busy /></div>
        </form>
    }
}
