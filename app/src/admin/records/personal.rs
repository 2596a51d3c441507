//! What the desk holds of a contact: taken along as one file, or taken out for ever once its name was
//! typed.

use leptos::prelude::*;
use yingda_shared::customers::personal::{EraseContact, GetPersonalData, PersonalData};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::ContactId;

use crate::api::call;
use crate::boot::may;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// The part of a contact's page about their data. `gone` is told once it is erased.
#[component]
pub fn PersonalBox(id: ContactId, name: String, gone: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let held = fetch_once(move || Some(GetPersonalData { id }));
    let asking = RwSignal::new(false);
    let name = StoredValue::new(name);
    let open_cases = Memo::new(move |_| held.data.with(|held| held.as_ref().map_or(0, |held| held.open_cases)));
    let facts = move || {
        held.data.get().map(|held: PersonalData| {
            let counts = [
                (key!(personal.cases), held.cases),
                (key!(personal.files), held.files),
                (key!(personal.notices), held.notices),
                (key!(personal.accounts), held.accounts),
                (key!(personal.sessions), held.sessions),
            ];
            let fact = move |(name, count): (crate::i18n::Key, i64)| {
                view! { <ui::Fact name=i18n.t(name)>{count.to_string()}</ui::Fact> }
            };
            view! { <ui::DescriptionList>{counts.map(fact).collect_view()}</ui::DescriptionList> }
        })
    };
    let erased = move || held.data.with(|held| held.as_ref().is_some_and(|held| held.erased));
    let wrong = move || {
        held.fault.get().map(
            |fault| view! { <p class="field-error" role="alert"><ui::Icon name="alert" />{i18n.fault(&fault)}</p> },
        )
    };
    let acts = move || {
        match erased() {
        true => view! { <p class="quiet">{t!(i18n, personal.erased)}</p> }.into_any(),
        false => view! {
            <div class="row">
                <a class="btn btn-quiet" href=format!("/api/v1/contacts/{id}/personal-data.zip") download="personal-data.zip" rel="external">
                    <ui::Icon name="download" /><span>{t!(i18n, personal.export)}</span>
                </a>
                {may("contacts.erase").then(|| view! { <ui::Button label=t!(i18n, personal.erase) kind=ui::Kind::Plain icon="trash" on_press=move || asking.set(true) /> })}
            </div>
        }
        .into_any(),
    }
    };
    view! {
        <section class="record-extra" aria-labelledby="personal-title">
            <h3 id="personal-title">{t!(i18n, personal.title)}</h3>
            {move || (!erased()).then(|| view! { <p class="quiet">{t!(i18n, personal.lead)}</p> })}
            {facts}{wrong}{acts}
        </section>
        <ui::Dialog id="erase-contact" title=move || name.with_value(|name| i18n.fill(key!(personal.erase_title), &[("name", name)])) close_label=t!(i18n, common.close) open=asking>
            <Asking id name asking open_cases gone />
        </ui::Dialog>
    }
}

/// The question, with all that must be known before it is answered.
#[component]
fn Asking(
    id: ContactId,
    name: StoredValue<String>,
    asking: RwSignal<bool>,
    open_cases: Memo<i64>,
    gone: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let (typed, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let even_open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let fault = RwSignal::new(None::<Fault>);
    let same = move || name.with_value(|name| typed.with(|typed| typed.trim() == name.trim()));
    let allowed = Signal::derive(move || same() && (open_cases.get() == 0 || even_open.get()));
    let erase = move || {
        busy.set(true);
        let op = EraseContact {
            id,
            name: typed.get_untracked(),
            even_open: even_open.get_untracked(),
            reason: reason.get_untracked(),
        };
        leptos::task::spawn_local(async move {
            match call(op).await {
                Ok(done) => {
                    let counts = [("cases", done.cases.to_string()), ("files", done.files.to_string())];
                    let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
                    toasts.show(Tone::Ok, i18n.fill(key!(personal.done), &counts));
                    asking.try_set(false);
                    gone.try_run(());
                }
                Err(wrong) => drop(fault.try_set(Some(wrong))),
            }
            busy.try_set(false);
        });
    };
    let label = move || name.with_value(|name| i18n.fill(key!(personal.type_name), &[("name", name)]));
    view! {
        <div class="form">
            <p>{t!(i18n, personal.erase_text)}</p>
            <p class="quiet small">{t!(i18n, personal.stays)}</p>
            {move || (open_cases.get() > 0).then(|| view! {
                <ui::Checkbox name="even_open" checked=even_open label=move || i18n.fill(key!(personal.even_open), &[("n", &open_cases.get().to_string())]) />
            })}
            <ui::TextInput name="erase-reason" label=t!(i18n, personal.reason) value=reason maxlength=2000 />
            <ui::TextInput name="erase-name" label=label value=typed autocomplete="off" required=true />
            {move || fault.get().map(|fault| view! { <p class="field-error" role="alert"><ui::Icon name="alert" />{i18n.fault(&fault)}</p> })}
        </div>
        <div class="dialog-foot">
            <ui::Button label=t!(i18n, personal.erase_now) kind=ui::Kind::Danger busy disabled=Signal::derive(move || !allowed.get()) on_press=erase />
            <ui::Button label=t!(i18n, common.cancel) on_press=move || asking.set(false) />
        </div>
    }
}
