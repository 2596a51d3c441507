//! The database of one person on one device: how it is opened, and what its failures mean.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::{DomException, Error, UnexpectedDataError};
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{Transaction, TransactionDurability, TransactionMode, TransactionOptions};
use yingda_shared::sync::StoreFault;

/// Raised when the stores below change; records carry versions of their own.
const LAYOUT: u8 = 3;

/// The key, and where the device stands.
pub const META: &str = "meta";
/// Sealed rows, by the name of their page.
pub const PAGES: &str = "row_pages";
/// The version of the replica that last wrote a page: an index of theirs, and the field of it.
pub const AT: &str = "at";
/// What layouts before the third kept rows in: they are fetched anew.
const PAGES_BEFORE: &str = "pages";
/// Sealed mutations by their number.
pub const OUTBOX: &str = "outbox";
/// Sealed mutations that were confirmed, in their order.
pub const ARCHIVE: &str = "archive";
/// Sealed mutations that wait for a decision, by id.
pub const TRAY: &str = "tray";

/// What is sealed about each file that waits to be sent, by its id.
pub const FILES: &str = "files";
/// Sealed bytes of those files, by id and number of the chunk.
pub const BLOBS: &str = "blobs";

pub const STORES: [&str; 5] = [META, PAGES, OUTBOX, ARCHIVE, TRAY];

pub async fn open(name: &str) -> Result<Database, StoreFault> {
    let opening = Database::open(name).with_version(LAYOUT).with_on_upgrade_needed(|_, database| {
        // An older layout keeps what it holds; only what it lacks is made.
        let known: Vec<String> = database.object_store_names().collect();
        let lacks = |store: &str| !known.iter().any(|name| name == store);
        for store in [META, OUTBOX, TRAY, FILES, BLOBS].into_iter().filter(|store| lacks(store)) {
            database.create_object_store(store).build()?;
        }
        if lacks(PAGES) {
            database.create_object_store(PAGES).build()?.create_index(AT, AT.into()).build()?;
        }
        if !lacks(PAGES_BEFORE) {
            database.delete_object_store(PAGES_BEFORE)?;
        }
        if lacks(ARCHIVE) {
            database.create_object_store(ARCHIVE).with_auto_increment(true).build()?;
        }
        Ok(())
    });
    let database = opening.await.map_err(|_| StoreFault::Lost)?;
    close_for_newer(&database);
    Ok(database)
}

/// A newer build that changes the layout is not kept waiting by this tab.
fn close_for_newer(database: &Database) {
    let Ok(mut changes) = database.version_changes() else { return };
    let database = database.clone();
    leptos::task::spawn_local(async move {
        if changes.recv().await.is_some() {
            database.close();
        }
    });
}

/// A transaction that writes. What a person did is flushed to the disk before it counts as kept.
pub fn writing<'a>(database: &'a Database, flushed: bool) -> Result<Transaction<'a>, StoreFault> {
    writing_in(database, STORES, flushed)
}

/// The same over these stores alone, so that it keeps no other from going on.
pub fn writing_in<'a, const N: usize>(
    database: &'a Database,
    stores: [&str; N],
    flushed: bool,
) -> Result<Transaction<'a>, StoreFault> {
    let durability = if flushed { TransactionDurability::Strict } else { TransactionDurability::Relaxed };
    let options = TransactionOptions::new().with_durability(durability);
    let building = database.transaction(stores).with_mode(TransactionMode::Readwrite).with_options(options);
    building.build().map_err(fault)
}

pub fn reading<'a>(database: &'a Database, store: &str) -> Result<Transaction<'a>, StoreFault> {
    database.transaction(store).build().map_err(fault)
}

pub fn fault(error: Error) -> StoreFault {
    match error {
        Error::DomException(DomException::Other(other)) if other.name() == "QuotaExceededError" => StoreFault::Full,
        // Whether there is room is found out at the end: the browser then takes everything back.
        Error::MissingData(UnexpectedDataError::TransactionAborted) => StoreFault::Full,
        _ => StoreFault::Lost,
    }
}
