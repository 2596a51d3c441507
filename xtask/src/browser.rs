//! Browser tests and screenshots: Playwright over the shipped site and a fresh server.

use crate::postgres::free_port;
use crate::step::{Outcome, step};
use crate::tally::Tally;
use crate::{cache, command, server, site, tool};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = "end2end";
const CHROMIUM: &str = "/usr/bin/chromium";
/// The same engine without windows: a story takes three fifths of the processor time. Some distributions have none.
const WITHOUT_WINDOWS: &str = "/usr/bin/chromium-headless-shell";
const FONTS: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// `cargo xtask shots`.
pub fn shots(arguments: &[String]) -> Outcome {
    site::build(site::Kind::Shipped)?;
    let binary = server::build(server::Profile::Debug)?;
    step("browser set-up", prepare)?;
    let mut run = playwright(&binary)?;
    run.args(["--config", "shots.config.ts"]).args(arguments);
    step("screenshots", || command::run(&mut run))
}

/// Seconds and bytes of what people do, all of them or one file's; without node there are none.
pub fn bench(binary: &Path, file: Option<&str>) -> Outcome {
    if tool::find("npm").is_none() {
        eprintln!("   without the browser's part: no node with npm");
        return Ok(());
    }
    step("browser set-up", prepare)?;
    let mut run = playwright(binary)?;
    run.args(["--config", "bench.config.ts"]).args(file);
    step("bench in the browser", || command::run(&mut run))
}

/// Work without a network under every fault there is.
pub fn soak(binary: &Path, settings: &[(String, String)]) -> Outcome {
    step("browser set-up", prepare)?;
    let mut run = playwright(binary)?;
    run.args(["--config", "soak.config.ts"]).envs(settings.iter().map(|(name, value)| (name, value)));
    step("soak in the browser", || command::run(&mut run))
}

/// Runs the browser tests; a run without a report counts as one failure.
pub fn test(binary: &Path) -> Outcome<Tally> {
    let shell = step("browser set-up", || prepare().map(|()| without_windows()))?;
    step("types of the browser tests", typed)?;
    step("browser tests", || {
        let report = cache::checkout().join("target/browser-tests.json");
        let _ = fs::remove_file(&report);
        let mut run = playwright(binary)?;
        run.env("CHROMIUM", &shell);
        run.arg("--reporter=list,json").env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
        let outcome = command::run(&mut run);
        let mut tally =
            fs::read_to_string(&report).ok().and_then(|text| Tally::of_playwright(&text)).unwrap_or_default();
        if let Err(message) = outcome
            && tally.failed == 0
        {
            eprintln!("   {message}");
            tally.failed = 1;
        }
        Ok(tally)
    })
}

/// Playwright drops types without a look at them.
fn typed() -> Outcome {
    command::run(command::program("npx").current_dir(FOLDER).args(["--no-install", "tsc", "--project", "."]))
}

fn playwright(binary: &Path) -> Outcome<Command> {
    let mut run = command::program("npx");
    run.current_dir(FOLDER)
        .args(["--no-install", "playwright", "test"])
        .env("YINGDA_BIN", binary)
        .env("YINGDA_SITE", cache::checkout().join(site::FOLDER))
        .env("YINGDA_PORT", free_port()?.to_string())
        .env("CHROMIUM", chromium());
    Ok(run)
}

fn chromium() -> PathBuf {
    std::env::var_os("CHROMIUM").map_or_else(|| PathBuf::from(CHROMIUM), PathBuf::from)
}

/// What stories run in: the shell where it can be had, else the browser.
fn without_windows() -> PathBuf {
    if std::env::var_os("CHROMIUM").is_some() {
        return chromium();
    }
    match tool::ensure(&[Path::new(WITHOUT_WINDOWS)], &["chromium-headless-shell"]) {
        Ok(()) => PathBuf::from(WITHOUT_WINDOWS),
        Err(message) => {
            eprintln!("   slower, in the browser with windows: {message}");
            chromium()
        }
    }
}

/// Chromium, Chinese fonts and the locked npm packages.
fn prepare() -> Outcome {
    let chromium = chromium();
    tool::ensure(&[&chromium, Path::new(FONTS)], &["chromium", "fonts-noto-cjk"])?;
    if tool::find("npm").is_none() {
        return Err("browser tests need node 20 or newer with npm".to_owned());
    }
    let lock = inputs_of_lock()?;
    let record = Path::new(FOLDER).join("node_modules/.yingda-lock");
    if fs::read_to_string(&record).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    command::run(
        command::program("npm")
            .current_dir(FOLDER)
            .args(["ci", "--no-audit", "--no-fund"])
            // The system's browser is used: nothing to download.
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )?;
    cache::write(&record, &lock)
}

fn inputs_of_lock() -> Outcome<String> {
    crate::inputs::fingerprint(&["end2end/package.json", "end2end/package-lock.json"], &[])
}
