//! The server binary: built in the shared cache, kept in the checkout.

use crate::step::{Outcome, step};
use crate::{cache, command};
use std::fs;
use std::path::{Path, PathBuf};

/// Optimised for use, or quick to build with the tests' own settings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Release,
    Debug,
}

impl Profile {
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Debug => "debug",
        }
    }
}

/// Builds `yingda` with its pages and returns where this checkout keeps it.
pub fn build(profile: Profile) -> Outcome<PathBuf> {
    step(&format!("server ({})", profile.name()), || {
        let turn = cache::take("native")?;
        let mut cargo = command::cargo(&turn.folder);
        cargo.args(["build", "--package", "yingda-server", "--bin", "yingda"]);
        cargo.args(["--features", "pages"]);
        if profile == Profile::Release {
            cargo.arg("--release");
        }
        command::run(&mut cargo)?;
        keep(&turn, profile)
    })
}

/// Links the binary into the checkout, so that a build of another checkout cannot replace it.
pub fn keep(turn: &cache::Turn, profile: Profile) -> Outcome<PathBuf> {
    let built = turn.folder.join(profile.name()).join("yingda");
    let folder = cache::checkout().join("target/bin").join(profile.name());
    let own = folder.join("yingda");
    let fail = |error| format!("cannot keep {}: {error}", built.display());
    fs::create_dir_all(&folder).map_err(fail)?;
    if own.exists() {
        fs::remove_file(&own).map_err(fail)?;
    }
    if fs::hard_link(&built, &own).is_err() {
        fs::copy(&built, &own).map_err(fail)?;
    }
    Ok(own)
}

/// Fills the data folder with the demo unless it holds a database.
pub fn seed_once(binary: &Path, data: &Path) -> Outcome {
    let filled = fs::read_dir(data).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.ends_with(".db") || name.ends_with(".sqlite") || name.ends_with(".sqlite3")
        })
    });
    if filled {
        return Ok(());
    }
    step("demo data", || command::run(command::program(binary).args(["seed", "--demo", "--data"]).arg(data)))
}
