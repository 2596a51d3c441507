//! Faults as problems on the wire (RFC 9457), with everything the client translates from.

use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use yingda_shared::fault::Fault;

use super::leaving;

/// A fault on its way out of a JSON door.
pub struct Problem(pub Fault);

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        Problem(fault)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.0.status();
        self.under(status)
    }
}

impl Problem {
    /// The problem under another status than its kind of fault has.
    pub fn under(self, status: u16) -> Response {
        let fault = self.0;
        let wiped = fault == Fault::Wiped;
        let mut body = serde_json::to_value(&fault).unwrap_or_else(|_| json!({}));
        body["type"] = format!("/problems/{}", fault.code()).into();
        body["title"] = fault.code().into();
        body["status"] = status.into();
        body["code"] = fault.code().into();
        body["errors"] = serde_json::to_value(fault.fields()).unwrap_or(Value::Null);
        if let Fault::Internal { trace } = &fault {
            body["trace_id"] = trace.as_str().into();
        }
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(body)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Fault::Limited { retry_after_s } | Fault::Unavailable { retry_after_s } = fault {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(retry_after_s));
        }
        if wiped {
            leaving::forget_all(response.headers_mut());
        }
        response
    }
}
