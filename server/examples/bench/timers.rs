//! The loop behind rules and escalations: what it costs while nothing is due, how late it is, how it takes many at once,
//! and how quickly rules are asked.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use yingda_server::cases::store::{self as cases, many::Rows};
use yingda_server::ctx::{Caller, new_id, now};
use yingda_server::escalation::store::{first_saved, put, timers};
use yingda_server::escalation::watch;
use yingda_server::rules::facts;
use yingda_server::rules::store::{Heard, hear};
use yingda_server::{outbox, records};
use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::cases::operations::QuickOpenCase;
use yingda_shared::cases::{Case, Channel};
use yingda_shared::escalation::{EscalationPolicy, Instance};
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::{CaseId, EntryId, EscalationPolicyId, Uuid};
use yingda_shared::kernel::time::{DAY, MINUTE, Millis};
use yingda_shared::record::Save;
use yingda_shared::rules::{CaseFacts, Happening, HappeningKind, Rule, evaluate};
use yingda_shared::sla::SlaPolicy;

use crate::desk::{Bench, told};
use crate::{Options, millis, row, share};

/// Cases of one transaction.
const BATCH: usize = 1_000;
/// Looks at nothing that are timed.
const TICKS: usize = 200;
/// Cases that come due one after the other, and how long after each other.
const SPREAD: usize = 500;
const APART: Millis = 20;
/// When the first level of a case is reached, after it was opened; the others follow by as much.
const FIRST: Millis = 60 * MINUTE;
const POLICY: u128 = 0x0190_b000_0000_7000_8000_0000_0000_0011;

pub async fn measure(bench: &Bench, options: &Options) -> Result<(), String> {
    let fill = Fill::prepare(bench).await?;
    let begun = Instant::now();
    fill.cases(bench, 1, options.cases, |_| now() + DAY).await?;
    let rate = options.cases as f64 / begun.elapsed().as_secs_f64();
    row(&format!("{} open cases with three levels each, filled at", options.cases), format!("{rate:.0}/s"));
    idle(bench).await?;
    lateness(bench, &fill).await?;
    burst(bench, &fill, options.burst).await?;
    rules(bench, &fill, options).await
}

/// What new cases are copied from: one under a policy of three levels, by the clock on the wall.
struct Fill {
    pattern: Case,
    policy: EscalationPolicy,
    from: Millis,
}

impl Fill {
    async fn prepare(bench: &Bench) -> Result<Fill, String> {
        let id = |n: u128| Uuid::from_u128(POLICY + n);
        let promise = json!({"id": id(1), "active": true, "name": "bench", "side": "external",
            "targets": [{"kind": "resolution", "amount": 1440, "unit": "calendar_minutes"}]});
        let promise: SlaPolicy = read(promise)?;
        let tells = json!({"do": "notify", "recipients": [{"who": "named", "user_id": bench.agent()}],
            "media": ["push"], "text": ""});
        let levels: Vec<Value> = (1..=3)
            .map(|level| {
                json!({"trigger": {"on": "time", "side": "external", "clock": "resolution", "anchor": "start",
                    "direction": "after", "minutes": level * FIRST / MINUTE}, "actions": [tells]})
            })
            .collect();
        let policy: EscalationPolicy = read(json!({"id": id(0), "active": true, "name": "bench",
            "scope": {"of": "default"}, "levels": levels}))?;
        bench.call(Save(promise)).await?;
        bench.call(Save(policy)).await?;
        let open: QuickOpenCase = read(json!({"subject": "bench", "contact_phone": "13800138000"}))?;
        let opened = bench.call(open).await?.id;
        let mut cx = bench.services.reader(Caller::system());
        let pattern = cases::find(&mut cx, opened).await.map_err(told)?.ok_or("no case")?;
        let policy = records::store::find(&mut cx, id(0)).await.map_err(told)?.ok_or("no policy")?;
        let from = first_saved(&mut cx, EscalationPolicyId(id(0))).await.map_err(told)?.unwrap_or_default();
        Ok(Fill { pattern, policy, from })
    }

    /// Writes cases whose first level is reached at a moment of each, as if somebody had looked at them when they opened.
    async fn cases(
        &self,
        bench: &Bench,
        kind: u128,
        count: usize,
        due_at: impl Fn(usize) -> Millis,
    ) -> Result<(), String> {
        for from in (0..count).step_by(BATCH) {
            let made: Vec<(Case, Instance, Millis)> = (from..(from + BATCH).min(count))
                .map(|n| {
                    let (id, at) = (case_id(kind, n), due_at(n));
                    let case = self.copy(id, at - FIRST);
                    let facts = CaseFacts::of(&case, Default::default());
                    (case, Instance::begin(&self.policy, &facts, Vec::new(), 1, self.from.min(at - FIRST)), at)
                })
                .collect();
            let written = bench.services.write(Caller::system(), move |cx| {
                Box::pin(async move {
                    let mut pos = cx.reserve(2 * made.len() as i64)?;
                    let mut rows = Rows::default();
                    for (case, _, _) in &made {
                        let entry = opening(case, pos + 1);
                        pos += 2;
                        rows.add(&Case { rv: pos, ..case.clone() }, &[entry], Some(cx.now))?;
                    }
                    rows.write(cx).await?;
                    for (case, instance, due_at) in &made {
                        put(cx, instance, None).await?;
                        timers::look_at_from(cx, case.id, *due_at).await?;
                    }
                    Ok(())
                })
            });
            written.await.map_err(told)?;
        }
        Ok(())
    }

    fn copy(&self, id: CaseId, opened: Millis) -> Case {
        let mut case = self.pattern.clone();
        let by = opened - case.created_at;
        for at in [&mut case.created_at, &mut case.updated_at, &mut case.respond_by, &mut case.resolve_by] {
            *at += by;
        }
        case.turns.iter_mut().for_each(|turn| turn.at += by);
        case.owing.shift(by);
        case.id = id;
        case.number = format!("T-{}", id.0.simple());
        case
    }
}

fn read<T: serde::de::DeserializeOwned>(json: Value) -> Result<T, String> {
    serde_json::from_value(json).map_err(|error| error.to_string())
}

fn case_id(kind: u128, n: usize) -> CaseId {
    CaseId(Uuid::from_u128(0x0190_b100_0000_7000_8000_0000_0000_0000 | kind << 48 | n as u128))
}

fn opening(case: &Case, pos: i64) -> Entry {
    let event = CaseEvent::Opened { channel: Channel::Phone, files: Vec::new(), follow_up_of: None };
    let (id, at, by) = (new_id(), case.created_at, "bench".to_string());
    Entry { id, pos, at, by_id: None, by, by_kind: ActorKind::Staff, of: None, noted: None, event }
}

/// The loop once, with nothing to do.
async fn idle(bench: &Bench) -> Result<(), String> {
    watch::work_off(&bench.services, now()).await.map_err(told)?;
    let mut times = Vec::new();
    for _ in 0..TICKS {
        let begun = Instant::now();
        watch::work_off(&bench.services, now()).await.map_err(told)?;
        let mut cx = bench.services.reader(Caller::system());
        timers::next_due(&mut cx).await.map_err(told)?;
        outbox::store::next_due(&mut cx, &["desk"]).await.map_err(told)?;
        times.push(begun.elapsed());
    }
    row("idle tick, p50, p95", format!("{}, {}", millis(share(&mut times, 50)), millis(share(&mut times, 95))));
    Ok(())
}

/// From the moment at which a level is reached to the commit that says so.
async fn lateness(bench: &Bench, fill: &Fill) -> Result<(), String> {
    let begin = now() + 2_000 + SPREAD as Millis / 2;
    let due = move |n: usize| begin + n as Millis * APART;
    fill.cases(bench, 2, SPREAD, due).await?;
    let mut waiting: BTreeMap<String, Millis> = (0..SPREAD).map(|n| (case_id(2, n).to_string(), due(n))).collect();
    let mut changes = bench.services.changes.subscribe();
    let watching = tokio::spawn(watch::run(bench.services.clone()));
    let (mut times, patience) = (Vec::new(), Duration::from_secs(60));
    while !waiting.is_empty() {
        let heard = tokio::time::timeout(patience, changes.recv()).await;
        let touches = heard.map_err(|_| "levels are not reached")?.map_err(|error| error.to_string())?;
        let at = now();
        for touch in touches.iter().filter(|touch| touch.kind == "cases") {
            // What is heard before is that the case was written.
            if let Some(due) = waiting.get(&touch.id).copied().filter(|due| at >= *due) {
                waiting.remove(&touch.id);
                times.push(Duration::from_millis((at - due) as u64));
            }
        }
    }
    watching.abort();
    let _ = watching.await;
    let shares = [50, 95, 100].map(|percent| millis(share(&mut times, percent)));
    row(&format!("lateness of {SPREAD} levels, {APART} ms apart: p50, p95, at most"), shares.join(", "));
    Ok(())
}

/// Everything that follows from many timers at once: a level and a notice each.
async fn burst(bench: &Bench, fill: &Fill, size: usize) -> Result<(), String> {
    let at = now() - MINUTE;
    fill.cases(bench, 3, size, |_| at).await?;
    let begun = Instant::now();
    watch::look(&bench.services, now()).await.map_err(told)?;
    let first = begun.elapsed();
    watch::work_off(&bench.services, now()).await.map_err(told)?;
    let all = begun.elapsed().as_secs_f64();
    row(&format!("burst of {size} due timers until all are told"), format!("{all:.1} s, {:.0}/s", size as f64 / all));
    row("its first 1,000 looks", millis(first));
    Ok(())
}

/// Rules by themselves, and as the loop asks them.
async fn rules(bench: &Bench, fill: &Fill, options: &Options) -> Result<(), String> {
    let rules = (0..options.rules).map(|n| rule(n, "looks for this")).collect::<Result<Vec<Rule>, String>>()?;
    let mut cx = bench.services.reader(Caller::system());
    let facts = facts::of(&mut cx, &fill.pattern).await.map_err(told)?;
    drop(cx);
    let happening = Happening::new(EntryId(Uuid::now_v7()), now(), HappeningKind::Opened);
    let (begun, time, mut asked) = (Instant::now(), Duration::from_secs(options.seconds), 0_u64);
    while begun.elapsed() < time {
        black_box(evaluate(black_box(&rules), black_box(&happening), black_box(&facts)));
        asked += options.rules as u64;
    }
    row("rules evaluated by one core", format!("{:.0}/s", asked as f64 / begun.elapsed().as_secs_f64()));
    for rule in rules {
        bench.call(Save(rule)).await?;
    }
    let facts = Arc::new(facts);
    for from in (0..options.happenings()).step_by(BATCH) {
        let (facts, to) = (facts.clone(), (from + BATCH).min(options.happenings()));
        let written = bench.services.write(Caller::system(), move |cx| {
            Box::pin(async move {
                for _ in from..to {
                    let one = Happening::new(new_id(), cx.now, HappeningKind::Opened);
                    let heard = Heard { happenings: vec![one], facts: (*facts).clone() };
                    hear(cx, case_id(1, 0), &heard).await?;
                }
                Ok(())
            })
        });
        written.await.map_err(told)?;
    }
    let begun = Instant::now();
    watch::ask(&bench.services, now()).await.map_err(told)?;
    let rate = (options.happenings() * options.rules) as f64 / begun.elapsed().as_secs_f64();
    row(&format!("asked by the loop, {} rules, what became of each kept", options.rules), format!("{rate:.0}/s"));
    Ok(())
}

/// Three conditions, the last of which does not hold.
fn rule(n: usize, word: &str) -> Result<Rule, String> {
    read(json!({"id": Uuid::from_u128(POLICY + 0x100 + n as u128), "active": true, "name": format!("bench {n}"),
        "order": n, "when": {"event": "opened"},
        "if": [{"field": "priority", "test": "any_of", "values": ["p1", "p2", "p3", "p4"]},
            {"field": "channel", "test": "any_of", "values": ["phone"]},
            {"field": "subject", "test": "contains", "values": [format!("{word} {n}")]}],
        "then": [{"do": "set_priority", "priority": "p1"}]}))
}
