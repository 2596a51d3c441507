//! `/api/docs`: the reference of the API as a page, made from the OpenAPI document. It loads nothing,
//! and needs no script; the one it carries narrows the list of operations.

mod guide;
mod operations;
mod page;
mod sample;
mod schemas;
mod words;

use std::sync::{Arc, OnceLock};

use axum::extract::State;
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use yingda_shared::kernel::hex::hex;

use super::credentials::cookie;
use super::packed;
use crate::services::Services;
use words::Lang;

/// Best of eleven that is quick enough to be made while somebody waits; it is made once.
const QUALITY: i32 = 9;

/// One page as it is sent.
struct Made {
    html: String,
    packed: Vec<u8>,
    tag: String,
}

pub async fn reference(State(services): State<Arc<Services>>, headers: HeaderMap) -> Response {
    let lang = language(&headers);
    let theme = Theme::of(&headers);
    let made = made(&services.config.public_url, lang, theme);
    let found = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let kept = [
        (CACHE_CONTROL, "no-cache".to_string()),
        (CONTENT_SECURITY_POLICY, policy().to_string()),
        (VARY, "accept-encoding, accept-language, cookie".to_string()),
        (ETAG, made.tag.clone()),
    ];
    if found(IF_NONE_MATCH) == Some(made.tag.as_str()) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    match packed::is_understood(&headers) && !made.packed.is_empty() {
        true => {
            let mut response = (kept, Html(made.packed.clone())).into_response();
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
            response
        }
        false => (kept, Html(made.html.clone())).into_response(),
    }
}

/// Each page is made once in the life of the process: the document does not change in it.
fn made(public_url: &str, lang: Lang, theme: Theme) -> &'static Made {
    static MADE: [OnceLock<Made>; 6] = [const { OnceLock::new() }; 6];
    MADE[lang as usize * 3 + theme as usize].get_or_init(|| {
        let document = crate::openapi::document(crate::registry::registry());
        let html = page::render(&document, public_url, lang, theme);
        let packed = packed::squeeze(&html, QUALITY).unwrap_or_default();
        let tag = format!("\"{}\"", hex(&Sha256::digest(&html)[..8]));
        Made { html, packed, tag }
    })
}

/// Nothing but what the page carries itself, told by its hash.
fn policy() -> &'static str {
    static POLICY: OnceLock<String> = OnceLock::new();
    POLICY.get_or_init(|| {
        let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
        format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src 'self'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'",
            hash(page::SCRIPT),
            hash(page::style())
        )
    })
}

/// The language that was chosen, else the first of the browser's that we have.
fn language(headers: &HeaderMap) -> Lang {
    let chosen = cookie(headers, "yd_lang").and_then(|text| Lang::parse(&text));
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    chosen.or_else(|| accepted.split(',').find_map(|part| Lang::parse(part.trim()))).unwrap_or(Lang::Zh)
}

/// Colours as chosen in the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    fn of(headers: &HeaderMap) -> Theme {
        match cookie(headers, "yd_theme").as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}
