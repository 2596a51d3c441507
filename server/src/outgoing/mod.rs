//! Calls that leave the house: the one HTTP client of the product (docs/adr/0038).
//!
//! It asks for one thing and reads one answer. The host is looked up here, every address of it is judged (`judge`), and
//! the connection is made to an address that was judged: a name that says something else the next moment leads nowhere.
//! There are no redirects, no proxies and no cookies, and an answer ends after so many bytes and so much time.

mod exchange;
mod judge;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout, timeout_at};
use url::{Host, Url};
use yingda_shared::fault::Fault;

pub use judge::{Allowed, Target, is_public};

/// Of an answer no more is read.
pub const ANSWER_MAX: usize = 64 * 1024;
/// From the first look-up to the last byte.
const PATIENCE: Duration = Duration::from_secs(15);
/// For one address, so that another one gets its turn.
const CONNECTING: Duration = Duration::from_secs(5);
/// Addresses of a host that are tried.
const ADDRESSES: usize = 4;

/// Finds the addresses of a host.
pub type Resolver = Arc<dyn Fn(String, u16) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> + Send + Sync>;

/// What is sent: JSON, where no header says something else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Call {
    /// Their names in small letters.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    /// As much of it as came in time and fitted.
    pub body: Vec<u8>,
    /// All of it came.
    pub whole: bool,
}

/// Why nobody was asked, or nobody answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Unanswered {
    /// The address is none that is called.
    Address,
    /// It leads inside, where nobody is called who is not on the operator's list.
    Inside,
    /// Nobody knows the host.
    Unknown,
    /// Nobody is there, or nobody who can prove who they are; says what happened.
    Away(String),
    /// No answer began in time.
    Late,
}

impl Unanswered {
    /// Code below `calls.`.
    pub fn code(&self) -> &'static str {
        match self {
            Unanswered::Address => "calls.address",
            Unanswered::Inside => "calls.inside",
            Unanswered::Unknown => "calls.unknown_host",
            Unanswered::Away(_) => "calls.away",
            Unanswered::Late => "calls.late",
        }
    }

    /// For whoever tries again later: what will not be otherwise is refused.
    pub fn fault(&self) -> Fault {
        match self {
            Unanswered::Address | Unanswered::Inside => Fault::refused(self.code()),
            Unanswered::Unknown | Unanswered::Away(_) | Unanswered::Late => Fault::Unavailable { retry_after_s: 0 },
        }
    }
}

impl Answer {
    /// What the status says: taken, refused for good with a code, or to be tried again.
    pub fn taken(&self) -> Result<(), Fault> {
        match self.status {
            200..=299 => Ok(()),
            // A redirect leads where nobody has looked.
            300..=399 => Err(Fault::refused("calls.redirected")),
            408 | 425 | 429 => Err(Fault::Unavailable { retry_after_s: 0 }),
            400..=499 => Err(Fault::refused("calls.refused")),
            _ => Err(Fault::Unavailable { retry_after_s: 0 }),
        }
    }
}

/// The way out of the desk.
pub struct Client {
    allow: Vec<Allowed>,
    resolver: Resolver,
    patience: Duration,
    /// Trusted beside those whom the system trusts.
    authorities: Vec<CertificateDer<'static>>,
    /// Made with the first call: reading the system's certificates takes a moment.
    tls: OnceCell<Arc<rustls::ClientConfig>>,
}

impl Client {
    pub fn new(allow: Vec<Allowed>) -> Client {
        Client::with(allow, Arc::new(|host, port| Box::pin(look_up(host, port))))
    }

    /// The same with a way of its own to find addresses.
    pub fn with(allow: Vec<Allowed>, resolver: Resolver) -> Client {
        Client { allow, resolver, patience: PATIENCE, authorities: Vec::new(), tls: OnceCell::new() }
    }

    /// The same with authorities of its own.
    pub fn trusting(self, authorities: Vec<CertificateDer<'static>>) -> Client {
        Client { authorities, ..self }
    }

    /// The same with less patience.
    pub fn within(self, patience: Duration) -> Client {
        Client { patience, ..self }
    }

    /// Where an address leads, or a code that says why nobody is called there whatever its name says.
    pub fn judge(&self, address: &str) -> Result<Target, &'static str> {
        let url: Url = address.parse().map_err(|_| "webhook_address")?;
        let target = Target::of(&url, &self.allow).ok_or("webhook_address")?;
        let literal = match &target.host {
            Host::Ipv4(ip) => Some(IpAddr::V4(*ip)),
            Host::Ipv6(ip) => Some(IpAddr::V6(*ip)),
            Host::Domain(_) => None,
        };
        match literal.is_some_and(|ip| !target.may_reach(ip)) {
            true => Err("webhook_inside"),
            false => Ok(target),
        }
    }

    /// Posts JSON to an address and reads what is answered. What goes wrong never repeats the address: it may be a secret.
    pub async fn post(&self, address: &str, call: &Call) -> Result<Answer, Unanswered> {
        let url: Url = address.parse().map_err(|_| Unanswered::Address)?;
        let target = Target::of(&url, &self.allow).ok_or(Unanswered::Address)?;
        let end = Instant::now() + self.patience;
        let sending = async {
            let stream = self.connect(&target).await?;
            match target.secure {
                true => exchange::send(self.greet(&target, stream).await?, &url, &target, call, end).await,
                false => exchange::send(stream, &url, &target, call, end).await,
            }
        };
        timeout_at(end + Duration::from_secs(1), sending).await.unwrap_or(Err(Unanswered::Late))
    }

    /// A connection to an address that was judged.
    async fn connect(&self, target: &Target) -> Result<TcpStream, Unanswered> {
        let all = match &target.host {
            Host::Ipv4(ip) => vec![IpAddr::V4(*ip)],
            Host::Ipv6(ip) => vec![IpAddr::V6(*ip)],
            Host::Domain(name) => {
                let found = (self.resolver)(name.clone(), target.port);
                timeout(CONNECTING, found).await.map_err(|_| Unanswered::Late)?.map_err(|_| Unanswered::Unknown)?
            }
        };
        if all.is_empty() {
            return Err(Unanswered::Unknown);
        }
        let mut last = Unanswered::Inside;
        for ip in all.into_iter().filter(|ip| target.may_reach(*ip)).take(ADDRESSES) {
            match timeout(CONNECTING, TcpStream::connect(SocketAddr::new(ip, target.port))).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => last = Unanswered::Away(error.to_string()),
                Err(_) => last = Unanswered::Late,
            }
        }
        Err(last)
    }

    async fn greet(
        &self,
        target: &Target,
        stream: TcpStream,
    ) -> Result<tokio_rustls::client::TlsStream<TcpStream>, Unanswered> {
        let away = |error: String| Unanswered::Away(error);
        let config = self.tls.get_or_try_init(|| trusting(self.authorities.clone())).await.map_err(away)?.clone();
        let name = match &target.host {
            Host::Domain(name) => ServerName::try_from(name.clone()).map_err(|_| Unanswered::Address)?,
            Host::Ipv4(ip) => IpAddr::V4(*ip).into(),
            Host::Ipv6(ip) => IpAddr::V6(*ip).into(),
        };
        let greeting = tokio_rustls::TlsConnector::from(config).connect(name, stream);
        greeting.await.map_err(|error| away(error.to_string()))
    }
}

async fn look_up(host: String, port: u16) -> std::io::Result<Vec<IpAddr>> {
    Ok(tokio::net::lookup_host((host, port)).await?.map(|address| address.ip()).collect())
}

/// Trusts whom the system trusts, and some more.
async fn trusting(more: Vec<CertificateDer<'static>>) -> Result<Arc<rustls::ClientConfig>, String> {
    let reading = tokio::task::spawn_blocking(|| {
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots.add_parsable_certificates(more);
        roots
    });
    let roots = reading.await.map_err(|error| error.to_string())?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}
