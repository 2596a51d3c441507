//! What is asked of somebody before something is done with an article.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::identity::User;
use yingda_shared::kernel::time::{Millis, OffsetMinutes};
use yingda_shared::knowledge::articles::*;

use super::facets::{FacetFields, FacetsEdit};
use super::page::Open;
use super::picking::ArticlePicker;
use super::typed;
use crate::boot::use_boot;
use crate::cases::{Chosen, PeoplePicker, Pick, RecordPicker, colleague, submit, submit_picked};
use crate::form::{FormState, use_form};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Button, Dialog, ErrorSummary, Kind, TextArea, TextInput, Toasts, Tone, use_toasts};
use crate::{key, t};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Propose,
    Publish,
    SendBack,
    Edit,
    Pair,
    Give,
    Retire,
    Discard,
}

impl Asked {
    fn operation(self) -> &'static str {
        match self {
            Asked::Propose => ProposeArticle::NAME,
            Asked::Publish => PublishArticle::NAME,
            Asked::SendBack => SendBackArticle::NAME,
            Asked::Edit => EditArticle::NAME,
            Asked::Pair => PairArticle::NAME,
            Asked::Give => GiveArticle::NAME,
            Asked::Retire => RetireArticle::NAME,
            Asked::Discard => DiscardArticle::NAME,
        }
    }
}

/// One dialog: what is asked is its form, made anew each time.
#[component]
pub fn Dialogs(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new(false);
    Effect::new(move |_| {
        let wanted = open.asked.get().is_some();
        if shown.get_untracked() != wanted {
            shown.set(wanted);
        }
    });
    Effect::new(move |_| {
        if !shown.get() && open.asked.get_untracked().is_some() {
            open.asked.set(None);
        }
    });
    let title = move || open.asked.get().map(|asked| i18n.word("operations", asked.operation())).unwrap_or_default();
    view! {
        <Dialog id="article-ask" title close_label=t!(i18n, common.close) open=shown>
            {move || open.asked.get().map(|asked| match asked {
                Asked::Propose => view! { <Propose open /> }.into_any(),
                Asked::Publish => view! { <Publish open /> }.into_any(),
                Asked::SendBack => view! { <SendBack open /> }.into_any(),
                Asked::Edit => view! { <Edit open /> }.into_any(),
                Asked::Pair => view! { <PairForm open /> }.into_any(),
                Asked::Give => view! { <Give open /> }.into_any(),
                Asked::Retire => view! { <Retire open /> }.into_any(),
                Asked::Discard => view! { <Discard open /> }.into_any(),
            })}
        </Dialog>
    }
}

/// What follows once it is done.
#[derive(Clone, Copy)]
struct After {
    open: Open,
    i18n: I18n,
    toasts: Toasts,
    offset: OffsetMinutes,
}

impl After {
    fn of(open: Open) -> After {
        let offset = use_boot().with_value(|boot| boot.offset);
        After { open, i18n: use_i18n(), toasts: use_toasts(), offset }
    }

    fn run<T>(self, answer: Result<T, Fault>) {
        self.open.detail.refresh();
        if answer.is_ok() {
            self.toasts.show(Tone::Ok, self.i18n.say(key!(knowledge.done)));
            self.open.asked.try_set(None);
        }
    }

    /// A moment that may be left empty; what is written and is none is a fault of the form.
    fn moment<O: Operation>(
        self,
        form: FormState<O>,
        name: &str,
        text: RwSignal<String>,
    ) -> Result<Option<Millis>, ()> {
        let text = text.get_untracked();
        if text.trim().is_empty() {
            return Ok(None);
        }
        typed(&text, self.offset).map(Some).ok_or_else(|| {
            let fields = vec![FieldFault::new(&format!("/{name}"), "malformed")];
            form.fault.set(Some(Fault::Invalid { fields }));
        })
    }
}

/// Fields, what is wrong with them, and the button.
#[component]
fn Ask<O: Operation>(
    open: Open,
    form: FormState<O>,
    run: Callback<()>,
    #[prop(optional)] danger: bool,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let kind = if danger { Kind::Danger } else { Kind::Primary };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        run.run(());
    };
    view! {
        <form method="post" class="form" on:submit=send novalidate>
            <ErrorSummary title=t!(i18n, common.fix_these) errors=form.errors() />
            {children()}
            <div class="dialog-foot">
                <Button kind submit=true label=Signal::derive(move || i18n.word("operations", O::NAME)) busy=form.busy />
                <Button label=t!(i18n, common.cancel) on_press=move |()| open.asked.set(None) />
            </div>
        </form>
    }
}

#[component]
fn Propose(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<ProposeArticle>();
    let then = After::of(open);
    let (people, due) = (Chosen::none(), RwSignal::new(String::new()));
    let run = Callback::new(move |()| {
        let Ok(due) = then.moment(form, "due", due) else { return };
        let op = ProposeArticle { id: open.id, reviewers: people.ids(), due };
        submit_picked(form, [people.fault("reviewers")], op, move |answer| then.run(answer));
    });
    view! {
        <Ask open form run>
            <PeoplePicker name="reviewers" label=t!(i18n, knowledge.reviewers) chosen=people offer=colleague error=form.error("reviewers") help=MaybeProp::derive(move || Some(i18n.say(key!(knowledge.reviewers_help)))) />
            <TextInput name="due" kind="datetime-local" label=t!(i18n, knowledge.review_due) value=due error=form.error("due") />
        </Ask>
    }
}

#[component]
fn Publish(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<PublishArticle>();
    let then = After::of(open);
    let at = RwSignal::new(String::new());
    let run = Callback::new(move |()| {
        let Ok(at) = then.moment(form, "at", at) else { return };
        submit(form, PublishArticle { id: open.id, at }, move |answer| then.run(answer));
    });
    view! {
        <Ask open form run>
            <TextInput name="at" kind="datetime-local" label=t!(i18n, knowledge.publish_at) value=at error=form.error("at") help=MaybeProp::derive(move || Some(i18n.say(key!(knowledge.publish_help)))) />
        </Ask>
    }
}

#[component]
fn SendBack(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<SendBackArticle>();
    let then = After::of(open);
    let text = RwSignal::new(String::new());
    let run = Callback::new(move |()| {
        submit(form, SendBackArticle { id: open.id, text: text.get_untracked() }, move |answer| then.run(answer));
    });
    view! {
        <Ask open form run>
            <TextArea name="text" label=t!(i18n, knowledge.send_back_text) value=text rows=3 error=form.error("text") />
        </Ask>
    }
}

#[component]
fn Edit(open: Open) -> impl IntoView {
    let form = use_form::<EditArticle>();
    let then = After::of(open);
    let edit = FacetsEdit::of(untrack(|| open.with(|detail| (detail.article.facets(), detail.names.clone()))));
    let run = Callback::new(move |()| {
        let op = EditArticle { id: open.id, facets: edit.read() };
        submit_picked(form, edit.faults(), op, move |answer| then.run(answer));
    });
    view! { <Ask open form run><FacetFields edit fault=form.fault.into() /></Ask> }
}

#[component]
fn PairForm(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<PairArticle>();
    let then = After::of(open);
    let (pair, language) = untrack(|| {
        open.with(|detail| {
            let pair = detail.pair.as_ref().map(|pair| (pair.id.to_string(), pair.title.clone())).unwrap_or_default();
            (pair, detail.article.language)
        })
    })
    .unwrap_or((Default::default(), ArticleLanguage::Zh));
    let pick = Pick::new(pair.0, pair.1);
    let other = if language == ArticleLanguage::Zh { ArticleLanguage::En } else { ArticleLanguage::Zh };
    let run = Callback::new(move |()| {
        submit_picked(form, [pick.fault("pair_id")], PairArticle { id: open.id, pair_id: pick.get() }, move |answer| {
            then.run(answer)
        });
    });
    view! {
        <Ask open form run>
            <ArticlePicker name="pair_id" label=t!(i18n, knowledge.pair) pick but=open.id language=other error=form.error("pair_id") help=MaybeProp::derive(move || Some(i18n.say(key!(knowledge.pair_help)))) />
        </Ask>
    }
}

#[component]
fn Give(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<GiveArticle>();
    let then = After::of(open);
    let pick = Pick::none();
    let run = Callback::new(move |()| {
        let fault = pick
            .fault("owner_id")
            .or_else(|| pick.id.with_untracked(String::is_empty).then(|| FieldFault::new("/owner_id", "required")));
        match pick.get() {
            Some(owner_id) => {
                submit_picked(form, [fault], GiveArticle { id: open.id, owner_id }, move |answer| then.run(answer))
            }
            None => form.fault.set(fault.map(|fault| Fault::Invalid { fields: vec![fault] })),
        }
    });
    view! {
        <Ask open form run>
            <RecordPicker<User> name="owner_id" label=t!(i18n, knowledge.owner) pick offer=colleague error=form.error("owner_id") />
        </Ask>
    }
}

#[component]
fn Retire(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<RetireArticle>();
    let then = After::of(open);
    let (pick, at) = (Pick::none(), RwSignal::new(String::new()));
    let run = Callback::new(move |()| {
        let Ok(at) = then.moment(form, "at", at) else { return };
        let op = RetireArticle { id: open.id, at, redirect_id: pick.get() };
        submit_picked(form, [pick.fault("redirect_id")], op, move |answer| then.run(answer));
    });
    view! {
        <Ask open form run danger=true>
            <ArticlePicker name="redirect_id" label=t!(i18n, knowledge.redirect) pick but=open.id read=true error=form.error("redirect_id") help=MaybeProp::derive(move || Some(i18n.say(key!(knowledge.redirect_help)))) />
            <TextInput name="at" kind="datetime-local" label=t!(i18n, knowledge.retire_at) value=at error=form.error("at") help=MaybeProp::derive(move || Some(i18n.say(key!(knowledge.retire_help)))) />
        </Ask>
    }
}

#[component]
fn Discard(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<DiscardArticle>();
    let then = After::of(open);
    let whole = untrack(|| open.with(|detail| detail.article.live.is_none())).unwrap_or_default();
    let text = move || match whole {
        true => i18n.say(key!(knowledge.discard_whole)),
        false => i18n.say(key!(knowledge.discard_text)),
    };
    let run = Callback::new(move |()| submit(form, DiscardArticle { id: open.id }, move |answer| then.run(answer)));
    view! { <Ask open form run danger=true><p>{text}</p></Ask> }
}
