//! `yingda serve`: prepares the database, serves, and drains at SIGTERM.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use yingda_server::audit::roots;
use yingda_server::cases;
use yingda_server::config::Config;
use yingda_server::contracts;
use yingda_server::ctx::Caller;
use yingda_server::escalation;
use yingda_server::files;
use yingda_server::identity::{claim, sessions, store};
use yingda_server::jobs;
use yingda_server::knowledge;
use yingda_server::mail;
use yingda_server::notices;
use yingda_server::outbox;
use yingda_server::records;
use yingda_server::retention;
use yingda_server::router::{self, inside};
use yingda_server::services::Services;
use yingda_server::tasks;
use yingda_shared::identity::operations::DemoAccounts;

use super::{Failed, line, services, supervisor};

/// Answers under way at SIGTERM have this long to end.
const DRAIN: Duration = Duration::from_secs(10);

pub async fn run(mut config: Config) -> Result<(), Failed> {
    // The address first: one that is taken must not leave a new database behind.
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .map_err(|error| Failed::Usage(format!("cannot listen at {}: {error}", config.listen)))?;
    // Port 0 asks for any that is free: people are told which it became.
    let bound = listener.local_addr().map_err(|error| error.to_string())?;
    if config.public_url == format!("http://{}", config.listen) {
        config.public_url = format!("http://{bound}");
    }
    config.listen = bound;
    let services = services(config).await?;
    let data = &services.config.data;
    inside::lay_out(data).map_err(|error| format!("cannot lay the site out in {}: {error}", data.display()))?;
    let claim = claim::prepare(&services).await.map_err(line)?;
    refuse_public_demo(&services).await?;
    announce(&services, claim).await;
    let router = router::build(&services);
    #[cfg(feature = "pages")]
    let router = router.merge(crate::pages::routes(&services));
    let router = router::guarded(router, &services);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    supervisor::ready(&format!("serving at {}", services.config.public_url));
    let (stopped, drained) = tokio::sync::oneshot::channel();
    tokio::spawn(keep_house(services.clone()));
    tokio::spawn(jobs::worker::run(services.clone()));
    tokio::spawn(escalation::watch::run(services.clone()));
    tokio::spawn(outbox::outside::run(services.clone()));
    tokio::spawn(contracts::plans::watch::run(services.clone()));
    tokio::spawn(tasks::watch::run(services.clone()));
    tokio::spawn(knowledge::articles::watch::run(services.clone()));
    tokio::spawn(cases::indexed::follow(services.clone()));
    tokio::spawn(knowledge::articles::indexed::follow(services.clone()));
    let stopping = services.stopping.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        supervisor::stopping();
        let _ = stopping.send(true);
        let _ = stopped.send(());
    });
    tokio::select! {
        served = server.into_future() => served.map_err(|error| error.to_string())?,
        _ = async { let _ = drained.await; tokio::time::sleep(DRAIN).await } => {}
    }
    services.database.close().await;
    Ok(())
}

/// What is looked for at the start and then once an hour, whoever comes or not.
async fn keep_house(services: Arc<Services>) {
    let mut hours = tokio::time::interval(Duration::from_secs(3600));
    loop {
        hours.tick().await;
        if let Err(fault) = retention::keep(&services).await {
            tracing::warn!(?fault, "what is over was not let go");
        }
        if let Err(fault) = roots::keep(&services).await {
            tracing::warn!(?fault, "the audit's root of the day was not written");
        }
        if let Err(error) = mail::sweep(&services.config.data) {
            tracing::warn!(%error, "old letters were not let go");
        }
        if let Err(fault) = files::sweep(&services).await {
            tracing::warn!(?fault, "abandoned files were not swept");
        }
        if let Err(fault) = cases::promising::keep(&services).await {
            tracing::warn!(?fault, "the desk's working time was not renewed");
        }
        if let Err(fault) = knowledge::pairs::keep(&services).await {
            tracing::warn!(?fault, "devices were not told how often pairs are used");
        }
        if let Err(fault) = records::sound::keep(&services).await {
            tracing::warn!(?fault, "older records are not found by their sound yet");
        }
        if let Err(fault) = notices::holidays::keep(&services).await {
            tracing::warn!(?fault, "nobody looked whether holidays are missing");
        }
    }
}

/// Demo accounts open without a password: nobody but this machine may reach them unasked.
async fn refuse_public_demo(services: &Arc<Services>) -> Result<(), Failed> {
    let config = &services.config;
    if config.demo_public || (config.listen.ip().is_loopback() && config.is_own_machine()) {
        return Ok(());
    }
    let mut cx = services.reader(Caller::system());
    match store::setting(&mut cx, sessions::DEMO).await.map_err(line)? {
        Some(_) => Err(Failed::Usage(format!(
            "{} at {} can be reached from elsewhere and the database is a demo whose accounts open without a password; say --demo-public if you mean it",
            config.public_url, config.listen
        ))),
        None => Ok(()),
    }
}

async fn announce(services: &Arc<Services>, claim: Option<String>) {
    let url = &services.config.public_url;
    println!("Yingda 应答 serves at {url}");
    if let Some(path) = claim {
        println!("Nobody is there yet. Create the administrator once at {url}{path}");
    }
    let registry = yingda_server::registry::registry();
    if let Ok(demo) = registry.call(services, Caller::system(), DemoAccounts {}).await {
        if !demo.accounts.is_empty() {
            println!("Demo accounts (one tap at {url}/sign-in):");
        }
        for account in demo.accounts {
            println!("  {:<12} {} · {}", account.login, account.name, account.role);
        }
    }
}
