//! Amounts as people write them, and the whole numbers that are reckoned with.

use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::kernel::limits::AMOUNT_MAX;

words! {
/// What a limit counts. The ledger holds whole units of it: calls, minutes, fen.
Measure { Calls = "calls", Hours = "hours", Money = "money" }
}

/// A number as it was written: calls, hours with decimals, or yuan with at most two decimals (`"1280.50"`). JSON
/// numbers are taken as well. It is kept as given until `units` reads it, so that a fault names its field.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Amount(String);

impl Amount {
    pub fn new(text: impl Into<String>) -> Amount {
        Amount(text.into())
    }

    /// The text that says so many units.
    pub fn of(measure: Measure, units: i64) -> Amount {
        let parts = match measure {
            Measure::Calls => return Amount(units.to_string()),
            Measure::Hours => 60,
            Measure::Money => 100,
        };
        let (sign, units) = (if units < 0 { "-" } else { "" }, units.unsigned_abs());
        let (whole, rest) = (units / parts, units % parts);
        // A minute has no exact decimals of an hour: four of them are read back as that minute.
        Amount(match measure {
            Measure::Hours if rest == 0 => format!("{sign}{whole}"),
            Measure::Hours => format!("{sign}{whole}.{:04}", (rest * 10_000 + 30) / 60),
            _ => format!("{sign}{whole}.{rest:02}"),
        })
    }

    pub fn text(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Calls, minutes or fen; nothing written is none. The error is a code for the field: `amount` for what is no
    /// number, `amount_negative`, `amount_whole` for parts of a call, `amount_minutes` for parts of a minute,
    /// `amount_decimals` for parts of a fen, `amount_range`.
    pub fn units(&self, measure: Measure) -> Result<i64, &'static str> {
        match self.signed(measure)? {
            units if units < 0 => Err("amount_negative"),
            units => Ok(units),
        }
    }

    /// The same where less than nothing may be meant.
    pub fn signed(&self, measure: Measure) -> Result<i64, &'static str> {
        let text = self.0.trim();
        if text.is_empty() {
            return Ok(0);
        }
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, parts) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let pointless = digits.ends_with('.') || whole.is_empty();
        if pointless || !all_digits(whole) || !all_digits(parts) {
            return Err("amount");
        }
        let whole: i64 = whole.parse().ok().filter(|whole| *whole <= AMOUNT_MAX).ok_or("amount_range")?;
        let units = match measure {
            Measure::Calls if parts.is_empty() => whole,
            Measure::Calls => return Err("amount_whole"),
            Measure::Hours => whole * 60 + minutes(parts)?,
            Measure::Money if parts.len() > 2 => return Err("amount_decimals"),
            Measure::Money => whole * 100 + format!("{parts:0<2}").parse::<i64>().unwrap_or_default(),
        };
        if units > AMOUNT_MAX { Err("amount_range") } else { Ok(sign * units) }
    }
}

/// Minutes that decimals of an hour say: exactly, or to the nearest where four decimals leave no doubt (`0.3333`).
fn minutes(decimals: &str) -> Result<i64, &'static str> {
    if decimals.len() > 4 {
        return Err("amount_minutes");
    }
    let parts: i64 = format!("{decimals:0<4}").parse().unwrap_or_default();
    let minutes = (parts * 60 + 5_000) / 10_000;
    let exact = minutes * 10_000 == parts * 60;
    let nearest = decimals.len() == 4 && (minutes * 10_000 + 30) / 60 == parts;
    if exact || nearest { Ok(minutes) } else { Err("amount_minutes") }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Amount;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an amount such as \"1280.50\"")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Amount, E> {
                Ok(Amount(text.into()))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Amount, E> {
                Ok(Amount(number.to_string()))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Amount, E> {
                Ok(Amount(number.to_string()))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Amount, E> {
                Ok(Amount(number.to_string()))
            }
            fn visit_unit<E: Error>(self) -> Result<Amount, E> {
                Ok(Amount::default())
            }
        }
        deserializer.deserialize_any(Written)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Amount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["string", "number"],
            "description": "Calls, hours, or yuan with at most two decimals, such as \"1280.50\"."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_whole_units_or_say_why_not() {
        use Measure::*;
        let table = [
            ("10", Calls, Ok(10)),
            ("", Calls, Ok(0)),
            ("10.5", Calls, Err("amount_whole")),
            ("-1", Calls, Err("amount_negative")),
            ("10.5", Hours, Ok(630)),
            ("0.25", Hours, Ok(15)),
            ("0.3333", Hours, Ok(20)),
            ("0.33", Hours, Err("amount_minutes")),
            ("0.0001", Hours, Err("amount_minutes")),
            ("0.33333", Hours, Err("amount_minutes")),
            ("1280.5", Money, Ok(128_050)),
            ("1280.05", Money, Ok(128_005)),
            (" 3 ", Money, Ok(300)),
            ("12.345", Money, Err("amount_decimals")),
            ("12.340", Money, Err("amount_decimals")),
            ("-0.01", Money, Err("amount_negative")),
            ("100000000", Money, Ok(AMOUNT_MAX)),
            ("100000000.01", Money, Err("amount_range")),
            ("99999999999999999999", Money, Err("amount_range")),
            ("1,000", Money, Err("amount")),
            ("1e3", Money, Err("amount")),
            ("--1", Money, Err("amount")),
            ("1.", Money, Err("amount")),
            (".5", Money, Err("amount")),
            ("NaN", Money, Err("amount")),
        ];
        for (text, measure, units) in table {
            assert_eq!(Amount::new(text).units(measure), units, "{text} {measure}");
        }
        assert_eq!(Amount::new("-2.50").signed(Money), Ok(-250));
    }

    #[test]
    fn numbers_and_texts_of_json_are_the_same_amount() {
        for json in ["\"12.5\"", "12.5"] {
            let amount: Amount = serde_json::from_str(json).expect(json);
            assert_eq!(amount.units(Measure::Money), Ok(1250), "{json}");
        }
        let third: Amount = serde_json::from_str("12.345").expect("kept until it is read");
        assert_eq!(third.units(Measure::Money), Err("amount_decimals"));
        assert!(serde_json::from_str::<Amount>("[]").is_err());
    }

    #[test]
    fn what_units_are_written_as_is_read_back() {
        for measure in Measure::ALL.iter().copied() {
            for units in (0..3_000).chain([AMOUNT_MAX, -1, -61, -12_345]) {
                assert_eq!(Amount::of(measure, units).signed(measure), Ok(units), "{units} {measure}");
            }
        }
    }
}
