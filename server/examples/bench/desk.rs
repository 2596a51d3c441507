//! The desk that is measured: one agent, one customer, and as many cases as asked for.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use yingda_server::config::Config;
use yingda_server::ctx::{Caller, Cx, new_id};
use yingda_server::identity::{actors, claim, secrets, store};
use yingda_server::registry::registry;
use yingda_server::services::Services;
use yingda_server::{records, router};
use yingda_shared::cases::operations::{CommentCase, QuickOpenCase};
use yingda_shared::cases::queries::ListCases;
use yingda_shared::catalog::priority::{Impact, Urgency};
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::kernel::id::{FileIds, SessionId, UnitId, UserId};
use yingda_shared::organisation::{Unit, UnitKind};

const SECRET: &str = "session-of-the-bench";

pub struct Bench {
    pub address: SocketAddr,
    pub cookie: String,
    services: Arc<Services>,
    agent: UserId,
    folder: PathBuf,
}

impl Bench {
    /// Starts the server as the binary does, but for the pages.
    pub async fn start(database: Option<String>) -> Result<Bench, String> {
        let folder = std::env::temp_dir().join(format!("yingda-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let config = Config {
            data: folder.clone(),
            listen: address,
            database: database.unwrap_or_else(|| format!("sqlite:{}", folder.join("bench.sqlite").display())),
            public_url: format!("http://{address}"),
            site: None,
            offset: 480,
            demo_public: false,
            dev: false,
        };
        let services = Services::start(config).await?;
        let agent: UserId = new_id();
        let filled = services.write(Caller::system(), move |cx| Box::pin(people(cx, agent)));
        filled.await.map_err(|fault| format!("{fault:?}; is the database empty?"))?;
        let router = router::guarded(router::build(&services), &services);
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Ok(Bench { address, cookie: format!("yingda={SECRET}"), services, agent, folder })
    }

    pub fn database(&self) -> &'static str {
        self.services.database.dialect.as_str()
    }

    async fn caller(&self) -> Result<Caller, String> {
        let mut cx = self.services.reader(Caller::system());
        let actor = actors::of_user(&mut cx, self.agent).await.map_err(told)?.ok_or("the agent is gone")?;
        Ok(Caller::of(actor, "bench"))
    }

    /// Opens cases until there are so many, through the registry and the writer; answers how many
    /// there are.
    pub async fn fill(&self, size: usize) -> Result<usize, String> {
        const AT_ONCE: usize = 256;
        let caller = self.caller().await?;
        loop {
            let mut cx = self.services.reader(Caller::system());
            let present = cx.one("SELECT COUNT(*) AS n FROM cases", vec![]).await.map_err(told)?.int("n") as usize;
            drop(cx);
            if present >= size {
                return Ok(present);
            }
            let batch = (present..size.min(present + AT_ONCE)).map(|n| {
                let subject =
                    if n % 1000 == 0 { format!("罕见的故障 {n}") } else { format!("打印机卡纸 {n} 号机") };
                let op = QuickOpenCase {
                    subject,
                    impact: Some(Impact::ALL[n % 3]),
                    urgency: Some(Urgency::ALL[n % 4]),
                    contact_phone: format!("138{n:08}"),
                    take: n % 50 == 0,
                    ..QuickOpenCase::default()
                };
                registry().call(&self.services, caller.clone(), op)
            });
            for outcome in futures::future::join_all(batch).await {
                outcome.map_err(told)?;
            }
        }
    }

    /// A case with so many comments; answers its id.
    pub async fn discussed(&self, comments: usize) -> Result<String, String> {
        let caller = self.caller().await?;
        let query = ListCases { limit: Some(1), ..ListCases::default() };
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
        self.services.database.close().await;
        let _ = std::fs::remove_dir_all(self.folder);
    }
}

fn told(fault: Fault) -> String {
    format!("{fault:?}")
}

async fn people(cx: &mut Cx, agent: UserId) -> Result<(), Fault> {
    claim::ensure_roles(cx).await?;
    let id: UnitId = new_id();
    let name = "总部".to_string();
    records::store::put(
        cx,
        &Unit { id, rv: 0, active: true, name, kind: UnitKind::HeadOffice, parent_id: None },
        vec![],
    )
    .await?;
    let user = User {
        id: agent,
        rv: 0,
        active: true,
        name: "坐席".into(),
        login: "bench".into(),
        email: String::new(),
        phone: String::new(),
        role_id: builtin_id("administrator").ok_or(Fault::NotFound)?,
        unit_id: Some(id),
        team_ids: Vec::new(),
        company_id: None,
        contact_id: None,
        firm_id: None,
    };
    records::store::put(cx, &user, vec![]).await?;
    store::open_session(cx, new_id::<SessionId>(), &secrets::hash(SECRET), agent, "bench").await
}
