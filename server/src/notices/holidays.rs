//! Whoever keeps calendars is told when the holidays of a year are missing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use yingda_shared::calendar::{WorkCalendar, missing_year};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::CalendarId;
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, Millis};
use yingda_shared::notices::{Notice, NoticeKind};
use yingda_shared::record::Record;

use super::{put, store};
use crate::calendar::desk;
use crate::ctx::{Caller, Cx, new_id};
use crate::db::lease::Duty;
use crate::duties;
use crate::records;
use crate::services::Services;
use crate::settings;

/// The setting that remembers what was told.
const TOLD: &str = "holidays_told";

/// Once a day, whichever node comes first.
const DAILY: Duty = Duty { name: "holidays_missing", every: DAY - HOUR, at_most: HOUR };

/// The year that was told of last, calendar by calendar: each is told once.
#[derive(Default, Serialize, Deserialize)]
struct Told {
    #[serde(default)]
    rv: i64,
    years: BTreeMap<CalendarId, i16>,
}

/// Looks once a day.
pub async fn keep(services: &Arc<Services>) -> Result<(), Fault> {
    if !duties::take(services, DAILY).await? {
        return Ok(());
    }
    let looked = services.write(Caller::system(), |cx| Box::pin(look(cx))).await;
    duties::end(services, DAILY, looked.is_ok()).await?;
    looked.map(drop)
}

/// Tells of calendars whose holidays are missing and that were not told of; answers how many.
pub async fn look(cx: &mut Cx) -> Result<usize, Fault> {
    let today = today(cx.now, cx.services.config.offset);
    let calendars: Vec<WorkCalendar> = records::store::all(cx).await?;
    let mut told: Told = settings::find(cx, TOLD).await?;
    let mut found = Vec::new();
    for calendar in calendars {
        let Some(year) = missing_year(&calendar, &desk::all_holidays(&calendar), today) else { continue };
        if told.years.insert(calendar.id, year) != Some(year) {
            found.push((calendar, year));
        }
    }
    if found.is_empty() {
        return Ok(0);
    }
    let keepers = store::holders(cx, WorkCalendar::SAVE).await?;
    for (calendar, year) in &found {
        for keeper in &keepers {
            let notice = Notice {
                id: new_id(),
                kind: NoticeKind::HolidaysMissing,
                case_id: None,
                task_id: None,
                company_id: None,
                article_id: None,
                number: year.to_string(),
                subject: calendar.name.clone(),
                by: String::new(),
                state: String::new(),
                reason: None,
                text: String::new(),
                at: cx.now,
                read: false,
            };
            put(cx, *keeper, &notice, false).await?;
        }
    }
    settings::put(cx, TOLD, &told).await?;
    Ok(found.len())
}

/// The day by the desk's own offset, in minutes east of UTC.
fn today(now: Millis, offset: i32) -> Day {
    Day((now + Millis::from(offset) * MINUTE).div_euclid(DAY) as i32)
}
