//! The editor of one letter, in both languages, with what it would look like.

use leptos::prelude::*;
use yingda_shared::escalation::{Placeholder, SaveTemplate, Template, Wording, Wordings};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::{NOTE_MAX, SUBJECT_MAX};

use super::preview::Preview;
use crate::admin::Wrong;
use crate::api::call;
use crate::boot::may;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// A letter in one language while it is typed.
#[derive(Clone, Copy)]
pub struct Typed {
    pub subject: RwSignal<String>,
    pub body: RwSignal<String>,
}

impl Typed {
    fn of(wording: &Wording) -> Typed {
        Typed { subject: RwSignal::new(wording.subject.clone()), body: RwSignal::new(wording.body.clone()) }
    }

    pub fn read(self) -> Wording {
        Wording { subject: self.subject.get(), body: self.body.get() }
    }
}

/// `anew` loads all letters as they were saved.
#[component]
pub fn TemplateForm(template: Template, anew: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let fixed = !may("templates.save");
    let (topic, rv, is_own) = (template.topic, template.rv, template.own.is_some());
    let says = template.own.unwrap_or(template.default);
    let (zh, en) = (Typed::of(&says.zh), Typed::of(&says.en));
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let wrong = Wrong(fault);
    let save = move |own: Option<Wordings>| {
        let op = SaveTemplate { topic, rv, own };
        let fields = yingda_shared::contract::Operation::check(&op);
        if !fields.is_empty() {
            return fault.set(Some(Fault::Invalid { fields }));
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(op).await {
                Ok(_) => {
                    toasts.show(Tone::Ok, untrack(|| i18n.say(key!(common.saved))));
                    fault.try_set(None);
                    anew.try_run(());
                }
                Err(told) => drop(fault.try_set(Some(told))),
            }
            busy.try_set(false);
        });
    };
    let typed = move || Wordings { zh: zh.read(), en: en.read() };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            save(Some(untrack(typed)));
        }
    };
    let control = |pointer: &str| format!("template{}", pointer.trim_start_matches("/own").replace('/', "-"));
    let errors = Signal::derive(move || wrong.all(i18n, control));
    let conflict = move || {
        matches!(fault.get(), Some(Fault::Conflict { .. })).then(|| {
            view! {
                <ui::Banner tone=Tone::Warn icon="swap" card=true text=t!(i18n, templates.conflict)>
                    <ui::Button label=t!(i18n, templates.load) size=ui::Size::Small on_press=move || anew.run(()) />
                </ui::Banner>
            }
        })
    };
    let language = move |code: &'static str, name: Key, edit: Typed, subject: &'static str, body: &'static str| {
        view! {
            <fieldset class="rule-whole" disabled=fixed>
                <legend class="field-label">{i18n.t(name)}</legend>
                <ui::TextInput name=format!("template-{code}-subject") label=t!(i18n, templates.subject) value=edit.subject error=wrong.at(subject) maxlength=SUBJECT_MAX as u32 required=true />
                <ui::TextArea name=format!("template-{code}-body") label=t!(i18n, templates.body) value=edit.body error=wrong.at(body) rows=8 maxlength=NOTE_MAX as u32 required=true />
                <Preview code edit />
            </fieldset>
        }
    };
    let name = |placeholder: &Placeholder| {
        let word = placeholder.as_str();
        view! { <li><code>{format!("{{{word}}}")}</code>" "<span class="quiet">{move || i18n.word("rule_words.placeholder", word)}</span></li> }
    };
    view! {
        <form class="rule-form" on:submit=submit novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            {conflict}
            <section class="template-names" aria-labelledby="template-names-title">
                <h2 id="template-names-title">{t!(i18n, templates.names)}</h2>
                <p class="quiet small">{t!(i18n, templates.names_help)}</p>
                <ul>{Placeholder::ALL.iter().map(name).collect_view()}</ul>
            </section>
            <div class="template-languages">
                {language("zh", key!(account.chinese), zh, "/own/zh/subject", "/own/zh/body")}
                {language("en", key!(account.english), en, "/own/en/subject", "/own/en/body")}
            </div>
            {(!fixed).then(|| view! {
                <div class="save-bar">
                    {is_own.then(|| view! { <ui::Button label=t!(i18n, templates.back) kind=ui::Kind::Plain icon="rotate" busy on_press=move || save(None) /> })}
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy />
                </div>
            })}
        </form>
    }
}
