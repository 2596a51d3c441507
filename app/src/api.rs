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
    use gloo::net::http::{Method, RequestBuilder, Response};
    use yingda_shared::contract::{Verb, WireCall, push_encoded};
    use yingda_shared::fault::Fault;
    use yingda_shared::files::FileInfo;

    /// Tries of a command that the network swallowed; its id makes them one.
    const TRIES: u32 = 3;

    /// Sends a call; not generic, so that it is in the module once.
    pub async fn send(call: WireCall) -> Result<String, Fault> {
        let command = (call.verb != Verb::Get).then(|| uuid::Uuid::now_v7().to_string());
        let mut tries = 1;
        loop {
            match once(&call, command.as_deref()).await {
                Err(Fault::Offline) if command.is_some() && tries < TRIES => {
                    gloo::timers::future::TimeoutFuture::new(300 * tries).await;
                    tries += 1;
                }
                answer => return answer,
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
        let mut request = with_track(RequestBuilder::new(&format!("/api/v1{}", call.address)).method(method));
        if let Some(command) = command {
            request = request.header("Idempotency-Key", command);
        }
        let answer = match &call.body {
            Some(body) => request.header("Content-Type", "application/json").body(body.clone()),
            None => request.build(),
        };
        read(answer.map_err(|_| Fault::Offline)?.send().await.map_err(|_| Fault::Offline)?).await
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
            413 => Fault::TooLarge { limit: yingda_shared::kernel::limits::FILE_BYTES_MAX },
            502..=504 => Fault::Offline,
            _ => Fault::Internal { trace: response.status().to_string() },
        }))
    }

    /// Uploads a file; operations then name it by its id.
    pub async fn upload(file: web_sys::File) -> Result<FileInfo, Fault> {
        let mut address = String::from("/api/v1/files?name=");
        push_encoded(&mut address, &file.name());
        let request = with_track(RequestBuilder::new(&address).method(Method::POST));
        let request = request.body(wasm_bindgen::JsValue::from(file)).map_err(|_| Fault::Offline)?;
        let text = read(request.send().await.map_err(|_| Fault::Offline)?).await?;
        serde_json::from_str(&text).map_err(|_| Fault::Outdated { min_build: String::new() })
    }
}
