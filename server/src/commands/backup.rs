//! `yingda backup` and `yingda restore`: a folder with the database, the attachments, and a list of
//! what they held, by which a copy is checked when it is made and again when it is brought back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use yingda_server::config::{Config, Settings};
use yingda_server::ctx::now;
use yingda_server::db::{Conn, Counts, Database, DbError, Dialect};
use yingda_server::files;
use yingda_shared::kernel::hex::hex;
use yingda_shared::kernel::time::Millis;

use super::maintain::existing;
use super::{Failed, config, postgres};

const SQLITE: &str = "yingda.sqlite";
const POSTGRES: &str = "yingda.pgdump";
/// Written last: a folder without it was never finished.
const LIST: &str = "backup.json";
/// Hashes read at once.
const PAGE: usize = 1000;

/// What a backup holds.
#[derive(Serialize, Deserialize)]
struct List {
    version: String,
    made_at: Millis,
    tables: Counts,
    files: usize,
}

#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    settings: Settings,
    /// Folder to create; must not exist
    to: PathBuf,
}

/// An online copy: the database as it is at one moment, then the attachments, which never change
/// once written.
pub async fn backup(args: Backup) -> Result<(), Failed> {
    let config = config(args.settings)?;
    let dialect = dialect(&config)?;
    if args.to.exists() {
        return Err(Failed::Usage(format!("{} is there already", args.to.display())));
    }
    if dialect == Dialect::Postgres {
        postgres::find("pg_dump")?;
    }
    let database = existing(&config).await?;
    std::fs::create_dir_all(&args.to).map_err(text)?;
    let (tables, named) = match dialect {
        Dialect::Sqlite => copy_sqlite(&database, &args.to.join(SQLITE)).await?,
        Dialect::Postgres => copy_postgres(&config, &database, &args.to.join(POSTGRES)).await?,
    };
    database.close().await;
    let copied = copy_folder(&config.data.join("files"), &args.to.join("files"))?;
    let missing: Vec<_> = named.difference(&copied.hashes).map(String::as_str).collect();
    if !missing.is_empty() {
        return Err(Failed::Work(format!("attachments are missing: {}", missing.join(", "))));
    }
    let rows: i64 = tables.values().sum();
    let list = List { version: env!("CARGO_PKG_VERSION").into(), made_at: now(), tables, files: copied.count };
    write_list(&args.to, &list)?;
    println!("copied to {}: {rows} rows, and {} attachments", args.to.display(), copied.count);
    Ok(())
}

/// Counts by table, and the hashes that rows name.
type Held = (Counts, BTreeSet<String>);

async fn copy_sqlite(database: &Database, to: &Path) -> Result<Held, Failed> {
    let text_path = to.display().to_string();
    database.copy_to(&text_path).await.map_err(text)?;
    // A copy nobody has looked at is no backup.
    let copied = Database::existing(&format!("sqlite:{text_path}")).await.map_err(text)?;
    copied.sound().await.map_err(|error| format!("the copy is broken: {error}"))?;
    let held = held(&copied).await.map_err(text)?;
    copied.close().await;
    std::fs::File::open(to).and_then(|file| file.sync_all()).map_err(text)?;
    Ok(held)
}

async fn held(database: &Database) -> Result<Held, DbError> {
    let counts = database.counts().await?;
    Ok((counts, named(&mut database.reader().await?).await?))
}

async fn copy_postgres(config: &Config, database: &Database, to: &Path) -> Result<Held, Failed> {
    // The program copies the same moment that is counted here.
    let mut snapshot = database.snapshot().await.map_err(text)?;
    postgres::dump(&config.database, &snapshot.name, to).await?;
    let counts = snapshot.counts().await.map_err(text)?;
    let named = named(snapshot.conn()).await.map_err(text)?;
    Ok((counts, named))
}

async fn named(conn: &mut Conn) -> Result<BTreeSet<String>, DbError> {
    let mut all: BTreeSet<String> = BTreeSet::new();
    loop {
        let last = all.last().cloned().unwrap_or_default();
        let page = files::store::hashes(conn, &last, PAGE).await?;
        let ended = page.len() < PAGE;
        all.extend(page);
        if ended {
            return Ok(all);
        }
    }
}

#[derive(Args)]
pub struct Restore {
    #[command(flatten)]
    settings: Settings,
    /// Folder that `backup` made; without it the database is there already, as after pg_restore
    from: Option<PathBuf>,
}

/// Puts a backup in the place of a desk that is not there, and begins a new life of the server.
pub async fn restore(args: Restore) -> Result<(), Failed> {
    let config = config(args.settings)?;
    if let Some(from) = &args.from {
        bring_back(&config, from).await?;
    }
    let database = existing(&config).await?;
    database.sound().await.map_err(|error| format!("the backup is broken: {error}"))?;
    database.begin_new_life(now()).await.map_err(text)?;
    database.close().await;
    println!("restored; devices will send again what they had confirmed since");
    Ok(())
}

async fn bring_back(config: &Config, from: &Path) -> Result<(), Failed> {
    let dialect = dialect(config)?;
    let list = read_list(from)?;
    let copy = from.join(if dialect == Dialect::Sqlite { SQLITE } else { POSTGRES });
    if !copy.is_file() {
        let other = if dialect == Dialect::Sqlite { "PostgreSQL" } else { "SQLite" };
        return Err(Failed::Usage(format!("{} is a backup of {other}; name such a database", from.display())));
    }
    let target = config.database.strip_prefix("sqlite:").map(PathBuf::from);
    match &target {
        Some(target) if target.exists() => {
            return Err(Failed::Usage(format!("{} is there already; move it away first", target.display())));
        }
        Some(_) => {}
        None => {
            postgres::find("pg_restore")?;
            let there = Database::as_it_is(&config.database).await.map_err(|error| Failed::Usage(error.to_string()))?;
            let tables = there.counts().await.map_err(text)?;
            there.close().await;
            if !tables.is_empty() {
                return Err(Failed::Usage("the database is not empty; create a new one for the backup".into()));
            }
        }
    }
    std::fs::create_dir_all(&config.data).map_err(text)?;
    // The files first: rows that name what is not there must never be served.
    let copied = copy_folder(&from.join("files"), &config.data.join("files"))?;
    match target {
        Some(target) => drop(std::fs::copy(&copy, target).map_err(text)?),
        None => postgres::restore(&config.database, &copy).await?,
    }
    let there = Database::as_it_is(&config.database).await.map_err(text)?;
    let (tables, named) = held(&there).await.map_err(text)?;
    there.close().await;
    if tables != list.tables {
        let differs = list.tables.iter().find(|(table, n)| tables.get(*table) != Some(n));
        return Err(Failed::Work(format!("the backup is not whole: {differs:?} rows were to come back")));
    }
    if copied.count != list.files || !named.is_subset(&copied.hashes) {
        return Err(Failed::Work(format!("the backup is not whole: {} attachments of {}", copied.count, list.files)));
    }
    // A backup of an older program becomes this one's.
    Database::open(&config.database).await.map_err(text)?.close().await;
    Ok(())
}

fn dialect(config: &Config) -> Result<Dialect, Failed> {
    Dialect::of(&config.database).map_err(|error| Failed::Usage(error.to_string()))
}

fn write_list(folder: &Path, list: &List) -> Result<(), Failed> {
    let path = folder.join(LIST);
    std::fs::write(&path, format!("{:#}\n", serde_json::to_value(list).map_err(text)?)).map_err(text)?;
    std::fs::File::open(&path).and_then(|file| file.sync_all()).map_err(text)?;
    Ok(std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(text)?)
}

fn read_list(folder: &Path) -> Result<List, Failed> {
    let unfit = || Failed::Usage(format!("{} is no backup, or one that was never finished", folder.display()));
    let json = std::fs::read_to_string(folder.join(LIST)).map_err(|_| unfit())?;
    serde_json::from_str(&json).map_err(|_| unfit())
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Files that were copied, and the hashes among their names.
#[derive(Default)]
struct Copied {
    count: usize,
    hashes: BTreeSet<String>,
}

/// Copies what is complete, and looks whether each file's bytes are those of its name. One that is
/// still being written carries a `#` in its name, belongs to no row yet, and may be gone the next moment.
fn copy_folder(from: &Path, to: &Path) -> Result<Copied, Failed> {
    let mut copied = Copied::default();
    copy_into(from, to, &mut copied)?;
    Ok(copied)
}

fn copy_into(from: &Path, to: &Path, copied: &mut Copied) -> Result<(), Failed> {
    std::fs::create_dir_all(to).map_err(text)?;
    for entry in std::fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))? {
        let entry = entry.map_err(text)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.contains('#') {
            continue;
        }
        let (path, target) = (entry.path(), to.join(&name));
        if entry.file_type().map_err(text)?.is_dir() {
            copy_into(&path, &target, copied)?;
            continue;
        }
        match std::fs::copy(&path, &target) {
            Ok(_) => {}
            // Let go meanwhile, as pieces are of which a whole file was made.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(format!("{}: {error}", path.display()).into()),
        }
        std::fs::File::open(&target).and_then(|file| file.sync_all()).map_err(text)?;
        if name.len() == 64 {
            let bytes = std::fs::read(&target).map_err(text)?;
            if hex(&Sha256::digest(&bytes)) != name {
                return Err(Failed::Work(format!(
                    "{} is damaged: its bytes are not those of its name",
                    path.display()
                )));
            }
            copied.hashes.insert(name);
        }
        copied.count += 1;
    }
    Ok(())
}
