//! What all requests share.

use std::sync::Arc;

use futures::FutureExt;
use object_store::ObjectStore;
use tokio::sync::broadcast;
use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;

use crate::config::Config;
use crate::ctx::{Caller, Cx, now};
use crate::db::feed::Touch;
use crate::db::writer::{Hold, Verdict, Writer};
use crate::db::{Database, Dialect};
use crate::failure;
use crate::identity::cache::ActorCache;
use crate::identity::limits::SignInLimits;

pub struct Services {
    pub config: Config,
    pub database: Database,
    pub writer: Writer,
    pub objects: Arc<dyn ObjectStore>,
    /// Changes of every commit of this node.
    pub changes: broadcast::Sender<Arc<Vec<Touch>>>,
    pub actors: ActorCache,
    pub limits: SignInLimits,
    /// Two password hashes at once at most: each takes 19 MiB and a core.
    pub hashing: tokio::sync::Semaphore,
    /// Keys what leaves the process in a form others must not read or forge.
    pub secret: [u8; 32],
}

impl Services {
    pub async fn start(config: Config) -> Result<Arc<Services>, String> {
        let files = config.data.join("files");
        std::fs::create_dir_all(&files).map_err(|error| format!("cannot create {}: {error}", files.display()))?;
        let objects =
            object_store::local::LocalFileSystem::new_with_prefix(&files).map_err(|error| error.to_string())?;
        let database = Database::open(&config.database).await.map_err(|error| format!("database: {error}"))?;
        let (changes, _) = broadcast::channel(1024);
        let actors = ActorCache::default();
        let clustered = database.dialect == Dialect::Postgres;
        let (sender, cache) = (changes.clone(), actors.clone());
        let writer = Writer::start(database.clone(), move |touches| {
            cache.heard(&touches);
            // On PostgreSQL the feed itself is followed, so that other nodes are heard too.
            if !clustered {
                let _ = sender.send(Arc::new(touches));
            }
        });
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| error.to_string())?;
        let services = Arc::new(Services {
            config,
            database,
            writer,
            objects: Arc::new(objects),
            changes,
            actors,
            limits: SignInLimits::default(),
            hashing: tokio::sync::Semaphore::new(2),
            secret,
        });
        if clustered {
            tokio::spawn(crate::live::follow(services.clone()));
        }
        Ok(services)
    }

    /// A context that reads.
    pub async fn reader(self: &Arc<Self>, caller: Caller) -> Result<Cx, Fault> {
        let conn = self.database.reader().await.map_err(failure::db)?;
        Ok(Cx { conn, caller, now: now(), services: self.clone(), clock: None, touches: Vec::new() })
    }

    /// Runs `work` in the next transaction of the writer; what it did stays only if it answers Ok.
    pub async fn write<T, F>(self: &Arc<Self>, caller: Caller, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Cx) -> BoxFuture<'a, Result<T, Fault>> + Send + 'static,
    {
        let services = self.clone();
        let slot = Arc::new(std::sync::Mutex::new(None));
        let answer = slot.clone();
        let job = Box::new(move |hold: Hold| {
            Box::pin(async move {
                let Hold { conn, clock } = hold;
                let mut cx = Cx { conn, caller, now: now(), services, clock: Some(clock), touches: Vec::new() };
                let result = std::panic::AssertUnwindSafe(work(&mut cx)).catch_unwind().await;
                let result = result.unwrap_or_else(|_| Err(failure::internal(&"a command panicked")));
                let verdict = Verdict { keep: result.is_ok(), touches: std::mem::take(&mut cx.touches) };
                if let Ok(mut slot) = answer.lock() {
                    *slot = Some(result);
                }
                (Hold { clock: cx.clock.unwrap_or(clock), conn: cx.conn }, verdict)
            }) as std::pin::Pin<Box<dyn Future<Output = (Hold, Verdict)> + Send>>
        });
        let ended = self.writer.run(job).await;
        let result = slot.lock().ok().and_then(|mut slot| slot.take());
        match (ended, result) {
            (Ok(()), Some(result)) => result,
            // The command itself was refused: whether the rest of its group was kept is no matter.
            (Err(_), Some(Err(fault))) => Err(fault),
            (Err(lost), _) => Err(failure::lost(lost)),
            (Ok(()), None) => Err(failure::internal(&"a command left no answer")),
        }
    }
}
