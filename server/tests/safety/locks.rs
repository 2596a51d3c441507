//! What can be read from the sources: which libraries there are and how old they may not be, which
//! programs the server starts, whom it calls, where a page is made of text that is not escaped.

use std::path::Path;

use crate::architecture::sources;

fn lock() -> toml::Table {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::read_to_string(file).expect("the lock").parse().expect("the lock is TOML")
}

/// Versions of a package in a lock.
fn versions(lock: &toml::Table, name: &str) -> Vec<Vec<u64>> {
    let packages = lock["package"].as_array().expect("packages").iter();
    let named = packages.filter(|package| package["name"].as_str() == Some(name));
    let parts = |text: &str| text.split(['.', '-', '+']).map_while(|part| part.parse().ok()).collect();
    named.map(|package| parts(package["version"].as_str().expect("a version"))).collect()
}

/// Whether a package is absent, or nowhere older than the version that mends it.
fn is_mended(lock: &toml::Table, name: &str, mended: &[u64]) -> bool {
    versions(lock, name).iter().all(|version| version.as_slice() >= mended)
}

#[test]
fn case_25_no_markup_is_let_in_and_a_sanitiser_would_be_a_mended_one() {
    assert!(is_mended(&lock(), "ammonia", &[4, 1, 4]));
    // Markup is written into a page by lines of ours, none of which anybody else's words reach, and by one that shows an
    // article: what it writes was made by `render`, whose tests are about hostile texts.
    let raw: Vec<_> = sources(&["app/src"])
        .iter()
        .flat_map(|(path, text)| {
            let lines =
                text.lines().filter(|line| line.contains("inner_html") || line.contains("insert_adjacent_html"));
            lines.map(move |line| format!("{path}: {}", line.trim())).collect::<Vec<_>>()
        })
        .collect();
    let known = |line: &String| {
        ["app/src/shell.rs", "app/src/start.rs", "app/src/ui/text_area.rs", "app/src/knowledge/mod.rs"]
            .iter()
            .any(|file| line.starts_with(file))
    };
    assert!(raw.iter().all(known), "{raw:#?}");
    assert!(raw.len() <= 6, "{raw:#?}");
    // The title of every page goes through the one formatter, which makes text of it.
    let titled: Vec<_> = sources(&["app/src"])
        .iter()
        .flat_map(|(_, text)| {
            text.lines().filter(|line| line.contains("formatter=")).map(str::to_string).collect::<Vec<_>>()
        })
        .collect();
    assert!(titled.len() == 1 && titled[0].contains("ui::title_in_head("), "{titled:?}");
}

#[test]
fn case_31_no_request_starts_a_program() {
    let starts = |text: &str| text.contains("Command::new") || text.contains("process::Command");
    let found: Vec<_> = sources(&["server/src", "shared/src"]).into_iter().filter(|(_, text)| starts(text)).collect();
    let paths: Vec<_> = found.iter().map(|(path, _)| path.as_str()).collect();
    // `pg_dump` and `pg_restore`, when an operator says backup or restore.
    assert_eq!(paths, ["server/src/commands/postgres.rs"]);
    assert!(!found[0].1.contains("\"sh\"") && !found[0].1.contains("\"-c\""), "and none through a shell");
}

#[test]
fn case_32_the_database_driver_and_the_archives_are_mended_ones() {
    let lock = lock();
    assert!(!versions(&lock, "sqlx").is_empty() && is_mended(&lock, "sqlx", &[0, 8, 1]));
    assert!(is_mended(&lock, "zip", &[2, 3]));
}

#[test]
fn case_48_one_folder_of_the_server_calls_others() {
    let lock = lock();
    for client in ["reqwest", "ureq", "isahc", "curl", "surf", "awc", "attohttpc", "hyper-rustls", "hyper-tls"] {
        assert!(
            versions(&lock, client).is_empty(),
            "{client} would call others by rules of its own, see docs/safety.md"
        );
    }
    // What it does there, `crate::outgoing` tries against servers of its own.
    let calls = [
        "TcpStream::connect",
        "UdpSocket",
        "UnixStream",
        "hyper_util::client",
        "hyper::client",
        "lookup_host",
        "ToSocketAddrs",
        "TlsConnector",
    ];
    let calling: Vec<String> = sources(&["server/src"])
        .into_iter()
        .filter(|(_, text)| calls.iter().any(|call| text.contains(call)))
        .map(|(path, _)| path)
        .collect();
    assert!(!calling.is_empty() && calling.iter().all(|path| path.starts_with("server/src/outgoing/")), "{calling:?}");
}

#[test]
fn case_51_protocol_and_calendar_libraries_are_mended_ones() {
    let lock = lock();
    assert!(is_mended(&lock, "h2", &[0, 4, 16]));
    assert!(!versions(&lock, "time").is_empty() && is_mended(&lock, "time", &[0, 3, 47]));
}

#[test]
fn an_old_library_would_be_noticed() {
    let old: toml::Table =
        "[[package]]\nname = \"h2\"\nversion = \"0.4.9\"\n[[package]]\nname = \"h2\"\nversion = \"0.5.0-rc.1\""
            .parse()
            .expect("a lock");
    assert_eq!(versions(&old, "h2"), [vec![0, 4, 9], vec![0, 5, 0]]);
    assert!(!is_mended(&old, "h2", &[0, 4, 16]) && is_mended(&old, "h3", &[1]) && is_mended(&old, "h2", &[0, 4, 9]));
}
