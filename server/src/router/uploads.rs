//! The door of files that come in pieces: tus 1.0 (<https://tus.io/protocols/resumable-upload>) with its
//! extensions creation, checksum, termination and expiration. Whoever begins a file may name its id.

mod document;
mod headers;

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::{head, post};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::FileId;
use yingda_shared::kernel::limits::FILE_BYTES_MAX;

use super::credentials::{caller, credentials};
use super::files::may_upload;
use super::problem::Problem;
use crate::ctx::{Caller, new_id};
use crate::files::uploads::{self, Standing};
use crate::services::Services;

pub use document::paths;

const VERSION: &str = "1.0.0";
const ROOT: &str = "/api/v1/files/uploads";
const PIECE_TYPE: &str = "application/offset+octet-stream";
/// tus: the bytes are not those that were summed.
const CHECKSUM_MISMATCH: u16 = 460;

type Id = Result<Path<String>, PathRejection>;

pub fn routes() -> Router<Arc<Services>> {
    Router::new()
        .route(ROOT, post(begin).options(options))
        .route(&format!("{ROOT}/{{id}}"), head(standing).patch(append).delete(end).options(options))
        .layer(map_response(stamp))
}

/// What every answer of this door carries.
async fn stamp(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(headers::RESUMABLE, HeaderValue::from_static(VERSION));
    headers.insert(headers::VERSIONS, HeaderValue::from_static(VERSION));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A fault under the status that tus has for it.
struct Refused(Fault, u16);

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Refused {
        let status = if fault.code() == "uploads.checksum" { CHECKSUM_MISMATCH } else { fault.status() };
        Refused(fault, status)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        Problem(self.0).under(self.1)
    }
}

async fn options() -> Response {
    let told = [
        ("tus-max-size", FILE_BYTES_MAX.to_string()),
        ("tus-extension", "creation,checksum,termination,expiration".into()),
        ("tus-checksum-algorithm", "sha256".into()),
    ];
    (StatusCode::NO_CONTENT, told).into_response()
}

/// Who asks, when they speak the version we speak.
async fn asking(services: &Arc<Services>, parts: &Parts) -> Result<Caller, Refused> {
    if headers::text(parts, &headers::RESUMABLE) != Some(VERSION) {
        return Err(Refused(Fault::invalid("/Tus-Resumable", "malformed"), 412));
    }
    Ok(caller(services, parts, &credentials(services, &parts.headers)).await?)
}

async fn begin(State(services): State<Arc<Services>>, request: Request) -> Result<Response, Refused> {
    let (parts, _) = request.into_parts();
    let caller = asking(&services, &parts).await?;
    may_upload(&services, &caller)?;
    let bytes = headers::number(&parts, &headers::LENGTH)?;
    let about = headers::metadata(&parts)?;
    let id = match about.get("id") {
        Some(id) => id.parse().map_err(|_| Fault::invalid("/id", "uuid"))?,
        None => new_id(),
    };
    let name = about.get("filename").map(String::as_str).unwrap_or_default();
    let standing = uploads::begin(&services, caller, id, name, bytes).await?;
    let place = format!("{ROOT}/{}", standing.id);
    Ok((StatusCode::CREATED, [(LOCATION, place)], told(standing)).into_response())
}

async fn standing(State(services): State<Arc<Services>>, id: Id, request: Request) -> Result<Response, Refused> {
    let (parts, _) = request.into_parts();
    let caller = asking(&services, &parts).await?;
    Ok(told(uploads::standing(&services, caller, parse(id)?).await?).into_response())
}

async fn append(State(services): State<Arc<Services>>, id: Id, request: Request) -> Result<Response, Refused> {
    let (parts, body) = request.into_parts();
    let caller = asking(&services, &parts).await?;
    if headers::text(&parts, &CONTENT_TYPE) != Some(PIECE_TYPE) {
        return Err(Refused(Fault::invalid("/Content-Type", "malformed"), 415));
    }
    let offset = headers::number(&parts, &headers::OFFSET)?;
    let checksum = headers::checksum(&parts)?;
    // Told by its length, a body that is too long is not read at all.
    if headers::number(&parts, &CONTENT_LENGTH).is_ok_and(|length| length > FILE_BYTES_MAX) {
        return Err(Fault::TooLarge { limit: FILE_BYTES_MAX }.into());
    }
    let body = body.into_data_stream();
    let standing = uploads::append(&services, caller, parse(id)?, offset, checksum, body).await?;
    Ok((StatusCode::NO_CONTENT, told(standing)).into_response())
}

async fn end(State(services): State<Arc<Services>>, id: Id, request: Request) -> Result<StatusCode, Refused> {
    let (parts, _) = request.into_parts();
    let caller = asking(&services, &parts).await?;
    uploads::end(&services, caller, parse(id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn parse(id: Id) -> Result<FileId, Fault> {
    id.ok().and_then(|Path(id)| id.parse().ok()).ok_or(Fault::NotFound)
}

/// How far a file has come, as headers.
fn told(standing: Standing) -> HeaderMap {
    let mut told = HeaderMap::new();
    told.insert(headers::OFFSET, HeaderValue::from(standing.received));
    told.insert(headers::LENGTH, HeaderValue::from(standing.bytes));
    let until = standing.until.and_then(|until| HeaderValue::from_str(&headers::http_date(until)).ok());
    told.extend(until.map(|until| (headers::EXPIRES, until)));
    told
}
