//! Personal access tokens for the API: made, shown once, ended.

use leptos::prelude::*;
use yingda_shared::identity::operations::{CreateToken, Done, ListTokens, NewToken, RevokeToken, TokenInfo};

use crate::data::load;
use crate::form::{OpForm, use_form};
use crate::format::exact;
use crate::i18n::use_i18n;
use crate::portal::{FormFault, PartFault};
use crate::ui::{Button, Choice, Disclosure, Icon, SectionCard, Select, Size, Skeleton, TextInput, Tone, use_toasts};
use crate::{key, t};

/// Days a token may live.
const DAYS: [&str; 4] = ["30", "90", "180", "365"];

/// The list and the form for a new one.
#[component]
pub fn Tokens() -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let tokens = load(|| ListTokens {});
    let made = RwSignal::new(None::<String>);
    let on_made = Callback::new(move |token: NewToken| {
        made.set(Some(token.token));
        tokens.refetch();
    });
    let on_ended = Callback::new(move |_: Done| {
        toasts.show(Tone::Neutral, untrack(|| i18n.say(key!(account.token_ended))));
        tokens.refetch();
    });
    let shown = move || {
        Suspend::new(async move {
            let rows = match tokens.await {
                Ok(list) => list.rows,
                Err(fault) => return view! { <PartFault fault /> }.into_any(),
            };
            if rows.is_empty() {
                return view! { <p class="quiet small">{t!(i18n, account.no_tokens)}</p> }.into_any();
            }
            let rows = rows.into_iter().map(|token| view! { <TokenRow token on_ended /> }).collect_view();
            view! { <ul class="own-list">{rows}</ul> }.into_any()
        })
    };
    view! {
        <SectionCard id="tokens" title=t!(i18n, account.tokens)>
            <p class="quiet small">
                {t!(i18n, account.tokens_text)} " " <a href="/api/docs" rel="external">{t!(i18n, account.api_docs)}</a>
            </p>
            {move || made.get().map(|token| view! { <NewTokenCard token /> })}
            <Transition fallback=move || view! { <Skeleton label=t!(i18n, common.loading) rows=1 /> }>{shown}</Transition>
            // The answer holds a secret that no address may carry: made with script only.
            <noscript><p class="quiet small">{t!(i18n, account.token_needs_script)}</p></noscript>
            <div class="needs-wasm"><Disclosure summary=t!(i18n, account.new_token)><TokenForm on_made /></Disclosure></div>
        </SectionCard>
    }
}

/// Name, how long, for what.
#[component]
fn TokenForm(on_made: Callback<NewToken>) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<CreateToken>();
    let days = Signal::derive(move || {
        DAYS.map(|days| Choice::new(days, i18n.fill(key!(common.span_days), &[("d", days)]))).to_vec()
    });
    view! {
        <OpForm form on_done=on_made class="form">
            <FormFault form />
            <TextInput name="name" id="token-name" label=t!(i18n, account.token_name) help=Signal::derive(t!(i18n, account.token_name_help)) required=true
                value=form.value("name", "") error=form.error("name") />
            <Select name="days" label=t!(i18n, account.token_days) choices=days value=form.value("days", DAYS[1]) error=form.error("days") />
            <TextInput name="scope" label=t!(i18n, account.token_scope) help=Signal::derive(t!(i18n, account.token_scope_help)) note=Signal::derive(t!(i18n, common.optional))
                value=form.value("scope", "") error=form.error("scope") />
            <div class="form-actions"><Button submit=true label=t!(i18n, account.create_token) busy=form.busy /></div>
        </OpForm>
    }
}

/// Shown once, to be copied now.
#[component]
fn NewTokenCard(token: String) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let text = StoredValue::new(token.clone());
    let copy = move |()| {
        #[cfg(not(feature = "ssr"))]
        leptos::task::spawn_local(async move {
            let clipboard = window().navigator().clipboard();
            if wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text.get_value())).await.is_ok() {
                toasts.show(Tone::Neutral, untrack(|| i18n.say(key!(common.copied))));
            }
        });
        #[cfg(feature = "ssr")]
        let _ = (text, toasts);
    };
    view! {
        <div class="received" data-tone="ok" role="status">
            <p class="received-title"><Icon name="key" /><b>{t!(i18n, account.token_once)}</b></p>
            <div class="copy-link">
                <label class="vh" for="new-token">{t!(i18n, account.tokens)}</label>
                <input class="input mono" id="new-token" readonly=true value=token />
                <Button icon="copy" label=t!(i18n, common.copy) on_press=copy />
            </div>
        </div>
    }
}

/// One token.
#[component]
fn TokenRow(token: TokenInfo, on_ended: Callback<Done>) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<RevokeToken>();
    let until = exact(token.expires_at);
    let scope = token.scope.clone();
    let reach = move || if scope.is_empty() { i18n.say(key!(account.scope_all)) } else { scope.clone() };
    view! {
        <li>
            <Icon name="key" />
            <span class="own-text">
                <b>{token.name}</b>
                <small>{move || i18n.fill(key!(account.until), &[("time", &until)])} " · " {reach}</small>
            </span>
            <OpForm form on_done=on_ended>
                <input type="hidden" name="id" value=token.id.to_string() />
                <Button size=Size::Small submit=true label=t!(i18n, account.end_token) busy=form.busy />
                <FormFault form />
            </OpForm>
        </li>
    }
}
