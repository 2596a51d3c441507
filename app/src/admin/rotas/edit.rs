//! A rota while it is being edited: what is typed, and the rota that it says.

use leptos::prelude::*;
use yingda_shared::calendar::{Hours, MIDNIGHT, Shift, Week};
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{Rota, RotaLine};
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::RotaId;
use yingda_shared::kernel::time::OffsetMinutes;
use yingda_shared::record::Save;

use super::line::{ChangeEdit, LineEdit, WeekEdit};
use crate::admin::rules::wrong::in_rows;

#[derive(Clone, Copy)]
pub struct Edit {
    pub name: RwSignal<String>,
    pub active: RwSignal<bool>,
    pub from: RwSignal<String>,
    pub lines: RwSignal<Vec<LineEdit>>,
    /// Whether somebody has to be on call at any time.
    pub always: RwSignal<bool>,
    pub covers: StoredValue<WeekEdit>,
    pub exceptions: RwSignal<Vec<ChangeEdit>>,
    pub swaps: RwSignal<Vec<ChangeEdit>>,
    /// Hours of lines are read anew from what was loaded.
    pub loaded: RwSignal<u32>,
    /// As it was saved last.
    pub kept: RwSignal<Rota>,
}

impl Edit {
    pub fn of(rota: &Rota) -> Edit {
        let edit = Edit {
            name: RwSignal::default(),
            active: RwSignal::default(),
            from: RwSignal::default(),
            lines: RwSignal::default(),
            always: RwSignal::default(),
            covers: StoredValue::new(WeekEdit::of(&Week::default())),
            exceptions: RwSignal::default(),
            swaps: RwSignal::default(),
            loaded: RwSignal::default(),
            kept: RwSignal::new(rota.clone()),
        };
        edit.load(rota);
        edit
    }

    pub fn load(self, rota: &Rota) {
        let offset = rota.offset;
        self.name.set(rota.name.clone());
        self.active.set(rota.active);
        self.from.set(rota.from.to_string());
        self.lines.set(rota.lines.iter().map(LineEdit::of).collect());
        self.always.set(rota.covers.is_none());
        self.covers.set_value(WeekEdit::of(rota.covers.as_ref().unwrap_or(&working())));
        self.exceptions.set(rota.exceptions.iter().map(|one| ChangeEdit::exception(one, offset)).collect());
        self.swaps.set(rota.swaps.iter().map(|swap| ChangeEdit::swap(swap, offset)).collect());
        self.loaded.update(|times| *times += 1);
    }

    /// The rota that is typed, with all that is wrong with it.
    pub fn typed(self) -> (Rota, Vec<FieldFault>) {
        self.loaded.track();
        let mut faults = Vec::new();
        let kept = self.kept.get();
        let from = self.from.with(|day| day.parse::<Day>().ok());
        if from.is_none() {
            faults.push(FieldFault::new("/from", "required"));
        }
        let lines = self.lines.with(|rows| {
            let rows = rows.iter().enumerate();
            rows.map(|(at, row)| row.read(&format!("/lines/{at}"), &mut faults)).collect()
        });
        let covers = (!self.always.get()).then(|| self.covers.with_value(|week| week.read("/covers", &mut faults)));
        let exceptions = self.exceptions.with(|rows| {
            let rows = rows.iter().enumerate();
            rows.map(|(at, row)| row.read_exception(&format!("/exceptions/{at}"), kept.offset, &mut faults)).collect()
        });
        let swaps = self.swaps.with(|rows| {
            let rows = rows.iter().enumerate();
            rows.map(|(at, row)| row.read_swap(&format!("/swaps/{at}"), kept.offset, &mut faults)).collect()
        });
        let rota = Rota {
            active: self.active.get(),
            name: self.name.with(|name| name.trim().to_string()),
            from: from.unwrap_or(kept.from),
            lines,
            covers,
            exceptions,
            swaps,
            ..kept
        };
        faults.extend(Save(rota.clone()).check());
        (rota, faults)
    }

    pub fn read(self) -> Result<Rota, Vec<FieldFault>> {
        let (rota, faults) = self.typed();
        if faults.is_empty() { Ok(rota) } else { Err(faults) }
    }

    /// The control that a fault is about.
    pub fn control(self, pointer: &str) -> String {
        let changes = |rows: RwSignal<Vec<ChangeEdit>>| rows.with(|rows| rows.iter().map(|row| row.key).collect());
        let (keys, id): (Vec<usize>, &str) = match pointer.trim_start_matches('/').split('/').next() {
            Some("lines") => (self.lines.with(|rows| rows.iter().map(|row| row.key).collect()), "rota-lines"),
            Some("exceptions") => (changes(self.exceptions), "rota-exceptions"),
            Some("swaps") => (changes(self.swaps), "rota-swaps"),
            Some("covers") => return "rota-covers".into(),
            name => return format!("rota-{}", name.unwrap_or_default()),
        };
        let rest = pointer.trim_start_matches('/').split_once('/').map(|(_, rest)| rest).unwrap_or_default();
        in_rows(id, &keys, &rest.replacen("/span/", "/", 1), "people")
    }
}

/// From nine to six, Monday to Friday.
fn working() -> Week {
    let day = || Hours::new(vec![Shift { from: 9 * 60, to: 18 * 60 }]);
    Week { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), ..Week::default() }
}

/// Day and night.
pub fn always() -> Week {
    let day = || Hours::new(vec![Shift { from: 0, to: MIDNIGHT }]);
    Week { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), sat: day(), sun: day() }
}

/// A new rota: one line, day and night, from the week of a day on.
pub fn blank(id: RotaId, from: Day, offset: OffsetMinutes) -> Rota {
    Rota {
        id,
        rv: 0,
        active: true,
        name: String::new(),
        offset,
        from,
        lines: vec![RotaLine { week: always(), people: Vec::new() }],
        covers: None,
        exceptions: Vec::new(),
        swaps: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::escalation::{RotaException, RotaSwap};
    use yingda_shared::kernel::id::{UserId, Uuid};
    use yingda_shared::kernel::time::{HOUR, SHANGHAI};
    use yingda_shared::rules::Span;

    #[test]
    fn what_is_typed_is_the_rota() {
        Owner::new().with(|| {
            let (one, other) = (UserId(Uuid::from_u128(7)), UserId(Uuid::from_u128(8)));
            let span = Span { from: 500_000 * HOUR, to: 500_009 * HOUR };
            let mut rota = blank(RotaId(Uuid::from_u128(9)), Day(20_000), SHANGHAI);
            rota.name = "VIP".into();
            rota.lines[0].people = vec![other, one];
            rota.covers = Some(working());
            rota.exceptions = vec![RotaException { span, user_id: one }];
            rota.swaps = vec![RotaSwap { span, one, other }];
            let edit = Edit::of(&rota);
            assert_eq!(edit.read(), Ok(rota));
            let change = edit.swaps.with_untracked(|rows| rows[0].clone());
            change.to.set(String::new());
            let line = edit.lines.with_untracked(|rows| rows[0].clone());
            line.people.set(Vec::new());
            line.week.wrong.set(Some((2, "shift_time")));
            let wrong: Vec<String> = edit.read().expect_err("faults").into_iter().map(|fault| fault.pointer).collect();
            assert_eq!(wrong, ["/lines/0/week/wed", "/swaps/0/span/to", "/lines/0/people"]);
            assert_eq!(edit.control("/swaps/0/span/to"), format!("rota-swaps-{}-to", change.key));
            assert_eq!(edit.control("/lines/0/people"), format!("rota-lines-{}-people", line.key));
            assert_eq!(edit.control("/lines"), "rota-lines");
        });
    }
}
