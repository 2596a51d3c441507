//! Soaks: runs of minutes to hours that look for what a short test cannot meet.

mod api;

use crate::postgres::Cluster;
use crate::step::{Outcome, step};
use crate::{browser, cache, command, serve, server, site};

/// `cargo xtask soak NAME`: `offline` in browsers, `api` by its own document, any other the server's
/// test soak_NAME.
pub fn run(arguments: &[String]) -> Outcome {
    let [name, rest @ ..] = arguments else {
        return Err("soak needs a name: offline, api, or that of a test soak_NAME in server/tests".to_owned());
    };
    if name == "offline" {
        return offline(rest);
    }
    if name == "api" {
        return api::run(rest);
    }
    // Kill tests are about durability: this cluster writes through to the disk.
    let cluster = Cluster::start(true)?;
    let folder = cache::folder("native")?;
    let mut cargo = command::cargo(&folder);
    cargo
        .args(["test", "--release", "--package", "yingda-server"])
        .args(["--test", "main", &format!("soak_{name}"), "--"])
        .args(["--ignored", "--nocapture"])
        .args(rest)
        .env("YINGDA_TEST_POSTGRES", cluster.url());
    step(&format!("soak {name}"), || command::run(&mut cargo))
}

/// `cargo xtask soak offline [--seconds N] [--seed N] [--tamper WHAT]`: a long queue, a bad line, and
/// browsers that meet every fault at once for so long. With `--tamper` the last has to fail: one
/// thing in what its checker is given is spoiled.
fn offline(arguments: &[String]) -> Outcome {
    let mut settings = Vec::new();
    for name in ["seconds", "seed", "tamper"] {
        if let Some(value) = serve::option(arguments, &format!("--{name}")) {
            settings.push((format!("YINGDA_SOAK_{}", name.to_uppercase()), value.to_owned()));
        }
    }
    site::build(site::Kind::Shipped)?;
    let binary = server::build(server::Profile::Release)?;
    browser::soak(&binary, &settings)
}
