//! A line of shifts, an exception or a swap while it is being edited. They come by presses of buttons that may be gone
//! before them: they own what they hold.

use leptos::prelude::*;
use yingda_shared::calendar::Week;
use yingda_shared::escalation::{RotaException, RotaLine, RotaSwap};
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::id::{UserId, Uuid};
use yingda_shared::kernel::time::{self, Millis, OffsetMinutes};
use yingda_shared::rules::Span;

use crate::admin::calendars::edit::WEEK;
use crate::admin::rules::chosen::Chosen;
use crate::admin::rules::condition::next_key;

/// The hours of a week. What cannot be read is told with its day, Monday is 0.
#[derive(Clone)]
pub struct WeekEdit {
    pub week: ArcRwSignal<Week>,
    pub wrong: ArcRwSignal<Option<(usize, &'static str)>>,
}

impl WeekEdit {
    pub fn of(week: &Week) -> WeekEdit {
        WeekEdit { week: ArcRwSignal::new(week.clone()), wrong: ArcRwSignal::new(None) }
    }

    pub fn read(&self, pointer: &str, faults: &mut Vec<FieldFault>) -> Week {
        if let Some((day, code)) = self.wrong.get() {
            faults.push(FieldFault::new(&format!("{pointer}/{}", WEEK[day]), code));
        }
        self.week.get()
    }
}

#[derive(Clone)]
pub struct LineEdit {
    pub key: usize,
    pub week: WeekEdit,
    /// In the order of their turns.
    pub people: ArcRwSignal<Vec<Uuid>>,
}

impl LineEdit {
    pub fn of(line: &RotaLine) -> LineEdit {
        let people = line.people.iter().map(|user| user.0).collect();
        LineEdit { key: next_key(), week: WeekEdit::of(&line.week), people: ArcRwSignal::new(people) }
    }

    pub fn read(&self, pointer: &str, faults: &mut Vec<FieldFault>) -> RotaLine {
        let week = self.week.read(&format!("{pointer}/week"), faults);
        RotaLine { week, people: self.people.with(|people| people.iter().copied().map(UserId).collect()) }
    }
}

/// Somebody instead of whoever would, or two who stand in for each other: then there is another one.
#[derive(Clone)]
pub struct ChangeEdit {
    pub key: usize,
    pub from: ArcRwSignal<String>,
    pub to: ArcRwSignal<String>,
    pub one: Chosen,
    pub other: Chosen,
}

impl ChangeEdit {
    fn of(span: Span, one: UserId, other: Option<UserId>, offset: OffsetMinutes) -> ChangeEdit {
        let text = |at: Millis| ArcRwSignal::new(format!("{}T{}", time::date(at, offset), time::clock(at, offset)));
        ChangeEdit {
            key: next_key(),
            from: text(span.from),
            to: text(span.to),
            one: Chosen::of(Some(one)),
            other: Chosen::of(other),
        }
    }

    pub fn exception(one: &RotaException, offset: OffsetMinutes) -> ChangeEdit {
        ChangeEdit::of(one.span, one.user_id, None, offset)
    }

    pub fn swap(swap: &RotaSwap, offset: OffsetMinutes) -> ChangeEdit {
        ChangeEdit::of(swap.span, swap.one, Some(swap.other), offset)
    }

    pub fn blank() -> ChangeEdit {
        let none = || Chosen::of(None::<UserId>);
        ChangeEdit {
            key: next_key(),
            from: ArcRwSignal::default(),
            to: ArcRwSignal::default(),
            one: none(),
            other: none(),
        }
    }

    pub fn read_exception(&self, pointer: &str, offset: OffsetMinutes, faults: &mut Vec<FieldFault>) -> RotaException {
        let span = self.span(pointer, offset, faults);
        RotaException { span, user_id: person(&self.one, &format!("{pointer}/user_id"), faults) }
    }

    pub fn read_swap(&self, pointer: &str, offset: OffsetMinutes, faults: &mut Vec<FieldFault>) -> RotaSwap {
        let span = self.span(pointer, offset, faults);
        let one = person(&self.one, &format!("{pointer}/one"), faults);
        RotaSwap { span, one, other: person(&self.other, &format!("{pointer}/other"), faults) }
    }

    fn span(&self, pointer: &str, offset: OffsetMinutes, faults: &mut Vec<FieldFault>) -> Span {
        let mut moment = |text: &ArcRwSignal<String>, field: &str| {
            let read = text.with(|text| {
                let (date, clock) = text.split_once('T')?;
                time::moment(date, clock, offset)
            });
            if read.is_none() {
                faults.push(FieldFault::new(&format!("{pointer}/span/{field}"), "required"));
            }
            read
        };
        let (from, to) = (moment(&self.from, "from"), moment(&self.to, "to"));
        let from = from.unwrap_or_default();
        // What is not there is told once.
        Span { from, to: to.unwrap_or(from + 1) }
    }
}

fn person(chosen: &Chosen, pointer: &str, faults: &mut Vec<FieldFault>) -> UserId {
    chosen.read().unwrap_or_else(|| {
        faults.push(FieldFault::new(pointer, if chosen.is_vague() { "unknown" } else { "required" }));
        // Nobody twice is another fault.
        UserId(Uuid::now_v7())
    })
}
