//! What people say of being told: which letters they get, and when not.

use yingda_server::outbox::outside;
use yingda_shared::calendar::Shift;
use yingda_shared::cases::operations::AssignCase;
use yingda_shared::escalation::quiet::{self, QuietLine};
use yingda_shared::jobs::ErrandState;
use yingda_shared::kernel::time::{DAY, MINUTE};
use yingda_shared::record::{Get, Save};
use yingda_shared::rules::Medium;

use super::letters::{by_mail, lying, reachable, sent};
use super::*;
use crate::support::world;
use crate::support::{Desk, code, field, fields};

both!(
    everybody_says_for_themselves_how_they_are_told,
    a_letter_waits_until_quiet_hours_end,
    whoever_may_not_see_the_case_by_then_gets_no_held_letter,
    what_is_urgent_comes_unless_the_person_says_no,
    whoever_takes_no_letters_gets_none,
    a_case_that_is_handed_over_is_told_by_mail_to_whoever_asks_for_it,
);

const CHINA: Millis = 480 * MINUTE;

async fn says(desk: &Desk, who: &str, with: impl FnOnce(DeliverySettings) -> DeliverySettings) {
    let own = desk.done(who, GetDelivery {}).await;
    desk.done(who, SaveDelivery { rv: own.rv, settings: with(own.settings) }).await;
}

/// Quiet every day around the time of day of a moment; answers when it ends.
async fn quiet_at(desk: &Desk, who: &str, at: Millis, urgent_breaks_quiet: bool) -> Millis {
    let midnight = at - (at + CHINA).rem_euclid(DAY);
    let from = ((at - midnight) / MINUTE) as u16;
    let to = from + 90;
    let line = QuietLine { shift: Shift { from, to }, days: [true; 7] };
    let quiet = quiet::week(&[line]);
    says(desk, who, |settings| DeliverySettings { quiet, urgent_breaks_quiet, ..settings }).await;
    midnight + Millis::from(to) * MINUTE
}

fn letters(desk: &Desk) -> usize {
    lying(desk).len()
}

async fn everybody_says_for_themselves_how_they_are_told(desk: Desk) {
    let fresh = desk.done("colleague", GetDelivery {}).await;
    assert_eq!((fresh.rv, fresh.settings.clone()), (0, DeliverySettings::default()));
    assert_eq!(fresh.ways, [Medium::Push, Medium::Email], "there are couriers of these and of no other");
    let settings = fresh.settings.with(Topic::Rule, &fresh.ways, &[]);
    let kept = desk.done("colleague", SaveDelivery { rv: 0, settings: settings.clone() }).await;
    let stale = SaveDelivery { rv: 0, settings: DeliverySettings::default() };
    assert_eq!(code(desk.call("colleague", stale).await), "conflict", "another device said something");
    let own = desk.done("colleague", GetDelivery {}).await;
    assert_eq!((own.rv, own.settings.clone()), (kept.rv, settings));
    assert_eq!(desk.done("agent", GetDelivery {}).await.rv, 0, "others go on as before");
    assert_eq!(code(desk.call("guest", GetDelivery {}).await), "unauthenticated");
    let always = QuietLine { shift: Shift { from: 0, to: 24 * 60 }, days: [true; 7] };
    let never = DeliverySettings { quiet: quiet::week(&[always]), ..own.settings };
    let refused = desk.call("colleague", SaveDelivery { rv: own.rv, settings: never }).await;
    assert_eq!(fields(refused), field("/quiet", "quiet_always"));
}

async fn a_letter_waits_until_quiet_hours_end(desk: Desk) {
    kept(&desk, by_mail()).await;
    reachable(&desk, "colleague").await;
    let (case, due) = case_of_the_team(&desk).await;
    let end = quiet_at(&desk, "colleague", due, true).await;
    rests(&desk, due).await;
    assert_eq!(told(&desk, "colleague").await, 1, "the app says so at once");
    let letter = sent(&desk, case).await.remove(0);
    assert_eq!((letter.state, letter.held_until), (ErrandState::Waiting, Some(end)));
    assert_eq!(outside::work_off(&desk.services, || end - 1).await.expect("it is held"), 0);
    assert_eq!(outside::work_off(&desk.services, || end).await.expect("it goes"), 1);
    let letter = sent(&desk, case).await.remove(0);
    assert_eq!((letter.state, letter.held_until), (ErrandState::Done, None));
    assert_eq!(letters(&desk), 1);
}

async fn whoever_may_not_see_the_case_by_then_gets_no_held_letter(desk: Desk) {
    kept(&desk, by_mail()).await;
    reachable(&desk, "colleague").await;
    let (case, due) = case_of_the_team(&desk).await;
    let end = quiet_at(&desk, "colleague", due, true).await;
    rests(&desk, due).await;
    let user: User = desk.done("admin", Get::new(world::user("colleague").0)).await;
    desk.done("admin", Save(User { active: false, ..user })).await;
    outside::work_off(&desk.services, || end).await.expect("no letter");
    assert_eq!(sent(&desk, case).await[0].state, ErrandState::Refused);
    assert_eq!(letters(&desk), 0);
}

async fn what_is_urgent_comes_unless_the_person_says_no(desk: Desk) {
    let urgent = |who: &str| json!({"do": "notify", "recipients": [named(who)], "media": ["email"], "text": "请立即处理", "urgent": true});
    let actions = json!({"actions": [urgent("colleague"), urgent("agent")]});
    kept(&desk, policy(1, everybody(), json!([level(75, actions)]))).await;
    reachable(&desk, "colleague").await;
    reachable(&desk, "agent").await;
    let (case, due) = case_of_the_team(&desk).await;
    quiet_at(&desk, "colleague", due, true).await;
    let end = quiet_at(&desk, "agent", due, false).await;
    rests(&desk, due).await;
    let held = |who: &'static str| {
        let sent = sent(&desk, case);
        async move {
            sent.await.into_iter().find(|sent| sent.user_id == Some(world::user(who))).expect("a letter").held_until
        }
    };
    assert_eq!((held("colleague").await, held("agent").await), (None, Some(end)));
}

async fn whoever_takes_no_letters_gets_none(desk: Desk) {
    kept(&desk, by_mail()).await;
    reachable(&desk, "colleague").await;
    says(&desk, "colleague", |settings| settings.with(Topic::Escalation, &[Medium::Email], &[])).await;
    let (case, due) = case_of_the_team(&desk).await;
    rests(&desk, due).await;
    assert_eq!((told(&desk, "colleague").await, sent(&desk, case).await), (1, Vec::new()));
}

async fn a_case_that_is_handed_over_is_told_by_mail_to_whoever_asks_for_it(desk: Desk) {
    reachable(&desk, "colleague").await;
    reachable(&desk, "agent").await;
    says(&desk, "colleague", |settings| settings.with(Topic::HandOver, &[Medium::Email], &[Medium::Email])).await;
    let (case, _) = case_of_the_team(&desk).await;
    outside::work_off(&desk.services, now).await.expect("a letter");
    assert_eq!(letters(&desk), 1, "a case came to their team");
    let give = |who: &str| AssignCase {
        id: case,
        base: None,
        team_id: None,
        assignee_id: Some(world::user(who)),
        note: "您熟悉这台打印机".into(),
    };
    desk.done("manager", give("agent")).await;
    outside::work_off(&desk.services, now).await.expect("nothing");
    assert_eq!(letters(&desk), 1, "nobody gets a letter who did not ask for one");
    desk.done("manager", give("colleague")).await;
    outside::work_off(&desk.services, now).await.expect("a letter");
    assert_eq!(letters(&desk), 2);
    assert_eq!(sent(&desk, case).await, Vec::new(), "it is no deed of an escalation");
}
