//! The doors: JSON API, files, live channel, health; the binary adds the pages.

pub mod api;
pub mod assets;
pub mod audit;
pub mod credentials;
pub mod document;
pub mod files;
pub mod guard;
pub mod health;
pub mod inside;
pub mod labels;
pub mod leaving;
pub mod markup;
pub mod packed;
pub mod personal;
pub mod problem;
mod reference;
pub mod site;
mod sitemap;
pub mod tables;
pub mod uploads;
pub mod worker;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use yingda_shared::fault::Fault;

use crate::services::Services;

/// Everything but the pages.
pub fn build(services: &Arc<Services>) -> Router {
    Router::new()
        .merge(api::routes())
        .merge(files::routes())
        .merge(uploads::routes())
        .merge(tables::routes())
        .merge(labels::routes())
        .merge(audit::routes())
        .merge(personal::routes())
        .route("/api/v1/live", get(api::live))
        .route("/api/openapi.json", get(api::openapi))
        .route("/api/docs", get(reference::reference))
        .route("/api/{*unknown}", any(unknown))
        .merge(health::routes())
        .merge(sitemap::routes())
        .method_not_allowed_fallback(other_method)
        .with_state(services.clone())
        .merge(site::routes(services))
}

/// Wraps all doors, pages included: who may send what, and the headers of every answer.
pub fn guarded(router: Router, services: &Arc<Services>) -> Router {
    guard::wrap(router, services.clone())
}

/// The address is right, the method is not; the header Allow names those that are.
async fn other_method() -> Response {
    problem::Problem(Fault::refused("method")).under(StatusCode::METHOD_NOT_ALLOWED.as_u16())
}

/// Programs get a problem where there is nothing, not a page.
async fn unknown() -> Response {
    problem::Problem(Fault::NotFound).into_response()
}
