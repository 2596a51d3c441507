//! The desk that is measured: the demo world, and as many cases as asked for.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use yingda_server::config::Config;
use yingda_server::ctx::{Caller, Cx, new_id};
use yingda_server::db::feed;
use yingda_server::identity::{actors, secrets, store};
use yingda_server::registry::registry;
use yingda_server::services::Services;
use yingda_server::{cases, demo, records, router};
use yingda_shared::cases::operations::CommentCase;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{FileIds, SessionId, UserId};

/// Who asks: a login that sees everything comes last, since it also writes.
const PEOPLE: &[(&str, &str)] = &[("region", "a region"), ("admin", "everything")];

pub struct Bench {
    pub address: SocketAddr,
    pub cookie: String,
    /// Names and cookies of those who ask.
    pub people: Vec<(&'static str, String)>,
    pub services: Arc<Services>,
    agent: UserId,
    pub folder: PathBuf,
}

impl Bench {
    /// Starts the server as the binary does, but for the pages; answers how quickly it was filled, too.
    pub async fn start(database: Option<String>, cases: usize) -> Result<(Bench, String), String> {
        let folder = std::env::temp_dir().join(format!("yingda-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let config = Config {
            data: folder.clone(),
            index: folder.join("search"),
            listen: address,
            database: database.unwrap_or_else(|| format!("sqlite:{}", folder.join("bench.sqlite").display())),
            public_url: format!("http://{address}"),
            site: None,
            offset: 480,
            demo_public: false,
            dev: false,
            mail_url: None,
            mail_from: None,
            outgoing_allow: Vec::new(),
            push_allow: Vec::new(),
        };
        let services = Services::start(config).await?;
        let seeded = demo::seed(&services, cases).await?;
        let seeded = seeded.rsplit(": ").next().unwrap_or_default().to_string();
        let (mut agent, mut people) = (None, Vec::new());
        for (login, name) in PEOPLE {
            let signed_in = services.write(Caller::system(), move |cx| Box::pin(sign_in(cx, login)));
            agent = Some(signed_in.await.map_err(told)?);
            people.push((*name, format!("yingda={}", secret(login))));
        }
        let router = router::guarded(router::build(&services), &services);
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let cookie = people.last().map(|(_, cookie)| cookie.clone()).unwrap_or_default();
        let agent = agent.ok_or("nobody asks")?;
        Ok((Bench { address, cookie, people, services, agent, folder }, seeded))
    }

    /// Waits until the index knows all cases.
    pub async fn index(&self) {
        if self.services.case_index.snapshot().is_none() {
            tokio::spawn(cases::indexed::follow(self.services.clone()));
        }
        let Ok(mut conn) = self.services.database.reader().await else { return };
        let Ok(head) = feed::head(&mut conn).await else { return };
        drop(conn);
        self.services.case_index.reached(head).await;
    }

    pub fn database(&self) -> &'static str {
        self.services.database.dialect.as_str()
    }

    async fn caller(&self) -> Result<Caller, String> {
        let mut cx = self.services.reader(Caller::system());
        let actor = actors::of_user(&mut cx, self.agent).await.map_err(told)?.ok_or("the agent is gone")?;
        Ok(Caller::of(actor, "bench"))
    }

    pub fn agent(&self) -> UserId {
        self.agent
    }

    /// Runs an operation as whoever sees everything.
    pub async fn call<O: Operation>(&self, op: O) -> Result<O::Output, String> {
        let caller = self.caller().await?;
        registry().call(&self.services, caller, op).await.map_err(told)
    }

    /// A case with so many comments; answers its id.
    pub async fn discussed(&self, comments: usize) -> Result<String, String> {
        let caller = self.caller().await?;
        let query = ListCases { limit: Some(1), state: Some("open".into()), ..ListCases::default() };
        let list = registry().call(&self.services, caller.clone(), query).await.map_err(told)?;
        let id = list.rows.first().ok_or("no case is there")?.id;
        for n in 0..comments {
            let text = format!("第{n}次回复：请重启打印服务后再试一次。");
            let op = CommentCase { id, text, internal: n % 4 == 0, files: FileIds::default(), seen: None };
            registry().call(&self.services, caller.clone(), op).await.map_err(told)?;
        }
        Ok(id.to_string())
    }

    pub async fn end(self) {
        let _ = self.services.stopping.send(true);
        self.services.database.close().await;
        let _ = std::fs::remove_dir_all(self.folder);
    }
}

pub fn told(fault: Fault) -> String {
    format!("{fault:?}")
}

fn secret(login: &str) -> String {
    format!("session-of-{login}")
}

async fn sign_in(cx: &mut Cx, login: &str) -> Result<UserId, Fault> {
    let user: User = records::store::by_code(cx, login).await?.ok_or(Fault::NotFound)?;
    store::open_session(cx, new_id::<SessionId>(), &secrets::hash(&secret(login)), user.id, "bench").await?;
    Ok(user.id)
}
