//! By which ways one is told of what, and when nothing is to disturb.

mod edit;
mod quiet;

use leptos::prelude::*;
use yingda_shared::escalation::{GetDelivery, OwnDelivery, SaveDelivery, Topic};
use yingda_shared::fault::Fault;

use self::edit::Edit;
use self::quiet::QuietLines;
pub use self::quiet::zone;
use crate::admin::{Boxes, Wrong};
use crate::api::call;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// The card of the account's page, for staff: nobody else is told of more than the app tells.
#[component]
pub fn DeliveryCard() -> impl IntoView {
    let i18n = use_i18n();
    let own = fetch_once(|| Some(GetDelivery {}));
    let anew = Callback::new(move |()| own.refresh());
    let shown = move || match (own.data.get(), own.fault.get()) {
        (Some(now), _) => view! { <DeliveryForm now anew /> }.into_any(),
        (None, Some(fault)) => view! { <Unloaded fault=Signal::stored(Some(fault)) again=anew /> }.into_any(),
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=3 /> }.into_any(),
    };
    view! {
        <ui::SectionCard id="delivery" title=t!(i18n, account.delivery.title)>
            <p class="quiet small">{t!(i18n, account.delivery.text)}</p>
            <noscript><p class="quiet small">{t!(i18n, account.delivery.needs_script)}</p></noscript>
            <div class="needs-wasm">{shown}</div>
        </ui::SectionCard>
    }
}

/// `anew` loads what another device saved in the place of what is typed.
#[component]
fn DeliveryForm(now: OwnDelivery, anew: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let edit = Edit::of(&now);
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let wrong = Wrong(fault);
    let rv = RwSignal::new(now.rv);
    let go = move || {
        let settings = match untrack(|| edit.read()) {
            Ok(settings) => settings,
            Err(fields) => return fault.set(Some(Fault::Invalid { fields })),
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(SaveDelivery { rv: rv.get_untracked(), settings }).await {
                Ok(kept) => {
                    rv.try_set(kept.rv);
                    fault.try_set(None);
                    toasts.show(Tone::Ok, untrack(|| i18n.say(key!(common.saved))));
                }
                Err(told) => drop(fault.try_set(Some(told))),
            }
            busy.try_set(false);
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            go();
        }
    };
    let errors = Signal::derive(move || wrong.all(i18n, edit::control));
    let keep = move |version: i64| {
        if !busy.get_untracked() {
            rv.set(version);
            go();
        }
    };
    let conflict = move || match fault.get() {
        Some(Fault::Conflict { version, .. }) => Some(view! {
            <ui::Banner tone=Tone::Warn icon="swap" card=true text=t!(i18n, account.delivery.conflict)>
                <ui::Button label=t!(i18n, account.delivery.keep_mine) size=ui::Size::Small on_press=move || keep(version) />
                <ui::Button label=t!(i18n, account.delivery.load) size=ui::Size::Small on_press=move || anew.run(()) />
            </ui::Banner>
        }),
        _ => None,
    };
    view! {
        <form class="form" on:submit=submit novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            {conflict}
            <Ways edit now />
            <QuietLines edit wrong />
            <ui::Checkbox name="delivery-urgent" label=t!(i18n, account.delivery.urgent) checked=edit.urgent
                help=MaybeProp::derive(move || Some(i18n.say(key!(account.delivery.urgent_help)))) />
            <div class="form-actions"><ui::Button kind=ui::Kind::Primary submit=true label=t!(i18n, common.save) busy /></div>
        </form>
    }
}

/// For each topic the ways that this desk has.
#[component]
fn Ways(edit: Edit, now: OwnDelivery) -> impl IntoView {
    let i18n = use_i18n();
    if now.ways.is_empty() {
        return view! { <p class="quiet">{t!(i18n, account.delivery.app_only)}</p> }.into_any();
    }
    let ways: Vec<&'static str> = now.ways.iter().map(|way| way.as_str()).collect();
    let topic = |(topic, chosen): (Topic, RwSignal<Vec<String>>)| {
        let label = Signal::derive(move || i18n.word("rule_words.topic", topic.as_str()));
        let help = match topic {
            Topic::Escalation | Topic::Rule => key!(account.delivery.named_help),
            Topic::HandOver => key!(account.delivery.hand_over_help),
        };
        let help = MaybeProp::derive(move || Some(i18n.say(help)));
        view! { <Boxes id=format!("delivery-{topic}") label namespace="rule_words.medium" all=ways.clone() chosen help fixed=false /> }
    };
    let topics = edit.topics.get_value().into_iter().map(topic).collect_view();
    let address = match now.email.is_empty() {
        true => {
            view! { <ui::Banner tone=Tone::Warn card=true text=t!(i18n, account.delivery.no_address) /> }.into_any()
        }
        false => {
            let said = move || i18n.fill(key!(account.delivery.address), &[("email", &now.email)]);
            view! { <p class="quiet small">{said}</p> }.into_any()
        }
    };
    view! { {topics}{address} }.into_any()
}
