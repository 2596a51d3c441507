//! Which domain the bytes of the module belong to, so that growth has a name.
//!
//! Read from the module as the compiler left it, while functions still have names; a function is
//! its domain's when its mangled name says so, generic code of libraries is nobody's.

use crate::Outcome;
use std::collections::BTreeMap;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// Crates whose first module is the domain, as mangling writes them.
const CRATES: &[&str] = &["10yingda_app", "13yingda_shared"];
const LIBRARIES: &str = "libraries";
const DATA: &str = "texts and data";

/// Bytes of code for each domain, of library code, and of data, before optimisation and compression.
pub fn measure(wasm: &[u8]) -> Outcome<BTreeMap<String, usize>> {
    let fail = |error| format!("the module is unreadable: {error}");
    let (mut imported, mut sizes, mut names) = (0u32, Vec::new(), BTreeMap::new());
    let mut bytes = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.map_err(fail)? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    if matches!(import.map_err(fail)?.ty, TypeRef::Func(_)) {
                        imported += 1;
                    }
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len()),
            Payload::DataSection(section) => drop(bytes.insert(DATA.to_owned(), section.range().len())),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(reader) = section.as_known() else { continue };
                for subsection in reader {
                    let Name::Function(map) = subsection.map_err(fail)? else { continue };
                    for naming in map {
                        let naming = naming.map_err(fail)?;
                        names.insert(naming.index, naming.name);
                    }
                }
            }
            _ => {}
        }
    }
    for (at, size) in sizes.into_iter().enumerate() {
        let name = names.get(&(imported + at as u32)).copied().unwrap_or_default();
        *bytes.entry(domain(name).unwrap_or(LIBRARIES).to_owned()).or_default() += size;
    }
    Ok(bytes)
}

/// The module right below one of our crates: `…10yingda_app5cases4list…` is `cases`.
fn domain(name: &str) -> Option<&str> {
    let begins = CRATES.iter().filter_map(|word| name.find(word).map(|at| at + word.len())).min();
    if let Some(at) = begins {
        let rest = &name[at..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let length: usize = rest[..digits].parse().ok()?;
        return rest.get(digits..digits + length);
    }
    // Types inside a library's name keep their path with dots.
    let at = ["yingda_app..", "yingda_shared.."]
        .iter()
        .filter_map(|word| name.find(word).map(|at| at + word.len()))
        .min()?;
    name[at..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mangled_name_tells_its_domain() {
        assert_eq!(domain("_ZN10yingda_app5cases4list4Head17h0123456789abcdefE"), Some("cases"));
        assert_eq!(domain("_RNvMNtNtCs1234_13yingda_shared7catalog8priorityNtB2_5Thing3new"), Some("catalog"));
        assert_eq!(domain("_ZN5serde2de76_$LT$impl$u20$yingda_app..boot..Boot$GT$3new17hE"), Some("boot"));
        assert_eq!(domain("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE"), None);
        assert_eq!(domain(""), None);
    }
}
