//! The contract of the demo world, with what comes round under it.

use yingda_shared::cases::Occasion;
use yingda_shared::contracts::plans::{DayOff, Opens, ServicePlan};
use yingda_shared::contracts::{Amount, Combine, Contract, ContractState, Limit, Measure, OnDepletion};
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::ContractId;
use yingda_shared::kernel::time::{DAY, MINUTE, Millis, OffsetMinutes};

use super::customers::company_id;
use super::dice::{Kind, id};
use crate::contracts::plans::store::look_at;
use crate::ctx::Cx;
use crate::records::store as records;

/// Whose it is.
const COMPANY: usize = 3;

pub async fn store(cx: &mut Cx) -> Result<(), Fault> {
    let today = today(cx.now, cx.services.config.offset);
    let contract = contract(today, cx.services.config.offset);
    records::put(cx, &contract, vec![scope::ORGANISATION.into()]).await?;
    let plan = plan(contract.id, today);
    records::put(cx, &plan, vec![scope::ORGANISATION.into()]).await?;
    look_at(cx, plan.id, contract.id, true).await
}

fn today(now: Millis, offset: OffsetMinutes) -> Day {
    // Days of the centuries in which this runs.
    Day((now + Millis::from(offset) * MINUTE).div_euclid(DAY) as i32)
}

/// A year of care that began three months ago.
fn contract(today: Day, offset: OffsetMinutes) -> Contract {
    let midnight = |day: Day| Millis::from(day.0) * DAY - Millis::from(offset) * MINUTE;
    Contract {
        id: id(Kind::Contract, 0),
        rv: 0,
        active: true,
        name: "年度维护服务".into(),
        code: "HT-0001".into(),
        company_id: company_id(COMPANY),
        service_product_id: None,
        state: ContractState::Active,
        supplier_unit_id: None,
        supplier_firm_id: None,
        starts_at: midnight(today.after(-90)),
        ends_at: Some(midnight(today.after(275))),
        departments: Vec::new(),
        products: Vec::new(),
        assets: Vec::new(),
        categories: Vec::new(),
        kinds: Vec::new(),
        channels: Vec::new(),
        limits: vec![Limit { measure: Some(Measure::Calls), total: Amount::of(Measure::Calls, 60) }],
        combine: Combine::Any,
        on_depletion: OnDepletion::Warn,
        next_id: None,
        thresholds: vec![80],
        renews_id: None,
        call_hours: Amount::default(),
        call_charge: Amount::default(),
        hour_charge: Amount::default(),
        price: Amount::of(Measure::Money, 4_800_000),
        cost: Amount::default(),
        hour_cost: Amount::default(),
        note: String::new(),
    }
}

/// A visit every three months; the first one is far enough away to leave the lists of the demo world alone.
fn plan(contract_id: ContractId, today: Day) -> ServicePlan {
    ServicePlan {
        id: id(Kind::Plan, 0),
        rv: 0,
        active: true,
        name: "季度巡检".into(),
        contract_id,
        occasion: Occasion::Visit,
        opens: Opens::Case,
        rule: "FREQ=MONTHLY;INTERVAL=3".into(),
        except: Vec::new(),
        starts_on: Some(today.after(30)),
        minute: 9 * 60,
        calendar_id: None,
        day_off: DayOff::Next,
        ahead_days: 7,
        fault_priority: None,
        subject: "{date} 季度巡检".into(),
        description: "检查服务器、网关与打印终端，备份确认，留下巡检单。".into(),
        category_id: None,
        priority: None,
        team_id: None,
        assignee_id: None,
        asset_id: None,
        department_id: None,
        contact_id: None,
        note: String::new(),
        follows_id: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::kernel::time::SHANGHAI;
    use yingda_shared::record::Details;

    #[test]
    fn both_would_pass_the_doors_and_open_nothing_yet() {
        let today = today(1_795_500_000_000, SHANGHAI);
        let contract = contract(today, SHANGHAI);
        let plan = plan(contract.id, today);
        assert_eq!((contract.check(), plan.check()), (Vec::new(), Vec::new()));
        assert!(plan.starts_on.is_some_and(|day| day.0 - i32::from(plan.ahead_days) > today.0 + 14));
    }
}
