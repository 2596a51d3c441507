//! `yingda doctor`: a check of the installation, and of every line of the audit.

use std::path::PathBuf;

use clap::Args;
use yingda_server::audit::{roots, verify};
use yingda_server::config::{Config, Settings};
use yingda_server::db::Database;

use super::maintain::existing;
use super::{Failed, config};

#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    settings: Settings,
    /// Check every line of the audit as well
    #[arg(long)]
    audit: bool,
    /// Roots kept elsewhere; without it those beside the data
    #[arg(long, value_name = "FILE", requires = "audit")]
    roots: Option<PathBuf>,
}

/// What was looked at, one line each.
#[derive(Default)]
struct Findings {
    wrong: usize,
}

impl Findings {
    fn say(&mut self, good: bool, what: &str) {
        self.wrong += usize::from(!good);
        println!("{} {what}", if good { "ok   " } else { "WRONG" });
    }
}

/// Says line by line what is well and what is not.
pub async fn run(args: Doctor) -> Result<(), Failed> {
    let config = config(args.settings)?;
    let mut found = Findings::default();
    found.say(true, &format!("configuration: data in {}, served at {}", config.data.display(), config.public_url));
    match existing(&config).await {
        Err(Failed::Usage(error) | Failed::Work(error)) => found.say(false, &format!("database: {error}")),
        Ok(database) => {
            found.say(true, &format!("database: {}", database.dialect.as_str()));
            let sound = database.sound().await.err().map(|error| error.to_string());
            found.say(sound.is_none(), &format!("integrity: {}", sound.as_deref().unwrap_or("sound")));
            let inside = yingda_server::router::inside::place(&config.data).is_some();
            let folder = yingda_server::router::site::folder(&config);
            let site = match &folder {
                _ if inside && config.site.is_none() => "inside the program".into(),
                Some(folder) => folder.display().to_string(),
                None => "not built; run cargo xtask serve".into(),
            };
            found.say(inside || folder.is_some(), &format!("site: {site}"));
            if args.audit {
                audit(&mut found, &config, &database, args.roots).await?;
            }
        }
    }
    match found.wrong {
        0 => Ok(()),
        n => Err(Failed::Work(format!("{n} wrong"))),
    }
}

async fn audit(
    found: &mut Findings,
    config: &Config,
    database: &Database,
    kept: Option<PathBuf>,
) -> Result<(), Failed> {
    let beside = roots::file(&config.data);
    let file = kept.or_else(|| beside.is_file().then_some(beside));
    let roots = file.as_deref().map(roots::read).transpose().map_err(Failed::Work)?.unwrap_or_default();
    let mut conn = database.reader().await.map_err(|error| error.to_string())?;
    match verify::run(&mut conn, &roots).await.map_err(|error| error.to_string())? {
        Ok(sound) => {
            let (lines, roots) = (sound.lines, roots.len());
            found.say(true, &format!("audit: {lines} lines and {roots} roots agree"));
            println!("      head: {} {} {}", sound.head.pos, sound.head.count, sound.head.hex());
        }
        Err(broken) => found.say(false, &format!("audit: {broken}")),
    }
    Ok(())
}
