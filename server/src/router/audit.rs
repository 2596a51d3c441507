//! The audit as a file for a spreadsheet.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yingda_shared::audit::ListAudit;
use yingda_shared::contract::{Operation, is_text, malformed};
use yingda_shared::fault::Fault;

use super::credentials::{caller, credentials};
use super::problem::Problem;
use crate::audit::export;
use crate::dispatch;
use crate::services::Services;

pub fn routes() -> Router<Arc<Services>> {
    Router::new().route("/api/v1/audit/export.csv", get(csv))
}

/// The filter is that of the page; whoever may read it may take it along.
async fn csv(State(services): State<Arc<Services>>, request: Request) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let caller = caller(&services, &parts, &credentials(&services, &parts.headers)).await?;
    dispatch::authorise(&caller.actor, ListAudit::NAME)?;
    let query = parts.uri.query().unwrap_or_default();
    if !is_text(query.as_bytes()) {
        return Err(Problem(Fault::invalid("", "malformed")));
    }
    // A form sends its empty fields as well.
    let said = |pair: &&str| pair.split_once('=').is_some_and(|(_, value)| !value.is_empty());
    let query: Vec<&str> = query.split('&').filter(said).collect();
    let filter: ListAudit = serde_urlencoded::from_str(&query.join("&")).map_err(|error| malformed(&error))?;
    let fields = filter.check();
    if !fields.is_empty() {
        return Err(Problem(Fault::Invalid { fields }));
    }
    let pieces = export::csv(services, caller, ListAudit { cursor: None, ..filter });
    let pieces =
        futures::StreamExt::map(pieces, |piece| piece.map_err(|fault| std::io::Error::other(fault.code().to_string())));
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}
