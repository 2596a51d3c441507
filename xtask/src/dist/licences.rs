//! What the program is made of besides itself, and under which licences.

use crate::command;
use crate::step::Outcome;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A list of all libraries with their licences, then the licences' texts, each once.
pub fn collect() -> Outcome<String> {
    let mut cargo = command::cargo(Path::new("target"));
    cargo.args(["tree", "--locked", "--prefix", "none", "--edges", "normal", "--format", "{p}|{l}|{r}"]);
    cargo.args(["--package", "yingda-server", "--features", "pages"]);
    let listed = command::capture(&mut cargo)?;
    let sources = registries();
    let mut text = String::from(
        "Yingda is made of these libraries. The module that runs in the browser is made of some of them.\n\n",
    );
    let mut terms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let crates: BTreeSet<&str> = listed.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    for line in crates {
        let mut parts = line.split('|');
        let mut next = || parts.next().unwrap_or_default().trim();
        let (package, licence, place) = (next(), next(), next());
        let mut words = package.split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
        // Our own carry no address of a registry.
        if name.starts_with("yingda-") {
            continue;
        }
        let version = version.trim_start_matches('v');
        let licence = if licence.is_empty() { "see its text" } else { licence };
        text.push_str(&format!("{name} {version}: {licence} {place}\n"));
        for found in texts(&sources, &format!("{name}-{version}")) {
            terms.entry(found).or_default().insert(format!("{name} {version}"));
        }
    }
    for (terms, of) in terms {
        let of: Vec<_> = of.into_iter().collect();
        text.push_str(&format!("\n{}\n{}\n\n{}\n", "-".repeat(78), of.join(", "), terms.trim()));
    }
    Ok(text)
}

/// Folders in which cargo keeps sources.
fn registries() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    let entries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    entries.into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

fn texts(sources: &[PathBuf], package: &str) -> Vec<String> {
    let folders = sources.iter().filter_map(|source| fs::read_dir(source.join(package)).ok());
    let files = folders.flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<_> = files.filter(|path| path.is_file() && is_licence(path)).collect();
    found.sort();
    found.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

fn is_licence(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_uppercase()).unwrap_or_default();
    ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"].iter().any(|word| name.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_with_terms_are_known_by_their_names() {
        for (name, is) in [("LICENSE-MIT", true), ("Copying", true), ("license.md", true), ("lib.rs", false)] {
            assert_eq!(is_licence(Path::new(name)), is, "{name}");
        }
    }
}
