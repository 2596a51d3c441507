//! All that the pure rules ask about one case.

use yingda_shared::cases::Case;
use yingda_shared::cases::events::Entry;
use yingda_shared::cases::faces::Part;
use yingda_shared::escalation::{EscalationPolicy, Facts, Instance};
use yingda_shared::fault::Fault;
use yingda_shared::rules::{CaseFacts, Happening, heard_in};
use yingda_shared::sla::{Book, CalendarVersion, Clock};

use crate::cases::{clocks, store as cases};
use crate::ctx::Cx;
use crate::rules;
use crate::sla::timetables;

/// Entries of a timeline that are read, the newest: of each kind of happening the last one counts.
const ENTRIES: usize = 2_000;

/// A case with its clocks and, where they were asked for, the things that happened to it.
pub struct Seen {
    pub case: Case,
    pub facts: CaseFacts,
    pub clocks: Vec<Clock>,
    pub happenings: Vec<Happening>,
    pub book: Book,
}

impl Seen {
    pub async fn of(cx: &mut Cx, mut case: Case) -> Result<Seen, Fault> {
        clocks::recall(cx, &mut case).await?;
        let terms = clocks::terms(cx, &case).await?;
        Ok(Seen {
            facts: rules::facts::of(cx, &case).await?,
            clocks: terms.clocks(&case).clocks,
            happenings: Vec::new(),
            book: terms.book().clone(),
            case,
        })
    }

    /// Adds all that an escalation asks of a case: what happened to it, and the calendars that it counts by.
    pub async fn escalated(mut self, cx: &mut Cx, instance: &Instance) -> Result<Seen, Fault> {
        let parts = [Part { case: self.case.id, after: 0, since: i64::MIN }];
        let entries = cases::entries(cx, self.case.id, &parts, None, ENTRIES, None).await?;
        let told = |entry: &Entry| {
            let happening = |kind| Happening::new(entry.id, entry.at, kind);
            heard_in(entry).into_iter().map(happening).collect::<Vec<_>>()
        };
        self.happenings = entries.iter().flat_map(told).collect();
        self.with_calendars(cx, instance).await
    }

    async fn with_calendars(mut self, cx: &mut Cx, instance: &Instance) -> Result<Seen, Fault> {
        for version in &instance.calendars {
            if self.book.timetable(version).is_none()
                && let Some(timetable) = timetables::version(cx, *version, self.case.counts_from()).await?
            {
                self.book = self.book.with_timetable(timetable);
            }
        }
        Ok(self)
    }

    pub fn under<'a>(&'a self, policy: &'a EscalationPolicy) -> Facts<'a> {
        Facts { policy, case: &self.facts, clocks: &self.clocks, happenings: &self.happenings, book: &self.book }
    }
}

/// Versions, as they are now, of the calendars that a policy names, and of the default one.
pub async fn calendars(cx: &mut Cx, policy: &EscalationPolicy) -> Result<Vec<CalendarVersion>, Fault> {
    let mut versions = vec![timetables::of_desk(cx).await?.version];
    for id in policy.calendars() {
        versions.extend(timetables::present(cx, id).await?);
    }
    Ok(versions)
}
