//! Health, readiness and figures for Prometheus.

use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::ctx::Caller;
use crate::db::feed;
use crate::services::Services;

static ANSWERS: [AtomicU64; 6] = [const { AtomicU64::new(0) }; 6];

/// Counts an answer by the class of its status.
pub fn count(status: StatusCode) {
    let class = usize::from(status.as_u16() / 100).min(5);
    ANSWERS[class].fetch_add(1, Ordering::Relaxed);
}

pub fn routes() -> Router<Arc<Services>> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz)).route("/metrics", get(metrics))
}

/// The process is alive; the body names the build of the site.
async fn healthz(State(services): State<Arc<Services>>) -> String {
    super::site::build_id(&services).unwrap_or_else(|| "ok".into())
}

/// The database answers.
async fn readyz(State(services): State<Arc<Services>>) -> Response {
    match head(&services).await {
        Some(_) => "ready".into_response(),
        None => (StatusCode::SERVICE_UNAVAILABLE, "database").into_response(),
    }
}

async fn head(services: &Arc<Services>) -> Option<i64> {
    let mut cx = services.reader(Caller::system());
    feed::head(cx.conn().await.ok()?).await.ok()
}

/// Figures tell how busy the desk is: for this machine's collector, not through a proxy for everyone.
async fn metrics(State(services): State<Arc<Services>>, request: Request) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    if !peer.is_some_and(|ip| ip.is_loopback()) || request.headers().contains_key("x-forwarded-for") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut text = String::from(
        "# HELP yingda_http_responses_total Answers by class of status.\n# TYPE yingda_http_responses_total counter\n",
    );
    for (class, count) in ANSWERS.iter().enumerate().skip(1) {
        let _ = writeln!(text, "yingda_http_responses_total{{class=\"{class}xx\"}} {}", count.load(Ordering::Relaxed));
    }
    let head = head(&services).await;
    let _ = writeln!(
        text,
        "# HELP yingda_feed_position Newest position of the change feed.\n# TYPE yingda_feed_position gauge"
    );
    let _ = writeln!(text, "yingda_feed_position {}", head.unwrap_or(0));
    let _ = writeln!(text, "# HELP yingda_database_up Whether the database answers.\n# TYPE yingda_database_up gauge");
    let _ = writeln!(text, "yingda_database_up {}", u8::from(head.is_some()));
    ([("content-type", "text/plain; version=0.0.4")], text).into_response()
}
