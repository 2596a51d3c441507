//! What client and server say to each other in one round trip: first the client's mutations in the
//! order of their making, then the changes it has not seen.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::body::Body;
use crate::fault::Fault;
use crate::kernel::id::{UserId, Uuid};
use crate::kernel::time::Millis;

data! {
/// Names a row of the replica: the kind of record and its id.
#[derive(Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub kind: String,
    pub id: String,
}

/// A row as this client may see it.
pub struct Row {
    #[serde(flatten)]
    pub key: Key,
    /// Version of the row as this side of the desk sees it.
    pub rv: i64,
    /// Those of the row's scopes that this client was granted, and no other.
    pub scopes: Vec<String>,
    pub body: Body,
}

/// What someone did: the operation itself, never a changed row.
pub struct Mutation {
    /// Made by the client; the server's ledger knows it for ever after.
    pub id: Uuid,
    /// Place in the client's own order, without a gap, from 1.
    pub mid: u64,
    /// The record it is about: only its own mutations wait for one that cannot be done.
    pub about: Key,
    /// NAME of the operation.
    pub name: String,
    /// VERSION of the operation when it was recorded.
    pub version: u16,
    pub input: Value,
    /// When it was done, by the client's clock put right by what it knows of the server's.
    pub made_at: Millis,
}

/// Push, then pull.
pub struct SyncRequest {
    pub client: Uuid,
    /// Whose device it is: what one person did is never sent under another's name. Absent for a
    /// stranger's.
    #[serde(default)]
    pub user: Option<UserId>,
    /// The server's life that the client knows; absent before the first pull.
    #[serde(default)]
    pub epoch: Option<i64>,
    /// Sealed by the server; absent before the first pull.
    #[serde(default)]
    pub cursor: Option<String>,
    #[serde(default)]
    pub push: Vec<Mutation>,
    /// The build the client runs.
    #[serde(default)]
    pub build: String,
}

/// What became of a mutation. All but the first two wait in the tray for a person.
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    Ok { output: Value },
    /// Done, beside what someone else changed meanwhile.
    Merged { output: Value },
    /// Someone else changed the same; theirs stands.
    Conflict { fault: Fault },
    Forbidden { fault: Fault },
    /// A rule says no.
    Invalid { fault: Fault },
    /// What it was about is no longer there for this person.
    Gone { fault: Fault },
    /// It broke the server three times and was set aside.
    Quarantined,
}

pub struct Verdict {
    pub mid: u64,
    pub id: Uuid,
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Why the client must begin anew.
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Reset {
    /// The feed no longer reaches back to the cursor, or the side of the desk changed.
    Horizon,
    /// The server was set back to a backup: what it confirmed since may be lost and is sent again.
    Epoch,
    /// The numbers do not fit: another device uses this client's name, or the device lost some.
    /// Mutations are kept and numbered anew under a new name.
    Client,
}

/// Count and fingerprint of all rows of a kind that the client should now hold.
pub struct KindCheck {
    pub kind: String,
    pub count: u64,
    /// XOR of `check::fingerprint` in hexadecimal: JSON numbers are not wide enough.
    pub xor: String,
}

#[derive(Default)]
pub struct SyncReply {
    pub results: Vec<Verdict>,
    /// The last mutation of this client that has an outcome.
    pub last_mid: u64,
    #[serde(default)]
    pub reset: Option<Reset>,
    pub changes: Vec<Change>,
    /// Scopes taken away: rows that have no other go.
    #[serde(default)]
    pub purge: Vec<String>,
    /// Absent with a reset, and where `same` is said.
    #[serde(default)]
    pub cursor: Option<String>,
    /// Nothing moved: the cursor the client came with goes on.
    #[serde(default)]
    pub same: bool,
    /// The changes go on at the new cursor; until they end, nothing confirmed leaves the overlay.
    pub more: bool,
    /// The snapshot is not complete yet: lists say so.
    #[serde(default)]
    pub partial: bool,
    #[serde(default)]
    pub checks: Vec<KindCheck>,
    pub epoch: i64,
    pub server_now: Millis,
    /// Until when the device may be used without another exchange.
    #[serde(default)]
    pub lease: Option<Millis>,
    /// Clients of an older build must be updated before they push.
    #[serde(default)]
    pub min_build: String,
}
}

#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    Put { row: Row },
    Remove { key: Key },
}

/// By hand: serde reads a tagged enum into values first, and a body is to stay the text it is.
impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Change, D::Error> {
        #[derive(Deserialize)]
        struct Told {
            row: Option<Row>,
            key: Option<Key>,
        }
        match Told::deserialize(deserializer)? {
            Told { row: Some(row), key: None } => Ok(Change::Put { row }),
            Told { row: None, key: Some(key) } => Ok(Change::Remove { key }),
            _ => Err(serde::de::Error::custom("neither a row nor the key of one")),
        }
    }
}

impl Key {
    pub fn new(kind: &str, id: impl ToString) -> Key {
        Key { kind: kind.to_string(), id: id.to_string() }
    }
}

impl Outcome {
    /// What an operation's refusal means for a mutation: an answer, never an error. `None` when
    /// nothing was decided and the mutation is to be sent again.
    pub fn of_fault(fault: Fault) -> Option<Outcome> {
        match fault {
            Fault::NotFound | Fault::Gone { .. } => Some(Outcome::Gone { fault }),
            Fault::Forbidden => Some(Outcome::Forbidden { fault }),
            Fault::Conflict { .. } => Some(Outcome::Conflict { fault }),
            Fault::Refused { .. } | Fault::Invalid { .. } | Fault::TooLarge { .. } => Some(Outcome::Invalid { fault }),
            Fault::Unauthenticated
            | Fault::Wiped
            | Fault::Limited { .. }
            | Fault::Unavailable { .. }
            | Fault::Outdated { .. }
            | Fault::Offline
            | Fault::Internal { .. } => None,
        }
    }

    /// The mutation took effect.
    pub fn is_done(&self) -> bool {
        matches!(self, Outcome::Ok { .. } | Outcome::Merged { .. })
    }
}
