//! What browsers keep to start without the server: the document without a page, and the worker that
//! keeps it. Both are the same for everyone, and are made once at the start.

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use yingda_app::shell::{blank, start};
use yingda_server::router::{site, worker};
use yingda_server::services::Services;

pub fn routes(services: &Arc<Services>) -> Router {
    let Some(folder) = site::folder(&services.config) else { return Router::new() };
    let Some(site) = site::read(&folder) else { return Router::new() };
    let assets = super::assets(site.clone());
    let document = blank(&assets);
    let script = worker::script(&folder, &site, &document);
    // A kept document would show the same nonce for ever: its one script is named by its hash. Without
    // a nonce there is nothing for `strict-dynamic` to pass on, so that the module comes from here.
    let hash = BASE64_STANDARD.encode(Sha256::digest(start(&assets)));
    let policy = super::policy(&format!("'sha256-{hash}' 'self'"), "'self'");
    let shell = move || {
        let headers = [(CACHE_CONTROL, "no-cache".to_string()), (CONTENT_SECURITY_POLICY, policy.clone())];
        let answer = (headers, Html(document.clone())).into_response();
        async move { answer }
    };
    Router::new().route(worker::SHELL, get(shell)).route("/sw.js", get(async move || worker::answer(script.clone())))
}
