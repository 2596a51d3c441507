//! How pages reach operations. They call `call` and never learn who answers.

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::FileId;

/// Runs an operation: in process on the server, over the wire in the browser.
#[cfg(feature = "ssr")]
pub async fn call<O: Operation>(op: O) -> Result<O::Output, Fault> {
    use std::sync::Arc;
    use yingda_shared::contract::Backend;
    let backend = leptos::prelude::use_context::<Arc<dyn Backend>>().ok_or(Fault::Offline)?;
    let output = backend.call(O::NAME, Box::new(op)).await?;
    output.downcast::<O::Output>().map(|output| *output).map_err(|_| Fault::Internal { trace: String::new() })
}

/// Runs an operation: in process on the server; in the browser over the wire, or, while the server is
/// away, on this device.
#[cfg(not(feature = "ssr"))]
pub async fn call<O: Operation>(op: O) -> Result<O::Output, Fault> {
    use yingda_shared::contract::wire;
    let asked = Asked {
        name: O::NAME,
        reach: O::REACH,
        version: O::VERSION,
        input: serde_json::to_value(&op).unwrap_or_default(),
    };
    let said = send_wrapper::SendWrapper::new(door::ask(asked, wire(&op))).await;
    let outdated = || Fault::Outdated { min_build: String::new() };
    let said = said.and_then(|text| serde_json::from_str(&text).map_err(|_| outdated()));
    if let Err(Fault::Outdated { .. }) = &said {
        crate::pwa::outdated();
    }
    said
}

#[cfg(not(feature = "ssr"))]
pub use door::attach;
#[cfg(not(feature = "ssr"))]
pub use transport::upload_table;

#[cfg(not(feature = "ssr"))]
use door::Asked;

/// Where a chosen file is now; operations name it by its id either way.
#[cfg_attr(feature = "ssr", allow(dead_code))]
#[derive(Clone, Copy, PartialEq)]
pub enum Attached {
    /// The server has it.
    There(FileId),
    /// This device has it and sends it after what names it.
    Here(FileId),
}

impl Attached {
    pub fn id(self) -> FileId {
        match self {
            Attached::There(id) | Attached::Here(id) => id,
        }
    }
}

/// Who answers.
#[cfg(feature = "hydrate")]
mod door {
    use futures::future::{Either, select};
    use gloo::timers::future::TimeoutFuture;
    use uuid::Uuid;
    use yingda_shared::contract::{Operation, WireCall};
    use yingda_shared::fault::Fault;
    use yingda_shared::identity::operations::SignOut;

    use super::Attached;
    use super::transport::{self, PATIENCE_KEPT, once, send, upload};
    pub use crate::offline::desk::Asked;
    use crate::offline::desk::{
        answer, begun, exchange, holds_files, is_away, is_open, is_waiting, keep, queue, server_is_away,
    };
    use crate::offline::{guest, leaving};

    /// Brings a chosen file to the server; while that is away it is kept on this device, where there is
    /// a place to keep it.
    pub async fn attach(file: web_sys::File) -> Result<Attached, Fault> {
        if let Some(id) = transport::kept(&file) {
            return Ok(Attached::Here(id));
        }
        if !is_away() {
            // Nobody watches a slow line where the file can wait and the words can go.
            let patience = if is_open() { transport::brief(&file) } else { transport::PATIENCE_FILE };
            match upload(file.clone(), patience).await {
                Err(Fault::Offline) if is_open() => server_is_away(),
                said => return said.map(|info| Attached::There(info.id)),
            }
        }
        transport::check(&file)?;
        match keep(&file).await {
            Some(kept) => {
                let id = kept?;
                transport::keeps(&file, id);
                Ok(Attached::Here(id))
            }
            None => upload(file, transport::PATIENCE_FILE).await.map(|info| Attached::There(info.id)),
        }
    }

    /// Not generic, so that it is in the module once.
    pub async fn ask(asked: Asked, call: WireCall) -> Result<String, Fault> {
        if asked.name == SignOut::NAME {
            return leaving::leave(call, is_away(), send).await;
        }
        begun().await;
        let said = match (asked.is_kept(), asked.may_wait()) {
            (true, _) => read(asked, call).await,
            (_, true) => write(asked, call).await,
            _ => send(call).await,
        };
        if said == Err(Fault::Wiped) {
            leaving::wiped().await;
        }
        said
    }

    /// The server's answer; this device's while the server is away.
    async fn read(asked: Asked, call: WireCall) -> Result<String, Fault> {
        // What was just written here and waits would be missing from the server's answer.
        if (is_away() || (is_waiting() && asked.shows_what_waits()))
            && let Some(kept) = answer(&asked).await
        {
            return kept;
        }
        let mut sent = Box::pin(send(call));
        let said = match select(sent.as_mut(), TimeoutFuture::new(PATIENCE_KEPT)).await {
            Either::Left((said, _)) => said,
            // This device has an answer as well: nobody waits long for a line that says nothing.
            Either::Right(_) => match answer(&asked).await {
                Some(kept) => {
                    exchange();
                    return kept;
                }
                None => sent.await,
            },
        };
        match said {
            Err(away @ (Fault::Offline | Fault::Unavailable { .. })) => {
                if away == Fault::Offline {
                    server_is_away();
                }
                answer(&asked).await.unwrap_or(Err(away))
            }
            said => said,
        }
    }

    /// Sent at once; kept for later, under the same id, when the server does not answer or something
    /// done before still waits.
    async fn write(asked: Asked, call: WireCall) -> Result<String, Fault> {
        let command = transport::command_of(&call);
        let id: Uuid = command.parse().unwrap_or_else(|_| Uuid::now_v7());
        let with_files = holds_files(&asked.input);
        if with_files || is_away() || is_waiting() {
            match queue(&asked, id).await {
                Some(kept) => {
                    transport::answered(&call);
                    return kept;
                }
                // From the server's side the files it names are nobody's.
                None if with_files => return Err(Fault::Offline),
                None => {}
            }
        }
        let said = match is_open() || guest::may_keep(asked.name) {
            // Tried once: the outbox has more patience than a person.
            true => once(&call, Some(&command), PATIENCE_KEPT).await,
            false => return send(call).await,
        };
        match said {
            Err(Fault::Offline) => {
                server_is_away();
                match queue(&asked, id).await {
                    Some(kept) => {
                        transport::answered(&call);
                        kept
                    }
                    None => send(call).await,
                }
            }
            said => {
                transport::settle(&call, &command, &said);
                said
            }
        }
    }
}

/// Without a replica the server alone answers.
#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
mod door {
    use yingda_shared::contract::{Reach, WireCall};
    use yingda_shared::fault::Fault;

    pub struct Asked {
        pub name: &'static str,
        pub reach: Reach,
        pub version: u16,
        pub input: serde_json::Value,
    }

    pub async fn ask(_: Asked, call: WireCall) -> Result<String, Fault> {
        super::transport::send(call).await
    }

    pub async fn attach(file: web_sys::File) -> Result<super::Attached, Fault> {
        use super::transport::{PATIENCE_FILE, upload};
        upload(file, PATIENCE_FILE).await.map(|info| super::Attached::There(info.id))
    }
}

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
    use yingda_shared::imports::Import;
    use yingda_shared::kernel::limits::FILE_BYTES_MAX;

    /// Tries of a command that the network swallowed; its id makes them one.
    const TRIES: u32 = 3;
    /// Milliseconds after which an answer counts as lost; a file may take its time.
    const PATIENCE: u32 = 30_000;
    pub const PATIENCE_FILE: u32 = 600_000;
    /// The same for what this device can answer or keep by itself.
    #[cfg(feature = "hydrate")]
    pub const PATIENCE_KEPT: u32 = 5_000;

    thread_local! {
        // A command without an answer may have been done: the same command sent again keeps its id.
        static UNANSWERED: RefCell<HashMap<String, String>> = RefCell::default();
        // What a file that is already there was called, by the file itself.
        static UPLOADED: js_sys::WeakMap = js_sys::WeakMap::new();
        // The id under which this device keeps a file, likewise.
        #[cfg(feature = "hydrate")]
        static KEPT: js_sys::WeakMap = js_sys::WeakMap::new();
    }

    /// Milliseconds that a file takes at 100 KB/s, and some more.
    #[cfg(feature = "hydrate")]
    pub fn brief(file: &web_sys::File) -> u32 {
        5_000 + (file.size() / 100.0) as u32
    }

    #[cfg(feature = "hydrate")]
    pub fn kept(file: &web_sys::File) -> Option<yingda_shared::kernel::id::FileId> {
        KEPT.with(|kept| kept.get(file).as_string())?.parse().ok()
    }

    #[cfg(feature = "hydrate")]
    pub fn keeps(file: &web_sys::File, id: yingda_shared::kernel::id::FileId) {
        KEPT.with(|kept| drop(kept.set(file, &JsValue::from_str(&id.to_string()))));
    }

    /// Sends a call; not generic, so that it is in the module once.
    pub async fn send(call: WireCall) -> Result<String, Fault> {
        if call.verb == Verb::Get {
            return once(&call, None, PATIENCE).await;
        }
        let command = command_of(&call);
        let (mut tries, began) = (1, js_sys::Date::now());
        loop {
            match once(&call, Some(&command), PATIENCE).await {
                // Nobody waits three times for a line that swallows everything.
                Err(Fault::Offline) if tries < TRIES && js_sys::Date::now() - began < f64::from(PATIENCE) => {
                    gloo::timers::future::TimeoutFuture::new(300 * tries).await;
                    tries += 1;
                }
                said => {
                    settle(&call, &command, &said);
                    return said;
                }
            }
        }
    }

    fn same(call: &WireCall) -> String {
        format!("{} {} {}", call.verb.as_str(), call.address, call.body.as_deref().unwrap_or_default())
    }

    /// The id of a command: the one it was sent under when nobody answered, or a new one.
    pub fn command_of(call: &WireCall) -> String {
        let known = UNANSWERED.with_borrow(|commands| commands.get(&same(call)).cloned());
        known.unwrap_or_else(|| uuid::Uuid::now_v7().to_string())
    }

    /// Keeps the id of a command that got no answer: the database may have kept what it could no longer
    /// say that it kept.
    pub fn settle(call: &WireCall, command: &str, said: &Result<String, Fault>) {
        match said {
            Err(Fault::Offline | Fault::Unavailable { .. }) => {
                UNANSWERED.with_borrow_mut(|commands| commands.insert(same(call), command.to_string()));
            }
            _ => answered(call),
        }
    }

    /// The command is done, or waits elsewhere: the same again is another one.
    pub fn answered(call: &WireCall) {
        UNANSWERED.with_borrow_mut(|commands| commands.remove(&same(call)));
    }

    pub async fn once(call: &WireCall, command: Option<&str>, patience: u32) -> Result<String, Fault> {
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
        exchange(request, call.body.as_deref().map(JsValue::from_str), patience).await
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

    /// What can be said of a file before anybody has its bytes.
    pub fn check(file: &web_sys::File) -> Result<(), Fault> {
        match file.size() {
            0.0 => Err(Fault::invalid("/files", "empty_file")),
            size if size > FILE_BYTES_MAX as f64 => Err(Fault::TooLarge { limit: FILE_BYTES_MAX }),
            _ => Ok(()),
        }
    }

    /// Uploads a file, once however often it is asked; operations then name it by its id.
    pub async fn upload(file: web_sys::File, patience: u32) -> Result<FileInfo, Fault> {
        check(&file)?;
        let known = UPLOADED.with(|uploaded| uploaded.get(&file).as_string());
        let text = match known {
            Some(text) => text,
            None => {
                let mut address = String::from("/api/v1/files?name=");
                push_encoded(&mut address, &file.name());
                let request = RequestBuilder::new(&address).method(Method::POST);
                let text = exchange(request, Some(JsValue::from(file.clone())), patience).await?;
                UPLOADED.with(|uploaded| uploaded.set(&file, &JsValue::from_str(&text)));
                text
            }
        };
        serde_json::from_str(&text).map_err(|_| Fault::Outdated { min_build: String::new() })
    }

    /// Uploads a table; what answers is the draft of an import.
    pub async fn upload_table(file: web_sys::File) -> Result<Import, Fault> {
        check(&file)?;
        let mut address = String::from("/api/v1/imports/files?name=");
        push_encoded(&mut address, &file.name());
        let request = RequestBuilder::new(&address).method(Method::POST);
        let text = exchange(request, Some(JsValue::from(file)), PATIENCE_FILE).await?;
        serde_json::from_str(&text).map_err(|_| Fault::Outdated { min_build: String::new() })
    }
}
