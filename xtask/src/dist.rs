//! `cargo xtask dist`: the program with its site inside, as a tar.gz and as a Debian package.

mod archive;
mod debian;
mod licences;

use crate::step::{Outcome, step};
use crate::{cache, command, serve, site};
use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = "target/dist";
/// The packages' documents: where they are in the checkout, and what they are called.
const DOCUMENTS: &[(&str, &str)] = &[
    ("README.md", "README.md"),
    ("docs/operations.md", "operations.md"),
    ("docs/scale.md", "scale.md"),
    ("docs/api.md", "api.md"),
    ("docs/retention.md", "retention.md"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
];

/// What is packaged, and when it was made.
struct Release {
    binary: PathBuf,
    version: String,
    /// Seconds: the last commit's, so that the same source gives the same packages.
    moment: String,
    third_party: String,
}

/// `--debug` packages the tests' build, to try the packages without the long build; `--program FILE` one
/// that was built elsewhere.
pub fn run(arguments: &[String]) -> Outcome {
    let debug = arguments.iter().any(|argument| argument == "--debug");
    let binary = match serve::option(arguments, "--program") {
        Some(built) => PathBuf::from(built),
        None => {
            site::build(site::Kind::Shipped)?;
            step("program with its site", || build(debug))?
        }
    };
    let release =
        Release { binary, version: version()?, moment: moment()?, third_party: step("licences", licences::collect)? };
    let _ = fs::remove_dir_all(FOLDER);
    make(Path::new(FOLDER))?;
    step("tar.gz", || tarball(&release))?;
    step("Debian package", || debian::package(&release, Path::new(FOLDER)))?;
    for entry in fs::read_dir(FOLDER).map_err(|error| error.to_string())?.flatten() {
        if let Ok(about) = entry.metadata()
            && about.is_file()
        {
            println!("{} {} bytes", entry.path().display(), about.len());
        }
    }
    Ok(())
}

/// In a folder of its own for the program: the tests' build has no site inside.
fn build(debug: bool) -> Outcome<PathBuf> {
    let turn = cache::take("native")?;
    let mut cargo = command::cargo(&turn.folder);
    cargo.args(["build", "--package", "yingda-server", "--bin", "yingda", "--features", "pages"]);
    let profile = if debug { "dev" } else { "release" };
    cargo.args(["--profile", profile]).env("YINGDA_SITE_INSIDE", cache::checkout().join(site::FOLDER));
    command::run(&mut cargo)?;
    let built = turn.folder.join(if debug { "debug" } else { "release" }).join("yingda");
    let own = cache::checkout().join("target/bin/dist/yingda");
    let fail = |error| format!("cannot keep {}: {error}", built.display());
    fs::create_dir_all(own.parent().unwrap_or(Path::new("."))).map_err(fail)?;
    let _ = fs::remove_file(&own);
    fs::copy(&built, &own).map_err(fail)?;
    Ok(own)
}

fn version() -> Outcome<String> {
    let text = read(Path::new("Cargo.toml"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("version = \""));
    line.and_then(|rest| rest.split('"').next()).map(str::to_owned).ok_or_else(|| "Cargo.toml has no version".into())
}

fn moment() -> Outcome<String> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(moment) => Ok(moment),
        Err(_) => command::capture(command::program("git").args(["log", "-1", "--format=%ct"])),
    }
}

fn tarball(release: &Release) -> Outcome {
    let name = format!("yingda-{}-{}-linux", release.version, std::env::consts::ARCH);
    let root = Path::new(FOLDER).join(&name);
    make(&root)?;
    copy(&release.binary, &root.join("yingda"), 0o755)?;
    for (from, to) in [
        ("packaging/yingda.service", "yingda.service"),
        ("packaging/yingda.toml", "yingda.toml"),
        ("packaging/yingda.1", "yingda.1"),
    ] {
        copy(Path::new(from), &root.join(to), 0o644)?;
    }
    for (from, to) in DOCUMENTS {
        copy(Path::new(from), &root.join(to), 0o644)?;
    }
    write(&root.join("THIRD-PARTY.txt"), &release.third_party)?;
    let target = Path::new(FOLDER).join(format!("{name}.tar.gz"));
    archive::tar_gz(Path::new(FOLDER), &name, &release.moment, &target)?;
    fs::remove_dir_all(&root).map_err(|error| format!("cannot remove {}: {error}", root.display()))
}

fn make(folder: &Path) -> Outcome {
    fs::create_dir_all(folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Outcome {
    cache::write(path, text)?;
    archive::set_mode(path, 0o644)
}

/// Copies a file to where its folder may have to be made first.
fn copy(from: &Path, to: &Path, mode: u32) -> Outcome {
    make(to.parent().unwrap_or(Path::new(".")))?;
    fs::copy(from, to).map_err(|error| format!("cannot copy {}: {error}", from.display()))?;
    archive::set_mode(to, mode)
}
