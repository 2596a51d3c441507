//! The database: one SQL dialect over SQLite and PostgreSQL through `sqlx::Any`. What differs
//! between the two lives here and nowhere else.

pub mod bulk;
pub mod chain;
mod copy;
pub mod counters;
mod dialect;
pub mod feed;
pub mod lease;
pub mod ledger;
mod migrate;
mod sql;
pub mod writer;

pub use copy::{Counts, Snapshot};
pub use dialect::Dialect;
pub use sql::{Bind, Conn, DbError, HEARD, Row, id, maybe_id, places};

use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyPool, ConnectOptions};
use yingda_shared::kernel::time::Millis;

/// Where the rows are: a pool of readers; the writer has a connection of its own.
#[derive(Clone)]
pub struct Database {
    pub dialect: Dialect,
    pub(crate) readers: AnyPool,
    pub(crate) writers: AnyPool,
}

impl Database {
    /// Connects, checks the engine, and brings the schema up to date.
    /// `url` begins with `sqlite:` or `postgres:`.
    pub async fn open(url: &str) -> Result<Database, DbError> {
        let database = Database::connect(url, Dialect::of(url)?.address(url)).await?;
        migrate::run(&database).await?;
        Ok(database)
    }

    /// Connects to a database that is there and of this program's schema: makes and changes nothing.
    pub async fn existing(url: &str) -> Result<Database, DbError> {
        let dialect = Dialect::of(url)?;
        let database = Database::connect(url, dialect.address_of_existing(url)).await?;
        migrate::check(&database).await?;
        Ok(database)
    }

    async fn connect(url: &str, address: String) -> Result<Database, DbError> {
        sqlx::any::install_default_drivers();
        let dialect = Dialect::of(url)?;
        let options: AnyConnectOptions = address.parse()?;
        let options = options.disable_statement_logging();
        let pool = |size: u32| {
            AnyPoolOptions::new()
                .max_connections(size)
                .acquire_timeout(Duration::from_secs(3))
                .test_before_acquire(dialect == Dialect::Postgres)
                .after_connect(move |conn, _| Box::pin(dialect.prepare(conn)))
        };
        let writers = pool(1).connect_with(options.clone()).await?;
        let readers = pool(8).connect_lazy_with(options);
        let database = Database { dialect, readers, writers };
        dialect.check(&mut database.reader().await?).await?;
        Ok(database)
    }

    /// A connection for reading.
    pub async fn reader(&self) -> Result<Conn, DbError> {
        Ok(Conn::new(self.readers.acquire().await?))
    }

    pub async fn close(&self) {
        self.writers.close().await;
        self.readers.close().await;
    }
}

impl Database {
    /// Says that the rows were set back: what devices know since is to be told again.
    pub async fn begin_new_life(&self, now: Millis) -> Result<(), DbError> {
        let mut conn = Conn::new(self.writers.acquire().await?);
        feed::raise_epoch(&mut conn, now).await
    }
}
