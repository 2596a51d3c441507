//! What browsers are told to forget: when somebody signs out, when a device is erased from afar, when
//! a device begins anew under a PIN. Deleting a database leaves its bytes in the browser's files for a
//! while; `Clear-Site-Data` does not.

use axum::Json;
use axum::extract::Request;
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::credentials::{cookie, session_cookie};
use super::problem::Problem;
use crate::ctx::Caller;
use crate::identity::{secrets, store};
use crate::services::Services;

const EVERYTHING: &str = "\"cache\", \"cookies\", \"storage\"";
const ALL_BUT_STORAGE: &str = "\"cache\", \"cookies\"";
const CLEAR: HeaderName = HeaderName::from_static("clear-site-data");
/// Set by a page whose person signed out while the server was away: the session has yet to end.
const LEFT: &str = "yd_left";
/// Where one signs out.
const CLOSE: &str = "/api/v1/session/close";
/// Choices about looks, which are nobody's secret and outlive signing out.
const LOOKS: [&str; 3] = ["lang", "theme", "density"];

/// Everything goes: rows, files and cookies.
pub fn forget_all(headers: &mut HeaderMap) {
    headers.insert(CLEAR, HeaderValue::from_static(EVERYTHING));
}

/// Everything goes but, if so told, what others keep in the same browser.
pub fn forget(headers: &mut HeaderMap, keep: bool) {
    match keep {
        true => drop(headers.insert(CLEAR, HeaderValue::from_static(ALL_BUT_STORAGE))),
        false => forget_all(headers),
    }
}

/// What was kept goes, whoever is signed in stays.
pub fn forget_storage(headers: &mut HeaderMap) {
    headers.insert(CLEAR, HeaderValue::from_static("\"storage\""));
}

/// A page for a device that is erased with this answer: it reads so where one signs in.
pub fn erased() -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, "/sign-in?erased=1")]).into_response();
    forget_all(response.headers_mut());
    response
}

/// Answers a request; one of somebody who left while the server was away is nobody's any more.
pub async fn run(services: &std::sync::Arc<Services>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let Some(left) = cookie(headers, LEFT) else {
        let mut response = next.run(request).await;
        // Browsers that do not know the header lose the cookie by this, and can sign in again.
        let answer = response.headers_mut();
        if answer.get(CLEAR).is_some_and(|what| *what == EVERYTHING) && !answer.contains_key(SET_COOKIE) {
            end_cookies(services, answer);
        }
        return response;
    };
    if let Some(session) = cookie(headers, services.config.cookie_name())
        && let Err(fault) = end(services, &session).await
    {
        return Problem(fault).into_response();
    }
    // The page that set the mark, or the next one, comes to have the browser cleared. A page itself is no
    // place for it: the worker may show another one meanwhile, which would lose its files under its hands.
    if request.method() == Method::POST && request.uri().path() == CLOSE {
        let mut response = Json(serde_json::json!({})).into_response();
        forget(response.headers_mut(), left == "keep");
        end_cookies(services, response.headers_mut());
        return response;
    }
    let looks = LOOKS.iter().filter_map(|name| Some(format!("yd_{name}={}", cookie(headers, &format!("yd_{name}"))?)));
    let looks = looks.collect::<Vec<_>>().join("; ");
    request.headers_mut().remove(COOKIE);
    if let Ok(looks) = HeaderValue::from_str(&looks) {
        request.headers_mut().insert(COOKIE, looks);
    }
    let mut response = next.run(request).await;
    let signed_in = response.headers().contains_key(SET_COOKIE);
    // Somebody else signed in: the mark is not for them.
    let over = if signed_in { over(LEFT) } else { session_cookie(services, "") };
    response.headers_mut().append(SET_COOKIE, over);
    response
}

async fn end(services: &std::sync::Arc<Services>, secret: &str) -> Result<(), yingda_shared::fault::Fault> {
    let hash = secrets::hash(secret);
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            store::end_session_by_hash(cx, &hash).await?;
            cx.touch("sessions", &hash, Vec::new()).await
        })
    });
    work.await.map(drop)
}

fn end_cookies(services: &Services, headers: &mut HeaderMap) {
    headers.append(SET_COOKIE, session_cookie(services, ""));
    headers.append(SET_COOKIE, over(LEFT));
}

fn over(name: &str) -> HeaderValue {
    let line = format!("{name}=; Path=/; SameSite=Lax; Max-Age=0");
    HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static(""))
}
