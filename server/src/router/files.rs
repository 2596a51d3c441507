//! Doors of attachments: bytes in, bytes out.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use yingda_shared::contract::{Operation, is_text, push_encoded};
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::FileId;
use yingda_shared::kernel::limits::FILE_BYTES_MAX;
use yingda_shared::knowledge::articles::OpenHelp;

use super::credentials::{caller, credentials};
use super::problem::Problem;
use crate::files;
use crate::services::Services;

pub fn routes() -> Router<Arc<Services>> {
    Router::new()
        .route("/api/v1/files", post(upload))
        .route("/api/v1/files/{id}/content", get(download))
        // Where pages show pictures.
        .route("/files/{id}", get(download))
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

/// The body is the file; its name is in the query.
async fn upload(
    State(services): State<Arc<Services>>,
    Query(named): Query<Named>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    if !is_text(parts.uri.query().unwrap_or_default().as_bytes()) {
        return Err(Problem(Fault::invalid("", "malformed")));
    }
    let caller = caller(&services, &parts, &credentials(&services, &parts.headers)).await?;
    may_upload(&services, &caller)?;
    let length = parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > FILE_BYTES_MAX) {
        return Err(Problem(Fault::TooLarge { limit: FILE_BYTES_MAX }));
    }
    let info = files::upload(&services, caller, &named.name, body.into_data_stream()).await?;
    Ok((StatusCode::CREATED, Json(info)).into_response())
}

/// Whoever may attach, submit or write may upload; strangers seldom.
pub fn may_upload(services: &Services, caller: &crate::ctx::Caller) -> Result<(), Fault> {
    let actor = &caller.actor;
    if !["cases.attach", "cases.submit", "cases.quick_open", "articles.draft"].iter().any(|name| actor.may(name)) {
        return Err(Fault::Forbidden);
    }
    match actor.kind {
        ActorKind::Guest => services.limits.guest(&caller.address),
        _ => Ok(()),
    }
}

#[derive(Deserialize)]
struct Tracked {
    track: Option<String>,
}

async fn download(
    State(services): State<Arc<Services>>,
    id: Result<Path<String>, PathRejection>,
    Query(query): Query<Tracked>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let mut credentials = credentials(&services, &parts.headers);
    credentials.track = query.track.or(credentials.track);
    let caller = caller(&services, &parts, &credentials).await?;
    let allowed = crate::dispatch::authorise(&caller.actor, "files.get");
    let reads_articles = caller.actor.may(OpenHelp::NAME);
    let id: FileId = id.ok().and_then(|Path(id)| id.parse().ok()).ok_or(Fault::NotFound)?;
    let mut cx = services.reader(caller);
    let (info, hash) = match allowed {
        Ok(()) => files::visible(&mut cx, id).await?,
        // Visitors see the pictures of the articles that they read, and no other file.
        Err(refused) if reads_articles => files::of_article(&mut cx, id).await?.ok_or(refused)?,
        Err(refused) => return Err(refused.into()),
    };
    drop(cx);
    let bytes = files::bytes(&services, &hash).await?;
    let place = if info.is_image() { "inline" } else { "attachment" };
    let mut disposition = format!("{place}; filename*=UTF-8''");
    push_encoded(&mut disposition, &info.name);
    let media_type =
        HeaderValue::from_str(&info.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, media_type);
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    Ok(response)
}
