//! The Debian package: the program, its unit, its settings, its documents.

use super::{DOCUMENTS, Release, archive, copy, make, write};
use crate::command;
use crate::step::Outcome;
use std::fs;
use std::path::Path;

const SCRIPTS: &[&str] = &["postinst", "prerm", "postrm"];

pub fn package(release: &Release, folder: &Path) -> Outcome {
    let architecture = architecture()?;
    let work = folder.join("deb");
    let (data, control) = (work.join("data"), work.join("control"));
    lay_out(release, &data)?;
    make(&control)?;
    write(&control.join("control"), &describe(release, architecture, &data)?)?;
    write(&control.join("conffiles"), "/etc/yingda/yingda.toml\n")?;
    write(&control.join("md5sums"), &sums(&data)?)?;
    for script in SCRIPTS {
        copy(&Path::new("packaging/debian").join(script), &control.join(script), 0o755)?;
    }
    let mut members = vec![("debian-binary", b"2.0\n".to_vec())];
    for (name, folder) in [("control.tar.gz", &control), ("data.tar.gz", &data)] {
        let packed = work.join(name);
        archive::tar_gz(folder, ".", &release.moment, &packed)?;
        members.push((name, fs::read(&packed).map_err(|error| format!("cannot read {name}: {error}"))?));
    }
    let target = folder.join(format!("yingda_{}_{architecture}.deb", release.version));
    fs::write(&target, archive::ar(&members, &release.moment))
        .map_err(|error| format!("cannot write the package: {error}"))?;
    fs::remove_dir_all(&work).map_err(|error| format!("cannot remove {}: {error}", work.display()))
}

fn architecture() -> Outcome<&'static str> {
    match std::env::consts::ARCH {
        "x86_64" => Ok("amd64"),
        "aarch64" => Ok("arm64"),
        "riscv64" => Ok("riscv64"),
        other => Err(format!("Debian's name of {other} is not known here")),
    }
}

fn lay_out(release: &Release, data: &Path) -> Outcome {
    copy(&release.binary, &data.join("usr/bin/yingda"), 0o755)?;
    copy(Path::new("packaging/yingda.service"), &data.join("usr/lib/systemd/system/yingda.service"), 0o644)?;
    copy(Path::new("packaging/yingda.toml"), &data.join("etc/yingda/yingda.toml"), 0o644)?;
    let manual = data.join("usr/share/man/man1/yingda.1");
    copy(Path::new("packaging/yingda.1"), &manual, 0o644)?;
    archive::gzip(&manual)?;
    let documents = data.join("usr/share/doc/yingda");
    copy(Path::new("packaging/debian/copyright"), &documents.join("copyright"), 0o644)?;
    let changes = documents.join("changelog");
    make(&documents)?;
    write(&changes, &changelog(release)?)?;
    archive::gzip(&changes)?;
    let third = documents.join("THIRD-PARTY.txt");
    write(&third, &release.third_party)?;
    archive::gzip(&third)?;
    // The licence's own text is in `copyright`.
    for (from, to) in DOCUMENTS.iter().filter(|(_, to)| !to.starts_with("LICENSE")) {
        copy(Path::new(from), &documents.join(to), 0o644)?;
    }
    for folder in folders(data)? {
        archive::set_mode(&folder, 0o755)?;
    }
    Ok(())
}

fn changelog(release: &Release) -> Outcome<String> {
    let date = command::capture(command::program("date").args(["-u", "-R", "-d", &format!("@{}", release.moment)]))?;
    Ok(format!(
        "yingda ({}) stable; urgency=medium\n\n  * See README.md for what works.\n\n -- The Yingda authors <yingda@localhost>  {date}\n",
        release.version
    ))
}

fn describe(release: &Release, architecture: &str, data: &Path) -> Outcome<String> {
    let bytes: u64 = files(data)?.iter().filter_map(|path| fs::metadata(path).ok()).map(|about| about.len()).sum();
    let program = fs::read(&release.binary).map_err(|error| format!("cannot read the program: {error}"))?;
    let libc = glibc(&program).map_or_else(|| "libc6".to_owned(), |version| format!("libc6 (>= {version})"));
    Ok(format!(
        "Package: yingda\nVersion: {}\nSection: net\nPriority: optional\nArchitecture: {architecture}\n\
         Maintainer: The Yingda authors <yingda@localhost>\nInstalled-Size: {}\nDepends: adduser, {libc}, libgcc-s1\n\
         Recommends: ca-certificates\nSuggests: postgresql-client\n\
         Description: service desk that keeps working without a network\n \
         Portal for customers, console for agents, pages for partner firms, in one\n \
         program that carries its site. It keeps its data in SQLite or PostgreSQL.\n",
        release.version,
        bytes.div_ceil(1024)
    ))
}

/// The newest version of the C library whose symbols the program asks for.
fn glibc(program: &[u8]) -> Option<String> {
    const MARK: &[u8] = b"GLIBC_2.";
    let number = |at: usize| {
        let digits = program[at + MARK.len()..].iter().take_while(|byte| byte.is_ascii_digit());
        digits.fold(0_u32, |number, byte| number.saturating_mul(10).saturating_add(u32::from(byte - b'0')))
    };
    let newest =
        program.windows(MARK.len()).enumerate().filter(|(_, part)| *part == MARK).map(|(at, _)| number(at)).max()?;
    Some(format!("2.{newest}"))
}

fn sums(data: &Path) -> Outcome<String> {
    let mut lines = String::new();
    for path in files(data)? {
        let name = path.strip_prefix(data).unwrap_or(&path);
        // Debian wants the settings' file named among `conffiles` alone.
        if !name.starts_with("etc") {
            let sum = command::capture(command::program("md5sum").arg(&path))?;
            lines.push_str(&format!("{}  {}\n", sum.split(' ').next().unwrap_or_default(), name.display()));
        }
    }
    Ok(lines)
}

fn files(folder: &Path) -> Outcome<Vec<std::path::PathBuf>> {
    Ok(walk(folder)?.into_iter().filter(|path| path.is_file()).collect())
}

fn folders(folder: &Path) -> Outcome<Vec<std::path::PathBuf>> {
    Ok(walk(folder)?.into_iter().filter(|path| path.is_dir()).collect())
}

/// A folder and all that is below it, in order.
fn walk(folder: &Path) -> Outcome<Vec<std::path::PathBuf>> {
    let mut found = vec![folder.to_path_buf()];
    let entries = fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() { found.extend(walk(&path)?) } else { found.push(path) }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_symbol_says_which_library_is_needed() {
        assert_eq!(glibc(b"\0GLIBC_2.2.5\0GLIBC_2.34\0GLIBC_2.9\0"), Some("2.34".to_owned()));
        assert_eq!(glibc(b"static"), None);
    }
}
