//! Soaks: runs of minutes to hours that look for what a short test cannot meet.

mod api;

use crate::postgres::Cluster;
use crate::step::{Outcome, step};
use crate::{browser, cache, command, serve, server, site};

/// `cargo xtask soak NAME`: `offline` in browsers, `api` by its own document, `kill`, `timers`, `clock` and `fuzz`
/// with what they may be told, any other the server's test soak_NAME.
pub fn run(arguments: &[String]) -> Outcome {
    let [name, rest @ ..] = arguments else {
        return Err(
            "soak needs a name: offline, api, kill, timers, clock, fuzz, or that of a test soak_NAME in server/tests"
                .to_owned(),
        );
    };
    match name.as_str() {
        "offline" => offline(rest),
        "api" => api::run(rest),
        "kill" => kill(rest),
        "timers" => timers(rest),
        "clock" => server_test("clock", &[], &settings(rest, "YINGDA_CLOCK", &["cases", "first", "seed"])?),
        "fuzz" => server_test("fuzz", &[], &settings(rest, "YINGDA_FUZZ", &["seconds", "seed", "inputs", "target"])?),
        name => server_test(name, rest, &[]),
    }
}

/// `cargo xtask soak kill [--rounds N] [--database sqlite|postgres] [--seed N]`: kill -9 under load, and
/// every write that was answered is read back. With `--faults` the disk fails as well, on SQLite.
fn kill(arguments: &[String]) -> Outcome {
    let (faults, rest): (Vec<String>, Vec<String>) = arguments.iter().cloned().partition(|word| word == "--faults");
    let settings = settings(&rest, "YINGDA_SOAK", &["rounds", "seed", "database"])?;
    is_database(&settings)?;
    server_test(if faults.is_empty() { "kill" } else { "faults" }, &[], &settings)
}

/// `cargo xtask soak timers [--rounds N] [--timers N] [--database sqlite|postgres] [--seed N]`: kill -9 while so many
/// timers are due, and everything that they set off is there once.
fn timers(arguments: &[String]) -> Outcome {
    let settings = settings(arguments, "YINGDA_SOAK", &["rounds", "timers", "seed", "database"])?;
    is_database(&settings)?;
    server_test("timers", &[], &settings)
}

fn is_database(settings: &[(String, String)]) -> Outcome {
    if let Some((_, odd)) = settings
        .iter()
        .find(|(name, value)| name.ends_with("_DATABASE") && !["sqlite", "postgres"].contains(&value.as_str()))
    {
        return Err(format!("--database is sqlite or postgres, not {odd}"));
    }
    Ok(())
}

/// Options as variables of the test: `--rounds 9` is `YINGDA_SOAK_ROUNDS=9`.
fn settings(arguments: &[String], prefix: &str, names: &[&str]) -> Outcome<Vec<(String, String)>> {
    let known = |word: &String| {
        names.iter().any(|name| word == &format!("--{name}") || word.starts_with(&format!("--{name}=")))
    };
    if let Some(odd) = arguments.iter().find(|word| word.starts_with("--") && !known(word)) {
        return Err(format!("no option {odd}; there are --{}", names.join(", --")));
    }
    let given = names.iter().filter_map(|name| Some((name, serve::option(arguments, &format!("--{name}"))?)));
    Ok(given.map(|(name, value)| (format!("{prefix}_{}", name.to_uppercase()), value.to_owned())).collect())
}

/// A long test of the server, optimised, with a PostgreSQL of its own.
fn server_test(name: &str, rest: &[String], settings: &[(String, String)]) -> Outcome {
    // Kill tests are about durability: this cluster writes through to the disk.
    let cluster = Cluster::start(true)?;
    let folder = cache::folder("native")?;
    let mut cargo = command::cargo(&folder);
    cargo
        .args(["test", "--release", "--package", "yingda-server"])
        .args(["--test", "main", &format!("soak_{name}"), "--"])
        .args(["--ignored", "--nocapture"])
        .args(rest)
        .envs(settings.iter().cloned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_become_variables_and_unknown_ones_are_refused() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let names = ["rounds", "seed"];
        let read = settings(&words("--rounds 9 --seed=7"), "X", &names);
        assert_eq!(read, Ok(vec![("X_ROUNDS".into(), "9".into()), ("X_SEED".into(), "7".into())]));
        assert_eq!(
            settings(&words("--round 9"), "X", &names),
            Err("no option --round; there are --rounds, --seed".into())
        );
    }
}
