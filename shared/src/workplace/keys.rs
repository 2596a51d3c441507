//! Shortcuts as text: `j`, `g c`, `mod+k`. What a person changed, what clashes, and what is heard.

use std::collections::BTreeMap;

data! {
/// What one person changed of the shortcuts.
pub struct KeySettings {
    /// Keys without Ctrl, Alt or ⌘ act (WCAG 2.1.4).
    pub single: bool,
    /// Keys of commands by the command's id, where they are not those that ship; empty for none.
    #[serde(default)]
    pub keys: BTreeMap<String, String>,
}

pub struct GetPreferences {}

pub struct Preferences {
    /// 0 while nothing was changed.
    pub rv: i64,
    pub keys: KeySettings,
}

pub struct SavePreferences {
    pub keys: KeySettings,
}
}

impl Default for KeySettings {
    fn default() -> Self {
        KeySettings { single: true, keys: BTreeMap::new() }
    }
}

impl KeySettings {
    /// The keys of a command that ships with `default`.
    pub fn of<'a>(&'a self, id: &str, default: &'a str) -> &'a str {
        self.keys.get(id).map_or(default, String::as_str)
    }

    /// The same with other keys for a command; those that ship need no line.
    pub fn with(&self, id: &str, default: &str, keys: &str) -> KeySettings {
        let mut all = self.clone();
        match keys == default {
            true => drop(all.keys.remove(id)),
            false => drop(all.keys.insert(id.to_string(), keys.to_string())),
        }
        all
    }
}

/// One press: a key, perhaps with Ctrl or ⌘, perhaps with Alt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stroke {
    pub strong: bool,
    pub alt: bool,
    /// As browsers name it, in lower case.
    pub key: String,
}

impl Stroke {
    /// Nothing is held down: the key may be meant as a letter. Nobody writes Esc.
    pub fn is_single(&self) -> bool {
        !self.strong && !self.alt && self.key != "escape"
    }

    /// The text that `strokes` reads.
    pub fn text(&self) -> String {
        format!("{}{}{}", if self.strong { "mod+" } else { "" }, if self.alt { "alt+" } else { "" }, self.key)
    }
}

/// Presses that follow each other at most.
const STROKES_MAX: usize = 2;
/// Keys with names that shortcuts may be made of. Those that move the focus, close or write stay as they are.
const NAMED: &[&str] = &["enter", "arrowup", "arrowdown", "arrowleft", "arrowright", "home", "end"];
/// Pages bind it to what closes something; nobody binds it to anything else.
const CLOSES: &str = "escape";

fn stroke(text: &str) -> Option<Stroke> {
    let (strong, rest) = text.strip_prefix("mod+").map_or((false, text), |rest| (true, rest));
    let (alt, key) = rest.strip_prefix("alt+").map_or((false, rest), |rest| (true, rest));
    let sign =
        key.chars().count() == 1 && !key.chars().any(|c| c.is_whitespace() || c.is_control() || c.is_uppercase());
    (sign || key == CLOSES || NAMED.contains(&key)).then(|| Stroke { strong, alt, key: key.to_string() })
}

fn presses(text: &str) -> Option<Vec<Stroke>> {
    let strokes: Option<Vec<Stroke>> = text.split(' ').map(stroke).collect();
    strokes.filter(|strokes| (1..=STROKES_MAX).contains(&strokes.len()))
}

/// The presses of a shortcut that a person may choose; None where the text is none.
pub fn strokes(text: &str) -> Option<Vec<Stroke>> {
    presses(text).filter(|strokes| strokes.iter().all(|stroke| stroke.key != CLOSES))
}

/// Whether two shortcuts cannot be told apart: they are the same, or one begins the other.
pub fn clash(one: &str, other: &str) -> bool {
    match (strokes(one), strokes(other)) {
        (Some(one), Some(other)) => one.iter().zip(&other).all(|(a, b)| a == b),
        _ => false,
    }
}

/// The first of the commands, given with their keys, that these keys would clash with.
pub fn taken<'a>(keys: &str, id: &str, all: impl Iterator<Item = (&'a str, &'a str)>) -> Option<&'a str> {
    all.filter(|(other, _)| *other != id).find(|(_, theirs)| clash(keys, theirs)).map(|(other, _)| other)
}

/// What came of a press.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard<T> {
    Nothing,
    /// A shortcut has begun and waits for its next press.
    Begun,
    Done(T),
}

/// Finds what the presses so far mean among shortcuts, the last of which wins.
pub fn hear<'a, T>(pressed: &[Stroke], all: impl Iterator<Item = (&'a str, T)>) -> Heard<T> {
    let mut heard = Heard::Nothing;
    for (keys, act) in all {
        let Some(strokes) = presses(keys).filter(|strokes| strokes.starts_with(pressed)) else { continue };
        if strokes.len() == pressed.len() {
            heard = Heard::Done(act);
        } else if matches!(heard, Heard::Nothing) {
            heard = Heard::Begun;
        }
    }
    heard
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(text: &str) -> Vec<Stroke> {
        strokes(text).expect("a shortcut")
    }

    #[test]
    fn shortcuts_are_read_and_written_alike() {
        for text in ["j", "g c", "mod+k", "alt+1", "/", "?", "enter", "mod+alt+m"] {
            let read = press(text);
            assert_eq!(read.iter().map(Stroke::text).collect::<Vec<_>>().join(" "), text);
        }
        for nonsense in ["", " ", "J", "tab", "escape", "a b c", "mod+", "abc", "alt+mod+x", "\n"] {
            assert_eq!(strokes(nonsense), None, "{nonsense:?}");
        }
    }

    #[test]
    fn what_begins_another_clashes_with_it() {
        assert!(clash("g", "g c") && clash("g c", "g") && clash("j", "j"));
        assert!(!clash("g c", "g m") && !clash("j", "mod+j") && !clash("", "j"));
        let all = [("list.next", "j"), ("go.cases", "g c")];
        assert_eq!(taken("g", "x", all.into_iter()), Some("go.cases"));
        assert_eq!(taken("j", "list.next", all.into_iter()), None, "a command does not clash with itself");
    }

    #[test]
    fn presses_are_followed_to_their_end() {
        let all = || [("j", 1), ("g c", 2), ("g m", 3), ("j", 4)].into_iter();
        assert_eq!(hear(&press("j"), all()), Heard::Done(4), "what was bound last is nearest");
        assert_eq!(hear(&press("g"), all()), Heard::Begun);
        assert_eq!(hear(&press("g m"), all()), Heard::Done(3));
        assert_eq!(hear(&press("g x"), all()), Heard::Nothing);
        assert_eq!(hear(&press("mod+j"), all()), Heard::Nothing);
    }

    #[test]
    fn esc_is_heard_where_a_page_binds_it_and_chosen_by_nobody() {
        let esc = presses("escape").expect("a press");
        assert_eq!(hear(&esc, [("escape", 1)].into_iter()), Heard::Done(1));
        assert!(strokes("escape").is_none() && strokes("g escape").is_none() && !esc[0].is_single());
    }

    #[test]
    fn only_what_differs_is_kept() {
        let settings = KeySettings::default().with("list.next", "j", "n");
        assert_eq!((settings.of("list.next", "j"), settings.of("list.previous", "k")), ("n", "k"));
        assert_eq!(settings.with("list.next", "j", "").of("list.next", "j"), "", "a command may have no keys");
        assert_eq!(settings.with("list.next", "j", "j"), KeySettings::default());
    }
}
