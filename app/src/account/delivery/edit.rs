//! What somebody says of being told while they say it.

use leptos::prelude::*;
use yingda_shared::calendar::Shift;
use yingda_shared::escalation::quiet::{self, QuietLine};
use yingda_shared::escalation::{DeliverySettings, OwnDelivery, Topic};
use yingda_shared::fault::FieldFault;
use yingda_shared::rules::Medium;

use crate::admin::WEEK;

/// A stretch of quiet as it is typed. Lines come by presses of buttons that may be gone before them: they own what they
/// hold. Their key stays while their place changes.
#[derive(Clone)]
pub struct LineEdit {
    pub key: usize,
    pub from: ArcRwSignal<String>,
    pub to: ArcRwSignal<String>,
    /// Words of days.
    pub days: ArcRwSignal<Vec<String>>,
}

impl LineEdit {
    fn of(key: usize, line: QuietLine) -> LineEdit {
        let [from, to] = line.shift.written();
        let days = WEEK.iter().zip(line.days).filter(|(_, on)| *on).map(|(day, _)| day.to_string());
        LineEdit { key, from: ArcRwSignal::new(from), to: ArcRwSignal::new(to), days: ArcRwSignal::new(days.collect()) }
    }

    fn shift(&self) -> Result<Shift, &'static str> {
        Shift::typed(&self.from.get(), &self.to.get())
    }

    /// Whether it ends on the day after.
    pub fn over_midnight(&self) -> bool {
        self.shift().is_ok_and(Shift::over_midnight)
    }

    fn read(&self, faults: &mut Vec<FieldFault>) -> Option<QuietLine> {
        let at = |part: &str| format!("/quiet/{}/{part}", self.key);
        let days = self.days.with(|days| WEEK.map(|day| days.iter().any(|known| known == day)));
        if !days.contains(&true) {
            faults.push(FieldFault::new(&at("days"), "required"));
        }
        match self.shift() {
            Ok(shift) => Some(QuietLine { shift, days }),
            Err(code) => {
                faults.push(FieldFault::new(&at("from"), code));
                None
            }
        }
    }
}

#[derive(Clone, Copy)]
pub struct Edit {
    /// Words of the ways that are ticked for each topic.
    pub topics: StoredValue<Vec<(Topic, RwSignal<Vec<String>>)>>,
    pub lines: RwSignal<Vec<LineEdit>>,
    pub urgent: RwSignal<bool>,
    ways: StoredValue<Vec<Medium>>,
    kept: StoredValue<DeliverySettings>,
    keys: StoredValue<usize>,
}

impl Edit {
    pub fn of(now: &OwnDelivery) -> Edit {
        let settings = &now.settings;
        let ticked = |topic: Topic| {
            let taken = now.ways.iter().filter(|way| settings.takes(topic, **way));
            RwSignal::new(taken.map(|way| way.to_string()).collect::<Vec<_>>())
        };
        let lines = quiet::lines(&settings.quiet).into_iter().enumerate();
        let lines: Vec<LineEdit> = lines.map(|(key, line)| LineEdit::of(key, line)).collect();
        Edit {
            topics: StoredValue::new(Topic::ALL.iter().map(|topic| (*topic, ticked(*topic))).collect()),
            keys: StoredValue::new(lines.len()),
            lines: RwSignal::new(lines),
            urgent: RwSignal::new(settings.urgent_breaks_quiet),
            ways: StoredValue::new(now.ways.clone()),
            kept: StoredValue::new(settings.clone()),
        }
    }

    /// One more: the nights of the week.
    pub fn add(self) {
        let Ok(shift) = Shift::typed("22:00", "08:00") else { return };
        let key = self.keys.get_value();
        self.keys.set_value(key + 1);
        self.lines.update(|lines| lines.push(LineEdit::of(key, QuietLine { shift, days: [true; 7] })));
    }

    pub fn remove(self, key: usize) {
        self.lines.update(|lines| lines.retain(|line| line.key != key));
    }

    pub fn offset(self) -> i32 {
        self.kept.with_value(|kept| kept.offset)
    }

    pub fn read(self) -> Result<DeliverySettings, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let edits = self.lines.get();
        let lines: Vec<QuietLine> = edits.iter().filter_map(|line| line.read(&mut faults)).collect();
        if lines.len() == edits.len()
            && let Some(at) = quiet::clash(&lines)
        {
            faults.push(FieldFault::new(&format!("/quiet/{}/from", edits[at].key), "hours_overlap"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut settings = self.kept.get_value();
        settings.quiet = quiet::week(&lines);
        settings.urgent_breaks_quiet = self.urgent.get();
        let ways = self.ways.get_value();
        for (topic, ticked) in self.topics.get_value() {
            let chosen: Vec<Medium> =
                ticked.with(|words| words.iter().filter_map(|word| Medium::parse(word)).collect());
            settings = settings.with(topic, &ways, &chosen);
        }
        let faults = settings.check();
        if faults.is_empty() { Ok(settings) } else { Err(faults) }
    }
}

/// The control that a fault is about.
pub fn control(pointer: &str) -> String {
    let mut parts = pointer.trim_start_matches('/').split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("quiet"), Some(key), Some(part)) => format!("quiet-{key}-{part}"),
        (Some("quiet"), ..) => "quiet-lines".to_string(),
        _ => "delivery".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> OwnDelivery {
        let settings = DeliverySettings::default();
        OwnDelivery { rv: 0, settings, ways: vec![Medium::Email], email: String::new() }
    }

    fn faults(edit: Edit) -> Vec<(String, String)> {
        let faults = edit.read().expect_err("a fault").into_iter();
        faults.map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn what_is_not_touched_is_saved_as_it_was() {
        Owner::new().with(|| {
            let edit = Edit::of(&own());
            assert_eq!(edit.read(), Ok(DeliverySettings::default()));
            edit.add();
            let read = edit.read().expect("settings");
            assert_eq!(read.quiet.sun.shifts().len(), 1);
            let again = Edit::of(&OwnDelivery { settings: read.clone(), ..own() });
            assert_eq!(again.read(), Ok(read));
        });
    }

    #[test]
    fn faults_stand_at_their_line() {
        Owner::new().with(|| {
            let edit = Edit::of(&own());
            edit.add();
            edit.add();
            assert_eq!(faults(edit), [("/quiet/1/from".into(), "hours_overlap".into())]);
            edit.remove(0);
            let line = edit.lines.get_untracked().remove(0);
            line.days.set(Vec::new());
            line.to.set("25".into());
            let told = [("/quiet/1/days", "required"), ("/quiet/1/from", "shift_time")];
            assert_eq!(faults(edit), told.map(|(at, code)| (at.to_string(), code.to_string())));
            line.days.set(WEEK.map(str::to_string).to_vec());
            line.from.set("0".into());
            line.to.set("24".into());
            assert_eq!(faults(edit), [("/quiet".into(), "quiet_always".into())]);
            assert_eq!((control("/quiet/1/days"), control("/quiet")), ("quiet-1-days".into(), "quiet-lines".into()));
        });
    }
}
