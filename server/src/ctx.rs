//! What an operation runs in: the connection, the actor, the moment, and the means to record what
//! it changes.

use std::sync::{Arc, OnceLock};

use uuid::Uuid;
use yingda_shared::cases::arriving::Arrival;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::time::Millis;

use crate::audit;
use crate::db::chain::Head;
use crate::db::counters;
use crate::db::feed::{self, Clock, Touch};
use crate::db::{Bind, Conn, Row};
use crate::failure;
use crate::services::Services;

/// Who calls, from where.
#[derive(Clone)]
pub struct Caller {
    pub actor: Arc<Actor>,
    /// Name of the browser or token, for the audit and the list of devices.
    pub device: String,
    /// Network address, for limits.
    pub address: String,
    /// Hash of the session's token, where there is one.
    pub session: Option<String>,
    /// The device a synchronised mutation comes from.
    pub client: Option<Uuid>,
    /// Made by the sender of a command: the same id again returns the stored result.
    pub command_id: Option<Uuid>,
    /// The version of the record that the sender saw (`If-Match`).
    pub seen: Option<i64>,
    /// Filled with the secret of a session opened meanwhile: the door sets the cookie.
    pub fresh_session: Arc<OnceLock<String>>,
}

impl Caller {
    pub fn system() -> Caller {
        Caller::of(Actor::system(), "command line")
    }

    /// The product itself, in the name of a rule, a policy or a plan.
    pub fn acting(name: &str) -> Caller {
        Caller::of(Actor { name: name.to_string(), ..Actor::system() }, "command line")
    }

    pub fn of(actor: Actor, device: &str) -> Caller {
        Caller {
            actor: Arc::new(actor),
            device: device.into(),
            address: String::new(),
            session: None,
            client: None,
            command_id: None,
            seen: None,
            fresh_session: Arc::default(),
        }
    }
}

pub struct Cx {
    /// Taken when first needed: what waits for a hash or a limit holds no connection.
    conn: Option<Conn>,
    pub caller: Caller,
    pub now: Millis,
    pub services: Arc<Services>,
    /// Set by a command that was done beside what others changed meanwhile.
    pub merged: bool,
    /// Of a command that was done on a device and arrives later: when that counts.
    pub arrival: Option<Arrival>,
    /// How many rules stand behind what is done here, one after the other.
    pub depth: u8,
    /// There is more to hand over once this is kept.
    pub errands: bool,
    /// Present while writing.
    clock: Option<Clock>,
    touches: Vec<Touch>,
}

impl Cx {
    pub(crate) fn new(conn: Option<Conn>, clock: Option<Clock>, caller: Caller, services: Arc<Services>) -> Cx {
        Cx {
            conn,
            caller,
            now: now(),
            services,
            merged: false,
            arrival: None,
            depth: 0,
            errands: false,
            clock,
            touches: Vec::new(),
        }
    }

    /// The connection; a reader's is taken from the pool here.
    pub(crate) async fn conn(&mut self) -> Result<&mut Conn, Fault> {
        if self.conn.is_none() {
            self.conn = Some(self.services.database.reader().await.map_err(failure::db)?);
        }
        self.conn.as_mut().ok_or_else(failure::unavailable)
    }

    /// Gives a reader's connection back before slow work; it is taken anew when needed.
    pub fn rest(&mut self) {
        if self.clock.is_none() {
            self.conn = None;
        }
    }

    /// What the writer handed in.
    pub(crate) fn into_parts(self) -> (Option<Conn>, Option<Clock>, Vec<Touch>) {
        (self.conn, self.clock, self.touches)
    }

    pub fn actor(&self) -> &Actor {
        &self.caller.actor
    }

    pub async fn all(&mut self, sql: &str, binds: Vec<Bind>) -> Result<Vec<Row>, Fault> {
        self.conn().await?.all(sql, binds).await.map_err(failure::db)
    }

    pub async fn maybe(&mut self, sql: &str, binds: Vec<Bind>) -> Result<Option<Row>, Fault> {
        self.conn().await?.maybe(sql, binds).await.map_err(failure::db)
    }

    pub async fn one(&mut self, sql: &str, binds: Vec<Bind>) -> Result<Row, Fault> {
        self.conn().await?.one(sql, binds).await.map_err(failure::db)
    }

    pub async fn exec(&mut self, sql: &str, binds: Vec<Bind>) -> Result<u64, Fault> {
        self.conn().await?.exec(sql, binds).await.map_err(failure::db)
    }

    /// A write whose breach of uniqueness is the answer `code` at `pointer`.
    pub async fn exec_unique(&mut self, sql: &str, binds: Vec<Bind>, pointer: &str, code: &str) -> Result<u64, Fault> {
        self.conn().await?.exec(sql, binds).await.map_err(|error| match error.is_duplicate() {
            true => Fault::invalid(pointer, code),
            false => failure::db(error),
        })
    }

    /// Puts a change on the feed and answers its position: the record's new `rv`.
    /// `vis` are the scopes before and after.
    pub async fn touch(&mut self, kind: &'static str, id: &str, vis: Vec<String>) -> Result<i64, Fault> {
        let Some(clock) = self.clock.as_mut() else {
            return Err(failure::internal(&format!("{kind} was written outside a command")));
        };
        // The row is written with those of others: what cannot be kept must not take theirs along.
        if id.contains('\0') {
            return Err(failure::internal(&format!("{kind} cannot be told of by such an id")));
        }
        let touch = feed::take(clock, kind, id, vis, self.now);
        let pos = touch.pos;
        self.touches.push(touch);
        Ok(pos)
    }

    /// Takes positions of the feed whose rows the caller writes or leaves out; answers the last one
    /// before them.
    pub fn reserve(&mut self, positions: i64) -> Result<i64, Fault> {
        let clock = self.clock.as_mut().ok_or_else(|| failure::internal(&"positions are taken in a command"))?;
        clock.pos += positions;
        Ok(clock.pos - positions)
    }

    /// The next number of a series, such as the cases of a year.
    pub async fn count_up(&mut self, series: &str) -> Result<i64, Fault> {
        counters::next(self.conn().await?, series).await.map_err(failure::db)
    }

    /// The head of the audit's chain, while writing.
    pub(crate) fn chain(&mut self) -> Result<&mut Head, Fault> {
        let clock = self.clock.as_mut().ok_or_else(|| failure::internal(&"the audit was written outside a command"))?;
        Ok(&mut clock.audit)
    }

    /// Writes a line of the audit.
    pub async fn audit(&mut self, line: audit::Line<'_>) -> Result<(), Fault> {
        audit::store::append(self, line).await.map(drop)
    }
}

/// The moment now.
pub fn now() -> Millis {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_millis() as Millis)
}

/// A new id, ordered by the time of its making.
pub fn new_id<I: From<Uuid>>() -> I {
    I::from(Uuid::now_v7())
}
