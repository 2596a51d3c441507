//! The doors: JSON API, files, live channel, health; the binary adds the pages.

pub mod api;
pub mod assets;
pub mod credentials;
pub mod document;
pub mod files;
pub mod guard;
pub mod health;
pub mod labels;
pub mod leaving;
pub mod packed;
pub mod problem;
pub mod site;
pub mod uploads;
pub mod worker;

use std::sync::Arc;

use axum::Router;
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
        .merge(labels::routes())
        .route("/api/v1/live", get(api::live))
        .route("/api/openapi.json", get(api::openapi))
        .route("/api/{*unknown}", any(unknown))
        .merge(health::routes())
        .with_state(services.clone())
        .merge(site::routes(services))
}

/// Wraps all doors, pages included: who may send what, and the headers of every answer.
pub fn guarded(router: Router, services: &Arc<Services>) -> Router {
    guard::wrap(router, services.clone())
}

/// Programs get a problem where there is nothing, not a page.
async fn unknown() -> Response {
    problem::Problem(Fault::NotFound).into_response()
}
