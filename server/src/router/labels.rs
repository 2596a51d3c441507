//! QR codes of assets as pictures: what a label says, for whoever may see the asset.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fast_qr::QRBuilder;
use fast_qr::convert::Builder;
use fast_qr::convert::svg::SvgBuilder;
use yingda_shared::catalog::Asset;
use yingda_shared::fault::Fault;

use super::credentials::{caller, credentials};
use super::problem::Problem;
use crate::records::{handlers, store};
use crate::services::Services;
use crate::{dispatch, failure};

/// Modules of quiet zone around the code; ISO 18004 asks for four.
const MARGIN: usize = 4;

pub fn routes() -> Router<Arc<Services>> {
    Router::new().route("/qr/{file}", get(code))
}

/// `/qr/{serial}.svg`
async fn code(
    State(services): State<Arc<Services>>,
    file: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let Path(file) = file.map_err(|_| Fault::NotFound)?;
    let serial = file.strip_suffix(".svg").ok_or(Fault::NotFound)?;
    let (parts, _) = request.into_parts();
    let caller = caller(&services, &parts, &credentials(&services, &parts.headers)).await?;
    dispatch::authorise(&caller.actor, "assets.list")?;
    let mut cx = services.reader(caller);
    let asset = store::by_code::<Asset>(&mut cx, serial).await?.ok_or(Fault::NotFound)?;
    // Customers see their own company's assets only.
    if let Some((_, company)) = handlers::fence::<Asset>(&cx)?
        && asset.company_id.to_string() != company
    {
        return Err(Fault::NotFound.into());
    }
    drop(cx);
    let address = format!("{}/r/{}", services.config.public_url, asset.serial);
    let code = QRBuilder::new(address).build().map_err(|error| failure::internal(&error))?;
    let mut response = SvgBuilder::default().margin(MARGIN).to_str(&code).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    Ok(response)
}
