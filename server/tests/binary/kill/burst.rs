//! Many timers that are due at once, and what has to have become of each case when the desk rests.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use yingda_server::cases::store::{self, many::Rows};
use yingda_server::config::Config;
use yingda_server::ctx::{Caller, now};
use yingda_server::db::{Conn, Database, Row, id};
use yingda_server::escalation::store::timers;
use yingda_server::identity::actors;
use yingda_server::records::store::by_code;
use yingda_server::registry::registry;
use yingda_server::services::Services;
use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::cases::operations::QuickOpenCase;
use yingda_shared::cases::{Case, Channel};
use yingda_shared::escalation::{EscalationPolicy, Instance};
use yingda_shared::fault::Fault;
use yingda_shared::identity::{ActorKind, User};
use yingda_shared::kernel::id::{CaseId, EntryId, UserId, Uuid};
use yingda_shared::kernel::time::Millis;
use yingda_shared::notices::{Notice, NoticeKind};
use yingda_shared::record::Save;
use yingda_shared::rules::Rule;
use yingda_shared::sla::SlaPolicy;

use super::desk::Desk;

/// Cases of one transaction.
const BATCH: usize = 500;
const POLICY: u128 = 0x0190_b000_0000_7000_8000_0000_0000_0001;
const RULE: u128 = 0x0190_b000_0000_7000_8000_0000_0000_0002;
const PROMISE: u128 = 0x0190_b000_0000_7000_8000_0000_0000_0003;

/// The case that those of a burst are copied from, and who is told of them.
pub struct Pattern {
    case: Case,
    told: UserId,
    told_by_rule: UserId,
}

/// Cases whose timers are all due.
#[derive(Clone, Copy)]
pub struct Burst {
    pub number: u64,
    pub size: usize,
    pub at: Millis,
}

/// What became of one case.
#[derive(Debug, Default, PartialEq)]
struct Fate {
    levels: Vec<u16>,
    /// With what became of each; that of the rule goes by its word.
    errands: Vec<(String, String)>,
    events: BTreeMap<String, i64>,
    rules: i64,
    notices: Vec<(NoticeKind, UserId)>,
}

impl Burst {
    pub fn new(number: u64, size: usize) -> Burst {
        Burst { number, size, at: now() }
    }

    fn id(&self, kind: u128, n: usize) -> Uuid {
        let place = u128::from(self.number) << 32 | n as u128;
        Uuid::from_u128(0x0190_b000_0000_7000_8000_0000_0000_0000 | kind << 56 | place)
    }

    fn case(&self, n: usize) -> CaseId {
        CaseId(self.id(1, n))
    }

    fn copy(&self, pattern: &Case, n: usize, pos: i64) -> (Case, Entry) {
        let opened = CaseEvent::Opened { channel: Channel::Phone, files: Vec::new(), follow_up_of: None };
        let entry = Entry {
            id: EntryId(self.id(2, n)),
            pos,
            at: pattern.created_at,
            by_id: None,
            by: "burst".into(),
            by_kind: ActorKind::Staff,
            of: None,
            noted: None,
            event: opened,
        };
        let number = format!("B{}-{n:06}", self.number);
        (Case { id: self.case(n), number, rv: pos + 1, ..pattern.clone() }, entry)
    }
}

/// Services over a desk while no program serves it.
async fn services(desk: &Desk) -> std::sync::Arc<Services> {
    let data = desk.place.folder.clone();
    let config = Config {
        index: data.join("burst-index"),
        data,
        listen: ([127, 0, 0, 1], 0).into(),
        database: desk.place.url.clone(),
        public_url: "http://127.0.0.1:3000".into(),
        site: None,
        offset: 480,
        demo_public: false,
        dev: false,
        mail_url: None,
        mail_from: None,
        outgoing_allow: Vec::new(),
        push_allow: Vec::new(),
    };
    Services::start(config).await.expect("services")
}

/// Keeps a promise, a policy of two levels and a rule that hears what the second does, and opens a case under them.
pub async fn prepare(desk: &Desk) -> Pattern {
    let services = services(desk).await;
    let mut cx = services.reader(Caller::system());
    let mut people = Vec::new();
    for login in ["admin", "manager"] {
        let user: Option<User> = by_code(&mut cx, login).await.expect("users");
        people.push(user.expect("somebody of the demo world").id);
    }
    let actor = actors::of_user(&mut cx, people[0]).await.expect("rights").expect("an actor");
    drop(cx);
    // Urgent: whoever is off duty hears of it as well, so that the hour of the run decides nothing.
    let tells = |user: UserId| json!({"do": "notify", "recipients": [{"who": "named", "user_id": user}], "media": ["push"], "text": "", "urgent": true});
    let level = |action: Value| {
        json!({"trigger": {"on": "time", "side": "external", "clock": "resolution", "anchor": "start",
            "direction": "after", "minutes": 0}, "actions": [action]})
    };
    let levels = [level(tells(people[0])), level(json!({"do": "set_priority", "priority": "p1"}))];
    let policy = json!({"id": Uuid::from_u128(POLICY), "active": true, "name": "burst", "scope": {"of": "default"},
        "levels": levels});
    let rule = json!({"id": Uuid::from_u128(RULE), "active": true, "name": "burst", "order": 1,
        "when": {"event": "changed", "fields": ["priority"]}, "if": [], "then": [tells(people[1])]});
    // By the clock on the wall: it is due at night as well.
    let promise = json!({"id": Uuid::from_u128(PROMISE), "active": true, "name": "burst", "side": "external",
        "targets": [{"kind": "resolution", "amount": 240, "unit": "calendar_minutes"}]});
    let promise: SlaPolicy = serde_json::from_value(promise).expect("a promise");
    let policy: EscalationPolicy = serde_json::from_value(policy).expect("a policy");
    let rule: Rule = serde_json::from_value(rule).expect("a rule");
    let open: QuickOpenCase =
        serde_json::from_value(json!({"subject": "burst", "contact_phone": "13800138000"})).expect("a case");
    let caller = || Caller::of(actor.clone(), "test");
    registry().call(&services, caller(), Save(promise)).await.expect("a promise is kept");
    registry().call(&services, caller(), Save(policy)).await.expect("a policy is kept");
    registry().call(&services, caller(), Save(rule)).await.expect("a rule is kept");
    let opened = registry().call(&services, caller(), open).await.expect("a case");
    let case = store::find(&mut services.reader(Caller::system()), opened.id).await.expect("cases").expect("the case");
    services.database.close().await;
    Pattern { case, told: people[0], told_by_rule: people[1] }
}

/// Writes the cases of a burst, each with a timer that is due.
pub async fn arm(desk: &Desk, pattern: &Pattern, burst: Burst) {
    let services = services(desk).await;
    for from in (0..burst.size).step_by(BATCH) {
        let (pattern, to) = (pattern.case.clone(), (from + BATCH).min(burst.size));
        let written: Result<(), Fault> = services
            .write(Caller::system(), move |cx| {
                Box::pin(async move {
                    let mut pos = cx.reserve(2 * (to - from) as i64)?;
                    let mut rows = Rows::default();
                    for n in from..to {
                        let (case, entry) = burst.copy(&pattern, n, pos + 1);
                        pos = case.rv;
                        rows.add(&case, &[entry], Some(cx.now))?;
                    }
                    rows.write(cx).await?;
                    for n in from..to {
                        timers::look_at(cx, burst.case(n)).await?;
                    }
                    Ok(())
                })
            })
            .await;
        written.expect("cases are written");
    }
    services.database.close().await;
}

/// How many things are still to be done: looks, errands and questions to rules.
pub async fn left(desk: &Desk) -> i64 {
    let database = Database::existing(&desk.place.url).await.expect("a database");
    let sql = "SELECT (SELECT COUNT(*) FROM case_timers WHERE due_at IS NOT NULL) \
               + (SELECT COUNT(*) FROM outbox WHERE state = 'waiting') + (SELECT COUNT(*) FROM happenings) AS n";
    let left = database.reader().await.expect("a reader").one(sql, vec![]).await.expect("a row").int("n");
    database.close().await;
    left
}

/// Each case of a burst has met its fate, once.
pub async fn is_whole(desk: &Desk, pattern: &Pattern, burst: Burst) {
    let database = Database::existing(&desk.place.url).await.expect("a database");
    let mut conn = database.reader().await.expect("a reader");
    let fates = fates(&mut conn, burst).await;
    drop(conn);
    database.close().await;
    let wrong: Vec<_> = (0..burst.size)
        .map(|n| burst.case(n))
        .map(|case| (case, fates.get(&case)))
        .filter(|(case, fate)| *fate != Some(&meant(*case, pattern)))
        .collect();
    let first = wrong.first().map(|(case, _)| meant(*case, pattern));
    assert!(wrong.is_empty(), "{} of {}: {:?} and not {first:?}", wrong.len(), burst.size, wrong.first());
    assert_eq!(fates.len(), burst.size, "and nothing else");
}

fn meant(case: CaseId, pattern: &Pattern) -> Fate {
    let errand = |name: String| (name, "done".to_string());
    let level = |n: u8| errand(format!("{case}.1.{n}.external.resolution.1.0.0.0"));
    let events = [("opened", 1), ("escalated", 2), ("edited", 1)];
    Fate {
        levels: vec![1, 2],
        errands: vec![level(1), level(2), errand("rule".into())],
        events: events.into_iter().map(|(kind, n)| (kind.to_string(), n)).collect(),
        rules: 1,
        notices: vec![(NoticeKind::Escalated, pattern.told), (NoticeKind::Rule, pattern.told_by_rule)],
    }
}

async fn fates(conn: &mut Conn, burst: Burst) -> BTreeMap<CaseId, Fate> {
    let mut fates: BTreeMap<CaseId, Fate> = BTreeMap::new();
    let own = || vec![id(burst.case(0)), id(burst.case(burst.size - 1))];
    let within = "WHERE case_id >= $1 AND case_id <= $2";
    let case = |row: &Row| row.id::<CaseId>("case_id");
    let sql = format!("SELECT case_id, body FROM escalations {within}");
    for row in conn.all(&sql, own()).await.expect("escalations") {
        let instance: Instance = serde_json::from_str(&row.text("body")).expect("an escalation");
        fates.entry(case(&row)).or_default().levels.extend(instance.runs.iter().map(|run| run.level));
    }
    let sql = format!("SELECT case_id, id, state FROM outbox {within}");
    for row in conn.all(&sql, own()).await.expect("errands") {
        let name = row.text("id");
        let own = name.starts_with(&case(&row).to_string());
        let name = if own { name } else { "rule".into() };
        fates.entry(case(&row)).or_default().errands.push((name, row.text("state")));
    }
    let sql = format!("SELECT case_id, kind, COUNT(*) AS n FROM case_events {within} GROUP BY case_id, kind");
    for row in conn.all(&sql, own()).await.expect("timelines") {
        fates.entry(case(&row)).or_default().events.insert(row.text("kind"), row.int("n"));
    }
    let sql = format!("SELECT case_id, COUNT(*) AS n FROM rule_runs {within} GROUP BY case_id");
    for row in conn.all(&sql, own()).await.expect("runs") {
        fates.entry(case(&row)).or_default().rules = row.int("n");
    }
    let sql = "SELECT user_id, body FROM notices WHERE at >= $1";
    for row in conn.all(sql, vec![burst.at.into()]).await.expect("notices") {
        let notice: Notice = serde_json::from_str(&row.text("body")).expect("a notice");
        let ours = matches!(notice.kind, NoticeKind::Escalated | NoticeKind::Rule);
        let of_burst = |case: &CaseId| (burst.case(0)..=burst.case(burst.size - 1)).contains(case);
        if let Some(case) = notice.case_id.filter(|case| ours && of_burst(case)) {
            fates.entry(case).or_default().notices.push((notice.kind, row.id("user_id")));
        }
    }
    for fate in fates.values_mut() {
        fate.levels.sort_unstable();
        fate.errands.sort();
        // A fixed order, whichever was told first.
        fate.notices.sort_by_key(|(kind, _)| kind.as_str());
    }
    fates
}
