//! The editor of one letter, in both languages, with what it would look like.

use leptos::prelude::*;
use yingda_shared::escalation::{ListTemplates, Placeholder, SaveTemplate, Template, Wording, Wordings};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::{NOTE_MAX, SUBJECT_MAX};

use super::preview::Preview;
use crate::admin::Wrong;
use crate::admin::conflict::BothVersions;
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

    fn put(self, wording: &Wording) {
        self.subject.set(wording.subject.clone());
        self.body.set(wording.body.clone());
    }

    pub fn read(self) -> Wording {
        Wording { subject: self.subject.get(), body: self.body.get() }
    }
}

/// `changed` hears of each save. The form is not made anew then: somebody may be typing on.
#[component]
pub fn TemplateForm(template: Template, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let fixed = !may("templates.save");
    let (topic, rv) = (template.topic, RwSignal::new(template.rv));
    let default = StoredValue::new(template.default.clone());
    let says = template.own.unwrap_or(template.default);
    let (zh, en) = (Typed::of(&says.zh), Typed::of(&says.en));
    let typed = move || Wordings { zh: zh.read(), en: en.read() };
    let put = move |says: &Wordings| {
        zh.put(&says.zh);
        en.put(&says.en);
    };
    let as_shipped = Signal::derive(move || default.with_value(|default| typed() == *default));
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let wrong = Wrong(fault);
    let save = move || {
        if busy.get_untracked() {
            return;
        }
        // What says what ships is nobody's own: it follows what ships later.
        let own = untrack(|| (!as_shipped.get()).then(typed));
        let op = SaveTemplate { topic, rv: rv.get_untracked(), own };
        let fields = yingda_shared::contract::Operation::check(&op);
        if !fields.is_empty() {
            return fault.set(Some(Fault::Invalid { fields }));
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(op).await {
                Ok(kept) => {
                    rv.try_set(kept.rv);
                    fault.try_set(None);
                    toasts.show(Tone::Ok, untrack(|| i18n.say(key!(common.saved))));
                    changed.try_run(());
                }
                Err(told) => drop(fault.try_set(Some(told))),
            }
            busy.try_set(false);
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save();
    };
    let keep = move |version: i64| {
        rv.set(version);
        save();
    };
    let take = move || {
        leptos::task::spawn_local(async move {
            match call(ListTemplates {}).await {
                // Another letter is shown by now.
                Ok(_) if rv.is_disposed() => {}
                Ok(all) => {
                    if let Some(theirs) = all.rows.into_iter().find(|theirs| theirs.topic == topic) {
                        rv.set(theirs.rv);
                        put(theirs.own.as_ref().unwrap_or(&theirs.default));
                        fault.set(None);
                        changed.try_run(());
                    }
                }
                Err(told) => drop(fault.try_set(Some(told))),
            }
        });
    };
    // Into the fields alone: nothing of the desk's own words is lost before it is saved.
    let back = move || {
        default.with_value(put);
        ui::focus_soon("template-zh-subject".to_string());
    };
    let control = |pointer: &str| format!("template{}", pointer.trim_start_matches("/own").replace('/', "-"));
    let errors = Signal::derive(move || wrong.all(i18n, control));
    let (keep, take) = (Callback::new(keep), Callback::new(move |()| take()));
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
            <BothVersions fault keep take />
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
                    <ui::Button label=t!(i18n, templates.back) kind=ui::Kind::Plain icon="rotate" disabled=as_shipped on_press=back />
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy />
                </div>
            })}
        </form>
    }
}
