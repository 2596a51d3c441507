//! Programs that the system has to have: found, or installed from the distribution, or named.

use crate::command;
use crate::step::Outcome;
use std::path::{Path, PathBuf};

/// The program's path, if PATH has it.
pub fn find(name: &str) -> Option<PathBuf> {
    std::env::var_os("PATH").and_then(|path| {
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| candidate.is_file())
    })
}

pub fn is_root() -> bool {
    command::capture(command::program("id").arg("-u")).is_ok_and(|id| id == "0")
}

/// Makes sure that every path is there, installing the packages if one is not.
pub fn ensure(paths: &[&Path], packages: &[&str]) -> Outcome {
    if paths.iter().all(|path| path.exists()) {
        return Ok(());
    }
    let advice = format!("please install: {}", packages.join(" "));
    let apt = find("apt-get").ok_or_else(|| format!("no apt-get here; {advice}"))?;
    let root = is_root();
    let apt_get = || {
        let mut command = if root {
            command::program(&apt)
        } else {
            let mut sudo = command::program("sudo");
            sudo.arg("-n").arg(&apt);
            sudo
        };
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
        command
    };
    eprintln!("   installing {}", packages.join(" "));
    let mut install = apt_get();
    install.args(["install", "-y", "--no-install-recommends"]).args(packages);
    if command::capture(&mut install).is_err() {
        // The package lists may be old or absent: fetch them once and try again.
        command::capture(apt_get().arg("update"))
            .and_then(|_| command::capture(&mut install))
            .map_err(|error| format!("{advice} ({error})"))?;
    }
    match paths.iter().find(|path| !path.exists()) {
        Some(path) => Err(format!("{} is still missing; {advice}", path.display())),
        None => Ok(()),
    }
}
