//! The wire: requests built word by word, sent through the router as the binary builds it.

use std::net::SocketAddr;

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use serde_json::Value;
use tower::ServiceExt;

use super::{Desk, world};

/// A request in the making.
pub struct Ask {
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Body,
    address: SocketAddr,
}

impl Ask {
    /// `path` is below `/api/v1` unless it begins with `//`.
    pub fn new(method: &str, path: &str) -> Ask {
        let path = match path.strip_prefix("//") {
            Some(rest) => format!("/{rest}"),
            None => format!("/api/v1{path}"),
        };
        let method = method.parse().expect("a method");
        Ask { method, path, headers: Vec::new(), body: Body::empty(), address: ([192, 0, 2, 1], 40_000).into() }
    }

    pub fn get(path: &str) -> Ask {
        Ask::new("GET", path)
    }

    pub fn post(path: &str, json: Value) -> Ask {
        Ask::new("POST", path).json(json)
    }

    pub fn json(self, json: Value) -> Ask {
        self.header("content-type", "application/json").body(Body::from(json.to_string()))
    }

    pub fn body(mut self, body: impl Into<Body>) -> Ask {
        self.body = body.into();
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Ask {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With the session cookie of a login of the world, from one of our own pages.
    pub fn by(self, login: &str) -> Ask {
        let cookie = format!("yingda={}", world::session(login));
        self.header("cookie", &cookie).header("sec-fetch-site", "same-origin")
    }

    pub fn token(self, token: &str) -> Ask {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn track(self, secret: &str) -> Ask {
        self.header("x-yingda-track", secret)
    }

    /// From another address: the last number of 192.0.2.0/24.
    pub fn from(mut self, last: u8) -> Ask {
        self.address = ([192, 0, 2, last], 40_000).into();
        self
    }

    /// From a program on the server's own machine.
    pub fn here(mut self) -> Ask {
        self.address = ([127, 0, 0, 1], 40_000).into();
        self
    }

    fn request(self) -> Request<Body> {
        let mut request = Request::builder().method(self.method).uri(self.path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut request = request.body(self.body).expect("a request");
        request.extensions_mut().insert(ConnectInfo(self.address));
        request
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The stable word of a problem.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_string()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The answer as JSON, when it is a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, String::from_utf8_lossy(&self.bytes));
        self.json()
    }

    /// Status and code of a problem.
    pub fn problem(&self) -> (u16, String) {
        (self.status.as_u16(), self.code())
    }
}

impl Desk {
    /// Sends a request and reads the whole answer.
    pub async fn http(&self, ask: Ask) -> Answer {
        let (parts, body) = self.stream(ask).await.into_parts();
        let bytes = to_bytes(body, 64 * 1_048_576).await.expect("an answer with an end").to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// Sends a request and hands over the answer as it comes.
    pub async fn stream(&self, ask: Ask) -> Response {
        self.router.clone().oneshot(ask.request()).await.expect("routers answer")
    }
}
