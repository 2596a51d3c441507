//! Who gets a case.

use serde_json::{Value, json};
use yingda_shared::calendar::WorkingTime;
use yingda_shared::kernel::time::Millis;
use yingda_shared::rules::{Candidate, Chosen, Dispatch, Duty, Needs, OffDuty, Span, Turn, WhyNot, dispatch};

use crate::{at, user, uuid};

const NOW: Millis = crate::MONDAY;

fn one(n: u128, load: u32) -> Candidate {
    Candidate {
        user_id: user(n),
        teams: vec![uuid(500).into()],
        skills: vec!["U8".into(), "Oracle".into()],
        languages: vec!["zh".into()],
        units: vec![uuid(400).into(), uuid(401).into()],
        load,
        duty: Duty::default(),
        may: true,
    }
}

fn ask(extra: Value) -> Dispatch {
    let mut json = json!({"by": "least_load"});
    json.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    serde_json::from_value(json).expect("a dispatch")
}

fn needs() -> Needs {
    Needs { region: Some(uuid(401).into()), language: Some("ZH".into()) }
}

fn choose(extra: Value, candidates: &[Candidate], last: Option<u128>) -> Chosen {
    dispatch(&ask(extra), &needs(), candidates, NOW, Turn { last: last.map(user) })
}

fn passed(chosen: &Chosen) -> Vec<(u128, WhyNot)> {
    chosen.passed_over.iter().map(|one| (one.user_id.0.as_u128(), one.why)).collect()
}

#[test]
fn the_fewest_cases_go_first_and_of_equals_whose_turn_it_is() {
    let all = [one(3, 1), one(1, 1), one(2, 0), one(4, 1)];
    let chosen = choose(json!({}), &all, None);
    assert_eq!((chosen.user_id, chosen.fitting), (Some(user(2)), 4));
    assert_eq!(passed(&chosen), [(1, WhyNot::Busier), (3, WhyNot::Busier), (4, WhyNot::Busier)]);
    let equals = [one(4, 1), one(1, 1), one(3, 1), one(9, 7)];
    for (last, next) in [(None, 1), (Some(1), 3), (Some(2), 3), (Some(3), 4), (Some(4), 1), (Some(9), 1)] {
        let chosen = choose(json!({}), &equals, last);
        assert_eq!((chosen.user_id, chosen.turn.last), (Some(user(next)), Some(user(next))), "{last:?}");
    }
}

#[test]
fn turns_go_round_and_are_handed_back() {
    let all = [one(2, 9), one(3, 0), one(1, 5)];
    let mut turn = Turn::default();
    let mut order = Vec::new();
    for _ in 0..5 {
        let chosen = dispatch(&ask(json!({"by": "round_robin"})), &needs(), &all, NOW, turn);
        assert_eq!(passed(&chosen).iter().filter(|(_, why)| *why == WhyNot::LaterTurn).count(), 2);
        turn = chosen.turn;
        order.push(chosen.user_id.expect("somebody").0.as_u128());
    }
    assert_eq!(order, [1, 2, 3, 1, 2]);
}

#[test]
fn whoever_does_not_fit_is_passed_over_with_the_reason() {
    let all = json!({"team_id": uuid(500), "skills": ["oracle", "u8"], "same_region": true, "same_language": true,
        "most": 5});
    let night = WorkingTime::new(NOW..at(9, "00:00"), vec![(at(0, "20:00"), at(0, "21:00"))]);
    let off = Duty { hours: Some(night), ..Duty::default() };
    let away = Duty { away: vec![Span { from: NOW, to: NOW + 1 }], ..off.clone() };
    let gone = Duty { inactive: true, ..Duty::default() };
    let fit = one(1, 4);
    for (odd, why, off) in [
        (Candidate { may: false, ..one(2, 0) }, WhyNot::NoRight, None),
        (Candidate { teams: vec![], ..one(2, 0) }, WhyNot::OtherTeam, None),
        (Candidate { duty: off.clone(), ..one(2, 0) }, WhyNot::OffDuty, Some(OffDuty::Hours)),
        (Candidate { duty: away, ..one(2, 0) }, WhyNot::OffDuty, Some(OffDuty::Away)),
        (Candidate { duty: gone.clone(), ..one(2, 0) }, WhyNot::OffDuty, Some(OffDuty::Inactive)),
        (Candidate { skills: vec!["u8".into()], ..one(2, 0) }, WhyNot::Skill, None),
        (Candidate { units: vec![uuid(400).into()], ..one(2, 0) }, WhyNot::Region, None),
        (Candidate { languages: vec!["en".into()], ..one(2, 0) }, WhyNot::Language, None),
        (one(2, 5), WhyNot::Full, None),
    ] {
        let chosen = choose(all.clone(), &[odd.clone(), fit.clone()], None);
        assert_eq!((chosen.user_id, chosen.fitting), (Some(user(1)), 1), "{why}");
        assert_eq!((passed(&chosen), chosen.passed_over[0].off), (vec![(2, why)], off));
        let missing: &[&str] = if why == WhyNot::Skill { &["oracle"] } else { &[] };
        assert_eq!(chosen.passed_over[0].missing, missing);
        let alone = choose(all.clone(), &[odd], Some(7));
        assert_eq!((alone.user_id, alone.fitting, alone.turn.last), (None, 0, Some(user(7))), "nobody fits");
    }
    let unasked = Candidate { skills: vec![], languages: vec![], units: vec![], teams: vec![], ..one(2, 99) };
    assert_eq!(choose(json!({}), &[unasked], None).user_id, Some(user(2)), "what is not asked for is not looked at");
    let night = json!({"on_duty": false});
    let asleep = Candidate { duty: off, ..one(2, 0) };
    assert_eq!(choose(night.clone(), &[asleep], None).user_id, Some(user(2)));
    assert_eq!(choose(night, &[Candidate { duty: gone, ..one(2, 0) }], None).user_id, None, "switched off is off");
}

#[test]
fn the_order_of_candidates_says_nothing() {
    let all = [one(1, 2), one(2, 1), one(3, 1), Candidate { may: false, ..one(4, 0) }];
    let expected = choose(json!({}), &all, Some(2));
    assert_eq!(expected.user_id, Some(user(3)));
    let mut other = all.to_vec();
    other.reverse();
    other.push(one(3, 1));
    assert_eq!(choose(json!({}), &other, Some(2)), expected, "nor does a name that comes twice");
}
