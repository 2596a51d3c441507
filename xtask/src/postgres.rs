//! A throw-away PostgreSQL cluster for one run: without a password, so it listens to no network but
//! at a socket in a folder of its own, whose owner alone gets in; gone afterwards.

use crate::step::{Outcome, step};
use crate::{command, tool};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

const PREFIX: &str = "yingda-pg-";
/// Part of the socket's name and nothing else.
const PORT: u16 = 5432;

/// A running cluster; dropping it stops it and removes its folder.
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
}

impl Cluster {
    /// Starts a cluster; `durable` keeps fsync on, for tests that kill it.
    pub fn start(durable: bool) -> Outcome<Self> {
        step("throw-away PostgreSQL", || {
            let programs = programs()?;
            clear_leftovers(&programs);
            let folder = std::env::temp_dir().join(format!("{PREFIX}{}", std::process::id()));
            command::capture(as_owner("mkdir").args(["-m", "700"]).arg(&folder))?;
            // From here on the folder exists: the value removes it whatever happens next.
            let cluster = Self { programs, folder };
            cluster.create(durable)?;
            Ok(cluster)
        })
    }

    fn create(&self, durable: bool) -> Outcome {
        let data = self.data();
        command::capture(
            as_owner(self.programs.join("initdb"))
                .args(["--no-sync", "--locale=C", "--encoding=UTF8"])
                .args(["--auth=trust", "--username=postgres", "--pgdata"])
                .arg(&data),
        )?;
        let fsync = if durable { "on" } else { "off" };
        let options = format!(
            "-c listen_addresses='' -c port={PORT} -c unix_socket_directories='{}' -c fsync={fsync} \
             -c full_page_writes={fsync} -c synchronous_commit={fsync} -c max_connections=200",
            self.folder.display()
        );
        // pg_ctl's child keeps inherited pipes open, so nothing may be captured here.
        command::run(
            as_owner(self.programs.join("pg_ctl"))
                .args(["start", "--silent", "--wait", "--timeout=60", "--pgdata"])
                .arg(&data)
                .arg("--log")
                .arg(self.folder.join("log"))
                .args(["--options", &options]),
        )
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@localhost:{PORT}/postgres?host={}", self.folder.display())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        stop(&self.programs, &self.data());
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("cannot remove {}: {error}", self.folder.display());
        }
    }
}

fn stop(programs: &Path, data: &Path) {
    let mut pg_ctl = as_owner(programs.join("pg_ctl"));
    pg_ctl.args(["stop", "--silent", "--mode=immediate", "--pgdata"]);
    // Not running is what we want anyway.
    let _ = command::capture(pg_ctl.arg(data));
}

/// A run that was killed could not clean up: its folder carries the number of a dead process.
fn clear_leftovers(programs: &Path) {
    let Ok(entries) = std::fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = name.strip_prefix(PREFIX) else {
            continue;
        };
        if process.parse::<u32>().is_ok() && !Path::new("/proc").join(process).exists() {
            stop(programs, &entry.path().join("data"));
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// PostgreSQL refuses to run as root: there it runs as the user `postgres`.
fn as_owner(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = if tool::is_root() {
        let mut command = command::program("runuser");
        command.args(["-u", "postgres", "--"]).arg(name);
        command
    } else {
        command::program(name)
    };
    command.current_dir("/");
    command
}

/// The newest installed version's programs.
fn programs() -> Outcome<PathBuf> {
    if let Some(found) = newest_version() {
        return Ok(found);
    }
    tool::ensure(&[Path::new("/usr/lib/postgresql")], &["postgresql"])?;
    newest_version().ok_or_else(|| "no initdb below /usr/lib/postgresql".to_owned())
}

fn newest_version() -> Option<PathBuf> {
    std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_string_lossy().parse().ok()?;
            let programs = entry.path().join("bin");
            programs.join("initdb").is_file().then_some((version, programs))
        })
        .max()
        .map(|(_, programs)| programs)
        .or_else(|| tool::find("initdb").and_then(|path| path.parent().map(Path::to_path_buf)))
}

/// A port nobody listens on at this moment.
pub fn free_port() -> Outcome<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no free port: {error}"))
}
