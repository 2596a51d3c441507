//! How people are told, and when not.

use serde_json::{Value, json};
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{Delivery, DeliverySettings, SaveDelivery, Topic, deliveries};
use yingda_shared::kernel::time::Millis;
use yingda_shared::rules::Medium;

use crate::at;

fn settings(json: Value) -> DeliverySettings {
    serde_json::from_value(json).expect("settings")
}

fn nights() -> Value {
    let night = json!([["22:00", "07:00"]]);
    json!({"mon": night, "tue": night, "wed": night, "thu": night, "fri": [["22:00", "24:00"]],
        "sat": [["00:00", "24:00"]], "sun": [["00:00", "24:00"]]})
}

fn until(settings: &DeliverySettings, urgent: bool, at: Millis) -> Option<Millis> {
    match deliveries(settings, Topic::Escalation, &[Medium::Sms], urgent, at)[..] {
        [Delivery::Now { medium: Medium::Sms }] => None,
        [Delivery::Held { medium: Medium::Sms, until }] => Some(until),
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn quiet_hours_hold_until_they_end() {
    let quiet = settings(json!({"quiet": nights()}));
    for (from, end) in [
        ((0, "21:59"), None),
        ((0, "22:00"), Some((1, "07:00"))),
        ((1, "06:59"), Some((1, "07:00"))),
        ((1, "07:00"), None),
        ((4, "23:00"), Some((7, "00:00"))),
        ((5, "12:00"), Some((7, "00:00"))),
        ((7, "00:00"), None),
    ] {
        let expected = end.map(|(day, time)| at(day, time));
        assert_eq!(until(&quiet, false, at(from.0, from.1)), expected, "{from:?}");
    }
    assert_eq!(until(&DeliverySettings::default(), false, at(0, "23:00")), None);
}

#[test]
fn what_is_urgent_breaks_quiet_hours_unless_the_person_says_no() {
    let night = at(0, "23:00");
    assert_eq!(until(&settings(json!({"quiet": nights()})), true, night), None);
    let never = settings(json!({"quiet": nights(), "urgent_breaks_quiet": false}));
    assert_eq!(until(&never, true, night), Some(at(1, "07:00")));
}

#[test]
fn people_choose_among_the_ways_of_a_level_and_are_never_told_by_none() {
    let wish = json!({"preferences": [{"topic": "escalation", "media": ["im", "email"]},
        {"topic": "rule", "media": []}]});
    let ways = |topic, media: &[Medium]| {
        let told = deliveries(&settings(wish.clone()), topic, media, false, at(0, "10:00"));
        told.into_iter()
            .map(|delivery| serde_json::to_value(delivery).expect("JSON")["medium"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ways(Topic::Escalation, &[Medium::Sms, Medium::Im, Medium::Email, Medium::Im]), ["email", "im"]);
    assert_eq!(ways(Topic::Escalation, &[Medium::Sms]), ["push"]);
    assert_eq!(ways(Topic::Rule, Medium::ALL), ["push"]);
    assert_eq!(ways(Topic::HandOver, &[Medium::Sms]), ["sms"], "nothing was said of it");
}

#[test]
fn quiet_for_ever_is_refused_and_holds_nothing() {
    let day = json!([["00:00", "24:00"]]);
    let always = json!({"quiet": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": day, "sun": day}});
    let always = settings(always);
    assert_eq!(always.check().iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(), ["quiet_always"]);
    assert_eq!(until(&always, false, at(0, "10:00")), None);
    assert_eq!(settings(json!({"quiet": nights()})).check(), []);
}

#[test]
fn of_a_hand_over_devices_tell_unless_the_person_asks_for_more_or_less() {
    let fresh = DeliverySettings::default();
    assert!(fresh.takes(Topic::Escalation, Medium::Email) && !fresh.takes(Topic::HandOver, Medium::Email));
    let asked = fresh.clone().with(Topic::HandOver, &[Medium::Email], &[Medium::Email]);
    assert_eq!(asked.wished(Topic::HandOver), [Medium::Push, Medium::Email]);
    assert_eq!(asked.with(Topic::HandOver, &[Medium::Email], &[]), fresh, "what is usual needs no word");
}

#[test]
fn who_chose_among_some_ways_said_nothing_of_those_to_come() {
    let without = DeliverySettings::default().with(Topic::Escalation, &[Medium::Email], &[]);
    assert!(!without.takes(Topic::Escalation, Medium::Email) && without.takes(Topic::Escalation, Medium::Push));
    assert!(without.takes(Topic::Rule, Medium::Email), "of other topics nothing was said");
    let told = deliveries(&without, Topic::Escalation, &[Medium::Email, Medium::Push], false, at(0, "10:00"));
    assert_eq!(told, [Delivery::Now { medium: Medium::Push }]);
    assert_eq!(without.with(Topic::Escalation, &[Medium::Email], &[Medium::Email]), DeliverySettings::default());
}

#[test]
fn devices_are_told_of_every_topic_until_the_person_says_no() {
    let (fresh, noon) = (DeliverySettings::default(), at(0, "12:00"));
    let now = Some(Delivery::Now { medium: Medium::Push });
    let ways = [Medium::Push, Medium::Email];
    for topic in Topic::ALL.iter().copied() {
        assert!(fresh.takes(topic, Medium::Push), "{topic}: the page shows it ticked");
        assert_eq!(fresh.on_devices(Some(topic), false, noon), now, "{topic}: and it comes");
        let off = fresh.clone().with(topic, &ways, &[]);
        assert_eq!(off.preferences.len(), 1, "{topic}: what differs is kept");
        assert!(!off.takes(topic, Medium::Push) && off.on_devices(Some(topic), false, noon).is_none(), "{topic}");
        assert_eq!(off.on_devices(None, false, noon), now, "{topic}: what has no topic comes all the same");
        let on = off.with(topic, &ways, &[Medium::Push]);
        assert_eq!(on.on_devices(Some(topic), false, noon), now, "{topic}");
    }
    let off = fresh.clone().with(Topic::HandOver, &ways, &[]);
    assert_eq!(off.with(Topic::HandOver, &ways, &[Medium::Push]), fresh, "what is usual needs no word");
    let quiet = settings(json!({"quiet": nights()}));
    let held = Some(Delivery::Held { medium: Medium::Push, until: at(1, "07:00") });
    assert_eq!(quiet.on_devices(None, false, at(0, "23:00")), held);
}

#[test]
fn an_offset_that_is_none_is_refused_whatever_it_is() {
    for (offset, sound) in [(480, true), (-840, true), (841, false), (i32::MIN, false), (i32::MAX, false)] {
        let op = SaveDelivery { rv: 0, settings: DeliverySettings { offset, ..DeliverySettings::default() } };
        assert_eq!(op.check().is_empty(), sound, "{offset}");
    }
}
