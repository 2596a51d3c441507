//! What the desk decides about devices that keep work without a network.

use leptos::prelude::*;
use yingda_shared::identity::devices::{DevicePolicy, GetDevicePolicy, SaveDevicePolicy};

use super::policy::policy_page;
use crate::boot::may;
use crate::form::{OpForm, use_form};
use crate::i18n::use_i18n;
use crate::portal::FormFault;
use crate::{key, t, ui};

/// `/admin/devices`
#[component]
pub fn DevicesPage() -> impl IntoView {
    policy_page(
        key!(lock.policy_title),
        key!(lock.policy_lead),
        || GetDevicePolicy {},
        |now| now.rv,
        |now, rv, done| view! { <PolicyForm now rv done /> }.into_any(),
    )
}

#[component]
fn PolicyForm(now: DevicePolicy, rv: RwSignal<i64>, done: Callback<yingda_shared::record::Saved>) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<SaveDevicePolicy>();
    let fixed = !may("devices.save_policy");
    let required = RwSignal::new(now.pin_required);
    let hours = move |name: &'static str, label: crate::i18n::Key, hours: u32| {
        view! {
            <ui::TextInput name=name kind="number" min="1" max="2160" label=i18n.t(label) value=form.value(name, &hours.to_string())
                error=form.error(name) readonly=fixed required=true class="field-narrow" />
        }
    };
    view! {
        <section class="card" id="device-policy" aria-label=t!(i18n, lock.policy_title)><div class="card-body">
            <OpForm form on_done=done class="form">
                <FormFault form />
                <input type="hidden" name="rv" value=move || rv.get().to_string() />
                <p class="quiet small">{t!(i18n, lock.policy_text)}</p>
                {hours("staff_hours", key!(lock.staff_hours), now.staff_hours)}
                {hours("partner_hours", key!(lock.partner_hours), now.partner_hours)}
                {hours("customer_hours", key!(lock.customer_hours), now.customer_hours)}
                <ui::Checkbox name="pin_required" value="true" label=t!(i18n, lock.pin_required) checked=required
                    help=MaybeProp::derive(move || Some(i18n.say(key!(lock.pin_required_help)))) disabled=fixed />
                {(!fixed).then(|| view! { <div class="form-actions"><ui::Button kind=ui::Kind::Primary submit=true label=t!(i18n, common.save) busy=form.busy /></div> })}
            </OpForm>
        </div></section>
    }
}
