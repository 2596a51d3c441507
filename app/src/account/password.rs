//! A new password for oneself.

use leptos::prelude::*;
use yingda_shared::identity::operations::ChangePassword;

use super::password_field::PasswordField;
use crate::boot::use_boot;
use crate::form::{OpForm, use_form};
use crate::i18n::use_i18n;
use crate::portal::FormFault;
use crate::t;
use crate::ui::{Button, Disclosure, SectionCard};

/// Folded away: needed seldom.
#[component]
pub fn ChangePasswordCard() -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<ChangePassword>();
    let open = form.fault.with_untracked(Option::is_some);
    let login = use_boot().with_value(|boot| boot.me.login.clone());
    view! {
        <SectionCard id="password-card" title=t!(i18n, account.password)>
            <Disclosure summary=t!(i18n, account.change_password) open=open>
                <OpForm form next="/account?changed=1" class="form">
                    <FormFault form />
                    <input type="hidden" autocomplete="username" value=login />
                    <PasswordField name="current" label=t!(i18n, account.current_password) error=form.error("current") />
                    <PasswordField name="new" label=t!(i18n, account.new_password) error=form.error("new") fresh=true />
                    <p class="quiet small">{t!(i18n, account.change_password_text)}</p>
                    <div class="form-actions"><Button submit=true label=t!(i18n, account.change_password) busy=form.busy /></div>
                </OpForm>
            </Disclosure>
        </SectionCard>
    }
}
