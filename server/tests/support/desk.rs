//! The desk itself: services over a fresh database, and people who act on it.

use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;

use axum::Router;
use futures::FutureExt;
use yingda_server::config::Config;
use yingda_server::ctx::{Caller, Cx};
use yingda_server::db::Bind;
use yingda_server::identity::actors::{self, Credentials};
use yingda_server::identity::{password, store};
use yingda_server::registry::registry;
use yingda_server::router;
use yingda_server::services::Services;
use yingda_shared::contract::{BoxFuture, Operation};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;

use super::backend::{Backend, Place};
use super::world;

#[derive(Clone)]
pub struct Desk {
    pub services: Arc<Services>,
    pub router: Router,
    place: Arc<Place>,
}

impl Desk {
    /// Tells a story on a fresh desk with its world, and clears the desk away whatever came of it.
    pub async fn tell<F: Future<Output = ()>>(backend: Backend, story: impl FnOnce(Desk) -> F) {
        let Some(desk) = Desk::open(backend, |_| {}).await else { return };
        world::build(&desk).await;
        desk.live(story).await;
    }

    /// Tells a story on a desk as the first start leaves it: no world, settings as given.
    pub async fn tell_empty<F: Future<Output = ()>>(
        backend: Backend,
        settings: impl FnOnce(&mut Config),
        story: impl FnOnce(Desk) -> F,
    ) {
        let Some(desk) = Desk::open(backend, settings).await else { return };
        desk.live(story).await;
    }

    async fn live<F: Future<Output = ()>>(self, story: impl FnOnce(Desk) -> F) {
        let outcome = AssertUnwindSafe(story(self.clone())).catch_unwind().await;
        self.services.database.close().await;
        self.place.remove().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    }

    async fn open(backend: Backend, settings: impl FnOnce(&mut Config)) -> Option<Desk> {
        let place = Place::fresh(backend).await?;
        let mut config = Config {
            data: place.folder.clone(),
            index: place.folder.join("search"),
            listen: ([127, 0, 0, 1], 3000).into(),
            database: place.url.clone(),
            public_url: "http://127.0.0.1:3000".into(),
            site: None,
            offset: 480,
            demo_public: false,
            dev: false,
            mail_url: None,
            mail_from: None,
            outgoing_allow: Vec::new(),
            push_allow: Vec::new(),
        };
        settings(&mut config);
        let services = Services::start(config).await.expect("the services start");
        let router = router::guarded(router::build(&services), &services);
        Some(Desk { services, router, place: Arc::new(place) })
    }

    /// Another node over the same database and the same folder.
    pub async fn beside(&self) -> Desk {
        let services = Services::start(self.services.config.clone()).await.expect("the services start");
        let router = router::guarded(router::build(&services), &services);
        Desk { services, router, place: self.place.clone() }
    }

    /// Another node over the same database, whose index has a folder of its own; nobody keeps it yet.
    pub async fn beside_in(&self, folder: &str) -> Desk {
        let config = Config { index: self.place.folder.join(folder), ..self.services.config.clone() };
        let services = Services::start(config).await.expect("the services start");
        let router = router::guarded(router::build(&services), &services);
        Desk { services, router, place: self.place.clone() }
    }

    /// Runs an operation as `who`: a login of the world, `guest`, or `track:` with a link's secret.
    pub async fn call<O: Operation>(&self, who: &str, op: O) -> Result<O::Output, Fault> {
        let caller = self.caller(who).await;
        registry().call(&self.services, caller, op).await
    }

    /// The same for an operation that must succeed.
    #[track_caller]
    pub fn done<O: Operation>(&self, who: &str, op: O) -> impl Future<Output = O::Output> {
        let place = std::panic::Location::caller();
        async move {
            let outcome = self.call(who, op).await;
            outcome.unwrap_or_else(|fault| panic!("{} as {who} at {place}: {fault:?}", O::NAME))
        }
    }

    /// Runs an operation of this name given as JSON.
    pub async fn call_json(&self, who: &str, name: &str, input: serde_json::Value) -> Result<serde_json::Value, Fault> {
        let caller = self.caller(who).await;
        let text = registry().call_json(&self.services, caller, name, input).await?;
        Ok(serde_json::from_str(&text).expect("answers are JSON"))
    }

    /// A caller with its rights as they are this moment.
    pub async fn caller(&self, who: &str) -> Caller {
        let credentials = credentials(who);
        let actor = actors::of(&self.services, &credentials).await.expect("an actor");
        let mut caller = Caller::of((*actor).clone(), "test");
        caller.session = credentials.session.as_deref().map(yingda_server::identity::secrets::hash);
        // Each guest comes from an address of their own: limits are a story of their own.
        caller.address = format!("198.51.100.7/{}", Uuid::now_v7());
        caller
    }

    /// Does something in a transaction of the writer, as the product itself.
    pub async fn write<T, F>(&self, work: F) -> T
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Cx) -> BoxFuture<'a, Result<T, Fault>> + Send + 'static,
    {
        self.services.write(Caller::system(), work).await.expect("the writer writes")
    }

    /// Reads one number by SQL.
    pub async fn number(&self, sql: &str, binds: Vec<Bind>) -> i64 {
        let mut cx = self.services.reader(Caller::system());
        cx.one(sql, binds).await.expect("one row").int("n")
    }

    /// The newest position of the feed: it stands still while nothing changes.
    pub async fn head(&self) -> i64 {
        self.number("SELECT pos AS n FROM clock WHERE id = 1", vec![]).await
    }

    pub async fn set_password(&self, login: &str, text: &str) {
        let hash = password::hash(&self.services, text).await.expect("a hash");
        let user = world::user(login);
        self.write(move |cx| Box::pin(async move { store::set_password(cx, user, &hash).await })).await;
    }

    pub async fn cut_connections(&self) {
        self.place.cut_connections().await;
    }

    pub async fn keep_from_writing(&self, kept: bool) {
        self.place.keep_from_writing(kept).await;
    }

    /// Moves a moment of a case into the past, since no test waits for days to go by.
    pub async fn age(&self, case: Uuid, field: &'static str, by: i64) {
        let sql = "SELECT body FROM cases WHERE id = $1";
        self.write(move |cx| {
            Box::pin(async move {
                let text = cx.one(sql, vec![case.into()]).await?.text("body");
                let mut body: serde_json::Value = serde_json::from_str(&text).expect("a case");
                body[field] = (body[field].as_i64().expect("a moment") - by).into();
                let sql = "UPDATE cases SET body = $1 WHERE id = $2";
                cx.exec(sql, vec![body.to_string().into(), case.into()]).await
            })
        })
        .await;
    }
}

fn credentials(who: &str) -> Credentials {
    match who.strip_prefix("track:") {
        Some(secret) => Credentials { track: Some(secret.into()), ..Credentials::default() },
        None if who == "guest" => Credentials::default(),
        None => Credentials { session: Some(world::session(who)), ..Credentials::default() },
    }
}
