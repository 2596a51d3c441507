//! All that the desk holds of a contact, as a file.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yingda_shared::contract::Operation;
use yingda_shared::customers::personal::GetPersonalData;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::ContactId;

use super::credentials::{caller, credentials};
use super::problem::Problem;
use crate::services::Services;
use crate::{dispatch, personal};

pub fn routes() -> Router<Arc<Services>> {
    Router::new().route("/api/v1/contacts/{id}/personal-data.zip", get(archive))
}

async fn archive(
    State(services): State<Arc<Services>>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let caller = caller(&services, &parts, &credentials(&services, &parts.headers)).await?;
    dispatch::authorise(&caller.actor, GetPersonalData::NAME)?;
    let id: ContactId = id.ok().and_then(|Path(id)| id.parse().ok()).ok_or(Fault::NotFound)?;
    let pieces = personal::zip(services, caller, id).await?;
    let headers = [
        (CONTENT_TYPE, "application/zip"),
        (CONTENT_DISPOSITION, "attachment; filename=\"personal-data.zip\""),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}
