//! How the job is doing, at the lower edge of every page: what waits and may still be stopped, how far it
//! is, what came of it.

use std::time::Duration;

use leptos::prelude::*;
use yingda_shared::jobs::{Job, JobState};
use yingda_shared::kernel::time::{Millis, SECOND};

use super::items::ItemsSheet;
use super::watching::{Watch, use_watch};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Button, Icon, IconButton, Kind, Size, Tone, use_toasts};
use crate::{key, t};

/// Asks at least so often while it runs, whatever the live channel says.
const LOOK: Duration = Duration::from_secs(3);
/// Good news leaves after so long.
const STAYS: Duration = Duration::from_secs(8);

#[component]
pub fn JobNotice() -> impl IntoView {
    let watch = use_watch();
    follow(watch);
    let shown = Memo::new(move |_| watch.id.with(Option::is_some) && watch.job.data.with(Option::is_some));
    view! {
        {move || shown.get().then(|| view! { <Card watch /> })}
        <ItemsSheet watch />
    }
}

/// Asks while it goes on, and leaves by itself after all went well.
fn follow(watch: Watch) {
    let open = Memo::new(move |_| watch.job.data.with(|job| job.as_ref().is_some_and(|job| job.state.is_open())));
    Effect::new(move |_| {
        if !open.get() {
            return;
        }
        let handle = set_interval_with_handle(move || watch.job.refresh(), LOOK).ok();
        on_cleanup(move || handle.iter().for_each(|handle| handle.clear()));
    });
    let over =
        Memo::new(move |_| watch.job.data.with(|job| job.as_ref().filter(|job| went_well(job)).map(|job| job.id)));
    Effect::new(move |_| {
        let Some(id) = over.get() else { return };
        let leave = move || {
            if watch.id.get_untracked() == Some(id) && !watch.sheet.get_untracked() {
                watch.leave();
            }
        };
        let handle = set_timeout_with_handle(leave, STAYS).ok();
        on_cleanup(move || handle.iter().for_each(|handle| handle.clear()));
    });
}

fn went_well(job: &Job) -> bool {
    matches!(job.state, JobState::Done | JobState::Cancelled) && job.refused == 0
}

/// Seconds until it begins, counted by this device from what the server said was left.
fn countdown(watch: Watch) -> Signal<Millis> {
    let left = RwSignal::new(0);
    let waits = Memo::new(move |_| {
        watch.job.data.with(|job| {
            let job = job.as_ref().filter(|job| job.state == JobState::Queued)?;
            Some((job.id, job.begins_at - job.created_at))
        })
    });
    Effect::new(move |_| {
        let Some((_, wait)) = waits.get() else { return };
        left.set((wait + SECOND - 1) / SECOND);
        let tick = move || left.update(|left| *left = (*left - 1).max(0));
        let handle = set_interval_with_handle(tick, Duration::from_secs(1)).ok();
        on_cleanup(move || handle.iter().for_each(|handle| handle.clear()));
    });
    left.into()
}

#[component]
fn Card(watch: Watch) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let left = countdown(watch);
    let job = move || watch.job.data.get();
    let tone = move || job().map_or(Tone::Neutral, |job| tone(&job)).name();
    let icon = move || {
        job().map(|job| match (job.state, job.refused) {
            (JobState::Queued, _) => view! { <Icon name="clock" /> },
            (JobState::Running, _) => view! { <Icon name="progress" /> },
            (JobState::Failed, _) => view! { <Icon name="alert" /> },
            (_, 0) => view! { <Icon name="check-circle" /> },
            _ => view! { <Icon name="alert" /> },
        })
    };
    let words = move || job().map(|job| said(i18n, &job, left.get())).unwrap_or_default();
    let bar = move || {
        let job = job().filter(|job| job.state == JobState::Running)?;
        let of = i18n.fill(key!(cases.bulk.progress), &[("n", &job.done.to_string()), ("all", &job.total.to_string())]);
        Some(
            view! { <progress class="job-progress" max=job.total.to_string() value=job.done.to_string() aria-label=of></progress> },
        )
    };
    let undoable =
        Memo::new(move |_| watch.job.data.with(|job| job.as_ref().is_some_and(|job| job.undo_until.is_some())));
    let undo = move || {
        undoable.get().then(|| {
            view! { <Button label=t!(i18n, cases.bulk.undo) kind=Kind::Plain size=Size::Small class="toast-action" on_press=move |()| watch.undo(toasts, i18n) /> }
        })
    };
    view! {
        <div class="toast job-notice" data-tone=tone role="region" aria-label=t!(i18n, cases.bulk.job)>
            {icon}
            <span class="job-words"><span role="status">{words}</span>{bar}</span>
            {undo}
            <Button label=t!(i18n, cases.bulk.details) kind=Kind::Plain size=Size::Small class="toast-action" on_press=move |()| watch.sheet.set(true) />
            <IconButton label=t!(i18n, common.close) icon="x" on_press=move |()| watch.leave() />
        </div>
    }
}

fn tone(job: &Job) -> Tone {
    match (job.state, job.refused) {
        (JobState::Failed, _) => Tone::Danger,
        (JobState::Queued | JobState::Running, _) => Tone::Info,
        (_, 0) => Tone::Ok,
        _ => Tone::Warn,
    }
}

/// The job in a sentence.
pub fn said(i18n: I18n, job: &Job, left: Millis) -> String {
    let what = i18n.word("operations", &job.about);
    let (done, total, refused) = (job.done.to_string(), job.total.to_string(), job.refused.to_string());
    let good = (job.done - job.refused).to_string();
    let values = [
        ("what", what.as_str()),
        ("n", &done),
        ("all", &total),
        ("good", &good),
        ("refused", &refused),
        ("s", &left.to_string()),
    ];
    let undoes = job.undoes.is_some();
    let key = match (job.state, undoes, job.refused) {
        (JobState::Queued, false, _) if left > 0 => key!(cases.bulk.soon),
        (JobState::Queued | JobState::Running, false, _) => key!(cases.bulk.running),
        (JobState::Queued | JobState::Running, true, _) => key!(cases.bulk.undoing),
        (JobState::Done, false, 0) => key!(cases.bulk.done),
        (JobState::Done, false, _) => key!(cases.bulk.done_some),
        (JobState::Done, true, 0) => key!(cases.bulk.undone),
        (JobState::Done, true, _) => key!(cases.bulk.undone_some),
        (JobState::Cancelled, ..) if job.done == 0 => key!(cases.bulk.stopped_clean),
        (JobState::Cancelled, ..) => key!(cases.bulk.stopped),
        (JobState::Failed, ..) => key!(cases.bulk.failed),
    };
    let said = i18n.fill(key, &values);
    match job.fault.as_ref().filter(|_| job.state == JobState::Failed) {
        Some(fault) => format!("{said} {}", i18n.fault(fault)),
        None => said,
    }
}
