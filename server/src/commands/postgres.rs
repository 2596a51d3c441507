//! PostgreSQL's own programs for copies, which know its catalogue better than anybody else.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Failed;

/// Whether a program is there; if not, what to install.
pub fn find(program: &str) -> Result<(), Failed> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    match std::env::split_paths(&path).any(|folder| folder.join(program).is_file()) {
        true => Ok(()),
        false => Err(Failed::Usage(format!(
            "{program} is not here; install PostgreSQL's client programs (Debian: postgresql-client) of the server's version or newer"
        ))),
    }
}

/// Copies the database as a snapshot shows it.
pub async fn dump(url: &str, snapshot: &str, to: &Path) -> Result<(), Failed> {
    let mut command = program("pg_dump", url);
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--snapshot", snapshot, "--file"]).arg(to);
    run(command, "pg_dump").await
}

/// Brings a copy back into an empty database, whole or not at all.
pub async fn restore(url: &str, from: &Path) -> Result<(), Failed> {
    let mut command = program("pg_restore", url);
    command.args(["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]).arg(from);
    run(command, "pg_restore").await
}

fn program(name: &str, url: &str) -> Command {
    let (address, password) = apart(url);
    let mut command = Command::new(name);
    command.arg(format!("--dbname={address}")).stdin(Stdio::null());
    // Everybody on the machine may read arguments.
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    command
}

async fn run(mut command: Command, name: &str) -> Result<(), Failed> {
    let ended = tokio::task::spawn_blocking(move || command.output()).await.map_err(|error| error.to_string())?;
    let output = ended.map_err(|error| format!("cannot start {name}: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(Failed::Work(format!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim()))),
    }
}

/// The address without its password, and the password.
fn apart(url: &str) -> (String, Option<String>) {
    let whole = || (url.to_string(), None);
    let Some((scheme, rest)) = url.split_once("://") else { return whole() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let Some((who, place)) = rest[..end].rsplit_once('@') else { return whole() };
    let Some((name, password)) = who.split_once(':') else { return whole() };
    (format!("{scheme}://{name}@{place}{}", &rest[end..]), Some(decoded(password)))
}

fn decoded(text: &str) -> String {
    let pair = format!("p={}", text.replace('+', "%2B"));
    serde_urlencoded::from_str::<Vec<(String, String)>>(&pair)
        .ok()
        .and_then(|pairs| pairs.into_iter().next())
        .map_or_else(|| text.to_string(), |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_no_arguments() {
        let cases = [
            (
                "postgres://a:p%40s+s@host:5432/desk?sslmode=require",
                "postgres://a@host:5432/desk?sslmode=require",
                Some("p@s+s"),
            ),
            ("postgres://a@host/desk", "postgres://a@host/desk", None),
            ("postgres:///desk?host=/run/postgresql", "postgres:///desk?host=/run/postgresql", None),
        ];
        for (url, address, password) in cases {
            assert_eq!(apart(url), (address.to_string(), password.map(str::to_string)), "{url}");
        }
    }
}
