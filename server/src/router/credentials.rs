//! Reads from a request who calls, and writes the session cookie.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::ConnectInfo;
use axum::http::header::{AUTHORIZATION, COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use uuid::Uuid;
use yingda_shared::fault::Fault;

use crate::ctx::Caller;
use crate::identity::actors::{self, Credentials};
use crate::identity::secrets;
use crate::identity::store::SESSION_LIFE;
use crate::services::Services;

/// Header that carries the secret of a tracking link.
pub const TRACK_HEADER: &str = "x-yingda-track";

/// The value of a cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(';'));
    let found = pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name);
    found.map(|(_, value)| value.to_string())
}

pub fn credentials(services: &Services, headers: &HeaderMap) -> Credentials {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_string);
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    Credentials {
        session: cookie(headers, services.config.cookie_name()),
        token: bearer.and_then(|line| line.strip_prefix("Bearer ")).map(|token| token.trim().to_string()),
        track: text(TRACK_HEADER).filter(|secret| !secret.is_empty()),
    }
}

/// Who calls, from where, with which command id.
pub async fn caller(services: &Arc<Services>, parts: &Parts, credentials: &Credentials) -> Result<Caller, Fault> {
    let actor = actors::of(services, credentials).await;
    // Only an answer tells the device: a live channel that ends tells it nothing.
    if matches!(actor, Err(Fault::Wiped)) {
        actors::told_to_erase(services, credentials);
    }
    let actor = actor?;
    let key = parts.headers.get("idempotency-key").map(|value| value.to_str().unwrap_or_default());
    let command_id = match key.map(str::parse::<Uuid>) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => return Err(Fault::invalid("/Idempotency-Key", "uuid")),
    };
    let address = address(parts);
    let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(Caller {
        client: None,
        actor,
        device: device(agent, credentials),
        address,
        session: credentials.session.as_deref().map(secrets::hash),
        command_id,
        seen: None,
        fresh_session: Arc::default(),
    })
}

/// Where a request comes from. A proxy on this machine is believed about whom it serves, nobody else is.
fn address(parts: &Parts) -> String {
    let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else { return String::new() };
    let peer = peer.ip().to_canonical();
    // A proxy adds itself at the end, perhaps as a line of its own; what stands before is anybody's word.
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let last = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    last.map(|ip| ip.to_canonical()).filter(|_| peer.is_loopback()).unwrap_or(peer).to_string()
}

/// A browser's name as people would say it: `Chrome · Android`.
fn device(agent: &str, credentials: &Credentials) -> String {
    if credentials.token.is_some() {
        return "API".into();
    }
    let find =
        |names: &[(&str, &'static str)]| names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    let browser = find(&[
        ("MicroMessenger", "WeChat"),
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The cookie that carries a session, or that ends one when `secret` is empty.
pub fn session_cookie(services: &Services, secret: &str) -> HeaderValue {
    let config = &services.config;
    let age = if secret.is_empty() { 0 } else { SESSION_LIFE / 1000 };
    let secure = if config.is_https() { "; Secure" } else { "" };
    let line = format!("{}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}", config.cookie_name());
    HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str]) -> String {
        let mut request = axum::http::Request::builder().uri("/");
        for line in forwarded {
            request = request.header("x-forwarded-for", *line);
        }
        let (mut parts, ()) = request.body(()).expect("a request").into_parts();
        parts.extensions.insert(ConnectInfo::<SocketAddr>(peer.parse().expect("an address")));
        address(&parts)
    }

    #[test]
    fn only_a_proxy_of_this_machine_says_who_comes_and_only_at_the_end() {
        assert_eq!(seen("192.0.2.1:9", &["198.51.100.1"]), "192.0.2.1");
        assert_eq!(seen("127.0.0.1:9", &["1.2.3.4, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("127.0.0.1:9", &["1.2.3.4", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("[::ffff:127.0.0.1]:9", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("127.0.0.1:9", &["nonsense"]), "127.0.0.1");
        assert_eq!(seen("127.0.0.1:9", &[]), "127.0.0.1");
    }
}
