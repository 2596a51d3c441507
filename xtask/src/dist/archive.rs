//! Archives that depend on their content alone: owners, order and times are fixed.

use crate::command;
use crate::step::Outcome;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

pub fn set_mode(path: &Path, mode: u32) -> Outcome {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .map_err(|error| format!("cannot set the mode of {}: {error}", path.display()))
}

/// Packs what lies at `name` below a folder.
pub fn tar_gz(folder: &Path, name: &str, moment: &str, target: &Path) -> Outcome {
    let plain = target.with_extension("");
    command::run(
        command::program("tar")
            .args(["--create", "--format=gnu", "--sort=name", "--owner=root:0", "--group=root:0"])
            .arg(format!("--mtime=@{moment}"))
            .arg("--directory")
            .arg(folder)
            .arg("--file")
            .arg(&plain)
            .arg(name),
    )?;
    gzip(&plain)
}

/// Packs a file in place of itself, without its name and time.
pub fn gzip(path: &Path) -> Outcome {
    command::run(command::program("gzip").args(["-9", "--no-name", "--force"]).arg(path))
}

/// The outer archive of a Debian package, as ar(5) has it: names of at most 15 letters.
pub fn ar(members: &[(&str, Vec<u8>)], moment: &str) -> Vec<u8> {
    let mut out = b"!<arch>\n".to_vec();
    for (name, bytes) in members {
        out.extend(format!("{name:<16}{moment:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, "100644", bytes.len()).bytes());
        out.extend(bytes);
        if bytes.len() % 2 == 1 {
            out.push(b'\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_begin_at_even_places_under_heads_of_sixty_bytes() {
        let archive =
            ar(&[("debian-binary", b"2.0\n".to_vec()), ("odd", b"abc".to_vec()), ("last", vec![])], "1700000000");
        assert_eq!(archive.len(), 8 + 60 + 4 + 60 + 4 + 60);
        let head = std::str::from_utf8(&archive[8..68]).expect("text");
        assert_eq!(head, "debian-binary   1700000000  0     0     100644  4         `\n");
        assert_eq!(&archive[68 + 4..68 + 4 + 3], b"odd");
    }
}
