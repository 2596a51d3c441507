//! Plans go over to the contract that renews theirs, and no date is opened by both.

use yingda_shared::contracts::RenewContract;
use yingda_shared::record::List;

use super::*;

both!(
    a_renewal_goes_on_with_the_plans_of_the_contract_before,
    a_date_of_a_contract_without_an_end_is_opened_by_one_of_both,
    what_has_no_date_in_the_renewal_stays_behind,
);

async fn renewed(desk: &Desk, with: Value) {
    let mut json = json!({"id": id(1), "new_id": id(2), "activate": true});
    for (field, value) in with.as_object().expect("fields") {
        json[field] = value.clone();
    }
    desk.done("manager", serde_json::from_value::<RenewContract>(json).expect("a renewal")).await;
}

async fn plans_of(desk: &Desk, n: u128) -> Vec<ServicePlan> {
    let contract = id(n);
    let query = List::<ServicePlan> { parent_id: Some(contract.0), all: true, ..List::default() };
    desk.done("manager", query).await.rows
}

/// Somebody looks every day; answers the days for which cases were opened, in their order.
async fn lived(desk: &Desk, days: std::ops::RangeInclusive<i32>) -> Vec<i32> {
    for each in days {
        pass(desk, nine(each)).await;
    }
    let mut planned = Vec::new();
    for case in opened(desk).await {
        let on = desk.case("manager", case).await.case.planned.and_then(|planned| planned.day);
        planned.push(on.expect("a day").0 - day(0).0);
    }
    planned.sort_unstable();
    planned
}

async fn a_renewal_goes_on_with_the_plans_of_the_contract_before(desk: Desk) {
    signed(&desk, 1, json!({})).await;
    let plan = planned(&desk, json!({"except": [day(38)]})).await;
    desk.done("manager", Save(ServicePlan { active: false, ..self::plan(2, json!({})) })).await;
    renewed(&desk, json!({})).await;
    let [copy] = &plans_of(&desk, 2).await[..] else { panic!("the one that was switched on") };
    assert_eq!((copy.follows_id, copy.name.as_str(), copy.active), (Some(plan.id), "计划1", true));
    assert_eq!((&copy.rule, copy.starts_on, &copy.except), (&plan.rule, plan.starts_on, &plan.except));
    assert_eq!(lived(&desk, 0..=50).await, [10, 17, 24, 31, 45, 52], "each once, across the change");
    let of = async |n| {
        let told = desk.done("manager", PlanHistory { id: n, before: None }).await.rows;
        told.into_iter().filter(|row| row.case.is_some()).count()
    };
    assert_eq!((of(plan.id).await, of(copy.id).await), (3, 3));
}

async fn a_date_of_a_contract_without_an_end_is_opened_by_one_of_both(desk: Desk) {
    signed(&desk, 1, json!({"ends_at": null, "limits": calls(50)})).await;
    let plan = planned(&desk, json!({"ahead_days": 9})).await;
    // The second date lies in the renewal, and is opened before there is one.
    assert_eq!(lived(&desk, 0..=8).await, [10, 17]);
    renewed(&desk, json!({"starts_at": nine(12), "ends_at": nine(90)})).await;
    assert!(of_plan(&desk).await.iter().all(|coming| coming.date.at < nine(12)), "the first contract goes no further");
    assert_eq!(lived(&desk, 9..=30).await, [10, 17, 24, 31, 38]);
    let told = desk.done("manager", PlanHistory { id: plan.id, before: None }).await.rows;
    assert_eq!(told.len(), 2, "the rest is the business of the other");
    let copy = plans_of(&desk, 2).await.remove(0);
    assert_eq!(copy.follows_id, Some(plan.id));
}

async fn what_has_no_date_in_the_renewal_stays_behind(desk: Desk) {
    signed(&desk, 1, json!({})).await;
    planned(&desk, json!({"rule": "FREQ=YEARLY"})).await;
    let counted = self::plan(2, json!({"rule": "FREQ=WEEKLY;COUNT=2"}));
    desk.done("manager", Save(counted.clone())).await;
    renewed(&desk, json!({})).await;
    let [copy] = &plans_of(&desk, 2).await[..] else { panic!("the one with dates") };
    assert_eq!((copy.follows_id, copy.starts_on), (Some(counted.id), Some(day(31))), "it counts anew, in its rhythm");
}
