//! The very first start: whoever holds the printed link becomes the administrator.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use yingda_shared::identity::operations::ClaimDesk;
use yingda_shared::kernel::limits::{LOGIN_MAX, NAME_MAX};

use super::narrow::NarrowPage;
use super::password_field::PasswordField;
use crate::form::{OpForm, use_form};
use crate::i18n::use_i18n;
use crate::portal::FormFault;
use crate::t;
use crate::ui::{Button, Kind, TextInput};

/// `/claim/{token}`
#[component]
pub fn ClaimPage() -> impl IntoView {
    let i18n = use_i18n();
    let token = use_params_map().with_untracked(|params| params.get("token")).unwrap_or_default();
    let form = use_form::<ClaimDesk>();
    view! {
        <NarrowPage title=t!(i18n, account.claim_title)>
            <p>{t!(i18n, account.claim_text)}</p>
            <OpForm form next="/" class="form">
                <FormFault form />
                <input type="hidden" name="token" value=token />
                <TextInput name="organisation" label=t!(i18n, account.organisation) help=Signal::derive(t!(i18n, account.organisation_help)) required=true
                    autocomplete="organization" maxlength=NAME_MAX as u32 value=form.value("organisation", "") error=form.error("organisation") />
                <TextInput name="name" label=t!(i18n, account.name) required=true autocomplete="name" maxlength=NAME_MAX as u32
                    value=form.value("name", "") error=form.error("name") />
                <TextInput name="login" label=t!(i18n, account.login) help=Signal::derive(t!(i18n, account.login_help)) required=true autocomplete="username"
                    maxlength=LOGIN_MAX as u32 value=form.value("login", "admin") error=form.error("login") />
                <PasswordField name="password" label=t!(i18n, account.new_password) error=form.error("password") fresh=true />
                <div class="form-actions"><Button kind=Kind::Primary submit=true label=t!(i18n, account.claim_act) busy=form.busy /></div>
            </OpForm>
        </NarrowPage>
    }
}
