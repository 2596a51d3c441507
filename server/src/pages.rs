//! The pages' door: renders the app, takes forms posted without script, keeps preferences.

mod forms;
mod offline;

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Query, Request};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use leptos::prelude::*;
use yingda_app::boot::{Boot, FailedForm, SetStatus};
use yingda_app::i18n::Lang;
use yingda_app::routes::elsewhere;
use yingda_app::shell::{Site, shell};
use yingda_server::ctx::{Caller, now};
use yingda_server::identity::actors::Credentials;
use yingda_server::registry::registry;
use yingda_server::router::credentials::{caller, cookie, credentials};
use yingda_server::router::leaving;
use yingda_server::router::markup::escape;
use yingda_server::router::site;
use yingda_server::services::Services;
use yingda_shared::contract::{Backend, BoxFuture, is_text, push_encoded};
use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::WhoAmI;
use yingda_shared::knowledge::articles::OpenHelp;

pub fn routes(services: &Arc<Services>) -> Router {
    let _ = any_spawner::Executor::init_tokio();
    let (reader, writer) = (services.clone(), services.clone());
    let pages = get(move |request: Request| page(reader.clone(), request))
        .post(move |request: Request| forms::take(writer.clone(), request));
    Router::new()
        .route("/preferences", get(preferences))
        .fallback(pages)
        .layer(DefaultBodyLimit::max(forms::FORM_BYTES_MAX))
        .merge(offline::routes(services))
}

/// Operations answered in process, as one caller.
struct InProcess {
    services: Arc<Services>,
    caller: Caller,
}

impl Backend for InProcess {
    fn call(
        &self,
        name: &'static str,
        input: Box<dyn Any + Send>,
    ) -> BoxFuture<'static, Result<Box<dyn Any + Send>, Fault>> {
        let (services, caller) = (self.services.clone(), self.caller.clone());
        Box::pin(async move { registry().run(&services, caller, name, input).await })
    }
}

/// Who asks for a page. A tracking page's secret is in its address.
fn page_credentials(services: &Services, parts: &Parts) -> Credentials {
    let mut found = credentials(services, &parts.headers);
    let track = parts.uri.path().strip_prefix("/t/").and_then(|rest| rest.split('/').next());
    found.track = track.filter(|secret| !secret.is_empty()).map(str::to_string).or(found.track);
    found
}

async fn page(services: Arc<Services>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    if !is_text(parts.uri.to_string().as_bytes()) {
        // There is nothing where no text leads.
        parts.uri = Uri::from_static("/-");
    }
    match page_caller(&services, &parts).await {
        Ok(caller) => match moved(&services, &parts, &caller).await {
            Some(address) => moved_to(&address),
            None => render(&services, parts, caller, None).await,
        },
        Err(Fault::Wiped) => leaving::erased(),
        Err(fault) => failed(language(&parts.headers), fault),
    }
}

/// Where readers of a retired article are sent.
async fn moved(services: &Arc<Services>, parts: &Parts, caller: &Caller) -> Option<String> {
    let slug = parts.uri.path().strip_prefix("/help/").filter(|slug| !slug.is_empty() && !slug.contains('/'))?;
    let slug: Vec<(String, String)> = serde_urlencoded::from_str(&format!("slug={}", slug.replace('+', "%2B"))).ok()?;
    let (_, slug) = slug.into_iter().next()?;
    match registry().call(services, caller.clone(), OpenHelp { slug }).await {
        Err(Fault::Gone { redirect }) => redirect,
        _ => None,
    }
}

/// Nobody keeps it: what is retired can come back.
fn moved_to(address: &str) -> Response {
    let mut path = String::new();
    for part in address.split('/').filter(|part| !part.is_empty()) {
        path.push('/');
        push_encoded(&mut path, part);
    }
    let location = HeaderValue::from_str(&path).unwrap_or(HeaderValue::from_static("/help"));
    let headers = [(LOCATION, location), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (StatusCode::MOVED_PERMANENTLY, headers).into_response()
}

/// The caller; a tracking link that opens nothing shows its page to a guest, who reads that it is gone.
async fn page_caller(services: &Arc<Services>, parts: &Parts) -> Result<Caller, Fault> {
    let found = page_credentials(services, parts);
    match caller(services, parts, &found).await {
        Err(Fault::NotFound) if found.track.is_some() => caller(services, parts, &Credentials::default()).await,
        other => other,
    }
}

/// No page can be made at all, as when the database is away.
fn failed(lang: Lang, fault: Fault) -> Response {
    failed_with(lang, fault, "")
}

/// The same with a way on. `rest` is markup of ours.
fn failed_with(lang: Lang, fault: Fault, rest: &str) -> Response {
    let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (tag, title) = (lang.tag(), lang.text(yingda_app::key!(common.product)));
    let text = lang.text(yingda_app::key!(portal.unavailable));
    let html = format!(
        "<!DOCTYPE html><html lang=\"{tag}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
         <body style=\"font:16px/1.65 system-ui,sans-serif;max-width:36em;margin:3em auto;padding:0 1em\"><p>{text}{rest}"
    );
    let policy = "default-src 'none'; style-src-attr 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    (status, [("retry-after", "5"), ("content-security-policy", policy)], axum::response::Html(html)).into_response()
}

async fn render(services: &Arc<Services>, parts: Parts, caller: Caller, form: Option<FailedForm>) -> Response {
    let asked = parts.uri.path_and_query().map(|at| at.as_str()).unwrap_or("/");
    if let Some(address) = elsewhere(caller.actor.kind, asked) {
        return see_other(&address);
    }
    let me = match registry().call(services, caller.clone(), WhoAmI {}).await {
        Ok(me) => me,
        // The same row of the ledger as before: nothing is done twice when the form is sent again.
        Err(fault) => return failed(language(&parts.headers), fault),
    };
    let site = site::folder(&services.config).and_then(|folder| site::read(&folder)).unwrap_or_default();
    let status = form.as_ref().map(|form| form.fault.status());
    let boot = Boot {
        me,
        lang: language(&parts.headers),
        theme: preference(&parts.headers, "yd_theme", &["light", "dark", "system"]),
        density: preference(&parts.headers, "yd_density", &["comfortable", "compact"]),
        now: now(),
        offset: services.config.offset,
        public_url: services.config.public_url.clone(),
        build: site.build.clone(),
        dev: services.config.dev,
        command: uuid::Uuid::now_v7().to_string(),
        form,
    };
    let backend: Arc<dyn Backend> = Arc::new(InProcess { services: services.clone(), caller });
    let assets = assets(site);
    let context = move || {
        provide_context(backend.clone());
        provide_status();
        secure();
    };
    let handler = leptos_axum::render_app_async_with_context(context, move || shell(boot.clone(), assets.clone()));
    let mut request = Request::from_parts(parts, Body::empty());
    *request.method_mut() = axum::http::Method::GET;
    let mut response = handler(request).await;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(status) = status.and_then(|status| StatusCode::from_u16(status).ok()) {
        *response.status_mut() = status;
    }
    response
}

/// Lets a page say that what it stands for is not there.
fn provide_status() {
    let Some(options) = use_context::<leptos_axum::ResponseOptions>() else { return };
    let set =
        move |status| options.set_status(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    provide_context(SetStatus(Arc::new(set)));
}

fn assets(site: site::Site) -> Site {
    Site { build: site.build, js: site.js, wasm: site.wasm, css: site.css }
}

/// The content policy of a document whose scripts and styles are told from others in the given way.
fn policy(scripts: &str, styles: &str) -> String {
    format!(
        "default-src 'none'; script-src {scripts} 'wasm-unsafe-eval'; style-src {styles}; \
         style-src-attr 'unsafe-inline'; connect-src 'self'; img-src 'self' blob: data:; worker-src 'self'; manifest-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The page's content policy, bound to this answer's nonce.
fn secure() {
    let nonce = leptos::nonce::use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    let policy = policy(&format!("'nonce-{nonce}' 'strict-dynamic'"), &format!("'self' 'nonce-{nonce}'"));
    if let (Some(options), Ok(value)) = (use_context::<leptos_axum::ResponseOptions>(), HeaderValue::from_str(&policy))
    {
        options.insert_header(CONTENT_SECURITY_POLICY, value);
    }
}

pub fn see_other(address: &str) -> Response {
    let location = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// The cookie's language, else the browser's first one that we have.
fn language(headers: &HeaderMap) -> Lang {
    let kept = cookie(headers, "yd_lang").and_then(|text| Lang::parse(&text));
    let accepted = headers.get("accept-language").and_then(|value| value.to_str().ok()).unwrap_or_default();
    kept.or_else(|| accepted.split(',').find_map(|part| Lang::parse(part.trim()))).unwrap_or_default()
}

fn preference(headers: &HeaderMap, name: &str, known: &[&str]) -> String {
    let kept = cookie(headers, name).unwrap_or_default();
    if known.contains(&kept.as_str()) {
        kept
    } else {
        known.last().filter(|_| name == "yd_theme").unwrap_or(&known[0]).to_string()
    }
}

#[derive(serde::Deserialize)]
struct Wanted {
    lang: Option<String>,
    theme: Option<String>,
    density: Option<String>,
    #[serde(default)]
    next: String,
}

/// Keeps a preference without script and leads back.
async fn preferences(Query(wanted): Query<Wanted>) -> Response {
    let mut response = see_other(local(&wanted.next));
    let kept = [("lang", wanted.lang), ("theme", wanted.theme), ("density", wanted.density)];
    for (name, value) in kept.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        let word: String = value.chars().filter(char::is_ascii_lowercase).take(12).collect();
        let line = format!("yd_{name}={word}; Path=/; Max-Age=31536000; SameSite=Lax");
        if let Ok(line) = HeaderValue::from_str(&line) {
            response.headers_mut().append(SET_COOKIE, line);
        }
    }
    response
}

/// An address of this site, or the root: nobody is led elsewhere.
pub fn local(address: &str) -> &str {
    // Browsers drop tabs and line breaks from addresses, which makes `/<tab>/elsewhere` of `//elsewhere`.
    let outside = !address.starts_with('/')
        || address.starts_with("//")
        || address.contains(|c: char| c == '\\' || c.is_ascii_control());
    if outside { "/" } else { address }
}
