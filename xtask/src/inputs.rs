//! Whether anything changed: a fingerprint of file contents for skipping a step, and the newest
//! file time for watching.

use crate::step::Outcome;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::time::SystemTime;

/// A hash over names and contents of all files below the paths, and over the remarks.
pub fn fingerprint(paths: &[&str], remarks: &[&str]) -> Outcome<String> {
    let mut hasher = DefaultHasher::new();
    for remark in remarks {
        hasher.write(remark.as_bytes());
        hasher.write_u8(0);
    }
    for path in paths {
        visit(Path::new(path), &mut |file| {
            let bytes = fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
            hasher.write(file.as_os_str().as_encoded_bytes());
            hasher.write_usize(bytes.len());
            hasher.write(&bytes);
            Ok(())
        })?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The newest change below the paths, with the number of files: a deletion counts as a change.
pub fn newest(paths: &[&str]) -> (Option<SystemTime>, usize) {
    let mut newest = None;
    let mut count = 0;
    for path in paths {
        // A file that vanishes while we look is a change that the next look sees.
        let _ = visit(Path::new(path), &mut |file| {
            count += 1;
            newest = newest.max(fs::metadata(file).and_then(|data| data.modified()).ok());
            Ok(())
        });
    }
    (newest, count)
}

fn visit(path: &Path, work: &mut impl FnMut(&Path) -> Outcome) -> Outcome {
    if path.is_file() {
        return work(path);
    }
    let Ok(entries) = fs::read_dir(path) else {
        return Ok(());
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden {
            visit(&path, work)?;
        }
    }
    Ok(())
}
