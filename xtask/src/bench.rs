//! Benchmarks and soaks: long, optimised runs that are no part of the gate.

use crate::postgres::Cluster;
use crate::step::{Outcome, step};
use crate::{cache, command, server, site};

/// `cargo xtask bench [args]`.
pub fn bench(arguments: &[String]) -> Outcome {
    site::build(site::Kind::Shipped)?;
    let binary = server::build(server::Profile::Release)?;
    let folder = cache::folder("native")?;
    let mut cargo = command::cargo(&folder);
    cargo
        .args(["run", "--release", "--package", "yingda-server"])
        .args(["--example", "bench", "--"])
        .args(arguments)
        .env("YINGDA_BIN", binary)
        .env("YINGDA_SITE", cache::checkout().join(site::FOLDER));
    step("bench", || command::run(&mut cargo))
}

/// `cargo xtask soak NAME`.
pub fn soak(arguments: &[String]) -> Outcome {
    let [name, rest @ ..] = arguments else {
        return Err("soak needs the name of a test: soak_NAME in server/tests".to_owned());
    };
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
