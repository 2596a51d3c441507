//! The laws of the architecture that source text can be held to. Each check is a function over
//! text, and each is shown a bad sample, so that none passes because it looks at nothing.

mod domains;
mod shape;
mod tables;
mod words;

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust source below the folders: path from the workspace's root, and text.
pub fn sources(folders: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in folders {
        collect(&root().join(folder), folder, &mut found);
    }
    found.sort();
    assert!(!found.is_empty(), "{folders:?} hold sources");
    found
}

fn collect(folder: &Path, name: &str, found: &mut Vec<(String, String)>) {
    for file in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{name}: {error}")) {
        let file = file.expect("a file");
        let path = format!("{name}/{}", file.file_name().to_string_lossy());
        match file.file_type().expect("a kind").is_dir() {
            true => collect(&file.path(), &path, found),
            false if path.ends_with(".rs") => {
                found.push((path, std::fs::read_to_string(file.path()).expect("sources are text")));
            }
            false => {}
        }
    }
}

/// The program without its tests and comments.
fn program(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
    // Two slashes after a colon are part of an address.
    let comment = |line: &str| line.match_indices("//").map(|(at, _)| at).find(|at| !line[..*at].ends_with(':'));
    let code = |line: &str| line[..comment(line).unwrap_or(line.len())].to_string();
    text.lines().map(code).collect::<Vec<_>>().join("\n")
}

/// Dependencies of a crate inside the workspace and outside.
fn dependencies(manifest: &str) -> Vec<String> {
    let manifest: toml::Table = manifest.parse().expect("a manifest");
    manifest["dependencies"].as_table().expect("dependencies").keys().cloned().collect()
}

fn manifest(name: &str) -> String {
    std::fs::read_to_string(root().join(name).join("Cargo.toml")).expect("a manifest")
}

#[test]
fn crates_depend_in_one_direction() {
    let uses = |name: &str, other: &str| dependencies(&manifest(name)).iter().any(|known| known == other);
    for outsider in
        ["yingda-server", "yingda-app", "sqlx", "axum", "tokio", "leptos", "rand", "getrandom", "chrono", "web-sys"]
    {
        assert!(!uses("shared", outsider), "shared is pure and knows no {outsider}");
    }
    for outsider in ["yingda-server", "sqlx", "axum", "tokio"] {
        assert!(!uses("app", outsider), "the app runs in a browser and knows no {outsider}");
    }
    assert!(uses("app", "yingda-shared") && uses("server", "yingda-shared"));
    let server: toml::Table = manifest("server").parse().expect("a manifest");
    for pages in ["yingda-app", "leptos", "leptos_axum"] {
        assert_eq!(
            server["dependencies"][pages]["optional"].as_bool(),
            Some(true),
            "{pages} comes with the feature pages only"
        );
    }
}

/// What a source may not say, and where.
struct Ban {
    folders: &'static [&'static str],
    words: &'static [&'static str],
    /// Paths that may.
    but: fn(&str) -> bool,
}

const PURE: Ban = Ban {
    folders: &["shared/src"],
    words: &[
        "SystemTime",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "Uuid::now",
        "new_v4",
        "rand::",
        "getrandom",
        "cfg(target",
        "std::fs",
        "std::net",
        "std::env::",
        "tokio",
        "println!",
    ],
    but: |_| false,
};
/// Statements. Prose that begins like one is told apart by what follows.
const SQL: Ban = Ban {
    folders: &["server/src"],
    words: &[
        "\"SELECT ",
        "\"INSERT INTO ",
        "\"UPDATE ",
        "\"DELETE FROM ",
        " FROM {}",
        "\"CREATE TABLE",
        "ON CONFLICT (",
    ],
    but: |path| path.ends_with("/store.rs") || path.contains("/store/") || path.starts_with("server/src/db/"),
};
/// Pages belong to the app; of the server, only the part that joins both may name the framework.
const PAGES: Ban = Ban {
    folders: &["server/src"],
    words: &["view!", "leptos", "yingda_app"],
    but: |path| path.starts_with("server/src/pages") || path == "server/src/main.rs",
};
const DRIVER: Ban =
    Ban { folders: &["server/src"], words: &["sqlx::"], but: |path| path.starts_with("server/src/db/") };

impl Ban {
    fn breaches(&self, sources: &[(String, String)]) -> Vec<String> {
        let watched = sources.iter().filter(|(path, _)| !(self.but)(path));
        let said = watched.flat_map(|(path, text)| {
            let text = program(text);
            self.words.iter().filter(move |word| text.contains(**word)).map(move |word| format!("{path}: {word}"))
        });
        said.collect()
    }
}

#[test]
fn what_is_banned_is_said_nowhere() {
    for ban in [PURE, SQL, PAGES, DRIVER] {
        assert_eq!(ban.breaches(&sources(ban.folders)), Vec::<String>::new());
    }
    let view = sources(&["server/src"])
        .into_iter()
        .find(|(path, text)| path != "server/src/main.rs" && program(text).contains("view!"));
    assert_eq!(view, None, "the server renders nothing itself");
}

#[test]
fn what_is_banned_would_be_noticed() {
    let sample = |path: &str, text: &str| vec![(path.to_string(), text.to_string())];
    assert_eq!(PURE.breaches(&sample("shared/src/x.rs", "let at = std::time::SystemTime::now();")).len(), 1);
    assert_eq!(PURE.breaches(&sample("shared/src/x.rs", "// SystemTime\n#[cfg(test)]\nmod t { SystemTime }")).len(), 0);
    assert_eq!(SQL.breaches(&sample("server/src/cases/handlers.rs", "cx.all(\"SELECT id FROM cases\")")).len(), 1);
    assert_eq!(SQL.breaches(&sample("server/src/cases/store/filter.rs", "\"SELECT id FROM cases\"")).len(), 0);
    assert_eq!(PAGES.breaches(&sample("server/src/router/api.rs", "use leptos::prelude::*;")).len(), 1);
    assert_eq!(DRIVER.breaches(&sample("server/src/cases/store.rs", "sqlx::query(\"\")")).len(), 1);
    assert_eq!(dependencies("[dependencies]\nsqlx = \"1\""), ["sqlx"]);
}
