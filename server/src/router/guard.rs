//! What holds for every request: unsafe methods come from our own pages or carry a token; every
//! answer carries the headers that keep browsers strict.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use yingda_shared::fault::Fault;

use super::credentials::{cookie, credentials};
use super::leaving;
use super::problem::Problem;
use crate::router::health;
use crate::services::Services;

pub fn wrap(router: Router, services: Arc<Services>) -> Router {
    router.layer(from_fn_with_state(services, guard))
}

async fn guard(State(services): State<Arc<Services>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let unsafe_method = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let ours = !unsafe_method || is_ours(&services, request.headers());
    let mut response = match ours {
        true => leaving::run(&services, request, next).await,
        false => Problem(Fault::refused("foreign_origin")).under(StatusCode::FORBIDDEN.as_u16()),
    };
    health::count(response.status(), begun.elapsed());
    harden(&services, response.headers_mut());
    response
}

/// Whether a request that changes something was made by one of our pages, or by a program.
fn is_ours(services: &Services, headers: &HeaderMap) -> bool {
    // No page of another site can make a browser send this, and the cookie then counts for nothing.
    if credentials(services, headers).token.is_some() {
        return true;
    }
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match text(ORIGIN) {
        Some(origin) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            origin == services.config.public_url || (host.is_some() && host == text(HOST))
        }
        // No browser leaves both out; without a session there is nothing to abuse.
        None => cookie(headers, services.config.cookie_name()).is_none(),
    }
}

fn harden(services: &Services, headers: &mut HeaderMap) {
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    };
    set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()");
    if services.config.is_https() {
        set("strict-transport-security", "max-age=31536000; includeSubDomains");
    }
}
