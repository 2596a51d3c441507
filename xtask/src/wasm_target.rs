//! A compiler for the browser side: rustup's when its servers answer, Debian's otherwise.
//!
//! Debian ships no standard library for wasm32-unknown-unknown, but it ships the source: the
//! library is built once and laid into the compiler's own folder, after which ordinary stable
//! builds work. `YINGDA_WASM_COMPILER=rustup|debian` forces one of the two.

use crate::step::{Outcome, step};
use crate::{cache, command, stop, tool};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CLIPPY: &str = "/usr/bin/clippy-driver";
const DEBIAN_SOURCE: &str = "/usr/lib/rustlib/src/rust/library/Cargo.lock";
const DEBIAN_PACKAGES: &[&str] = &["rustc-web", "libstd-rust-web-dev", "rust-web-src", "lld-22", "rust-web-clippy"];
const RUSTUP_PATIENCE: Duration = Duration::from_secs(60);

/// The compiler of the wasm builds; its cache folder carries its version.
pub struct Compiler {
    rustc: Option<PathBuf>,
    pub version: String,
}

impl Compiler {
    /// The cache folder of this compiler's builds.
    pub fn folder(&self) -> String {
        format!("wasm-{}", self.version)
    }

    /// Points cargo at the compiler.
    pub fn apply(&self, cargo: &mut Command) {
        if let Some(rustc) = &self.rustc {
            cargo.env("RUSTC", rustc);
        }
    }

    /// The compiler's own clippy: lints of another version would not fit.
    pub fn lint(&self, cargo: &mut Command) {
        self.apply(cargo);
        if self.rustc.is_some() {
            // What `cargo clippy` does inside, for a compiler that is not cargo's own.
            cargo
                .arg("check")
                .env("RUSTC_WORKSPACE_WRAPPER", DEBIAN_CLIPPY)
                .env("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__");
        } else {
            cargo.arg("clippy");
        }
    }

    /// The last arguments of a lint run.
    pub fn deny_warnings(&self, cargo: &mut Command) {
        if self.rustc.is_none() {
            cargo.args(["--", "-D", "warnings"]);
        }
    }
}

/// Finds or prepares the compiler; quick when it has been done before.
pub fn ensure() -> Outcome<Compiler> {
    let forced = std::env::var("YINGDA_WASM_COMPILER").unwrap_or_default();
    if forced != "debian" {
        if let Some(compiler) = rustup() {
            return Ok(compiler);
        }
        if forced == "rustup" {
            return Err(format!("rustup did not bring the target {TARGET}"));
        }
    }
    debian()
}

fn rustup() -> Option<Compiler> {
    let sysroot = command::capture(command::program("rustc").args(["--print", "sysroot"])).ok()?;
    let has_std = || standard_library(Path::new(&sysroot)).is_some();
    if !has_std() {
        let rustup = tool::find("rustup")?;
        let mut add = command::program(rustup);
        add.args(["target", "add", TARGET]);
        if step(&format!("rustup target add {TARGET}"), || stop::run_within(&mut add, RUSTUP_PATIENCE)).is_err()
            || !has_std()
        {
            return None;
        }
    }
    Some(Compiler { rustc: None, version: version(Path::new("rustc")).ok()? })
}

fn debian() -> Outcome<Compiler> {
    let rustc = Path::new(DEBIAN_RUSTC);
    let paths = [rustc, Path::new(DEBIAN_SOURCE), Path::new(DEBIAN_CLIPPY), Path::new("/usr/bin/wasm-ld-22")];
    tool::ensure(&paths, DEBIAN_PACKAGES)?;
    let sysroot = command::capture(command::program(rustc).args(["--print", "sysroot"]))?;
    let sysroot = Path::new(&sysroot);
    let version = version(rustc)?;
    // A record of the version: an upgraded compiler refuses the library of the old one.
    let folder = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    let record = folder.join("yingda-std-version");
    if fs::read_to_string(&record).is_ok_and(|built| built == version) && standard_library(sysroot).is_some() {
        return Ok(named(rustc, version));
    }
    step("the standard library for wasm32, once", || {
        let built = build_std(rustc)?;
        let staged = cache::folder("std")?.join("ready");
        let fail = |error| format!("cannot gather the standard library: {error}");
        let _ = fs::remove_dir_all(&staged);
        fs::create_dir_all(&staged).map_err(fail)?;
        for entry in fs::read_dir(&built).map_err(fail)?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".rlib") && !name.starts_with("libempty-") {
                fs::copy(entry.path(), staged.join(&name)).map_err(fail)?;
            }
        }
        cache::write(&staged.join("yingda-std-version"), &version)?;
        install(&staged, &folder)
    })?;
    Ok(named(rustc, version))
}

fn named(rustc: &Path, version: String) -> Compiler {
    Compiler { rustc: Some(rustc.to_path_buf()), version: format!("{version}-debian") }
}

/// Compiles std as the dependency of an empty crate and returns the folder of the results.
fn build_std(rustc: &Path) -> Outcome<PathBuf> {
    let folder = cache::folder("std")?;
    fs::create_dir_all(folder.join("src")).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    cache::write(
        &folder.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n",
    )?;
    cache::write(&folder.join("src/lib.rs"), "#![no_std]\n")?;
    let target_dir = folder.join("target");
    let _ = fs::remove_dir_all(&target_dir);
    let mut cargo = command::cargo(&target_dir);
    cargo
        .current_dir(&folder)
        .env("RUSTC", rustc)
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["build", "--quiet", "--release", "--target", TARGET])
        .arg("-Zbuild-std=std,panic_abort");
    command::run(&mut cargo)?;
    Ok(target_dir.join(TARGET).join("release/deps"))
}

/// Copies the folder's files to a place that may belong to root.
fn install(from: &Path, to: &Path) -> Outcome {
    let script = "rm -rf \"$2\" && mkdir -p \"$2\" && cp \"$1\"/* \"$2\"/";
    let mut shell = if tool::is_root() {
        command::program("sh")
    } else {
        let mut sudo = command::program("sudo");
        sudo.args(["-n", "sh"]);
        sudo
    };
    command::capture(shell.args(["-c", script, "sh"]).arg(from).arg(to)).map(|_| ())
}

fn standard_library(sysroot: &Path) -> Option<PathBuf> {
    let folder = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).find(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}

fn version(rustc: &Path) -> Outcome<String> {
    let text = command::capture(command::program(rustc).arg("--version"))?;
    text.split_whitespace()
        .nth(1)
        .map(str::to_owned)
        .ok_or_else(|| format!("{} does not tell its version", rustc.display()))
}
