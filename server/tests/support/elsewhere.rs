//! A server of somebody else: takes what it is sent, and answers as a story says.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use yingda_server::outgoing::Allowed;

use crate::contract::folder;

/// What was sent.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Method and target, as in `POST /hook?key=1`.
    pub line: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Asked {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// How one request is answered.
#[derive(Clone, Debug)]
pub enum Reply {
    /// With a status, heads and a body.
    Status(u16, &'static str, String),
    /// With a body that goes on for ever.
    Endless,
    /// With so much, and then with nothing more, over a connection that stays.
    Halting(&'static str),
}

#[derive(Clone)]
pub struct Elsewhere {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    greeted: Arc<Mutex<usize>>,
}

impl Elsewhere {
    pub async fn open() -> Elsewhere {
        Elsewhere::speaking(None).await
    }

    /// One that proves itself as `hooks.example.com`, by the authority of the tests.
    pub async fn open_secure() -> Elsewhere {
        let read = |file: &str| std::fs::read(folder("fixtures/tls").join(file)).expect(file);
        let certificate = CertificateDer::from_pem_slice(&read("certificate.pem")).expect("a certificate");
        let key = PrivateKeyDer::from_pem_slice(&read("key.pem")).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("a key that fits");
        Elsewhere::speaking(Some(TlsAcceptor::from(Arc::new(config)))).await
    }

    /// Who says that the secure one is `hooks.example.com`.
    pub fn authority() -> CertificateDer<'static> {
        CertificateDer::from_pem_file(folder("fixtures/tls/authority.pem")).expect("a certificate")
    }

    async fn speaking(tls: Option<TlsAcceptor>) -> Elsewhere {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let opened = Elsewhere { address, asked: Arc::default(), replies: Arc::default(), greeted: Arc::default() };
        let served = opened.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *served.greeted.lock().expect("a count") += 1;
                let (served, tls) = (served.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => served.serve(stream).await,
                        // Whoever trusts nobody hangs up.
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                served.serve(stream).await;
                            }
                        }
                    }
                });
            }
        });
        opened
    }

    /// Says how it answers next; once nothing is left to say it takes everything.
    pub fn says(&self, replies: impl IntoIterator<Item = Reply>) {
        self.replies.lock().expect("replies").extend(replies);
    }

    /// The same with a body and status 200.
    pub fn answers(&self, bodies: &[&str]) {
        self.says(bodies.iter().map(|body| Reply::Status(200, "", body.to_string())));
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("what was asked").clone()
    }

    /// Connections that were made, whatever was said over them.
    pub fn greeted(&self) -> usize {
        *self.greeted.lock().expect("a count")
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The setting by which an operator lets calls go here.
    pub fn allowed(&self) -> Allowed {
        Allowed::parse(&self.address.to_string()).expect("a host")
    }

    async fn serve<S: AsyncRead + AsyncWrite + Unpin>(self, mut stream: S) {
        let Some(asked) = read(&mut stream).await else { return };
        self.asked.lock().expect("what was asked").push(asked);
        let reply = self.replies.lock().expect("replies").pop_front();
        match reply.unwrap_or(Reply::Status(200, "", String::new())) {
            Reply::Status(status, heads, body) => {
                let head = format!("HTTP/1.1 {status} so\r\n{heads}content-length: {}\r\n\r\n", body.len());
                let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
                let _ = stream.shutdown().await;
            }
            Reply::Endless => {
                let _ = stream.write_all(b"HTTP/1.1 200 so\r\ntransfer-encoding: chunked\r\n\r\n").await;
                while stream.write_all(b"4\r\nmore\r\n").await.is_ok() {}
            }
            Reply::Halting(begin) => {
                let _ = stream.write_all(begin.as_bytes()).await;
                // Until the other side has had enough.
                let _ = stream.read(&mut [0; 1]).await;
            }
        }
    }
}

async fn read<S: AsyncRead + Unpin>(stream: &mut S) -> Option<Asked> {
    let (mut bytes, mut some) = (Vec::new(), [0; 4096]);
    let head = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        let n = stream.read(&mut some).await.ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&some[..n]);
    };
    let text = String::from_utf8(bytes[..head].to_vec()).ok()?;
    let mut lines = text.lines();
    let line = lines.next()?.trim_end_matches(" HTTP/1.1").to_string();
    let split = |line: &str| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_string()));
    let headers: BTreeMap<String, String> = lines.filter_map(split).collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    while bytes.len() < head + 4 + length {
        let n = stream.read(&mut some).await.ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&some[..n]);
    }
    // What is sealed is no text.
    let body = String::from_utf8_lossy(&bytes[head + 4..]).into_owned();
    Some(Asked { line, headers, body })
}
