//! Sound input made unsound: bytes, and values of JSON.

use serde_json::{Map, Value, json};

use crate::support::Dice;

/// Words that parsers, databases and people stumble over.
const ODD: &[&str] = &[
    "",
    " ",
    "\0",
    "'",
    "\"",
    "\\",
    "%",
    "_",
    "!",
    "~",
    ",",
    ";",
    "&",
    "=",
    "-",
    "--",
    "null",
    "true",
    "NaN",
    "1e999",
    "-0",
    "0x10",
    "18446744073709551616",
    "-9223372036854775809",
    "9223372036854775807",
    "me",
    "none",
    "open",
    "tracked",
    "\u{feff}",
    "\u{202e}",
    "\u{ffff}",
    "💥",
    "ＡＢＣ",
    "三楼",
    "é",
    "e\u{301}",
    "\u{1f468}\u{200d}\u{1f469}",
    "<script>",
    "{{x}}",
    "$1",
    "?",
    "../..",
    "\r\n",
    "2026-02-30",
    "31-02-2016 09:30",
    "00000000-0000-0000-0000-000000000000",
];

/// Changes some bytes: flipped, cut, doubled, put in, or taken from elsewhere.
pub fn bytes(dice: &mut Dice, mut bytes: Vec<u8>) -> Vec<u8> {
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len().max(1));
        match dice.below(8) {
            _ if bytes.is_empty() => bytes.extend_from_slice(dice.pick(ODD).as_bytes()),
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = dice.roll() as u8,
            2 => bytes.truncate(at),
            3 => drop(bytes.remove(at)),
            4 => {
                let odd = dice.pick(ODD).as_bytes().iter().copied();
                bytes.splice(at..at, odd);
            }
            5 => {
                let end = (at + dice.below(64) + 1).min(bytes.len());
                let part = bytes[at..end].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, part);
            }
            6 => {
                let end = (at + dice.below(64) + 1).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                let sign = *dice.pick(b"\",:{}[]\n\r;\t\\=&%");
                bytes.insert(at, sign);
            }
        }
    }
    bytes
}

pub fn text(dice: &mut Dice, text: &str) -> String {
    match dice.below(4) {
        0 => dice.pick(ODD).to_string(),
        1 => text.chars().chain(dice.pick(ODD).chars()).collect(),
        2 => text.repeat(dice.below(40)),
        _ => String::from_utf8_lossy(&bytes(dice, text.as_bytes().to_vec())).into_owned(),
    }
}

/// Changes a value here and there, down to its leaves.
pub fn value(dice: &mut Dice, value: Value) -> Value {
    if dice.one_in(12) {
        return odd(dice);
    }
    match value {
        Value::Object(fields) => {
            let mut changed = Map::new();
            for (name, field) in fields {
                match dice.below(24) {
                    0 => {}
                    1 => drop(changed.insert(text(dice, &name), field)),
                    2 | 3 => drop(changed.insert(name, self::value(dice, field))),
                    4 if !field.is_object() => drop(changed.insert(name, odd(dice))),
                    _ => drop(changed.insert(name, field)),
                }
            }
            Value::Object(changed)
        }
        Value::Array(items) => {
            let mut items: Vec<Value> =
                items.into_iter().map(|item| if dice.one_in(6) { self::value(dice, item) } else { item }).collect();
            match (dice.below(8), items.len()) {
                (0, 1..) => items.truncate(dice.below(items.len())),
                (1, 1..) => items.push(items[dice.below(items.len())].clone()),
                (2, 2..) => items.reverse(),
                (3, _) => items.push(odd(dice)),
                _ => {}
            }
            Value::Array(items)
        }
        Value::String(words) => Value::String(text(dice, &words)),
        Value::Number(_) => number(dice),
        _ => odd(dice),
    }
}

fn number(dice: &mut Dice) -> Value {
    let numbers = [0, 1, -1, 2, 7, i64::MAX, i64::MIN, i64::from(u16::MAX), i64::from(u32::MAX), dice.roll() as i64];
    json!(dice.pick(&numbers))
}

fn odd(dice: &mut Dice) -> Value {
    match dice.below(9) {
        0 => Value::Null,
        1 => json!(dice.one_in(2)),
        2 => number(dice),
        3 => json!(u64::MAX),
        4 => json!(0.5),
        5 => json!([]),
        6 => json!({}),
        7 => json!([[[dice.pick(ODD)]]]),
        _ => json!(dice.pick(ODD)),
    }
}
