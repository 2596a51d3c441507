//! Doors of tables: the file of an import in, the rows it left out and the file of an export out.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::TryStreamExt;
use schemars::SchemaGenerator;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use yingda_shared::contract::{is_text, push_encoded};
use yingda_shared::exports::Format;
use yingda_shared::fault::Fault;
use yingda_shared::identity::policy::authorise;
use yingda_shared::imports::Import;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::limits::FILE_BYTES_MAX;

use super::credentials::{caller, credentials};
use super::problem::Problem;
use crate::ctx::Caller;
use crate::services::Services;
use crate::words::Language;
use crate::{exports, imports};

pub fn routes() -> Router<Arc<Services>> {
    Router::new()
        .route("/api/v1/imports/files", post(upload))
        .route("/api/v1/imports/{id}/report", get(report))
        .route("/api/v1/exports/{id}/content", get(content))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: String,
}

/// Who asks; an address that is no text asks for nothing.
async fn who(services: &Arc<Services>, parts: &axum::http::request::Parts) -> Result<Caller, Fault> {
    if !is_text(parts.uri.query().unwrap_or_default().as_bytes()) {
        return Err(Fault::invalid("", "malformed"));
    }
    caller(services, parts, &credentials(services, &parts.headers)).await
}

/// The body is the file; its name is in the query.
async fn upload(
    State(services): State<Arc<Services>>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let caller = who(&services, &parts).await?;
    authorise(&caller.actor, "imports.start")?;
    if !caller.actor.is_staff() {
        return Err(Problem(Fault::NotFound));
    }
    let length = parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > FILE_BYTES_MAX) {
        return Err(Problem(Fault::TooLarge { limit: FILE_BYTES_MAX }));
    }
    let import = imports::file::upload(&services, caller, &asked.name, body.into_data_stream()).await?;
    Ok((StatusCode::CREATED, Json(import)).into_response())
}

fn id(path: Result<Path<String>, PathRejection>) -> Result<Uuid, Fault> {
    path.ok().and_then(|Path(id)| id.parse().ok()).ok_or(Fault::NotFound)
}

async fn report(
    State(services): State<Arc<Services>>,
    path: Result<Path<String>, PathRejection>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let caller = who(&services, &parts).await?;
    let (name, pieces) = imports::report(&services, caller, id(path)?, Language::parse(&asked.language)).await?;
    let body = Body::from_stream(pieces.map_err(|fault| std::io::Error::other(fault.code().to_string())));
    Ok(file(body, &name, Format::Csv))
}

async fn content(
    State(services): State<Arc<Services>>,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let caller = who(&services, &parts).await?;
    let (export, pieces) = exports::content(&services, caller, id(path)?).await?;
    Ok(file(Body::from_stream(pieces), &export.name, export.format))
}

/// A table to be kept, never shown in the browser, never kept by anything between.
fn file(body: Body, name: &str, format: Format) -> Response {
    let mut disposition = String::from("attachment; filename*=UTF-8''");
    push_encoded(&mut disposition, name);
    let media_type = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(CONTENT_DISPOSITION, disposition);
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// What these doors are in the document of the API.
pub fn paths(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let import = generator.subschema_for::<Import>().to_value();
    let problem = json!({
        "description": "A problem",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
    });
    let id = json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } });
    let query = |name: &str, about: &str| json!({ "name": name, "in": "query", "required": false, "description": about, "schema": { "type": "string" } });
    let bytes = json!({ "schema": { "type": "string", "format": "binary" } });
    let mut paths = Map::new();
    paths.insert(
        "/imports/files".into(),
        json!({ "post": {
            "operationId": "imports.upload",
            "summary": "Takes a CSV or XLSX file of 25 MiB at most; an import of it begins as a draft.",
            "tags": ["imports"],
            "parameters": [query("name", "Name of the file")],
            "requestBody": { "required": true, "content": { "application/octet-stream": bytes } },
            "responses": {
                "201": { "description": "Done", "content": { "application/json": { "schema": import } } },
                "default": problem
            }
        } }),
    );
    let file = |name: &str, about: &str, tag: &str, parameters: Value| {
        json!({ "get": {
            "operationId": name,
            "summary": about,
            "tags": [tag],
            "parameters": parameters,
            "responses": {
                "200": { "description": "The file", "content": { "text/csv": bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": bytes } },
                "default": problem
            }
        } })
    };
    let about = "The rows that were left out, with the reason, as CSV of the same columns.";
    let parameters = json!([id, query("language", "zh or en")]);
    paths.insert("/imports/{id}/report".into(), file("imports.report", about, "imports", parameters));
    let about = "The file of an export, for whoever asked for it, until it expires.";
    paths.insert("/exports/{id}/content".into(), file("exports.content", about, "exports", json!([id])));
    paths
}
