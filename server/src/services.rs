//! What all requests share.

use std::sync::Arc;

use futures::FutureExt;
use object_store::ObjectStore;
use tokio::sync::broadcast;
use tracing::Instrument;
use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;

use crate::config::Config;
use crate::ctx::{Caller, Cx};
use crate::db::feed::{self, Touch};
use crate::db::writer::{Hold, Verdict, Writer};
use crate::db::{Database, DbError, Dialect};
use crate::failure;
use crate::identity::cache::ActorCache;
use crate::identity::limits::SignInLimits;
use crate::retrieval;
use crate::search;

/// 400 MiB in memory at most.
const UPLOADS_MAX: usize = 16;
pub const CHANNELS_MAX: usize = 10_000;

pub struct Services {
    pub config: Config,
    pub database: Database,
    pub writer: Writer,
    pub objects: Arc<dyn ObjectStore>,
    /// The way out for letters.
    pub post: crate::mail::Post,
    /// The way out for calls.
    pub calls: crate::outgoing::Client,
    /// The way out for push messages: whoever is signed in names where they go, so that nobody inside is called.
    pub pushes: crate::outgoing::Client,
    /// What the desk has to know again lies under it in the database.
    pub seal: crate::seal::Seal,
    /// Changes of every commit of this node.
    pub changes: broadcast::Sender<Arc<Vec<Touch>>>,
    /// Counts the transactions of this node that left errands to be handed over.
    pub errands: tokio::sync::watch::Sender<u64>,
    /// What people at cases do, told to those who may know.
    pub beside: broadcast::Sender<Arc<crate::workplace::presence::Change>>,
    pub actors: ActorCache,
    pub limits: SignInLimits,
    /// Cases by their words and facts; kept by whoever serves.
    pub case_index: Arc<search::Index<search::Snapshot>>,
    /// Articles of the knowledge by what people ask; kept as that of the cases is.
    pub article_index: Arc<search::Index<retrieval::Reading>>,
    /// Articles as devices find them.
    pub segments: crate::knowledge::articles::Segments,
    /// Two password hashes at once at most: each takes 19 MiB and a core.
    pub hashing: tokio::sync::Semaphore,
    /// Files on their way in at once.
    pub uploads: tokio::sync::Semaphore,
    /// Live channels open at once.
    pub channels: Arc<tokio::sync::Semaphore>,
    /// Set once the process is to end: live channels close.
    pub stopping: tokio::sync::watch::Sender<bool>,
    /// This process among those over one database.
    pub node: Uuid,
    /// Keys what leaves the process in a form others must not read or forge.
    pub secret: [u8; 32],
}

impl Services {
    pub async fn start(config: Config) -> Result<Arc<Services>, String> {
        // A database elsewhere that does not answer leaves no trace here.
        if Dialect::of(&config.database).is_ok_and(|dialect| dialect == Dialect::Sqlite) {
            std::fs::create_dir_all(&config.data)
                .map_err(|error| format!("cannot create {}: {error}", config.data.display()))?;
        }
        let post = crate::mail::Post::of(&config)?;
        let database = Database::open(&config.database).await.map_err(|error| format!("database: {error}"))?;
        let files = config.data.join("files");
        std::fs::create_dir_all(&files).map_err(|error| format!("cannot create {}: {error}", files.display()))?;
        let objects =
            object_store::local::LocalFileSystem::new_with_prefix(&files).map_err(|error| error.to_string())?;
        // What was answered as received is on the disk, as the row that names it is.
        let objects = objects.with_fsync(true);
        let (changes, _) = broadcast::channel(1024);
        let (beside, _) = broadcast::channel(1024);
        let actors = ActorCache::default();
        let clustered = database.dialect == Dialect::Postgres;
        let head = match clustered {
            true => head(&database).await.map_err(|error| format!("database: {error}"))?,
            false => 0,
        };
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
        let case_index = Arc::new(search::Index::at(config.index.join("cases")));
        let article_index = Arc::new(search::Index::at(config.index.join("articles")));
        let calls = crate::outgoing::Client::new(config.outgoing_allow.clone());
        let pushes = crate::outgoing::Client::new(config.push_allow.clone()).within(crate::notices::push::PATIENCE);
        let seal = crate::seal::Seal::beside(&config.data);
        let services = Arc::new(Services {
            calls,
            pushes,
            seal,
            config,
            database,
            writer,
            objects: Arc::new(objects),
            post,
            changes,
            errands: tokio::sync::watch::Sender::new(0),
            beside,
            actors,
            limits: SignInLimits::default(),
            case_index,
            article_index,
            segments: Default::default(),
            hashing: tokio::sync::Semaphore::new(2),
            uploads: tokio::sync::Semaphore::new(UPLOADS_MAX),
            channels: Arc::new(tokio::sync::Semaphore::new(CHANNELS_MAX)),
            stopping: tokio::sync::watch::Sender::new(false),
            node: Uuid::now_v7(),
            secret,
        });
        crate::audit::take_in(&services).await.map_err(|fault| format!("the audit: {fault:?}"))?;
        if clustered {
            tokio::spawn(crate::live::follow(services.clone(), head));
            tokio::spawn(crate::workplace::presence::follow(services.clone()));
        }
        Ok(services)
    }

    /// A context that reads; it takes a connection when it first asks something.
    pub fn reader(self: &Arc<Self>, caller: Caller) -> Cx {
        Cx::new(None, None, caller, self.clone())
    }

    /// Whether what is written is kept. Once something was not, it is tried anew each time somebody asks.
    pub async fn takes_writes(self: &Arc<Self>) -> bool {
        if self.writer.takes() {
            return true;
        }
        let rewrite = self.write(Caller::system(), |cx| {
            Box::pin(async move { feed::rewrite(cx.conn().await?).await.map_err(failure::db) })
        });
        let taken = rewrite.await.is_ok();
        if taken {
            self.writer.took();
        }
        taken
    }

    /// Runs `work` in the next transaction of the writer; what it did stays only if it answers Ok.
    pub async fn write<T, F>(self: &Arc<Self>, caller: Caller, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Cx) -> BoxFuture<'a, Result<T, Fault>> + Send + 'static,
    {
        let services = self.clone();
        // The writer runs it elsewhere: what it logs belongs to the operation all the same.
        let span = tracing::Span::current();
        let slot = Arc::new(std::sync::Mutex::new(None));
        let errands = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let left = errands.clone();
        let answer = slot.clone();
        let job = Box::new(move |hold: Hold| {
            Box::pin(async move {
                let Hold { conn, clock } = hold;
                let mut cx = Cx::new(Some(conn), Some(clock), caller, services);
                let result = std::panic::AssertUnwindSafe(work(&mut cx)).catch_unwind().instrument(span).await;
                let result = result.unwrap_or_else(|_| Err(failure::internal(&"a command panicked")));
                let keep = result.is_ok();
                left.store(keep && cx.errands, std::sync::atomic::Ordering::Relaxed);
                if let Ok(mut slot) = answer.lock() {
                    *slot = Some(result);
                }
                let (conn, clock, touches) = cx.into_parts();
                let hold = conn.zip(clock).map(|(conn, clock)| Hold { conn, clock });
                (hold, Verdict { keep, touches })
            }) as std::pin::Pin<Box<dyn Future<Output = (Option<Hold>, Verdict)> + Send>>
        });
        let ended = self.writer.run(job).await;
        let result = slot.lock().ok().and_then(|mut slot| slot.take());
        // Not before it is kept: whoever looks finds it.
        if ended.is_ok() && errands.load(std::sync::atomic::Ordering::Relaxed) {
            self.errands.send_modify(|told| *told += 1);
        }
        match (ended, result) {
            (Ok(()), Some(result)) => result,
            // The command itself was refused: whether the rest of its group was kept is no matter.
            (Err(_), Some(Err(fault))) => Err(fault),
            (Err(lost), _) => Err(failure::lost(lost)),
            (Ok(()), None) => Err(failure::internal(&"a command left no answer")),
        }
    }
}

async fn head(database: &Database) -> Result<i64, DbError> {
    feed::head(&mut database.reader().await?).await
}
