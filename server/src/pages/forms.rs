//! Forms posted without script: the page's own address takes them. Success redirects, failure shows
//! the page again with every typed value and the errors at their fields.

use std::sync::Arc;

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE};
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use yingda_app::boot::FailedForm;
use yingda_app::form::joined;
use yingda_server::ctx::Caller;
use yingda_server::files;
use yingda_server::registry::registry;
use yingda_server::router::credentials::session_cookie;
use yingda_server::router::files::may_upload;
use yingda_server::router::leaving;
use yingda_server::services::Services;
use yingda_shared::contract::{Operation, is_text, push_encoded};
use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::SignOut;
use yingda_shared::kernel::limits::{BODY_BYTES_MAX, FILE_BYTES_MAX, FILES_MAX};

use super::{escape, failed_with, language, local, page_caller, render, see_other};

type Fields = Vec<(String, String)>;

/// A form with all the files it may carry.
pub const FORM_BYTES_MAX: usize = BODY_BYTES_MAX + FILES_MAX * FILE_BYTES_MAX as usize;

/// More than any form has.
const FIELDS_MAX: usize = 200;

/// Fields that are not for the operation.
const OURS: [&str; 3] = ["op", "next", "command"];
/// Never sent back into the page.
const SECRET: [&str; 3] = ["password", "current", "new"];

pub async fn take(services: Arc<Services>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts.clone(), body);
    let caller = page_caller(&services, &parts).await;
    // Told by its length, a body that is too long is not read at all.
    let length = parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let too_long = length.is_some_and(|length| length > FORM_BYTES_MAX);
    let mut fields = Fields::new();
    let outcome = match too_long {
        true => Err(Fault::TooLarge { limit: FILE_BYTES_MAX }),
        false => read(&services, caller.as_ref().ok(), request, &mut fields).await,
    };
    let fields = joined(fields);
    let mut caller = match caller {
        Ok(caller) => caller,
        Err(Fault::Wiped) => return leaving::erased(),
        Err(fault) => return kept(&parts, &fields, fault),
    };
    if let Err(fault) = outcome {
        return again(&services, parts, caller, fields, fault).await;
    }
    let flat = flat(&fields);
    caller.command_id = command_id(field(&fields, "command"), field(&fields, "op"), &flat);
    match registry().call_flat(&services, caller.clone(), field(&fields, "op"), &flat).await {
        Ok(output) => done(&services, &caller, &parts, &fields, &output),
        // The page may need what is away just now: the words come back without it.
        Err(fault @ Fault::Unavailable { .. }) => kept(&parts, &fields, fault),
        Err(fault) => again(&services, parts, caller, fields, fault).await,
    }
}

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

/// The same words sent twice from one rendering are one command; changed words are another.
fn command_id(rendering: &str, op: &str, flat: &str) -> Option<Uuid> {
    let rendering: Uuid = rendering.parse().ok()?;
    let digest =
        Sha256::new().chain_update(rendering).chain_update(op).chain_update("\n").chain_update(flat).finalize();
    Some(uuid::Builder::from_custom_bytes(digest.first_chunk::<16>().copied()?).into_uuid())
}

/// The fields of the operation that say something, as a query.
fn flat(fields: &Fields) -> String {
    let mut flat = String::new();
    for (name, value) in fields.iter().filter(|(name, value)| !value.is_empty() && !OURS.contains(&name.as_str())) {
        push_encoded(&mut flat, name);
        flat.push('=');
        push_encoded(&mut flat, value);
        flat.push('&');
    }
    flat.truncate(flat.trim_end_matches('&').len());
    flat
}

/// Reads a form of either encoding into `fields`, as far as it goes; files are uploaded at once and
/// become ids in `files`. Without a caller files are read over.
async fn read(
    services: &Arc<Services>,
    caller: Option<&Caller>,
    request: Request,
    fields: &mut Fields,
) -> Result<(), Fault> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        let limit = BODY_BYTES_MAX;
        let bytes = axum::body::to_bytes(request.into_body(), limit)
            .await
            .map_err(|_| Fault::TooLarge { limit: limit as u64 })?;
        let read: Fields = serde_urlencoded::from_bytes(&bytes).map_err(|_| Fault::invalid("", "malformed"))?;
        fields.extend(read);
        return if is_text(&bytes) { Ok(()) } else { Err(Fault::invalid("", "malformed")) };
    }
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| Fault::invalid("", "malformed"))?;
    let (mut ids, mut size): (Vec<String>, usize) = Default::default();
    let (mut uploaded, mut malformed) = (Ok(()), false);
    while let Some(mut part) = multipart.next_field().await.map_err(|_| Fault::invalid("/files", "broken_upload"))? {
        let name = part.name().unwrap_or_default().to_string();
        let Some(file) = part.file_name().map(str::to_string) else {
            let mut value = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(|_| Fault::invalid("", "malformed"))? {
                size += chunk.len();
                // Before it is kept: nobody fills the memory with a field.
                if size > BODY_BYTES_MAX || fields.len() >= FIELDS_MAX {
                    return Err(Fault::TooLarge { limit: BODY_BYTES_MAX as u64 });
                }
                value.extend_from_slice(&chunk);
            }
            // What is no text is shown again as far as it is one, beside everything else that was typed.
            let text = String::from_utf8(value).unwrap_or_else(|broken| {
                malformed = true;
                String::from_utf8_lossy(broken.as_bytes()).into_owned()
            });
            fields.push((name, text));
            continue;
        };
        // A file control left empty posts a nameless file. After a failure the rest is only read.
        let Some(caller) = caller.filter(|_| !file.is_empty() && uploaded.is_ok() && ids.len() < FILES_MAX) else {
            continue;
        };
        uploaded = match may_upload(services, caller) {
            Ok(()) => {
                files::upload(services, caller.clone(), &file, part).await.map(|info| ids.push(info.id.to_string()))
            }
            Err(fault) => Err(fault),
        };
    }
    if !ids.is_empty() {
        fields.push(("files".into(), ids.join(",")));
    }
    if malformed {
        return Err(Fault::invalid("", "malformed"));
    }
    uploaded.map_err(at_files)
}

/// While no page can be made at all, as when the database is away, what was typed comes back with a
/// button that sends it once more; only chosen files have to be chosen again.
fn kept(parts: &Parts, fields: &Fields, fault: Fault) -> Response {
    let lang = language(&parts.headers);
    let typed = fields.iter().filter(|(name, _)| !SECRET.contains(&name.as_str()));
    let hidden: String = typed
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value)))
        .collect();
    let address = escape(parts.uri.path_and_query().map(|at| at.as_str()).unwrap_or("/"));
    let again = lang.text(yingda_app::key!(common.retry));
    failed_with(
        lang,
        fault,
        &format!("<form method=\"post\" action=\"{address}\">{hidden}<button>{again}</button></form>"),
    )
}

/// A fault of an upload belongs to the form's field.
fn at_files(fault: Fault) -> Fault {
    match fault {
        Fault::Invalid { mut fields } => {
            fields.iter_mut().for_each(|field| field.pointer = "/files".into());
            Fault::Invalid { fields }
        }
        other => other,
    }
}

fn done(services: &Services, caller: &Caller, parts: &Parts, fields: &Fields, output: &str) -> Response {
    let next = match field(fields, "next") {
        "" => parts.uri.path_and_query().map(|at| at.as_str()).unwrap_or("/").to_string(),
        next => filled(next, output),
    };
    let mut response = see_other(local(&next));
    let left = field(fields, "op") == SignOut::NAME;
    let cookie = match caller.fresh_session.get() {
        Some(secret) => Some(session_cookie(services, secret)),
        None => left.then(|| session_cookie(services, "")),
    };
    if let Some(cookie) = cookie {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    if left {
        leaving::forget_all(response.headers_mut());
    }
    response
}

/// Fills `{field}` of the address from the answer.
fn filled(next: &str, output: &str) -> String {
    let Ok(Value::Object(answer)) = serde_json::from_str(output) else { return next.to_string() };
    answer.into_iter().fold(next.to_string(), |next, (name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
        next.replace(&format!("{{{name}}}"), &text)
    })
}

async fn again(services: &Arc<Services>, parts: Parts, caller: Caller, fields: Fields, fault: Fault) -> Response {
    let fault = missing(fault);
    let op = field(&fields, "op").to_string();
    let values =
        fields.into_iter().filter(|(name, _)| !OURS.contains(&name.as_str()) && !SECRET.contains(&name.as_str()));
    let form = FailedForm { op, values: values.collect(), fault };
    render(services, parts, caller, Some(form)).await
}

/// A field that was left empty is missing for the parser; for the person it is required.
fn missing(fault: Fault) -> Fault {
    let why = fault.fields().first().and_then(|field| field.params.get("why").cloned()).unwrap_or_default();
    match why.split('`').nth(1).filter(|_| why.starts_with("missing field")) {
        Some(field) => Fault::invalid(&format!("/{field}"), "required"),
        None => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn while_the_database_is_away_what_was_typed_comes_back_to_be_sent_again() {
        let request = axum::http::Request::builder().uri("/submit?x=1").header("accept-language", "en").body(());
        let (parts, ()) = request.expect("a request").into_parts();
        let field = |name: &str, value: &str| (name.to_string(), value.to_string());
        let hostile = "</textarea><script>alert(1)</script>\" 打印机";
        let fields = vec![field("op", "cases.submit"), field("subject", hostile), field("password", "hunter2hunter2")];
        let answer = kept(&parts, &fields, Fault::Unavailable { retry_after_s: 5 });
        assert_eq!(answer.status().as_u16(), 503);
        let body = axum::body::to_bytes(answer.into_body(), 65_536).await.expect("a body");
        let html = String::from_utf8(body.to_vec()).expect("text");
        assert!(html.contains("name=\"op\" value=\"cases.submit\""), "the same form is sent");
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; 打印机"), "{html}");
        assert!(!html.contains("<script") && !html.contains("hunter2"), "{html}");
    }

    #[test]
    fn the_same_words_from_one_rendering_are_one_command() {
        let rendering = "0190a000-0000-7000-8000-000000000001";
        let id = |flat: &str| command_id(rendering, "cases.submit", flat);
        assert!(id("subject=a").is_some());
        assert_eq!(id("subject=a"), id("subject=a"));
        assert_ne!(id("subject=a"), id("subject=b"));
        assert_eq!(command_id("nothing", "cases.submit", "subject=a"), None);
    }
}
