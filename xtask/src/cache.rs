//! Compiled dependencies live outside the checkout, so that a clean one reuses them.
//!
//! Cargo names a workspace crate's artefacts by its path *inside* the workspace and judges them by
//! file times. Two checkouts that share a folder could therefore be handed each other's code: a
//! folder remembers its last checkout, and changing it forgets the workspace crates (only those).

use crate::step::Outcome;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The root of this checkout.
pub fn checkout() -> PathBuf {
    let own =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    own.parent().map_or_else(|| own.clone(), Path::to_path_buf)
}

/// `${XDG_CACHE_HOME:-~/.cache}/yingda/<name>`; native builds, tools and wasm builds have one each.
pub fn folder(name: &str) -> Outcome<PathBuf> {
    let root = std::env::var_os("XDG_CACHE_HOME")
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache")))
        .ok_or("neither XDG_CACHE_HOME nor HOME is set: no place for the build cache")?;
    let folder = root.join("yingda").join(name);
    fs::create_dir_all(&folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    Ok(folder)
}

/// The right to build in a shared folder; given back when dropped.
pub struct Turn {
    pub folder: PathBuf,
    _lock: File,
}

/// Waits for the folder and makes it this checkout's.
pub fn take(name: &str) -> Outcome<Turn> {
    let folder = folder(name)?;
    let path = folder.join(".turn");
    let fail = |error| format!("cannot lock {}: {error}", path.display());
    let lock = File::options().create(true).append(true).open(&path).map_err(fail)?;
    if lock.try_lock().is_err() {
        eprintln!("   waiting for another build in {} to end", folder.display());
        lock.lock().map_err(fail)?;
    }
    let owner = folder.join(".checkout");
    let own = checkout().to_string_lossy().into_owned();
    match fs::read_to_string(&owner) {
        Ok(last) if last == own => {}
        Ok(_) => {
            forget_workspace_crates(&folder, 0);
            write(&owner, &own)?;
        }
        Err(_) => write(&owner, &own)?,
    }
    Ok(Turn { folder, _lock: lock })
}

/// Writes a small file, with its name in the error.
pub fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn forget_workspace_crates(folder: &Path, depth: usize) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if folder.ends_with(".fingerprint") {
            if name.starts_with("yingda-") || name.starts_with("xtask-") {
                // A leftover only costs a rebuild check; nothing to report.
                let _ = fs::remove_dir_all(entry.path());
            }
        } else if depth < 3 && entry.path().is_dir() {
            forget_workspace_crates(&entry.path(), depth + 1);
        }
    }
}
