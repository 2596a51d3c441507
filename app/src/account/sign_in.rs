//! Signing in, with or without script, and back to where one wanted to go.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::identity::operations::SignIn;

use super::demo::DemoAccountList;
use super::narrow::NarrowPage;
use super::password_field::PasswordField;
use crate::boot::use_boot;
use crate::form::{OpForm, use_form};
use crate::i18n::use_i18n;
use crate::portal::FormFault;
use crate::t;
use crate::ui::{Banner, Button, Kind, LinkButton, TextInput, Tone};

/// An address of this site; anything else is the root.
fn local(address: Option<String>) -> String {
    let inside = |address: &String| {
        address.starts_with('/')
            && !address.starts_with("//")
            && !address.contains(|c: char| "\\{".contains(c) || c.is_ascii_control())
    };
    address.filter(inside).unwrap_or_else(|| "/".to_string())
}

/// `/sign-in?back=`
#[component]
pub fn SignInPage() -> impl IntoView {
    let i18n = use_i18n();
    let me = use_boot().with_value(|boot| boot.me.clone());
    let back = local(use_query_map().with_untracked(|query| query.get("back")));
    let form = use_form::<SignIn>();
    let erased = use_query_map().with_untracked(|query| query.get("erased").is_some());
    let signed_in = me.user_id.is_some().then(|| {
        let (name, href) = (me.name.clone(), back.clone());
        view! {
            <div class="stack">
                <p>{move || i18n.fill(crate::key!(account.already), &[("name", &name)])}</p>
                <LinkButton class="btn-wide" label=t!(i18n, account.go_on) href />
            </div>
        }
    });
    view! {
        <NarrowPage title=t!(i18n, common.sign_in)>
            {erased.then(|| view! { <Banner card=true tone=Tone::Warn text=t!(i18n, lock.erased) /> })}
            {signed_in}
            <OpForm form next=back.clone() class="form">
                <FormFault form />
                <TextInput name="login" label=t!(i18n, account.login) required=true autocomplete="username" value=form.value("login", "") error=form.error("login") />
                <PasswordField name="password" label=t!(i18n, account.password) error=form.error("password") />
                <div class="form-actions"><Button kind=Kind::Primary submit=true label=t!(i18n, common.sign_in) busy=form.busy /></div>
            </OpForm>
            <DemoAccountList back />
            <p class="narrow-more"><a href="/submit">{t!(i18n, account.without)}</a></p>
        </NarrowPage>
    }
}
