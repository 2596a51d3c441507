//! What is said to the server about one file: tus 1.0, a request at a time.

use gloo::events::EventListener;
use gloo::net::http::{Method, RequestBuilder};
use gloo::timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use yingda_shared::sync::uploads::{Cost, Heard, KeptFile, Step, cost, heard};

use super::crypto::sha256;

/// Milliseconds after which an answer counts as lost; a piece may take its time on a slow line.
const PATIENCE: u32 = 20_000;
const PATIENCE_PIECE: u32 = 60_000;

/// The answer was lost, or the request never left.
pub struct Lost;

impl From<JsValue> for Lost {
    fn from(_: JsValue) -> Lost {
        Lost
    }
}

/// Says one thing and hears what it means. `piece`: the bytes, where some are sent.
pub async fn say(step: Step, file: &KeptFile, piece: &[u8]) -> Result<Heard, Lost> {
    let root = "/api/v1/files/uploads";
    let place = format!("{root}/{}", file.id);
    let request = match step {
        Step::Ask | Step::Done => RequestBuilder::new(&place).method(Method::HEAD),
        Step::Begin => {
            let about =
                format!("id {},filename {}", base64(file.id.to_string().as_bytes())?, base64(file.name.as_bytes())?);
            let request = RequestBuilder::new(root).method(Method::POST);
            request.header("Upload-Length", &file.bytes.to_string()).header("Upload-Metadata", &about)
        }
        Step::Send(piece) => RequestBuilder::new(&place)
            .method(Method::PATCH)
            .header("Content-Type", "application/offset+octet-stream")
            .header("Upload-Offset", &piece.offset.to_string()),
    };
    let abort = web_sys::AbortController::new()?;
    let mut request = request.header("Tus-Resumable", "1.0.0").abort_signal(Some(&abort.signal()));
    let sends = matches!(step, Step::Send(_));
    let bytes = Uint8Array::from(piece);
    if sends {
        request =
            request.header("Upload-Checksum", &format!("sha256 {}", base64(&sha256(&bytes).await.map_err(|_| Lost)?)?));
    }
    let patience = if sends { PATIENCE_PIECE } else { PATIENCE };
    let _bell = Timeout::new(patience, move || abort.abort());
    let request = if sends { request.body(JsValue::from(bytes)) } else { request.build() };
    let answer = request.map_err(|_| Lost)?.send().await.map_err(|_| Lost)?;
    let offset = answer.headers().get("Upload-Offset").and_then(|text| text.parse().ok());
    let fault =
        if answer.ok() { None } else { answer.text().await.ok().and_then(|text| serde_json::from_str(&text).ok()) };
    Ok(heard(step, answer.status(), offset, fault))
}

fn base64(bytes: &[u8]) -> Result<String, Lost> {
    let latin: String = bytes.iter().copied().map(char::from).collect();
    Ok(web_sys::window().ok_or(Lost)?.btoa(&latin)?)
}

/// What bytes cost on the present line.
pub fn present_cost() -> Cost {
    let told = || -> Option<(Option<String>, bool)> {
        let connection = connection()?;
        let kind = Reflect::get(&connection, &"type".into()).ok()?.as_string();
        let saves = Reflect::get(&connection, &"saveData".into()).ok()?.as_bool().unwrap_or_default();
        Some((kind, saves))
    };
    let (kind, saves) = told().unwrap_or_default();
    cost(kind.as_deref(), saves)
}

/// Calls when the browser moves to another line, for as long as what it answers is kept.
pub fn on_change(hear: impl Fn() + 'static) -> Option<EventListener> {
    let connection = connection()?.dyn_into::<web_sys::EventTarget>().ok()?;
    Some(EventListener::new(&connection, "change", move |_| hear()))
}

fn connection() -> Option<JsValue> {
    let navigator: JsValue = web_sys::window()?.navigator().into();
    Reflect::get(&navigator, &"connection".into()).ok().filter(|it| it.is_object())
}
