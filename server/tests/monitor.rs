//! The service monitor: its figures are the lists that they lead to, each reader's own.

use yingda_server::ctx::now;
use yingda_server::escalation::{handlers, watch};
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::escalation::{AcknowledgeEscalation, EscalationPolicy};
use yingda_shared::identity::User;
use yingda_shared::kernel::span::Span;
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE};
use yingda_shared::monitor::{Figure, GetMonitor, Monitor};
use yingda_shared::record::{Get, Save};
use yingda_shared::schedules::OffDuty;

use serde_json::json;

use crate::both;
use crate::clocks::opened;
use crate::escalation::{case_of_the_team, everybody, kept, level, policy, rests};
use crate::search::Follower;
use crate::support::world::{self, ANNA, BELLA, NORTHERN, SOUTHERN};
use crate::support::{Desk, code};

both!(
    each_figure_is_the_list_that_it_leads_to,
    the_index_counts_as_the_database_does,
    each_reader_has_figures_of_their_own,
    what_nobody_acknowledged_waits_and_what_somebody_sees_to_does_not,
    whoever_is_away_is_said_to_be,
);

async fn wall(desk: &Desk, who: &str) -> Monitor {
    desk.done(who, GetMonitor {}).await
}

async fn some_cases(desk: &Desk) {
    opened(desk, now() - 9 * DAY, "逾期").await;
    opened(desk, now() - MINUTE, "刚来").await;
    desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    let taken = desk.opened_for(SOUTHERN, BELLA, "织机停转").await.id;
    desk.done("engineer", TakeCase { id: taken, base: None }).await;
    let over = desk.opened_for(SOUTHERN, BELLA, "已经好了").await.id;
    desk.done("engineer", TakeCase { id: over, base: None }).await;
    desk.resolved("engineer", over).await;
}

async fn agrees(desk: &Desk, who: &str) -> Monitor {
    let wall = wall(desk, who).await;
    for figure in Figure::ALL {
        let rows = desk.done(who, ListCases { limit: Some(200), ..figure.question() }).await.rows;
        assert_eq!(wall.figure(*figure), rows.len() as i64, "{figure} of {who}");
    }
    let open = wall.figure(Figure::Open);
    let sum = |groups: &[yingda_shared::cases::listing::Group]| groups.iter().map(|group| group.count).sum::<i64>();
    for groups in [&wall.states, &wall.priorities, &wall.units, &wall.teams] {
        assert_eq!(sum(groups), open, "every open case is in one group");
    }
    assert_eq!(wall.people.iter().map(|load| load.cases).sum::<i64>(), open - wall.figure(Figure::Unassigned));
    let named = wall.units.iter().filter_map(|group| group.word.parse().ok()).all(|id| wall.names.contains_key(&id));
    assert!(named, "regions have names");
    wall
}

async fn each_figure_is_the_list_that_it_leads_to(desk: Desk) {
    some_cases(&desk).await;
    let wall = agrees(&desk, "manager").await;
    assert!(wall.figure(Figure::Overdue) >= 1 && wall.figure(Figure::AtRisk) >= wall.figure(Figure::Overdue));
    assert!(wall.people.iter().any(|load| load.user_id == world::user("engineer")));
    assert_eq!(code(desk.call("anna", GetMonitor {}).await), "forbidden");
    assert_eq!(code(desk.call("paul", GetMonitor {}).await), "forbidden");
}

async fn the_index_counts_as_the_database_does(desk: Desk) {
    some_cases(&desk).await;
    let by_database = wall(&desk, "manager").await;
    let follower = Follower::start(&desk).await;
    let by_index = agrees(&desk, "manager").await;
    assert_eq!(Monitor { at: 0, ..by_index }, Monitor { at: 0, ..by_database });
    // What came since the index was written counts as well.
    desk.opened_for(NORTHERN, ANNA, "又来一张").await;
    agrees(&desk, "manager").await;
    follower.stop().await;
}

async fn each_reader_has_figures_of_their_own(desk: Desk) {
    some_cases(&desk).await;
    let all = wall(&desk, "manager").await.figure(Figure::Open);
    let (north, south) = (agrees(&desk, "north").await, agrees(&desk, "south").await);
    assert!(north.figure(Figure::Open) > 0 && south.figure(Figure::Open) > 0);
    assert!(north.figure(Figure::Open) < all && south.figure(Figure::Open) < all);
}

async fn what_nobody_acknowledged_waits_and_what_somebody_sees_to_does_not(desk: Desk) {
    let with_end = EscalationPolicy {
        acknowledged_minutes: Some(60),
        ..policy(1, everybody(), json!([level(75, json!({})), level(90, json!({"stop_when": ["resolved"]}))]))
    };
    kept(&desk, with_end).await;
    let (case, due) = case_of_the_team(&desk).await;
    assert!(wall(&desk, "manager").await.waiting.is_empty(), "no level was reached yet");
    rests(&desk, due).await;
    let waits = |wall: Monitor| wall.waiting.into_iter().map(|one| (one.row.id, one.level)).collect::<Vec<_>>();
    assert_eq!(waits(wall(&desk, "manager").await), [(case, 1)], "the second level asks for no acknowledgement");
    assert_eq!(waits(wall(&desk, "south").await), [], "out of sight");
    let caller = desk.caller("engineer").await;
    let acknowledged = desk.services.write(caller, move |cx| {
        cx.now = due + MINUTE;
        Box::pin(handlers::acknowledge(cx, AcknowledgeEscalation { id: case }))
    });
    acknowledged.await.expect("somebody sees to it");
    assert_eq!(waits(wall(&desk, "manager").await), []);
    rests(&desk, due + 2 * HOUR).await;
    assert_eq!(waits(wall(&desk, "manager").await), [(case, 1)], "it ran out");
    let policy: EscalationPolicy = desk.done("manager", Get::new(policy(1, everybody(), json!([])).id.0)).await;
    desk.done("manager", Save(EscalationPolicy { active: false, ..policy })).await;
    watch::work_off(&desk.services, due + 2 * HOUR).await.expect("everything comes to rest");
    assert_eq!(waits(wall(&desk, "manager").await), [], "a policy that was switched off waits for nobody");
}

async fn whoever_is_away_is_said_to_be(desk: Desk) {
    some_cases(&desk).await;
    let away = |wall: Monitor| {
        wall.people.iter().any(|load| load.user_id == world::user("engineer") && load.now.off == Some(OffDuty::Away))
    };
    assert!(!away(wall(&desk, "manager").await));
    let user: User = desk.done("admin", Get::new(world::user("engineer").0)).await;
    let leave = Span { from: now() - HOUR, to: now() + DAY };
    desk.done("admin", Save(User { away: vec![leave], ..user })).await;
    assert!(away(wall(&desk, "manager").await));
}
