//! Style sheets: `@import "./x.css" [layer(name)];` lines are put in place, comments and spare
//! white space go. Nothing else changes, so what a developer reads is what the browser runs.

use crate::Outcome;
use std::path::{Path, PathBuf};

/// Bundles the file with all its imports and takes out what only people need.
pub fn bundle(entry: &Path) -> Outcome<String> {
    inline(entry, &mut Vec::new()).map(|text| minify(&text))
}

fn inline(path: &Path, open: &mut Vec<PathBuf>) -> Outcome<String> {
    let own = path.canonicalize().map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    if open.contains(&own) {
        return Err(format!("{} imports itself", path.display()));
    }
    let text = std::fs::read_to_string(&own).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let folder = own.parent().unwrap_or(Path::new(".")).to_path_buf();
    open.push(own);
    let mut result = String::with_capacity(text.len());
    for line in text.lines() {
        match import(line) {
            Some((name, layer)) => {
                let inner = inline(&folder.join(name), open)
                    .map_err(|error| format!("{error} (imported by {})", path.display()))?;
                match layer {
                    Some(layer) => result.push_str(&format!("@layer {layer} {{\n{inner}\n}}\n")),
                    None => result.push_str(&inner),
                }
            }
            None => result.push_str(line),
        }
        result.push('\n');
    }
    open.pop();
    Ok(result)
}

/// The file and the layer of an import line; addresses on other hosts are left alone.
fn import(line: &str) -> Option<(&str, Option<&str>)> {
    let rest = line.trim().strip_prefix("@import")?.trim_start();
    let rest = rest.strip_prefix("url(").unwrap_or(rest);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (name, rest) = rest[1..].split_once(quote)?;
    if name.contains("//") {
        return None;
    }
    let layer = rest.split_once("layer(").and_then(|(_, rest)| rest.split_once(')')).map(|(layer, _)| layer.trim());
    Some((name, layer))
}

/// Takes out comments, runs of white space, and spaces next to `{ } ; ,` — nothing that a
/// selector or a `calc()` could need. Strings stay as they are.
fn minify(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut quote = None;
    while let Some(c) = rest.next() {
        if let Some(end) = quote {
            result.push(c);
            if c == '\\' {
                result.extend(rest.next());
            } else if c == end {
                quote = None;
            }
            continue;
        }
        match c {
            '/' if rest.peek() == Some(&'*') => {
                rest.next();
                let mut last = ' ';
                for c in rest.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
                space(&mut result);
            }
            c if c.is_whitespace() => space(&mut result),
            '{' | '}' | ';' | ',' => {
                if result.ends_with(' ') {
                    result.pop();
                }
                if c == '}' && result.ends_with(';') {
                    result.pop();
                }
                result.push(c);
            }
            c => {
                if matches!(c, '"' | '\'') {
                    quote = Some(c);
                }
                result.push(c);
            }
        }
    }
    result.trim_end().to_owned()
}

fn space(result: &mut String) {
    if !result.is_empty() && !result.ends_with([' ', '{', '}', ';', ',']) {
        result.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_strings_and_sums_survive() {
        let text = "/* head */\na :hover , b {\n  width: calc(1px + 2px);\n  content: \"a  /* b\";\n}\n";
        assert_eq!(minify(text), "a :hover,b{width: calc(1px + 2px);content: \"a  /* b\"}");
    }

    #[test]
    fn imports_know_their_layer() {
        assert_eq!(import("@import \"./a.css\";"), Some(("./a.css", None)));
        assert_eq!(import("@import url('x.css') layer(base);"), Some(("x.css", Some("base"))));
        assert_eq!(import("@import \"https://h/x.css\";"), None);
        assert_eq!(import("@layer base, ui;"), None);
    }
}
