//! The link by which a person sets a first or a new password.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use yingda_shared::identity::operations::{AcceptInvitation, GetInvitation, Invited};

use super::narrow::NarrowPage;
use super::password_field::PasswordField;
use crate::boot::SetStatus;
use crate::form::{OpForm, use_form};
use crate::i18n::use_i18n;
use crate::portal::FormFault;
use crate::ui::{Button, EmptyState, Kind, LinkButton, Skeleton};
use crate::{key, t};

/// `/invitation/{token}`
#[component]
pub fn InvitationPage() -> impl IntoView {
    let i18n = use_i18n();
    let token = use_params_map().with_untracked(|params| params.get("token")).unwrap_or_default();
    let status = SetStatus::of_page();
    let asked = token.clone();
    let invited = Resource::new(move || asked.clone(), |token| crate::api::call(GetInvitation { token }));
    let shown = move || {
        let (token, status) = (token.clone(), status.clone());
        Suspend::new(async move {
            match invited.await {
                Ok(invited) => view! { <SetPassword invited token /> }.into_any(),
                Err(fault) => {
                    status.set(fault.status());
                    view! {
                        <EmptyState icon="link" title=t!(i18n, account.link_over) text=Signal::derive(t!(i18n, account.link_over_text))>
                            <LinkButton label=t!(i18n, common.sign_in) href="/sign-in" />
                        </EmptyState>
                    }
                    .into_any()
                }
            }
        })
    };
    let waiting = move || view! { <Skeleton label=t!(i18n, common.loading) rows=3 /> };
    view! {
        <NarrowPage title=t!(i18n, account.invitation_title)>
            <Suspense fallback=waiting>{shown}</Suspense>
        </NarrowPage>
    }
}

/// Whom it is for, and the password they choose.
#[component]
fn SetPassword(invited: Invited, token: String) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<AcceptInvitation>();
    let name = invited.name.clone();
    view! {
        <p>{move || i18n.fill(key!(account.invited), &[("name", &name)])}</p>
        <OpForm form next="/" class="form">
            <FormFault form />
            <input type="hidden" name="token" value=token />
            <div class="field">
                <label class="field-label" for="login">{t!(i18n, account.login)}</label>
                <input class="input" id="login" readonly=true autocomplete="username" value=invited.login />
            </div>
            <PasswordField name="password" label=t!(i18n, account.new_password) error=form.error("password") fresh=true />
            <div class="form-actions"><Button kind=Kind::Primary submit=true label=t!(i18n, account.set_password) busy=form.busy /></div>
        </OpForm>
    }
}
