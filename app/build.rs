//! Turns `locales/<lang>/<namespace>.toml` into keys that the compiler checks. A key that one
//! language lacks, or placeholders that differ, end the build. Tells the code what it was made from.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

const LANGUAGES: [&str; 2] = ["zh", "en"];
/// Namespaces whose keys are looked up by words that come from data.
const DYNAMIC: [&str; 6] = ["fault", "fields", "operations", "roles", "rule_words", "words"];

type Texts = BTreeMap<String, String>;

fn main() {
    println!("cargo:rerun-if-changed=locales");
    let tables = LANGUAGES.map(read);
    check(&tables);
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("keys.rs"), generate(&tables)).expect("the output folder can be written");
    println!("cargo:rustc-env=YINGDA_CODE={:016x}", code());
}

/// What server and module must have in common for the one to take over what the other rendered.
const SOURCES: [&str; 4] = ["src", "locales", "../shared/src", "../Cargo.lock"];

fn code() -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        absorb(Path::new(source), &mut hash);
    }
    hash
}

/// FNV-1a: the two sides may be built by different compilers, whose own hashers need not agree.
fn absorb(path: &Path, hash: &mut u64) {
    if path.is_dir() {
        let mut inside: Vec<_> = std::fs::read_dir(path).expect("sources").flatten().map(|file| file.path()).collect();
        inside.sort();
        return inside.iter().for_each(|path| absorb(path, hash));
    }
    let named = path.to_string_lossy().into_owned().into_bytes();
    for byte in named.into_iter().chain(std::fs::read(path).expect("a source")) {
        *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
}

/// All texts of a language as `namespace.key.key`.
fn read(language: &str) -> Texts {
    let mut texts = Texts::new();
    let folder = Path::new("locales").join(language);
    for file in std::fs::read_dir(&folder).expect("a folder for each language").flatten() {
        let path = file.path();
        let namespace = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("locale files are UTF-8");
        let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        flatten(&namespace, &table, &mut texts);
    }
    texts
}

fn flatten(prefix: &str, table: &toml::Table, texts: &mut Texts) {
    for (key, value) in table {
        let name = format!("{prefix}.{key}");
        match value {
            toml::Value::String(text) => drop(texts.insert(name, text.clone())),
            toml::Value::Table(inner) => flatten(&name, inner, texts),
            _ => panic!("{name} is not a text"),
        }
    }
}

fn check([zh, en]: &[Texts; 2]) {
    for (one, other, lacking) in [(zh, en, "en"), (en, zh, "zh")] {
        for key in one.keys() {
            assert!(other.contains_key(key), "locales: {key} is missing in {lacking}");
        }
    }
    for (key, text) in zh {
        assert_eq!(placeholders(text), placeholders(&en[key]), "locales: {key} has other placeholders in en");
    }
}

fn placeholders(text: &str) -> std::collections::BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

fn generate([zh, en]: &[Texts; 2]) -> String {
    let mut out = String::new();
    let count = zh.len();
    for (name, texts) in [("ZH", zh), ("EN", en)] {
        let _ = writeln!(out, "static {name}: [&str; {count}] = [");
        for text in texts.values() {
            let _ = writeln!(out, "    {text:?},");
        }
        out.push_str("];\n");
    }
    let dynamic: Vec<(usize, &String)> =
        zh.keys().enumerate().filter(|(_, key)| DYNAMIC.contains(&key.split('.').next().unwrap_or_default())).collect();
    let _ = writeln!(out, "static NAMES: [(&str, u16); {}] = [", dynamic.len());
    for (index, key) in dynamic {
        let _ = writeln!(out, "    ({key:?}, {index}),");
    }
    out.push_str("];\n/// Keys by namespace, checked by the compiler.\n#[allow(non_upper_case_globals, missing_docs, dead_code, clippy::module_inception)]\npub mod key {\n");
    let keys: Vec<(Vec<&str>, usize)> =
        zh.keys().enumerate().map(|(index, key)| (key.split('.').collect(), index)).collect();
    modules(&keys, 0, &mut out);
    out.push_str("}\n");
    out
}

/// Nested modules for keys that share a path; keys that are no names of Rust stay dynamic only.
fn modules(keys: &[(Vec<&str>, usize)], depth: usize, out: &mut String) {
    let mut groups: BTreeMap<&str, Vec<(Vec<&str>, usize)>> = BTreeMap::new();
    for (path, index) in keys {
        if path.len() == depth + 1 {
            if is_name(path[depth]) {
                let _ = writeln!(
                    out,
                    "pub const {}: super{}::Key = super{}::Key({index});",
                    path[depth],
                    "::super".repeat(depth),
                    "::super".repeat(depth)
                );
            }
        } else {
            groups.entry(path[depth]).or_default().push((path.clone(), *index));
        }
    }
    for (name, group) in groups.into_iter().filter(|(name, _)| is_name(name)) {
        let _ = writeln!(out, "pub mod {name} {{");
        modules(&group, depth + 1, out);
        out.push_str("}\n");
    }
}

fn is_name(text: &str) -> bool {
    const KEYWORDS: [&str; 20] = [
        "as", "break", "const", "continue", "else", "for", "if", "in", "let", "loop", "match", "move", "ref", "return",
        "self", "static", "type", "use", "where", "while",
    ];
    let word = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    word && !text.starts_with(|c: char| c.is_ascii_digit()) && !KEYWORDS.contains(&text)
}
