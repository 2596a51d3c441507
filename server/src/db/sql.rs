//! Four functions over a connection (all, one, maybe, exec) and a row that reads TEXT and BIGINT:
//! all that stores ever see of the driver.

use std::fmt;

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::pool::PoolConnection;
use sqlx::{Any, Arguments, AssertSqlSafe, Executor, Row as _};
use yingda_shared::kernel::id::{Id, Uuid};

/// A value bound to a placeholder.
#[derive(Clone, Debug, PartialEq)]
pub enum Bind {
    Text(String),
    Int(i64),
    NoText,
    NoInt,
}

impl From<&str> for Bind {
    fn from(text: &str) -> Bind {
        Bind::Text(text.to_string())
    }
}
impl From<String> for Bind {
    fn from(text: String) -> Bind {
        Bind::Text(text)
    }
}
impl From<&String> for Bind {
    fn from(text: &String) -> Bind {
        Bind::Text(text.clone())
    }
}
impl From<Option<String>> for Bind {
    fn from(text: Option<String>) -> Bind {
        text.map_or(Bind::NoText, Bind::Text)
    }
}
impl From<i64> for Bind {
    fn from(number: i64) -> Bind {
        Bind::Int(number)
    }
}
impl From<bool> for Bind {
    fn from(flag: bool) -> Bind {
        Bind::Int(flag.into())
    }
}
impl From<Option<i64>> for Bind {
    fn from(number: Option<i64>) -> Bind {
        number.map_or(Bind::NoInt, Bind::Int)
    }
}
impl From<Uuid> for Bind {
    fn from(id: Uuid) -> Bind {
        Bind::Text(id.to_string())
    }
}

/// Binds an id of any kind.
pub fn id<I: Id>(id: I) -> Bind {
    Bind::Text(id.to_string())
}

/// Binds an id that may be absent.
pub fn maybe_id<I: Id>(id: Option<I>) -> Bind {
    id.map_or(Bind::NoText, |id| Bind::Text(id.to_string()))
}

/// The values of a statement in the order of `$1`, `$2`, …
#[macro_export]
macro_rules! binds {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Bind::from($value)),*] };
}

tokio::task_local! {
    /// The statements of a piece of work, for whoever wants to know how the engine would run them.
    pub static HEARD: std::cell::RefCell<Vec<(String, Vec<Bind>)>>;
}

fn hear(sql: &str, binds: &[Bind]) {
    let _ = HEARD.try_with(|heard| heard.borrow_mut().push((sql.to_string(), binds.to_vec())));
}

/// Places of so many values in a statement, from a number on: `$2, $3, $4`.
pub fn places(from: usize, count: usize) -> String {
    (from..from + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

pub struct Conn {
    inner: PoolConnection<Any>,
    /// Inside a transaction: dropped there, the connection is closed and never used again.
    open: bool,
}

impl Drop for Conn {
    fn drop(&mut self) {
        if self.open {
            self.inner.close_on_drop();
        }
    }
}

impl Conn {
    pub(super) fn new(inner: PoolConnection<Any>) -> Conn {
        Conn { inner, open: false }
    }

    pub async fn all(&mut self, sql: &str, binds: Vec<Bind>) -> Result<Vec<Row>, DbError> {
        hear(sql, &binds);
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments(binds)?);
        Ok(query.fetch_all(&mut *self.inner).await?.into_iter().map(Row).collect())
    }

    pub async fn maybe(&mut self, sql: &str, binds: Vec<Bind>) -> Result<Option<Row>, DbError> {
        hear(sql, &binds);
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments(binds)?);
        Ok(query.fetch_optional(&mut *self.inner).await?.map(Row))
    }

    pub async fn one(&mut self, sql: &str, binds: Vec<Bind>) -> Result<Row, DbError> {
        self.maybe(sql, binds).await?.ok_or(DbError::Driver(sqlx::Error::RowNotFound))
    }

    /// How many rows were written.
    pub async fn exec(&mut self, sql: &str, binds: Vec<Bind>) -> Result<u64, DbError> {
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments(binds)?);
        Ok(query.execute(&mut *self.inner).await?.rows_affected())
    }

    /// Whether values may stand as `?`. SQLite looks for a numbered one by walking past all before it, which of a
    /// thousand values takes longer than writing them.
    pub(super) fn takes_nameless(&self) -> bool {
        self.inner.backend_name() == "SQLite"
    }

    pub(super) async fn begin(&mut self, sql: &str) -> Result<(), DbError> {
        self.open = true;
        self.script(sql).await
    }

    /// Ends the transaction: COMMIT or ROLLBACK.
    pub(super) async fn end(&mut self, sql: &str) -> Result<(), DbError> {
        self.script(sql).await?;
        self.open = false;
        Ok(())
    }

    /// Several statements without values.
    pub(super) async fn script(&mut self, sql: &str) -> Result<(), DbError> {
        self.inner.execute(AssertSqlSafe(sql)).await?;
        Ok(())
    }
}

fn arguments(binds: Vec<Bind>) -> Result<AnyArguments, DbError> {
    let mut arguments = AnyArguments::default();
    for bind in binds {
        let added = match bind {
            Bind::Text(text) if text.contains('\0') => return Err(DbError::Unstorable),
            Bind::Text(text) => arguments.add(text),
            Bind::Int(number) => arguments.add(number),
            Bind::NoText => arguments.add(None::<String>),
            Bind::NoInt => arguments.add(None::<i64>),
        };
        added.map_err(|error| DbError::Driver(sqlx::Error::Encode(error)))?;
    }
    Ok(arguments)
}

/// A row. Columns are named by the statement itself: a wrong name is a mistake in the program.
pub struct Row(AnyRow);

impl Row {
    pub fn text(&self, column: &str) -> String {
        self.0.get(column)
    }
    pub fn maybe_text(&self, column: &str) -> Option<String> {
        self.0.get(column)
    }
    pub fn int(&self, column: &str) -> i64 {
        self.0.get(column)
    }
    pub fn maybe_int(&self, column: &str) -> Option<i64> {
        self.0.get(column)
    }
    pub fn flag(&self, column: &str) -> bool {
        self.int(column) != 0
    }
    /// An id stored by us.
    pub fn id<I: Id>(&self, column: &str) -> I {
        I::from(self.text(column).parse().unwrap_or_default())
    }
    pub fn maybe_id<I: Id>(&self, column: &str) -> Option<I> {
        self.maybe_text(column).and_then(|text| text.parse().ok()).map(|id: Uuid| I::from(id))
    }
}

#[derive(Debug)]
pub enum DbError {
    Driver(sqlx::Error),
    /// The engine or its settings would lose or misorder data.
    Unfit(String),
    /// A text with a NUL: PostgreSQL cannot keep it, so neither does SQLite.
    Unstorable,
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> DbError {
        DbError::Driver(error)
    }
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DbError::Driver(error) => error.fmt(f),
            DbError::Unfit(why) => f.write_str(why),
            DbError::Unstorable => f.write_str("a text holds a NUL"),
        }
    }
}

impl std::error::Error for DbError {}

impl DbError {
    /// A rule of uniqueness said no.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, DbError::Driver(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// The database is away, full or overloaded: the same may work later.
    pub fn is_passing(&self) -> bool {
        match self {
            DbError::Unfit(_) | DbError::Unstorable => false,
            DbError::Driver(sqlx::Error::Database(error)) => match error.code() {
                // PostgreSQL classes: connection, resources, operator intervention, system error.
                Some(code) if code.len() == 5 => {
                    ["08", "53", "57", "58", "25"].iter().any(|class| code.starts_with(class))
                }
                // SQLite primary codes: busy, locked, read-only, I/O error, full, cannot open.
                Some(code) => code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14)),
                None => false,
            },
            DbError::Driver(error) => {
                matches!(
                    error,
                    sqlx::Error::Io(_)
                        | sqlx::Error::PoolTimedOut
                        | sqlx::Error::PoolClosed
                        | sqlx::Error::WorkerCrashed
                )
            }
        }
    }
}
