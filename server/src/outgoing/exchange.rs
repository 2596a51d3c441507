//! One request over a connection, and one answer.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};
use url::{Position, Url};

use super::{ANSWER_MAX, Answer, Call, Target, Unanswered};

/// Heads of an answer that are read: no honest one has more.
const HEADERS_MAX: usize = 64;
const HEADERS_BYTES: usize = 16 * 1024;

pub(super) async fn send<S>(
    stream: S,
    url: &Url,
    target: &Target,
    call: &Call,
    end: Instant,
) -> Result<Answer, Unanswered>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let away = |error: hyper::Error| Unanswered::Away(error.to_string());
    let request = request(url, target, call)?;
    let mut builder = http1::Builder::new();
    builder.max_headers(HEADERS_MAX).max_buf_size(HEADERS_BYTES);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(away)?;
    // Ends with this call, whatever the other side still has to say.
    let mut driving = JoinSet::new();
    driving.spawn(connection);
    let response = timeout_at(end, sender.send_request(request)).await;
    read(response.map_err(|_| Unanswered::Late)?.map_err(away)?, end).await
}

fn request(url: &Url, target: &Target, call: &Call) -> Result<Request<Full<Bytes>>, Unanswered> {
    let usual = if target.secure { 443 } else { 80 };
    let host = match target.port == usual {
        true => target.host.to_string(),
        false => format!("{}:{}", target.host, target.port),
    };
    let mut request = Request::post(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, host)
        .header(USER_AGENT, concat!("yingda/", env!("CARGO_PKG_VERSION")));
    if call.headers.iter().all(|(name, _)| *name != CONTENT_TYPE.as_str()) {
        request = request.header(CONTENT_TYPE, "application/json; charset=utf-8");
    }
    for (name, value) in &call.headers {
        request = request.header(*name, value.as_str());
    }
    request.body(Full::from(call.body.clone())).map_err(|_| Unanswered::Address)
}

/// What is too long, or does not end, is cut: it was answered all the same.
async fn read(response: Response<Incoming>, end: Instant) -> Result<Answer, Unanswered> {
    let status = response.status().as_u16();
    let (mut incoming, mut body) = (response.into_body(), Vec::new());
    loop {
        let frame = match timeout_at(end, incoming.frame()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => return Ok(Answer { status, body, whole: true }),
            Ok(Some(Err(_))) | Err(_) => return Ok(Answer { status, body, whole: false }),
        };
        let Ok(data) = frame.into_data() else { continue };
        let room = ANSWER_MAX - body.len();
        body.extend_from_slice(&data[..data.len().min(room)]);
        if data.len() > room {
            return Ok(Answer { status, body, whole: false });
        }
    }
}
