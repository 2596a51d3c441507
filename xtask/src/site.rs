//! The site step: the browser module, style sheets and public files, ready to be served.

use crate::step::{Outcome, step};
use crate::{cache, command, inputs, tool, wasm_target};
use std::fs;
use std::path::{Path, PathBuf};

pub const FOLDER: &str = "target/site";
/// What the folder was made from; beside it, since the server serves what is inside.
const RECORD: &str = "target/site.inputs";
/// Everything the site is made from; a server-only change skips the step.
pub const SOURCES: &[&str] = &["app", "shared", "style", "public"];
const BUILD_FILES: &[&str] = &["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "xtask/bundler"];
const WASM_OPT: &str = "end2end/node_modules/binaryen/bin/wasm-opt";

/// Shipped: small, compressed. Development: quick to build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Shipped,
    Development,
}

impl Kind {
    pub fn profile(self) -> &'static str {
        match self {
            Self::Shipped => "wasm",
            Self::Development => "wasm-dev",
        }
    }
}

/// `cargo xtask site [--dev]`.
pub fn run(arguments: &[String]) -> Outcome {
    let development = arguments.iter().any(|argument| argument == "--dev");
    build(if development { Kind::Development } else { Kind::Shipped })
}

/// Brings target/site up to date; does nothing when its inputs are unchanged.
pub fn build(kind: Kind) -> Outcome {
    let compiler = step("wasm compiler", wasm_target::ensure)?;
    eprintln!("   rustc {}", compiler.version);
    step("site", || {
        let shrink = kind == Kind::Shipped && Path::new(WASM_OPT).is_file() && tool::find("node").is_some();
        let mut sources = SOURCES.to_vec();
        sources.extend(BUILD_FILES);
        let remarks = [kind.profile(), &compiler.version, if shrink { "opt" } else { "" }];
        let inputs = inputs::fingerprint(&sources, &remarks)?;
        let complete = Path::new(FOLDER).join("site.json").is_file();
        if complete && fs::read_to_string(RECORD).is_ok_and(|built| built == inputs) {
            eprintln!("   unchanged");
            return Ok(());
        }
        let _ = fs::remove_file(RECORD);
        let turn = cache::take(&compiler.folder())?;
        let wasm = compile(kind, &compiler, &turn.folder)?;
        bundle(kind, &wasm, shrink)?;
        drop(turn);
        cache::write(Path::new(RECORD), &inputs)
    })
}

fn compile(kind: Kind, compiler: &wasm_target::Compiler, folder: &Path) -> Outcome<PathBuf> {
    let mut cargo = command::cargo(folder);
    compiler.apply(&mut cargo);
    cargo
        .args(["build", "--package", "yingda-app", "--lib"])
        .args(["--no-default-features", "--features", "hydrate"])
        .args(["--target", wasm_target::TARGET, "--profile", kind.profile()]);
    command::run(&mut cargo)?;
    Ok(folder.join(wasm_target::TARGET).join(kind.profile()).join("yingda_app.wasm"))
}

fn bundle(kind: Kind, wasm: &Path, shrink: bool) -> Outcome {
    let tools = cache::take("tools")?;
    command::run(command::cargo(&tools.folder).args(["build", "--quiet", "--release", "--package", "xtask-bundler"]))?;
    // A folder of its own until it is complete: a running server never sees half a site.
    let fresh = Path::new("target/site-new");
    let mut bundler = command::program(tools.folder.join("release/xtask-bundler"));
    bundler.arg("--wasm").arg(wasm).args(["--style", "style/main.css", "--public", "public", "--out"]).arg(fresh);
    if kind == Kind::Development {
        bundler.arg("--fast");
    }
    if shrink {
        bundler.args(["--wasm-opt", WASM_OPT]);
    } else if kind == Kind::Shipped {
        eprintln!("   without wasm-opt (the npm package binaryen in end2end would shrink more)");
    }
    command::run(&mut bundler)?;
    let old = Path::new("target/site-old");
    let fail = |error| format!("cannot put the new site in place: {error}");
    let _ = fs::remove_dir_all(old);
    if Path::new(FOLDER).exists() {
        fs::rename(FOLDER, old).map_err(fail)?;
    }
    fs::rename(fresh, FOLDER).map_err(fail)?;
    let _ = fs::remove_dir_all(old);
    Ok(())
}
