//! How pages reach operations. They call `call` and never learn who answers.

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;

/// Runs an operation: in process on the server, over the wire in the browser.
#[cfg(feature = "ssr")]
pub async fn call<O: Operation>(op: O) -> Result<O::Output, Fault> {
    use std::sync::Arc;
    use yingda_shared::contract::Backend;
    let backend = leptos::prelude::use_context::<Arc<dyn Backend>>().ok_or(Fault::Offline)?;
    let output = backend.call(O::NAME, Box::new(op)).await?;
    output.downcast::<O::Output>().map(|output| *output).map_err(|_| Fault::Internal { trace: String::new() })
}

/// Runs an operation: in process on the server, over the wire in the browser.
#[cfg(not(feature = "ssr"))]
pub async fn call<O: Operation>(op: O) -> Result<O::Output, Fault> {
    use yingda_shared::contract::wire;
    let call = wire(&op);
    let text = send_wrapper::SendWrapper::new(transport::send(call)).await?;
    serde_json::from_str(&text).map_err(|_| Fault::Outdated { min_build: String::new() })
}

#[cfg(not(feature = "ssr"))]
pub use transport::upload;

#[cfg(not(feature = "ssr"))]
mod transport {
    use std::cell::RefCell;
    use std::collections::HashMap;

    use gloo::net::http::{Method, RequestBuilder, Response};
    use gloo::timers::callback::Timeout;
    use wasm_bindgen::JsValue;
    use yingda_shared::contract::{Verb, WireCall, push_encoded};
    use yingda_shared::fault::Fault;
    use yingda_shared::files::FileInfo;
    use yingda_shared::kernel::limits::FILE_BYTES_MAX;

    /// Tries of a command that the network swallowed; its id makes them one.
    const TRIES: u32 = 3;
    /// Milliseconds after which an answer counts as lost; a file may take its time.
    const PATIENCE: u32 = 30_000;
    const PATIENCE_FILE: u32 = 600_000;

    thread_local! {
        // A command without an answer may have been done: the same command sent again keeps its id.
        static UNANSWERED: RefCell<HashMap<String, String>> = RefCell::default();
        // What a file that is already there was called, by the file itself.
        static UPLOADED: js_sys::WeakMap = js_sys::WeakMap::new();
    }

    /// Sends a call; not generic, so that it is in the module once.
    pub async fn send(call: WireCall) -> Result<String, Fault> {
        if call.verb == Verb::Get {
            return once(&call, None).await;
        }
        let same = format!("{} {} {}", call.verb.as_str(), call.address, call.body.as_deref().unwrap_or_default());
        let command = UNANSWERED.with_borrow(|commands| commands.get(&same).cloned());
        let command = command.unwrap_or_else(|| uuid::Uuid::now_v7().to_string());
        let (mut tries, began) = (1, js_sys::Date::now());
        loop {
            match once(&call, Some(&command)).await {
                // Nobody waits three times for a line that swallows everything.
                Err(Fault::Offline) if tries < TRIES && js_sys::Date::now() - began < f64::from(PATIENCE) => {
                    gloo::timers::future::TimeoutFuture::new(300 * tries).await;
                    tries += 1;
                }
                // The database may have kept what it could no longer say that it kept.
                Err(fault @ (Fault::Offline | Fault::Unavailable { .. })) => {
                    UNANSWERED.with_borrow_mut(|commands| commands.insert(same, command));
                    return Err(fault);
                }
                answer => {
                    UNANSWERED.with_borrow_mut(|commands| commands.remove(&same));
                    return answer;
                }
            }
        }
    }

    async fn once(call: &WireCall, command: Option<&str>) -> Result<String, Fault> {
        let method = match call.verb {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
            Verb::Delete => Method::DELETE,
        };
        let mut request = RequestBuilder::new(&format!("/api/v1{}", call.address)).method(method);
        if let Some(command) = command {
            request = request.header("Idempotency-Key", command);
        }
        if call.body.is_some() {
            request = request.header("Content-Type", "application/json");
        }
        exchange(request, call.body.as_deref().map(JsValue::from_str), PATIENCE).await
    }

    /// Sends and reads the answer to its end, or gives up.
    async fn exchange(request: RequestBuilder, body: Option<JsValue>, patience: u32) -> Result<String, Fault> {
        let abort = web_sys::AbortController::new().map_err(|_| Fault::Offline)?;
        let request = with_track(request).abort_signal(Some(&abort.signal()));
        let _bell = Timeout::new(patience, move || abort.abort());
        let request = match body {
            Some(body) => request.body(body),
            None => request.build(),
        };
        read(request.map_err(|_| Fault::Offline)?.send().await.map_err(|_| Fault::Offline)?).await
    }

    /// On a tracking page the link's secret goes along.
    fn with_track(request: RequestBuilder) -> RequestBuilder {
        match crate::routes::track() {
            Some(track) => request.header("X-Yingda-Track", &track),
            None => request,
        }
    }

    async fn read(response: Response) -> Result<String, Fault> {
        let text = response.text().await.map_err(|_| Fault::Offline)?;
        if response.ok() {
            return Ok(text);
        }
        Err(serde_json::from_str(&text).unwrap_or(match response.status() {
            413 => Fault::TooLarge { limit: FILE_BYTES_MAX },
            502..=504 => Fault::Offline,
            _ => Fault::Internal { trace: response.status().to_string() },
        }))
    }

    /// Uploads a file, once however often it is asked; operations then name it by its id.
    pub async fn upload(file: web_sys::File) -> Result<FileInfo, Fault> {
        if file.size() == 0.0 {
            return Err(Fault::invalid("/files", "empty_file"));
        }
        if file.size() > FILE_BYTES_MAX as f64 {
            return Err(Fault::TooLarge { limit: FILE_BYTES_MAX });
        }
        let known = UPLOADED.with(|uploaded| uploaded.get(&file).as_string());
        let text = match known {
            Some(text) => text,
            None => {
                let mut address = String::from("/api/v1/files?name=");
                push_encoded(&mut address, &file.name());
                let request = RequestBuilder::new(&address).method(Method::POST);
                let text = exchange(request, Some(JsValue::from(file.clone())), PATIENCE_FILE).await?;
                UPLOADED.with(|uploaded| uploaded.set(&file, &JsValue::from_str(&text)));
                text
            }
        };
        serde_json::from_str(&text).map_err(|_| Fault::Outdated { min_build: String::new() })
    }
}
