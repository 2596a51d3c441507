//! `cargo xtask serve`: from a clean checkout to a running product with demo data.

use crate::step::Outcome;
use crate::{command, server, site};
use std::path::Path;
use std::process::Command;

const LISTEN: &str = "127.0.0.1:3000";
const DATA: &str = "./data";

pub fn run(arguments: &[String]) -> Outcome {
    site::build(site::Kind::Shipped)?;
    let binary = server::build(server::Profile::Release)?;
    seed(&binary, arguments)?;
    command::run(&mut server(&binary, arguments))
}

/// Fills an empty data folder with the demo; a database of one's own is left alone.
pub fn seed(binary: &Path, arguments: &[String]) -> Outcome {
    if given(arguments, "--database") || given(arguments, "--config") {
        return Ok(());
    }
    let data = option(arguments, "--data").map(str::to_owned).or_else(|| std::env::var("YINGDA_DATA").ok());
    server::seed_once(binary, Path::new(data.as_deref().unwrap_or(DATA)))
}

/// Whether the arguments or the environment settle this: `--site` or `YINGDA_SITE`.
fn given(arguments: &[String], name: &str) -> bool {
    let variable = format!("YINGDA_{}", name.trim_start_matches('-').to_uppercase());
    option(arguments, name).is_some() || std::env::var_os(variable).is_some()
}

/// The server with our defaults for what the arguments leave open.
pub fn server(binary: &Path, arguments: &[String]) -> Command {
    let mut serve = command::program(binary);
    serve.arg("serve");
    for (name, value) in [("--data", DATA), ("--listen", LISTEN), ("--site", site::FOLDER)] {
        if !given(arguments, name) {
            serve.args([name, value]);
        }
    }
    serve.args(arguments);
    serve
}

/// The value of an option among the arguments, as `--name value` or `--name=value`.
pub fn option<'a>(arguments: &'a [String], name: &str) -> Option<&'a str> {
    arguments.iter().enumerate().find_map(|(index, argument)| {
        if argument == name {
            arguments.get(index + 1).map(String::as_str)
        } else {
            argument.strip_prefix(name).and_then(|rest| rest.strip_prefix('='))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_found_in_both_spellings() {
        let arguments = ["--data".to_owned(), "d".to_owned(), "--listen=x".to_owned()];
        assert_eq!(option(&arguments, "--data"), Some("d"));
        assert_eq!(option(&arguments, "--listen"), Some("x"));
        assert_eq!(option(&arguments, "--site"), None);
    }
}
