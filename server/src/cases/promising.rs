//! Promises of open cases follow the calendar of the desk: what a save would move, and the job that moves it.

use std::sync::Arc;

use serde_json::json;
use yingda_shared::calendar::{CalendarEffect, DeskClock, MovedCase, PreviewCalendar, WorkCalendar};
use yingda_shared::cases::promising::{changes, promised_anew, runs};
use yingda_shared::cases::terms::Terms;
use yingda_shared::cases::{Case, CaseEvent};
use yingda_shared::catalog::priority::Promise;
use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, Uuid};
use yingda_shared::kernel::limits::PREVIEW_CASES_MAX;
use yingda_shared::kernel::time::{DAY, HOUR};
use yingda_shared::record::{Record, Save, Saved};
use yingda_shared::sla::Timetable;

use super::stretches::{self, BATCH, BATCH_MAX};
use super::{clocks, handlers, store};
use crate::calendar::desk;
use crate::catalog;
use crate::ctx::{Caller, Cx};
use crate::db::lease::Duty;
use crate::duties;
use crate::jobs::runner::{Done, Item, Runner, Task};
use crate::jobs::store::items;
use crate::jobs::{self, NewJob};
use crate::services::Services;
use crate::sla::on_devices;

/// Once a day, whichever node comes first.
const DAILY: Duty = Duty { name: "desk_time", every: DAY - HOUR, at_most: HOUR };

/// Saves a calendar. Where the time of the desk is another now, a job goes through the open cases.
pub async fn save(cx: &mut Cx, op: Save<WorkCalendar>) -> Result<Saved, Fault> {
    let name = op.0.name.clone();
    let (saved, changed) = desk::save(cx, op.0).await?;
    on_devices::renew(cx).await?;
    if changed {
        follow(cx, &name).await?;
    }
    Ok(saved)
}

/// Lets the compiled days of the desk move on with the time, and takes in holidays that a new version of the
/// program knows: open cases follow.
pub async fn keep(services: &Arc<Services>) -> Result<(), Fault> {
    if !duties::take(services, DAILY).await? {
        return Ok(());
    }
    let renewed = services.write(Caller::system(), |cx| {
        Box::pin(async move {
            if desk::renew(cx).await? {
                follow(cx, "").await?;
            }
            on_devices::renew(cx).await?;
            Ok(())
        })
    });
    let renewed = renewed.await;
    duties::end(services, DAILY, renewed.is_ok()).await?;
    renewed
}

/// Starts the job, where there is an open case.
async fn follow(cx: &mut Cx, calendar: &str) -> Result<(), Fault> {
    let items = stretches::items(cx).await?;
    if items.is_empty() {
        return Ok(());
    }
    let total = items.len() as i64;
    let new = NewJob { kind: WorkCalendar::SAVE, about: calendar.into(), input: json!({}), items, total, delay: 0 };
    jobs::start(cx, new).await.map(drop)
}

pub struct Follow;

impl Runner for Follow {
    fn kind(&self) -> &'static str {
        WorkCalendar::SAVE
    }

    /// What the desk counts by is read anew for each batch: two saves one after the other come out as the last.
    fn run<'a>(&'a self, cx: &'a mut Cx, _: &'a Task, item: &'a Item) -> BoxFuture<'a, Result<Done, Fault>> {
        Box::pin(async move {
            let (first, before) = stretches::ends(item)?;
            let anew = Anew::of(cx).await?;
            let mut moved = 0;
            for mut case in store::promised::open_from(cx, first, before, BATCH_MAX).await? {
                let Some((promise, bound)) = anew.promise(cx, &case).await? else { continue };
                let event = CaseEvent::Edited { changes: changes(&case, promise) };
                case = Case { respond_by: case.respond_by, resolve_by: case.resolve_by, ..bound };
                handlers::record_quietly(cx, &mut case, vec![event], WorkCalendar::SAVE).await?;
                moved += 1;
            }
            Ok(Done { note: Some(json!({ "moved": moved })), ..Done::default() })
        })
    }

    /// How many cases were promised other moments.
    fn conclude<'a>(
        &'a self,
        cx: &'a mut Cx,
        task: &'a Task,
    ) -> BoxFuture<'a, Result<Option<serde_json::Value>, Fault>> {
        Box::pin(async move {
            let items = items::from(cx, task.id, 0, i32::MAX as usize).await?;
            let notes = items.iter().filter_map(|item| item.note.as_ref()?["moved"].as_i64());
            Ok(Some(json!({ "moved": notes.sum::<i64>() })))
        })
    }
}

/// What a save would do. Nothing is written.
pub async fn preview(cx: &mut Cx, op: PreviewCalendar) -> Result<CalendarEffect, Fault> {
    let mut effect = CalendarEffect::default();
    let Some(clock) = desk::clock_with(cx, op.0).await? else { return Ok(effect) };
    // No version that is kept has this number.
    let anew = Anew::by(cx, Timetable::of_desk(&clock, i64::MAX), clock).await?;
    let actor = cx.caller.actor.clone();
    let mut next = Uuid::nil();
    loop {
        let cases = store::promised::open_from(cx, next, None, BATCH).await?;
        let Some(last) = cases.last().map(|case| case.id) else { return Ok(effect) };
        for case in &cases {
            if effect.counted as usize >= PREVIEW_CASES_MAX {
                effect.more = true;
                return Ok(effect);
            }
            effect.counted += 1;
            if let Some((promise, _)) = anew.promise(cx, case).await? {
                effect.moves(moved(case, promise), actor.sees(&case.scopes()));
            }
        }
        next = after(last);
    }
}

/// The next id there could be.
fn after(id: CaseId) -> Uuid {
    Uuid::from_u128(id.0.as_u128().saturating_add(1))
}

fn moved(case: &Case, promise: Promise) -> MovedCase {
    let solution = promise.resolve_by != case.resolve_by;
    let (before, after) = match solution {
        true => (case.resolve_by, promise.resolve_by),
        false => (case.respond_by, promise.respond_by),
    };
    MovedCase { id: case.id, number: case.number.clone(), subject: case.subject.clone(), before, after }
}

/// What promises are made by at this moment: the one place that says what an open case is promised when the
/// calendar changes.
struct Anew {
    matrix: yingda_shared::catalog::priority::PriorityMatrix,
    clock: DeskClock,
    present: Terms,
}

impl Anew {
    async fn of(cx: &mut Cx) -> Result<Anew, Fault> {
        let desk = desk::find(cx).await?;
        let clock = DeskClock::from(&desk);
        Anew::by(cx, Timetable::of_desk(&clock, desk.rv), clock).await
    }

    async fn by(cx: &mut Cx, desk: Timetable, clock: DeskClock) -> Result<Anew, Fault> {
        let matrix = catalog::store::find_matrix(cx).await?;
        let present = clocks::present(cx, &matrix, desk).await?;
        Ok(Anew { matrix, clock, present })
    }

    /// None where it stays. What keeps no clocks yet is promised what the matrix says.
    async fn promise(&self, cx: &mut Cx, case: &Case) -> Result<Option<(Promise, Case)>, Fault> {
        if case.turns.is_empty() {
            return Ok(promised_anew(case, &self.matrix, &self.clock).map(|promise| (promise, case.clone())));
        }
        if !runs(case) {
            return Ok(None);
        }
        let terms = clocks::completed(cx, self.present.clone(), case).await?;
        Ok(terms.anew(case, cx.now))
    }
}
