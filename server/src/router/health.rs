//! Health, readiness and figures for Prometheus.

use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::ctx::Caller;
use crate::db::feed;
use crate::services::{CHANNELS_MAX, Services};

/// Upper ends of the classes of time, in milliseconds; what takes longer is in the last, open one.
const BOUNDS_MS: [u64; 9] = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000];

static ANSWERS: [AtomicU64; 6] = [const { AtomicU64::new(0) }; 6];
static TIMES: [AtomicU64; BOUNDS_MS.len() + 1] = [const { AtomicU64::new(0) }; BOUNDS_MS.len() + 1];
static TIME_US: AtomicU64 = AtomicU64::new(0);

/// Counts an answer by the class of its status and by the time until its head was sent.
pub fn count(status: StatusCode, time: Duration) {
    let class = usize::from(status.as_u16() / 100).min(5);
    ANSWERS[class].fetch_add(1, Ordering::Relaxed);
    let at = BOUNDS_MS.iter().position(|most| time <= Duration::from_millis(*most)).unwrap_or(BOUNDS_MS.len());
    TIMES[at].fetch_add(1, Ordering::Relaxed);
    TIME_US.fetch_add(time.as_micros() as u64, Ordering::Relaxed);
}

pub fn routes() -> Router<Arc<Services>> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz)).route("/metrics", get(metrics))
}

/// The process is alive; the body names the build of the site.
async fn healthz(State(services): State<Arc<Services>>) -> String {
    super::site::build_id(&services).unwrap_or_else(|| "ok".into())
}

/// The database answers, and keeps what is written. The body says which of it is not so.
async fn readyz(State(services): State<Arc<Services>>) -> Response {
    if head(&services).await.is_none() {
        return (StatusCode::SERVICE_UNAVAILABLE, "database").into_response();
    }
    match services.takes_writes().await {
        true => "ready".into_response(),
        false => (StatusCode::SERVICE_UNAVAILABLE, "writing").into_response(),
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
    let head = head(&services).await;
    let mut text = Figures(String::new());
    text.begin("yingda_build_info", "gauge", "The version that runs.");
    text.line("yingda_build_info", &format!("{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")), 1);
    text.begin("yingda_http_responses_total", "counter", "Answers by class of status.");
    for (class, count) in ANSWERS.iter().enumerate().skip(1) {
        let label = format!("{{class=\"{class}xx\"}}");
        text.line("yingda_http_responses_total", &label, count.load(Ordering::Relaxed));
    }
    text.times();
    text.one("yingda_feed_position", "gauge", "Newest position of the change feed.", head.unwrap_or(0));
    let index = services.case_index.snapshot().map_or(-1, |index| index.pos);
    text.one(
        "yingda_index_position",
        "gauge",
        "Position of the feed that the index of cases knows; -1 while it is made.",
        index,
    );
    let articles = services.article_index.snapshot().map_or(-1, |index| index.pos);
    text.one("yingda_article_index_position", "gauge", "The same of the index of articles.", articles);
    text.one("yingda_database_up", "gauge", "Whether the database answers.", u8::from(head.is_some()));
    let takes = u8::from(services.writer.takes());
    text.one("yingda_database_takes_writes", "gauge", "Whether what was written last was kept.", takes);
    text.one("yingda_writer_waiting", "gauge", "Commands that wait for their transaction.", services.writer.waiting());
    let channels = CHANNELS_MAX - services.channels.available_permits();
    text.one("yingda_live_channels", "gauge", "Live channels that are open.", channels);
    ([("content-type", "text/plain; version=0.0.4")], text.0).into_response()
}

/// Prometheus' text format.
struct Figures(String);

impl Figures {
    fn begin(&mut self, name: &str, kind: &str, about: &str) {
        let _ = writeln!(self.0, "# HELP {name} {about}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, about: &str, value: impl std::fmt::Display) {
        self.begin(name, kind, about);
        self.line(name, "", value);
    }

    fn times(&mut self) {
        const NAME: &str = "yingda_http_response_seconds";
        self.begin(NAME, "histogram", "Time until the head of an answer was sent.");
        let mut sum = 0;
        for (at, count) in TIMES.iter().enumerate() {
            sum += count.load(Ordering::Relaxed);
            let most = BOUNDS_MS.get(at).map_or("+Inf".to_string(), |most| (*most as f64 / 1_000.0).to_string());
            self.line(&format!("{NAME}_bucket"), &format!("{{le=\"{most}\"}}"), sum);
        }
        self.line(&format!("{NAME}_sum"), "", TIME_US.load(Ordering::Relaxed) as f64 / 1e6);
        self.line(&format!("{NAME}_count"), "", sum);
    }
}
