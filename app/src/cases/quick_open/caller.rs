//! Who calls: found by number or name, with what they have and what is open already.

use leptos::prelude::*;
use yingda_shared::cases::queries::{Caller, FindCaller};
use yingda_shared::fault::Fault;

use super::draft::Draft;
use crate::api::call;
use crate::cases::signs::Status;
use crate::i18n::use_i18n;
use crate::ui::{Avatar, Choice, ComboOption, Combobox, Icon, Select};
use crate::{key, t};

const REST: std::time::Duration = std::time::Duration::from_millis(180);

/// The search for the caller. Picking one leads on to the subject.
#[component]
pub fn CallerField(draft: Draft, on_found: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let found = RwSignal::new(Vec::<Caller>::new());
    let busy = RwSignal::new(false);
    let blank = RwSignal::new(true);
    let fault = RwSignal::new(None::<Fault>);
    let round = StoredValue::new(0u32);
    let search = Callback::new(move |words: String| {
        // Opening the list to look asks too; the caller stays until other words are typed.
        if draft.caller.id.with_untracked(String::is_empty) {
            draft.found.set(None);
        }
        blank.set(words.trim().is_empty());
        round.update_value(|n| *n += 1);
        let mine = round.get_value();
        if words.trim().is_empty() {
            found.set(Vec::new());
            fault.set(None);
            busy.set(false);
            return;
        }
        busy.set(true);
        let ask = move || {
            if round.try_get_value() != Some(mine) {
                return;
            }
            leptos::task::spawn_local(async move {
                let answer = call(FindCaller { q: words.trim().to_string() }).await;
                if round.try_get_value() == Some(mine) {
                    let (callers, refused) = match answer {
                        Ok(answer) => (answer.callers, None),
                        Err(refused) => (Vec::new(), Some(refused)),
                    };
                    fault.set(refused);
                    found.set(callers);
                    busy.set(false);
                }
            });
        };
        set_timeout(ask, REST);
    });
    // "Not found, a new caller" is an answer: before one, and without one, it must not stand there.
    let empty = Signal::derive(move || match fault.get() {
        Some(fault) => i18n.fault(&fault),
        None if blank.get() => i18n.say(key!(cases.open.caller_hint)),
        None => i18n.say(key!(cases.open.caller_unknown)),
    });
    let options = Signal::derive(move || {
        let option = |caller: &Caller| {
            let parts = [caller.company.clone().unwrap_or_default(), caller.contact.phone.clone()];
            let note = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            ComboOption { key: caller.contact.id.to_string(), text: caller.contact.name.clone(), note, disabled: false }
        };
        found.with(|found| found.iter().map(option).collect::<Vec<_>>())
    });
    let pick = Callback::new(move |option: ComboOption| {
        let caller = found
            .with_untracked(|found| found.iter().find(|caller| caller.contact.id.to_string() == option.key).cloned());
        if let Some(only) =
            caller.as_ref().filter(|caller| caller.assets.len() == 1).and_then(|caller| caller.assets.first())
        {
            draft.asset.set(only.id.to_string());
        }
        draft.found.set(caller);
        on_found.run(());
    });
    view! {
        <Combobox
            name="caller"
            label=t!(i18n, cases.open.caller)
            value=draft.caller.id
            text=draft.caller.text
            options
            on_search=search
            busy=Signal::from(busy)
            empty
            clear_label=t!(i18n, common.clear)
            placeholder=Signal::derive(move || Some(i18n.say(key!(cases.open.caller_hint))))
            on_pick=pick
        />
    }
}

/// What is known of the caller: company, assets to pick, cases that are open already.
#[component]
pub fn CallerCard(draft: Draft, base: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        draft.found.get().map(|caller| {
            let (name, title) = (caller.contact.name.clone(), [caller.company.unwrap_or_default(), caller.contact.phone].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "));
            let assets = caller.assets;
            let choices = Signal::derive({
                let assets = assets.clone();
                move || assets.iter().map(|asset| Choice::new(asset.id.to_string(), format!("{} · {}", asset.name, asset.serial))).collect::<Vec<_>>()
            });
            let which = (!assets.is_empty()).then(|| {
                view! { <Select name="asset_id" label=t!(i18n, fields.asset_id) choices value=draft.asset blank=Signal::derive(move || Some(i18n.say(key!(cases.open.no_asset)))) /> }
            });
            let open = caller.open_cases;
            let count = open.len().to_string();
            let warning = (!open.is_empty()).then(|| {
                let row = |row: yingda_shared::cases::listing::CaseRow| {
                    let href = format!("{base}/{}", row.number);
                    view! { <li><a href=href><Status state=row.state reason=row.pending_reason /><span class="grow">{row.subject}</span><small class="mono">{row.number}</small></a></li> }
                };
                view! {
                    <div class="open-already">
                        <p class="strong"><Icon name="alert" />{move || i18n.fill(key!(cases.open.already), &[("n", &count)])}</p>
                        <ul class="link-list">{open.into_iter().map(row).collect_view()}</ul>
                    </div>
                }
            });
            view! {
                <div class="caller-card stack stack-2">
                    <div class="person"><Avatar name=name.clone() /><span class="person-text"><b>{name}</b><small>{title}</small></span></div>
                    {warning}
                    {which}
                </div>
            }
        })
    }
}
