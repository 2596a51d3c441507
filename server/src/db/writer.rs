//! The one writer: many commands in one transaction, each in a savepoint, one fsync for all.
//! A command that fails or panics takes back its own savepoint and nothing else.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::FutureExt;
use tokio::sync::{mpsc, oneshot};

use super::chain::Head;
use super::feed::{self, Clock, Touch};
use super::sql::{Conn, DbError};
use super::{Database, Dialect};

/// Commands of one transaction at most: bounds how long readers of the clock wait.
const GROUP_MAX: usize = 256;
/// Longer than any statement may take on the server's side.
const SILENCE_MAX: std::time::Duration = std::time::Duration::from_secs(35);
/// Commands that wait before new ones are told to come later.
const QUEUE_MAX: usize = 4096;

/// What a command leaves behind: kept when `keep`, taken back otherwise.
pub struct Verdict {
    pub keep: bool,
    pub touches: Vec<Touch>,
}

/// The transaction as a command sees it; handed in and given back.
pub struct Hold {
    pub conn: Conn,
    pub clock: Clock,
}

type Work = Box<dyn FnOnce(Hold) -> Pin<Box<dyn Future<Output = (Option<Hold>, Verdict)> + Send>> + Send>;

struct Job {
    work: Work,
    done: oneshot::Sender<Result<(), Lost>>,
}

/// The command's effects are not in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// The queue is full, or the database is away.
    Busy,
    Broken,
}

#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Job>,
    /// The database took what was written last.
    takes: Arc<AtomicBool>,
}

impl Writer {
    /// Starts the writer task. `committed` hears of every commit's changes.
    pub fn start(database: Database, committed: impl Fn(Vec<Touch>) + Send + Sync + 'static) -> Writer {
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        let takes = Arc::new(AtomicBool::new(true));
        tokio::spawn(run(database, jobs, committed, takes.clone()));
        Writer { queue, takes }
    }

    /// Whether the database took what was written last.
    pub fn takes(&self) -> bool {
        self.takes.load(Ordering::Relaxed)
    }

    /// Something was written and kept that moved nothing.
    pub fn took(&self) {
        self.takes.store(true, Ordering::Relaxed);
    }

    /// Commands that wait for their transaction.
    pub fn waiting(&self) -> usize {
        QUEUE_MAX - self.queue.capacity()
    }

    /// Runs a command in the next transaction; answers after its commit.
    pub async fn run(&self, work: Work) -> Result<(), Lost> {
        let (done, outcome) = oneshot::channel();
        self.queue.try_send(Job { work, done }).map_err(|_| Lost::Busy)?;
        outcome.await.unwrap_or(Err(Lost::Broken))
    }
}

async fn run(
    database: Database,
    mut jobs: mpsc::Receiver<Job>,
    committed: impl Fn(Vec<Touch>),
    takes: Arc<AtomicBool>,
) {
    while let Some(first) = jobs.recv().await {
        let mut group = vec![first];
        while group.len() < GROUP_MAX {
            match jobs.try_recv() {
                Ok(job) => group.push(job),
                Err(_) => break,
            }
        }
        // What moved nothing, such as a refusal, may have met no disk at all.
        match transact(&database, group, &committed).await {
            Ok(false) => {}
            outcome => takes.store(outcome.is_ok(), Ordering::Relaxed),
        }
    }
}

/// Runs a group in one transaction; answers whether it moved the clock.
async fn transact(database: &Database, group: Vec<Job>, committed: &impl Fn(Vec<Touch>)) -> Result<bool, Lost> {
    let hold = match in_time(begin(database)).await {
        Ok(hold) => hold,
        Err(error) => {
            tracing::error!(%error, "the writer cannot begin");
            let lost = if error.is_passing() { Lost::Busy } else { Lost::Broken };
            answer(group.into_iter().map(|job| job.done), Err(lost));
            return Err(lost);
        }
    };
    let before = hold.clock;
    let mut hold = Some(hold);
    let mut waiting = Vec::with_capacity(group.len());
    let mut touches = Vec::new();
    let mut lost = Lost::Broken;
    for job in group {
        let Some(held) = hold.take() else {
            let _ = job.done.send(Err(lost));
            continue;
        };
        match in_time(in_savepoint(held, job.work)).await {
            Ok((held, touched)) => {
                hold = Some(held);
                touches.extend(touched);
                waiting.push(job.done);
            }
            Err(error) => {
                tracing::error!(%error, "a command broke its transaction");
                lost = lost_by(&error);
                let _ = job.done.send(Err(lost));
            }
        }
    }
    let outcome = match hold {
        Some(hold) => finish(hold, before, &touches).await,
        None => Err(lost),
    };
    if outcome.is_ok() && !touches.is_empty() {
        committed(touches);
    }
    answer(waiting, outcome.map(drop));
    outcome
}

fn answer(waiting: impl IntoIterator<Item = oneshot::Sender<Result<(), Lost>>>, outcome: Result<(), Lost>) {
    for done in waiting {
        let _ = done.send(outcome);
    }
}

/// A database that gave the transaction up keeps nothing of it, so the same may work later: a full
/// disk takes the savepoints with it, and the complaint about those hides the reason.
fn lost_by(error: &DbError) -> Lost {
    if matches!(error, DbError::Driver(_)) { Lost::Busy } else { Lost::Broken }
}

/// A network that swallows everything answers nothing: without a limit one lost packet would stop all
/// writing until the system gives the connection up, after many minutes.
async fn in_time<T>(work: impl Future<Output = Result<T, DbError>>) -> Result<T, DbError> {
    let silent = || DbError::Driver(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()));
    tokio::time::timeout(SILENCE_MAX, work).await.unwrap_or_else(|_| Err(silent()))
}

async fn begin(database: &Database) -> Result<Hold, DbError> {
    let mut conn = Conn::new(database.writers.acquire().await?);
    conn.begin(database.dialect.begin()).await?;
    let row = conn.one(database.dialect.lock_clock(), vec![]).await?;
    Ok(Hold { clock: Clock { pos: row.int("pos"), audit: Head::parse(&row) }, conn })
}

/// Runs one command; what it did stays or goes as a whole.
async fn in_savepoint(mut hold: Hold, work: Work) -> Result<(Hold, Vec<Touch>), DbError> {
    let before = hold.clock;
    hold.conn.script("SAVEPOINT command").await?;
    // Commands catch their own panics; one that escapes all the same ends this transaction.
    let Ok((Some(mut hold), verdict)) = AssertUnwindSafe(work(hold)).catch_unwind().await else {
        return Err(DbError::Unfit("a command panicked or lost its transaction".into()));
    };
    if verdict.keep {
        hold.conn.script("RELEASE SAVEPOINT command").await?;
        return Ok((hold, verdict.touches));
    }
    hold.conn.script("ROLLBACK TO SAVEPOINT command").await?;
    hold.conn.script("RELEASE SAVEPOINT command").await?;
    hold.clock = before;
    Ok((hold, Vec::new()))
}

/// Writes the feed, advances the clock and commits; answers whether the clock moved.
async fn finish(mut hold: Hold, before: Clock, touches: &[Touch]) -> Result<bool, Lost> {
    let clock = hold.clock;
    let moved = clock != before;
    let commit = in_time(async {
        feed::append(&mut hold.conn, touches).await?;
        if moved {
            let sql = "UPDATE clock SET pos = $1, audit_pos = $2, audit_count = $3, audit_hash = $4 WHERE id = 1";
            let audit = clock.audit;
            hold.conn.exec(sql, crate::binds![clock.pos, audit.pos, audit.count, audit.hex()]).await?;
        }
        hold.conn.end("COMMIT").await
    });
    let Err(error) = commit.await else { return Ok(moved) };
    tracing::error!(%error, "a commit failed");
    let _ = in_time(hold.conn.end("ROLLBACK")).await;
    Err(if error.is_passing() { Lost::Busy } else { Lost::Broken })
}

impl Dialect {
    /// Word for logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Dialect::Sqlite => "sqlite",
            Dialect::Postgres => "postgres",
        }
    }
}
