//! The people of the demo world: one tap signs in as one of them. Empty outside a demo.

use leptos::prelude::*;
use yingda_shared::identity::operations::{DemoAccount, DemoAccounts, DemoSignIn};

use crate::form::{OpForm, use_form};
use crate::i18n::use_i18n;
use crate::portal::FormFault;
use crate::t;
use crate::ui::Avatar;

/// One form per person.
#[component]
pub fn DemoAccountList(back: String) -> impl IntoView {
    let i18n = use_i18n();
    let accounts = Resource::new(|| (), |()| crate::api::call(DemoAccounts {}));
    let shown = move || {
        let back = back.clone();
        Suspend::new(async move {
            let accounts = accounts.await.map(|list| list.accounts).unwrap_or_default();
            (!accounts.is_empty()).then(|| {
                let rows =
                    accounts.into_iter().map(|account| view! { <DemoRow account back=back.clone() /> }).collect_view();
                view! {
                    <section class="demo" aria-labelledby="demo-title">
                        <h2 id="demo-title">{t!(i18n, account.demo_title)}</h2>
                        <p class="quiet small">{t!(i18n, account.demo_text)}</p>
                        <ul class="demo-list">{rows}</ul>
                    </section>
                }
            })
        })
    };
    view! { <Suspense fallback=|| ()>{shown}</Suspense> }
}

/// A person and their role; the whole row is the button.
#[component]
fn DemoRow(account: DemoAccount, back: String) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<DemoSignIn>();
    let role = account.role.clone();
    view! {
        <li>
            <OpForm form next=back>
                <input type="hidden" name="login" value=account.login.clone() />
                <button type="submit" class="demo-row">
                    <Avatar name=account.name.clone() />
                    <span class="demo-text"><b>{account.name}</b><small>{move || i18n.word("roles", &role)}</small></span>
                    <span class="mono faint small">{account.login}</span>
                </button>
                <FormFault form />
            </OpForm>
        </li>
    }
}
