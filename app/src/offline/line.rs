//! The line to the server, as the engine needs it.

use gloo::net::http::{Method, RequestBuilder};
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsValue;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::SECOND;
use yingda_shared::sync::wire::{SyncReply, SyncRequest};
use yingda_shared::sync::{NetFault, Transport};

use super::guest;

/// Milliseconds after which an exchange counts as lost: a line that accepts everything and answers
/// nothing must not hold a person up.
const PATIENCE: u32 = 10_000;

pub struct Line;

impl Transport for Line {
    async fn sync(&self, request: SyncRequest) -> Result<SyncReply, NetFault> {
        let stranger = request.user.is_none();
        let body = serde_json::to_string(&request).map_err(|_| NetFault::Away)?;
        let abort = web_sys::AbortController::new().map_err(|_| NetFault::Away)?;
        let asking = RequestBuilder::new("/api/v1/sync")
            .method(Method::POST)
            .header("Content-Type", "application/json")
            .abort_signal(Some(&abort.signal()))
            .body(JsValue::from_str(&body))
            .map_err(|_| NetFault::Away)?;
        let _bell = Timeout::new(PATIENCE, move || abort.abort());
        let answer = asking.send().await.map_err(|_| NetFault::Away)?;
        let text = answer.text().await.map_err(|_| NetFault::Away)?;
        if answer.ok() {
            let reply: SyncReply = serde_json::from_str(&text).map_err(|_| NetFault::Away)?;
            if stranger {
                guest::settle(&reply.results);
            }
            return Ok(reply);
        }
        Err(match serde_json::from_str::<Fault>(&text) {
            Ok(Fault::Unauthenticated) => NetFault::NeedsAuth,
            Ok(Fault::Wiped) => NetFault::Wipe,
            Ok(Fault::Outdated { min_build }) => NetFault::Outdated { min_build },
            Ok(Fault::Limited { retry_after_s } | Fault::Unavailable { retry_after_s }) => {
                NetFault::Later { after: i64::from(retry_after_s) * SECOND }
            }
            _ => NetFault::Away,
        })
    }
}
