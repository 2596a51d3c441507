//! Taking a person out of texts: what they are called and reached by gives way to a neutral mark.

use serde_json::Value;

use super::text::phone_digits;

/// Stands where a name or a text stood. It says the same in every language.
pub const ERASED: &str = "■■■";

/// Shorter words name nobody: taken out, they would leave holes in what is about others.
const WORD_MIN: usize = 2;
const PHONE_MIN: usize = 7;

/// The mark where something stood; nothing where nothing did.
pub fn mark(text: &str) -> String {
    if text.is_empty() { String::new() } else { ERASED.into() }
}

/// What a person is called and reached by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traces {
    /// Names, logins and addresses, the longest first.
    words: Vec<String>,
    /// Digits of telephone numbers.
    phones: Vec<String>,
}

impl Traces {
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Traces {
        let mut traces = Traces::default();
        for text in texts {
            traces.add(text);
        }
        traces
    }

    /// Adds a name, a login, an address or a number.
    pub fn add(&mut self, text: &str) {
        let text = text.trim();
        let digits = phone_digits(text);
        let is_phone = digits.len() >= PHONE_MIN && text.chars().all(|c| !c.is_alphabetic());
        if is_phone && !self.phones.contains(&digits) {
            self.phones.push(digits);
        }
        if text.chars().count() >= WORD_MIN && !text.contains(ERASED) && !self.words.iter().any(|word| word == text) {
            self.words.push(text.into());
            self.words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
    }

    /// The text without them.
    pub fn clean(&self, text: &str) -> String {
        let text = self.words.iter().fold(text.to_string(), |text, word| without_word(&text, word));
        self.phones.iter().fold(text, |text, digits| without_digits(&text, digits))
    }

    /// Whether a text names the person.
    pub fn are_in(&self, text: &str) -> bool {
        self.clean(text) != text
    }

    /// A document whose texts were cleaned, names of its members apart, so far as it `reads` afterwards: a
    /// text without which it would not stays as it was.
    pub fn clean_where(&self, value: Value, reads: impl Fn(&Value) -> bool) -> Value {
        let mut left = value.clone();
        self.clean_all(&mut left);
        if left == value || reads(&left) {
            return left;
        }
        let mut places = Vec::new();
        texts(&value, String::new(), &mut places);
        let mut left = value;
        for place in places {
            let Some(Value::String(text)) = left.pointer_mut(&place) else { continue };
            let before = text.clone();
            *text = self.clean(&before);
            if *text != before
                && !reads(&left)
                && let Some(text) = left.pointer_mut(&place)
            {
                *text = Value::String(before);
            }
        }
        left
    }

    /// Cleans every text of a document; names of its members stay.
    pub fn clean_all(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.clean(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.clean_all(value)),
            Value::Object(members) => members.values_mut().for_each(|value| self.clean_all(value)),
            _ => {}
        }
    }
}

/// Where the texts of a document stand, as JSON pointers.
fn texts(value: &Value, at: String, places: &mut Vec<String>) {
    match value {
        Value::String(_) => places.push(at),
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(n, value)| texts(value, format!("{at}/{n}"), places))
        }
        Value::Object(members) => {
            for (name, value) in members {
                texts(value, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), places);
            }
        }
        _ => {}
    }
}

/// Latin words end where letters and digits do: `anna` is not in `annabel`. Others have no such ends.
fn without_word(text: &str, word: &str) -> String {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (first, last) = (joins(word.chars().next()), joins(word.chars().next_back()));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let here = rest.get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word));
        let apart =
            here && !(first && joins(out.chars().next_back())) && !(last && joins(rest[word.len()..].chars().next()));
        let taken = if apart { word.len() } else { c.len_utf8() };
        if apart {
            out.push_str(ERASED);
        } else {
            out.push(c);
        }
        rest = &rest[taken..];
    }
    out
}

/// Digits in whatever groups: `138 0013-8000`.
fn without_digits(text: &str, digits: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let places: Vec<(usize, char)> =
        chars.iter().enumerate().filter(|(_, c)| c.is_ascii_digit()).map(|(at, c)| (at, *c)).collect();
    let wanted: Vec<char> = digits.chars().collect();
    let mut out = String::with_capacity(text.len());
    let (mut written, mut next) = (0, 0);
    while let Some(window) = places.get(next..next + wanted.len()).filter(|window| !window.is_empty()) {
        let same = window.iter().map(|(_, c)| c).eq(&wanted);
        let near = window.windows(2).all(|pair| {
            let (from, to) = (pair[0].0, pair[1].0);
            to == from + 1 || (to == from + 2 && [' ', '-'].contains(&chars[from + 1]))
        });
        if same && near {
            out.extend(&chars[written..window[0].0]);
            out.push_str(ERASED);
            written = window[wanted.len() - 1].0 + 1;
            next += wanted.len();
        } else {
            next += 1;
        }
    }
    out.extend(&chars[written..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traces() -> Traces {
        Traces::of(["安娜", "Anna.Li", "anna.li@example.com", "138 0013 8000", "王"])
    }

    #[test]
    fn names_addresses_and_numbers_give_way_in_whatever_spelling() {
        let cases = [
            ("安娜说打印机坏了", "■■■说打印机坏了"),
            ("ask ANNA.LI, or write to Anna.Li@Example.com.", "ask ■■■, or write to ■■■."),
            ("电话13800138000。", "电话■■■。"),
            ("+86 138-0013-8000 ok", "+86 ■■■ ok"),
            ("回拨 138 0013 8000 与 138 0013 8000", "回拨 ■■■ 与 ■■■"),
        ];
        for (text, left) in cases {
            assert_eq!(traces().clean(text), left);
            assert!(traces().are_in(text) && !traces().are_in(left));
        }
    }

    #[test]
    fn what_only_looks_alike_stays() {
        for text in ["anna.lit", "13800138", "138001380001".trim_end_matches("0001"), "王先生", "1380 0  138000", ""]
        {
            assert_eq!(traces().clean(text), text);
        }
    }

    #[test]
    fn a_document_is_cleaned_to_its_depths() {
        let mut value = serde_json::json!({"a": [{"安娜": "安娜"}, 3], "b": null});
        traces().clean_all(&mut value);
        assert_eq!(value, serde_json::json!({"a": [{"安娜": "■■■"}, 3], "b": null}));
    }

    #[test]
    fn the_mark_is_no_trace() {
        let mut traces = Traces::of([ERASED, "■■■ (■■■)"]);
        assert_eq!(traces, Traces::default());
        traces.add("a");
        assert_eq!(traces.clean("a b a"), "a b a");
        assert_eq!((mark(""), mark("x")), (String::new(), ERASED.to_string()));
    }
}
