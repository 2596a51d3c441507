//! Names in braces that stand for something else: `{number}`. What stands between braces on one line is a name; a brace
//! that nothing closes on its line is text.

#[derive(Debug, PartialEq)]
enum Part<'a> {
    Text(&'a str),
    Name(&'a str),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(open) = rest.find('{') {
        let after = &rest[open + 1..];
        match after.find(['{', '}', '\n']).filter(|end| after[*end..].starts_with('}')) {
            Some(close) => {
                parts.push(Part::Text(&rest[..open]));
                parts.push(Part::Name(&after[..close]));
                rest = &after[close + 1..];
            }
            None => {
                parts.push(Part::Text(&rest[..=open]));
                rest = after;
            }
        }
    }
    parts.push(Part::Text(rest));
    parts
}

/// The text with its names filled, each once: what is filled in is text, whatever braces it holds. A name without a
/// value stays as it stands.
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let said = |part: Part| match part {
        Part::Text(text) => text.to_string(),
        Part::Name(name) => value(name).unwrap_or_else(|| format!("{{{name}}}")),
    };
    parts(text).into_iter().map(said).collect()
}

/// The first name that stands for nothing.
pub fn unknown(text: &str, known: impl Fn(&str) -> bool) -> Option<&str> {
    parts(text).into_iter().find_map(|part| match part {
        Part::Name(name) if !known(name) => Some(name),
        _ => None,
    })
}
