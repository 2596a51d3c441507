//! The JSON door: every operation under `/api/v1`, assembled from the registry.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, SET_COOKIE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use serde_json::Value;
use yingda_shared::contract::{Operation, Verb, is_text, push_encoded};
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::identity::devices::KeepDeviceKey;
use yingda_shared::identity::operations::SignOut;
use yingda_shared::kernel::limits::BODY_BYTES_MAX;
use yingda_shared::sync::operations::Exchange;

use super::credentials::{caller, credentials, session_cookie};
use super::leaving;
use super::packed;
use super::problem::Problem;
use crate::dispatch::Entry;
use crate::failure;
use crate::live;
use crate::registry::registry;
use crate::services::Services;

type Fields = std::collections::BTreeMap<String, String>;

pub fn routes() -> Router<Arc<Services>> {
    let mut router = Router::new();
    for entry in registry().entries() {
        let method = match entry.verb {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
            Verb::Put => MethodFilter::PUT,
            Verb::Delete => MethodFilter::DELETE,
        };
        let path = format!("/api/v1{}", entry.path);
        let entry = entry.clone();
        let handler = move |state: State<Arc<Services>>,
                            path: Result<Path<Fields>, PathRejection>,
                            request: Request| { answer(entry, state, path, request) };
        router = router.route(&path, on(method, handler));
    }
    router
}

async fn answer(
    entry: Arc<Entry>,
    State(services): State<Arc<Services>>,
    path: Result<Path<Fields>, PathRejection>,
    request: Request,
) -> Response {
    // Nothing is called by bytes that are no text.
    let Ok(Path(path)) = path else { return Problem(Fault::NotFound).into_response() };
    match run(&entry, &services, path, request).await {
        Ok(response) => response,
        Err(fault) => Problem(fault).into_response(),
    }
}

async fn run(entry: &Entry, services: &Arc<Services>, path: Fields, request: Request) -> Result<Response, Fault> {
    let (parts, body) = request.into_parts();
    let credentials = credentials(services, &parts.headers);
    let mut caller = caller(services, &parts, &credentials).await?;
    let fresh = caller.fresh_session.clone();
    let mut keep = false;
    let text = match entry.verb {
        Verb::Get | Verb::Delete => {
            let query = parts.uri.query().unwrap_or_default();
            if !is_text(query.as_bytes()) {
                return Err(Fault::invalid("", "malformed"));
            }
            let query = flat(query, &path);
            registry().call_flat(services, caller, entry.name, &query).await?
        }
        Verb::Post | Verb::Put => {
            let mut input = json_body(body).await?;
            put_path(&mut input, path);
            caller.seen = version(&parts.headers)?;
            put_version(&mut input, caller.seen);
            keep = input["keep"] == true;
            registry().call_json(services, caller, entry.name, input).await?
        }
    };
    let tag = etag(&text);
    if entry.verb == Verb::Get && tag.is_some() && parts.headers.get(IF_NONE_MATCH) == tag.as_ref() {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let packed = match entry.name == Exchange::NAME {
        true => packed::pack(&parts.headers, &text).await,
        false => None,
    };
    let kind = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    let mut response = match packed {
        Some(bytes) => (kind, [(CONTENT_ENCODING, "br"), (VARY, "accept-encoding")], bytes).into_response(),
        None => (kind, text).into_response(),
    };
    if entry.starts_job {
        *response.status_mut() = StatusCode::ACCEPTED;
    }
    if let Some(tag) = tag {
        response.headers_mut().insert(ETAG, tag);
    }
    if let Some(secret) = fresh.get() {
        response.headers_mut().insert(SET_COOKIE, session_cookie(services, secret));
    }
    if entry.name == SignOut::NAME {
        response.headers_mut().insert(SET_COOKIE, session_cookie(services, ""));
        leaving::forget(response.headers_mut(), keep);
    }
    if entry.name == KeepDeviceKey::NAME {
        leaving::forget_storage(response.headers_mut());
    }
    Ok(response)
}

/// The query with the fields of the path put in.
fn flat(query: &str, path: &Fields) -> String {
    let mut flat = String::new();
    for pair in query.split('&').filter(|pair| pair.split_once('=').is_some_and(|(_, value)| !value.is_empty())) {
        flat.push_str(pair);
        flat.push('&');
    }
    for (name, value) in path {
        flat.push_str(name);
        flat.push('=');
        push_encoded(&mut flat, value);
        flat.push('&');
    }
    flat.truncate(flat.trim_end_matches('&').len());
    flat
}

pub async fn json_body(body: Body) -> Result<Value, Fault> {
    let limit = BODY_BYTES_MAX;
    let bytes = to_bytes(body, limit).await.map_err(|_| Fault::TooLarge { limit: limit as u64 })?;
    if bytes.is_empty() {
        return Ok(Value::Object(Default::default()));
    }
    serde_json::from_slice(&bytes).map_err(|error| {
        let mut fault = FieldFault::new("", "malformed");
        fault.params.insert("why".into(), error.to_string());
        Fault::Invalid { fields: vec![fault] }
    })
}

fn put_path(input: &mut Value, path: Fields) {
    if let Some(input) = input.as_object_mut() {
        input.extend(path.into_iter().map(|(name, value)| (name, Value::String(value))));
    }
}

/// `If-Match` says which version the sender saw: one tag of ours, or `*` for any.
fn version(headers: &HeaderMap) -> Result<Option<i64>, Fault> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let number = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    number.parse().map(Some).map_err(|_| Fault::invalid("/If-Match", "malformed"))
}

/// Operations that settle a version themselves call it `base` or `rv`.
fn put_version(input: &mut Value, version: Option<i64>) {
    if let (Some(version), Some(input)) = (version, input.as_object_mut()) {
        for name in ["base", "rv"] {
            input.entry(name).or_insert(version.into());
        }
    }
}

/// The version of the one record an answer is about.
fn etag(text: &str) -> Option<HeaderValue> {
    #[derive(serde::Deserialize)]
    struct Versioned {
        rv: Option<i64>,
        case: Option<Inner>,
    }
    #[derive(serde::Deserialize)]
    struct Inner {
        rv: i64,
    }
    let versioned: Versioned = serde_json::from_str(text).ok()?;
    let rv = versioned.rv.or(versioned.case.map(|case| case.rv))?;
    HeaderValue::from_str(&format!("\"{rv}\"")).ok()
}

pub async fn live(State(services): State<Arc<Services>>, request: Request) -> Response {
    let mut credentials = credentials(&services, request.headers());
    // EventSource cannot set headers: a tracking page names its secret in the query.
    if let Some(track) = request.uri().query().and_then(|query| query.strip_prefix("track=")) {
        credentials.track = Some(track.to_string());
    }
    // A stranger without a link sees nothing that could change.
    if credentials.track.is_none() && credentials.session.is_none() && credentials.token.is_none() {
        return Problem(Fault::Unauthenticated).into_response();
    }
    match services.channels.clone().try_acquire_owned() {
        Ok(place) => live::channel(services, credentials, place).into_response(),
        Err(_) => Problem(failure::unavailable()).into_response(),
    }
}

pub async fn openapi() -> Response {
    static TEXT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let text = TEXT.get_or_init(|| crate::openapi::document(registry()).to_string());
    ([(CONTENT_TYPE, "application/json")], text.as_str()).into_response()
}
