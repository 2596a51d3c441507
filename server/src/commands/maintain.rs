//! Commands of operators: tokens, backup, a check of the installation.

use std::path::{Path, PathBuf};

use clap::Args;
use yingda_server::config::{Config, Settings};
use yingda_server::ctx::{Caller, now};
use yingda_server::db::{Database, Dialect};
use yingda_server::identity::tokens;
use yingda_server::records;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;

use super::{Failed, config, line, services};

#[derive(Args)]
pub struct Token {
    #[command(flatten)]
    settings: Settings,
    /// Login of the account
    #[arg(long)]
    login: String,
    /// What the token is for
    #[arg(long, default_value = "command line")]
    name: String,
    /// Days until it expires
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=366))]
    days: i64,
}

pub async fn token(args: Token) -> Result<(), Failed> {
    let services = services(config(args.settings)?).await?;
    let (login, name, days) = (args.login.to_lowercase(), args.name, args.days);
    let made = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            let user: User = records::store::by_code(cx, &login).await?.ok_or(Fault::NotFound)?;
            tokens::make(cx, user.id, &name, "", days).await
        })
    });
    let made = made.await.map_err(|fault| match fault {
        Fault::NotFound => Failed::Work(format!("no account is called {}", args.login)),
        other => line(other),
    })?;
    println!("{}", made.token);
    Ok(())
}

#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    settings: Settings,
    /// Folder to create; must not exist
    to: PathBuf,
}

/// An online copy: SQLite copies itself while serving; attachments never change once written.
pub async fn backup(args: Backup) -> Result<(), Failed> {
    let config = config(args.settings)?;
    if Dialect::of(&config.database).map_err(|error| error.to_string())? == Dialect::Postgres {
        return Err(Failed::Usage(
            "on PostgreSQL use pg_dump for the database and copy the folder files yourself".into(),
        ));
    }
    if args.to.exists() {
        return Err(Failed::Usage(format!("{} is there already", args.to.display())));
    }
    let database = existing(&config).await?;
    std::fs::create_dir_all(&args.to).map_err(|error| error.to_string())?;
    let copy = args.to.join("yingda.sqlite");
    let text = copy.display().to_string();
    database.copy_to(&text).await.map_err(|error| error.to_string())?;
    database.close().await;
    // A copy nobody has looked at is no backup.
    let copied = Database::existing(&format!("sqlite:{text}")).await.map_err(|error| error.to_string())?;
    copied.sound().await.map_err(|error| format!("the copy is broken: {error}"))?;
    copied.close().await;
    let files = copy_folder(&config.data.join("files"), &args.to.join("files")).map_err(|error| error.to_string())?;
    println!("copied to {}: the database, and {files} attachments", args.to.display());
    Ok(())
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
    let dialect = Dialect::of(&config.database).map_err(|error| error.to_string())?;
    if let Some(from) = &args.from {
        let target = config.database.strip_prefix("sqlite:").filter(|_| dialect == Dialect::Sqlite);
        let Some(target) = target.map(Path::new) else {
            return Err(Failed::Usage("bring PostgreSQL back by pg_restore, then run restore without a folder".into()));
        };
        if target.exists() {
            return Err(Failed::Usage(format!("{} is there already; move it away first", target.display())));
        }
        let copy = from.join("yingda.sqlite");
        if !copy.is_file() {
            return Err(Failed::Usage(format!("{} is no backup", from.display())));
        }
        std::fs::create_dir_all(&config.data).map_err(|error| error.to_string())?;
        copy_folder(&from.join("files"), &config.data.join("files")).map_err(|error| error.to_string())?;
        std::fs::copy(&copy, target).map_err(|error| error.to_string())?;
    }
    let database = existing(&config).await?;
    database.sound().await.map_err(|error| format!("the backup is broken: {error}"))?;
    database.begin_new_life(now()).await.map_err(|error| error.to_string())?;
    database.close().await;
    println!("restored; devices will send again what they had confirmed since");
    Ok(())
}

/// The database as it is: looking at a place where none is must not make one.
async fn existing(config: &Config) -> Result<Database, Failed> {
    Database::existing(&config.database).await.map_err(|error| Failed::Usage(format!("{}: {error}", config.database)))
}

/// Copies what is complete; answers how many files. One that is still being written carries a `#`
/// in its name, belongs to no row yet, and may be gone the next moment.
fn copy_folder(from: &Path, to: &Path) -> std::io::Result<usize> {
    std::fs::create_dir_all(to)?;
    let mut count = 0;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().contains('#') {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            count += copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
            std::fs::File::open(&target)?.sync_all()?;
            count += 1;
        }
    }
    Ok(count)
}

/// Says line by line what is well and what is not.
pub async fn doctor(config: Config) -> Result<(), Failed> {
    let mut wrong = 0;
    let mut say = |good: bool, what: &str| {
        wrong += usize::from(!good);
        println!("{} {what}", if good { "ok   " } else { "WRONG" });
    };
    say(true, &format!("configuration: data in {}, served at {}", config.data.display(), config.public_url));
    match existing(&config).await {
        Err(Failed::Usage(error) | Failed::Work(error)) => say(false, &format!("database: {error}")),
        Ok(database) => {
            say(true, &format!("database: {}", database.dialect.as_str()));
            let sound = database.sound().await;
            say(
                sound.is_ok(),
                &format!("integrity: {}", sound.err().map_or("sound".into(), |error| error.to_string())),
            );
            let site = yingda_server::router::site::folder(&config);
            say(
                site.is_some(),
                &format!(
                    "site: {}",
                    site.map_or("not built; run cargo xtask serve".into(), |dir| dir.display().to_string())
                ),
            );
        }
    }
    match wrong {
        0 => Ok(()),
        n => Err(Failed::Work(format!("{n} wrong"))),
    }
}
