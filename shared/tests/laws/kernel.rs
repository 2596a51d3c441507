//! Texts, ids, addresses, moments, promises.

use proptest::prelude::*;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::catalog::priority::{Cell, Impact, Priority, PriorityMatrix, Urgency};
use yingda_shared::contract::{push_encoded, wire};
use yingda_shared::kernel::id::{FileId, FileIds, Uuid};
use yingda_shared::kernel::text::{fold, mask_phone, mentions, phone_digits};
use yingda_shared::kernel::time::{MINUTE, date_time, day_distance, rfc3339, span};
use yingda_shared::record::changes;

fn ids() -> impl Strategy<Value = FileIds> {
    proptest::collection::vec(any::<u128>(), 0..12)
        .prop_map(|ids| FileIds(ids.into_iter().map(|n| FileId(Uuid::from_u128(n))).collect()))
}

fn cells() -> impl Strategy<Value = Cell> {
    let priority = proptest::sample::select(Priority::ALL);
    (priority, 1_u32..10_000, 0_u32..10_000).prop_map(|(priority, respond_minutes, more)| Cell {
        priority,
        respond_minutes,
        resolve_minutes: respond_minutes + more,
    })
}

/// Undoes percent-encoding, by its definition.
fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let hex = std::str::from_utf8(&tail[..2]).expect("two digits");
            bytes.push(u8::from_str_radix(hex, 16).expect("hexadecimal"));
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

proptest! {
    #[test]
    fn folding_is_done_once(text in "\\PC{0,40}") {
        let folded = fold(&text);
        prop_assert_eq!(&fold(&folded), &folded);
        prop_assert!(!folded.contains("  ") && folded.trim() == folded);
        let unfolded = |c: char| c.is_ascii_uppercase() || ('！'..='～').contains(&c);
        prop_assert!(!folded.contains(unfolded));
    }

    #[test]
    fn a_text_is_found_by_its_own_words(text in "[a-zA-Z0-9一-龥ａ-ｚ０-９ ]{1,30}") {
        let folded = fold(&text);
        for word in text.split_whitespace() {
            prop_assert!(folded.contains(&fold(word)), "{word}");
        }
    }

    #[test]
    fn phones_are_digits_and_masks_hide_most_of_them(text in "[+0-9０-９ ()a-z-]{0,24}") {
        let digits = phone_digits(&text);
        prop_assert!(digits.bytes().all(|byte| byte.is_ascii_digit()));
        prop_assert_eq!(&phone_digits(&digits), &digits);
        let shown = mask_phone(&text).bytes().filter(u8::is_ascii_digit).count();
        prop_assert!(digits.len() < 4 || digits.len() - shown >= 4, "{text:?} shows {shown} of {}", digits.len());
        prop_assert!(digits.is_empty() || mask_phone(&text) != digits);
    }

    #[test]
    fn mentions_are_logins_each_once(text in "[@a-zA-Z0-9._ 一-龥,-]{0,40}") {
        let found = mentions(&text);
        let mut unique = found.clone();
        unique.sort();
        unique.dedup();
        prop_assert_eq!(unique.len(), found.len());
        for login in found {
            prop_assert!(!login.is_empty() && login == login.to_lowercase());
            let called = format!("@{login}");
            prop_assert!(text.to_lowercase().contains(&called));
        }
    }

    #[test]
    fn ids_are_read_from_arrays_and_from_commas(ids in ids(), gap in "[ ,]{1,3}") {
        let array = serde_json::to_value(&ids).expect("JSON");
        prop_assert_eq!(&serde_json::from_value::<FileIds>(array).expect("an array"), &ids);
        let gap = if gap.contains(',') { gap } else { format!("{gap},") };
        let text = ids.0.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(&gap);
        prop_assert_eq!(serde_json::from_value::<FileIds>(text.into()).expect("commas"), ids);
    }

    #[test]
    fn what_is_no_id_is_no_list_of_ids(text in "[g-z]{1,8}") {
        prop_assert!(serde_json::from_value::<FileIds>(text.clone().into()).is_err());
        prop_assert!(serde_json::from_value::<FileIds>(serde_json::json!([text])).is_err());
        let object = serde_json::json!({"a": 1});
        prop_assert!(serde_json::from_value::<FileIds>(object).is_err());
    }

    #[test]
    fn an_encoded_text_comes_back_and_holds_no_sign_of_an_address(text in "\\PC{0,40}") {
        let mut encoded = String::new();
        push_encoded(&mut encoded, &text);
        prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)));
        prop_assert_eq!(decoded(&encoded), text);
    }

    #[test]
    fn a_query_on_the_wire_holds_every_filter(q in "\\PC{1,20}", limit in 1_u32..500) {
        let address = wire(&ListCases { q: Some(q.clone()), limit: Some(limit), ..ListCases::default() }).address;
        let (path, query) = address.split_once('?').expect("a query");
        let pairs: Vec<(String, String)> =
            query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (decoded(name), decoded(value))).collect();
        prop_assert_eq!(path, "/cases");
        prop_assert_eq!(pairs, vec![("limit".to_string(), limit.to_string()), ("q".to_string(), q)]);
    }

    #[test]
    fn no_moment_breaks_the_calendar(at in any::<i64>(), now in -8_000_000_000_000_000_i64..8_000_000_000_000_000, offset in -900_i32..900) {
        date_time(at, offset);
        rfc3339(at);
        prop_assert_eq!(day_distance(now, now, offset), 0);
        prop_assert_eq!(span(now, now + MINUTE), span(now + MINUTE, now));
    }

    #[test]
    fn a_sound_matrix_promises_in_order(cells in proptest::collection::vec(proptest::collection::vec(cells(), 4), 3), opened in 0_i64..4_000_000_000_000) {
        let matrix = PriorityMatrix { rv: 0, cells };
        prop_assert!(matrix.check().is_empty());
        for impact in Impact::ALL {
            for urgency in Urgency::ALL {
                let promise = matrix.promise(*impact, *urgency, opened, &Default::default());
                prop_assert!(opened < promise.respond_by && promise.respond_by <= promise.resolve_by);
            }
        }
    }

    #[test]
    fn an_unsound_matrix_is_refused(row in 0_usize..3, column in 0_usize..4, respond in any::<u32>(), resolve in any::<u32>()) {
        let mut matrix = PriorityMatrix::default();
        let cell = &mut matrix.cells[row][column];
        (cell.respond_minutes, cell.resolve_minutes) = (respond, resolve);
        let most = 365 * 24 * 60;
        let sound = (1..=most).contains(&respond) && (1..=most).contains(&resolve) && respond <= resolve;
        prop_assert_eq!(matrix.check().is_empty(), sound);
        matrix.cells[row].pop();
        prop_assert!(matrix.check().iter().any(|fault| fault.code == "matrix_shape"));
    }

    #[test]
    fn changes_are_the_fields_that_differ(q in proptest::option::of("[a-z]{0,3}"), r in proptest::option::of("[a-z]{1,3}")) {
        let (old, new) = (ListCases { q: q.clone(), ..ListCases::default() }, ListCases { q: r.clone(), ..ListCases::default() });
        prop_assert!(changes(Some(&new), &new).is_empty());
        let told = changes(Some(&old), &new);
        let differs = r.is_some() && q.clone().unwrap_or_default() != r.clone().unwrap_or_default();
        prop_assert_eq!(told.len(), usize::from(differs));
    }
}
