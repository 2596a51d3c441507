//! Whom a level means.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use yingda_shared::calendar::WorkingTime;
use yingda_shared::escalation::{Directory, Passed, Person, Resolved, WhyPassed, resolve};
use yingda_shared::identity::standing::{Standing, manager_faults};
use yingda_shared::kernel::id::UserId;
use yingda_shared::rules::{CaseFacts, Duty, Recipient, Span};

use crate::{at, case, rotas, user, uuid};

/// Users 1 to 4, each below the next one; 3 leads the team of the case; rota 600 has user 5 at work on Mondays.
fn directory() -> Directory {
    let person = |n: u128, manager: Option<u128>| {
        let person = Person { name: format!("P{n}"), manager_id: manager.map(user), duty: Duty::default(), sees: true };
        (user(n), person)
    };
    let people = [(1, Some(2)), (2, Some(3)), (3, Some(4)), (4, None), (5, None)];
    Directory {
        people: people.into_iter().map(|(n, manager)| person(n, manager)).collect(),
        leads: BTreeMap::from([(uuid(500).into(), user(3))]),
        rotas: BTreeMap::from([(uuid(600).into(), rotas::mondays(5))]),
        robots: BTreeSet::from([uuid(700).into()]),
    }
}

fn mine() -> CaseFacts {
    CaseFacts { assignee_id: Some(user(1)), ..case() }
}

fn find(recipients: Value, urgent: bool, case: &CaseFacts, of: &Directory) -> Resolved {
    let recipients: Vec<Recipient> = serde_json::from_value(recipients).expect("recipients");
    resolve(&recipients, urgent, case, of, at(0, "10:00"))
}

fn manager(steps: u32) -> Value {
    json!([{"who": "manager", "steps": steps}])
}

fn passed(why: WhyPassed, user_id: Option<UserId>) -> Passed {
    Passed { place: 0, user_id, why, circle: Vec::new() }
}

fn told(people: &[u128]) -> Vec<UserId> {
    people.iter().copied().map(user).collect()
}

#[test]
fn everybody_is_told_once_in_the_order_of_recipients() {
    let all = json!([{"who": "on_call", "rota_id": uuid(600)}, {"who": "team_lead"}, {"who": "owner"},
        {"who": "manager", "steps": 2}, {"who": "named", "user_id": uuid(5)}]);
    assert_eq!(find(all, false, &mine(), &directory()), Resolved { people: told(&[5, 3, 1]), ..Resolved::default() });
}

#[test]
fn the_chain_of_managers_begins_with_the_owner_or_the_lead() {
    for (steps, above) in [(1, 2), (2, 3), (3, 4)] {
        assert_eq!(find(manager(steps), false, &mine(), &directory()).people, told(&[above]), "{steps}");
    }
    assert_eq!(find(manager(1), false, &case(), &directory()).people, told(&[4]), "the lead's");
    let none = find(manager(4), false, &mine(), &directory());
    assert_eq!(none, Resolved { people: vec![], robots: vec![], passed: vec![passed(WhyPassed::NoManager, None)] });
    let lost = CaseFacts { team_id: None, ..case() };
    assert_eq!(find(manager(1), false, &lost, &directory()).passed, [passed(WhyPassed::NoOwner, None)]);
}

#[test]
fn managers_in_a_circle_are_found_and_end_the_search() {
    let mut of = directory();
    of.people.get_mut(&user(4)).expect("a person").manager_id = Some(user(2));
    let found = find(json!([{"who": "manager", "steps": 9}, {"who": "owner"}]), false, &mine(), &of);
    assert_eq!(found.people, told(&[1]), "others are told all the same");
    let circle = Passed { circle: told(&[2, 3, 4]), ..passed(WhyPassed::Circle, None) };
    assert_eq!(found.passed, [circle]);
    of.people.get_mut(&user(2)).expect("a person").manager_id = Some(user(2));
    let own = Passed { circle: told(&[2]), ..passed(WhyPassed::Circle, None) };
    assert_eq!(find(manager(2), false, &mine(), &of).passed, [own]);
}

#[test]
fn whoever_is_not_there_is_passed_over_with_the_reason() {
    let hours = WorkingTime::new(at(0, "00:00")..at(9, "00:00"), vec![(at(0, "13:00"), at(0, "18:00"))]);
    let away = Duty { away: vec![Span { from: at(0, "10:00"), to: at(0, "10:01") }], ..Duty::default() };
    let off = Duty { hours: Some(hours), ..Duty::default() };
    let gone = Duty { inactive: true, ..off.clone() };
    for (duty, sees, why, urgent) in [
        (away.clone(), true, WhyPassed::Away, Some(WhyPassed::Away)),
        (off, true, WhyPassed::OffHours, None),
        (gone, true, WhyPassed::Inactive, Some(WhyPassed::Inactive)),
        (Duty::default(), false, WhyPassed::NoRight, Some(WhyPassed::NoRight)),
    ] {
        let mut of = directory();
        let second = of.people.get_mut(&user(2)).expect("a person");
        (second.duty, second.sees) = (duty, sees);
        let one = Some(user(2));
        let expected = Resolved { people: told(&[3]), robots: vec![], passed: vec![passed(why, one)] };
        assert_eq!(find(manager(1), false, &mine(), &of), expected, "the next one up stands in");
        let named = json!([{"who": "named", "user_id": uuid(2)}]);
        let expected = Resolved { people: vec![], robots: vec![], passed: vec![passed(why, one)] };
        assert_eq!(find(named.clone(), false, &mine(), &of), expected);
        let urgently = find(named, true, &mine(), &of).passed;
        assert_eq!(urgently, urgent.map(|why| passed(why, one)).into_iter().collect::<Vec<_>>());
    }
    let mut later = directory();
    later.people.get_mut(&user(2)).expect("a person").duty =
        Duty { away: vec![Span { from: at(0, "09:00"), to: at(0, "10:00") }], ..away };
    assert_eq!(find(manager(1), false, &mine(), &later).people, told(&[2]), "back again");
}

/// A rota is the hours of whoever is on call: their calendar keeps nothing from them, leave does.
#[test]
fn whoever_is_on_call_is_told_outside_of_their_hours() {
    let hours = WorkingTime::new(at(0, "00:00")..at(9, "00:00"), vec![(at(0, "13:00"), at(0, "18:00"))]);
    let off = Duty { hours: Some(hours), ..Duty::default() };
    let away = Duty { away: vec![Span { from: at(0, "09:00"), to: at(0, "11:00") }], ..off.clone() };
    let gone = Duty { inactive: true, ..off.clone() };
    for (duty, sees, why) in [
        (off.clone(), true, None),
        (away, true, Some(WhyPassed::Away)),
        (gone, true, Some(WhyPassed::Inactive)),
        (off, false, Some(WhyPassed::NoRight)),
    ] {
        let mut of = directory();
        let fifth = of.people.get_mut(&user(5)).expect("a person");
        (fifth.duty, fifth.sees) = (duty, sees);
        let people = if why.is_none() { told(&[5]) } else { vec![] };
        let reasons: Vec<Passed> = why.map(|why| passed(why, Some(user(5)))).into_iter().collect();
        let found = find(json!([{"who": "on_call", "rota_id": uuid(600)}]), false, &mine(), &of);
        assert_eq!(found, Resolved { people, robots: vec![], passed: reasons });
        // By their name they are asked like anybody else.
        let named = find(json!([{"who": "named", "user_id": uuid(5)}]), false, &mine(), &of);
        assert_eq!(named.passed, [passed(why.unwrap_or(WhyPassed::OffHours), Some(user(5)))]);
    }
}

#[test]
fn nobody_is_a_reason_too() {
    let of = directory();
    let lost = CaseFacts { team_id: None, ..case() };
    for (recipient, case, why) in [
        (json!({"who": "owner"}), case(), WhyPassed::NoOwner),
        (json!({"who": "team_lead"}), lost, WhyPassed::NoLead),
        (json!({"who": "on_call", "rota_id": uuid(601)}), case(), WhyPassed::NoRota),
    ] {
        assert_eq!(find(json!([recipient]), false, &case, &of).passed, [passed(why, None)]);
    }
    let named = find(json!([{"who": "named", "user_id": uuid(66)}]), false, &case(), &of);
    assert_eq!(named.passed, [passed(WhyPassed::Unknown, Some(user(66)))]);
    let call: Vec<Recipient> =
        serde_json::from_value(json!([{"who": "on_call", "rota_id": uuid(600)}])).expect("recipients");
    let gap = resolve(&call, false, &case(), &of, at(1, "10:00"));
    assert_eq!(gap.passed, [passed(WhyPassed::Gap, None)]);
    let mut of = of;
    of.rotas.get_mut(&uuid(600).into()).expect("a rota").active = false;
    let off = resolve(&call, false, &case(), &of, at(0, "10:00"));
    assert_eq!(off.passed, [passed(WhyPassed::NoRota, None)]);
}

#[test]
fn a_manager_who_would_close_a_circle_is_refused_with_the_names() {
    let standing = |person: Person| Standing { name: person.name, manager_id: person.manager_id };
    let people: BTreeMap<UserId, Standing> =
        directory().people.into_iter().map(|(id, person)| (id, standing(person))).collect();
    let faults = manager_faults(&people, user(4), Some(user(1)));
    assert_eq!(
        (faults.len(), faults[0].pointer.as_str(), faults[0].code.as_str()),
        (1, "/manager_id", "manager_circle")
    );
    assert_eq!(faults[0].params["names"], "P4 → P1 → P2 → P3 → P4");
    assert_eq!(manager_faults(&people, user(1), Some(user(1)))[0].params["names"], "P1 → P1");
    assert_eq!(manager_faults(&people, user(4), None), []);
    assert_eq!(manager_faults(&people, user(1), Some(user(4))), []);
    // A circle that is there already is another person's, and ends here.
    let mut odd = people;
    odd.get_mut(&user(4)).expect("a person").manager_id = Some(user(3));
    assert_eq!(manager_faults(&odd, user(1), Some(user(2))), []);
}

#[test]
fn robots_are_told_once_beside_people() {
    let robot = |n: u128| json!({"who": "robot", "robot_id": uuid(n)});
    let found = find(json!([robot(700), {"who": "owner"}, robot(700), robot(701)]), false, &mine(), &directory());
    assert_eq!((found.people, found.robots), (told(&[1]), vec![uuid(700).into()]));
    assert_eq!(found.passed, [Passed { place: 3, ..passed(WhyPassed::NoRobot, None) }]);
}
