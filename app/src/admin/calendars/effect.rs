//! What a save would move, asked before it is done, and how far the move is.

use std::time::Duration;

use leptos::prelude::*;
use yingda_shared::calendar::{CalendarEffect, MovedCase, WorkCalendar};
use yingda_shared::jobs::{Job, JobState, ListJobs};
use yingda_shared::kernel::id::JobId;
use yingda_shared::record::Record;

use crate::data::{Fetch, fetch};
use crate::format::{exact, length};
use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

/// Asks at least so often while it runs, whatever the live channel says.
const LOOK: Duration = Duration::from_secs(3);

/// Says what would move; `save` does it.
#[component]
pub fn EffectDialog(effect: RwSignal<Option<CalendarEffect>>, #[prop(into)] save: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if effect.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            effect.set(None);
        }
    });
    let go = move || {
        open.set(false);
        save.run(());
    };
    view! {
        <ui::Dialog id="cal-effect" title=t!(i18n, calendars.effect_title) close_label=t!(i18n, common.close) open wide=true>
            {move || effect.get().map(|effect| told(i18n, effect))}
            <div class="dialog-foot">
                <ui::Button label=t!(i18n, calendars.save_anyway) kind=ui::Kind::Primary on_press=go />
                <ui::Button label=t!(i18n, common.cancel) on_press=move || open.set(false) />
            </div>
        </ui::Dialog>
    }
}

fn told(i18n: I18n, effect: CalendarEffect) -> AnyView {
    let n = |n: i64| n.to_string();
    let all = if effect.more { format!("{}+", effect.counted) } else { n(effect.counted) };
    let moving = i18n.fill(key!(calendars.moving), &[("n", &n(effect.moving)), ("all", &all)]);
    let part = |count: i64, most: i64, key: crate::i18n::Key| {
        (count > 0).then(|| i18n.fill(key, &[("n", &n(count)), ("most", &length(i18n, 0, most))]))
    };
    let parts = [
        part(effect.sooner, effect.most_sooner, key!(calendars.sooner)),
        part(effect.later, effect.most_later, key!(calendars.later)),
    ];
    let line = |text: String| view! { <li>{text}</li> };
    let row = |case: MovedCase| {
        let href = format!("/cases/{}", case.number);
        view! {
            <tr>
                <th scope="row"><a class="mono" href=href target="_blank" rel="noopener">{case.number}</a></th>
                <td class="cal-subject">{case.subject}</td>
                <td class="num">{exact(case.before)}</td>
                <td class="num">{exact(case.after)}</td>
            </tr>
        }
    };
    let some = !effect.examples.is_empty();
    view! {
        <p class="strong">{moving}</p>
        <ul class="cal-parts">{parts.into_iter().flatten().map(line).collect_view()}</ul>
        {some.then(|| view! {
            <ui::TableScroll label=t!(i18n, calendars.examples)>
                <table class="table">
                    <thead><tr><th scope="col">{t!(i18n, calendars.example_case)}</th><th scope="col">{t!(i18n, calendars.example_subject)}</th><th scope="col">{t!(i18n, calendars.example_before)}</th><th scope="col">{t!(i18n, calendars.example_after)}</th></tr></thead>
                    <tbody>{effect.examples.into_iter().map(row).collect_view()}</tbody>
                </table>
            </ui::TableScroll>
        })}
    }
    .into_any()
}

/// The move that this person's last save began.
#[derive(Clone, Copy)]
pub struct Moving {
    jobs: Fetch<ListJobs>,
    job: Memo<Option<Job>>,
    /// Seen under way on this page: its end is told here, too.
    seen: RwSignal<Option<JobId>>,
}

impl Moving {
    pub fn new() -> Moving {
        let jobs = fetch(|| Some(ListJobs::default()));
        let last = |jobs: &Option<yingda_shared::kernel::page::Page<Job>>| {
            jobs.as_ref()?.rows.iter().find(|job| job.kind == WorkCalendar::SAVE).cloned()
        };
        let job = Memo::new(move |_| jobs.data.with(last));
        let seen = RwSignal::new(None);
        let open = Memo::new(move |_| job.with(|job| job.as_ref().filter(|job| job.state.is_open()).map(|job| job.id)));
        Effect::new(move |_| {
            let Some(id) = open.get() else { return };
            seen.set(Some(id));
            let handle = set_interval_with_handle(move || jobs.refresh(), LOOK).ok();
            on_cleanup(move || handle.iter().for_each(|handle| handle.clear()));
        });
        Moving { jobs, job, seen }
    }

    /// A save may have begun one.
    pub fn look(self) {
        // One that is over by the time it is looked for is told as well; a page that was left tells nothing.
        let Some(before) = self.job.try_with_untracked(|job| job.as_ref().map(|job| job.id)) else { return };
        self.seen.try_set(None);
        self.jobs.refresh();
        let (job, seen) = (self.job, self.seen);
        set_timeout(
            move || {
                let now = job.try_with_untracked(|job| job.as_ref().map(|job| job.id)).flatten();
                if now != before {
                    seen.try_set(now);
                }
            },
            Duration::from_secs(1),
        );
    }
}

/// How far it is, and what it came to.
#[component]
pub fn MovingNotice(moving: Moving) -> impl IntoView {
    let i18n = use_i18n();
    let shown = Memo::new(move |_| {
        let seen = moving.seen.get();
        moving.job.get().filter(|job| job.state.is_open() || Some(job.id) == seen)
    });
    let words = move |job: &Job| match job.state {
        JobState::Queued | JobState::Running => {
            i18n.fill(key!(calendars.moving_now), &[("n", &job.done.to_string()), ("all", &job.total.to_string())])
        }
        JobState::Done => {
            let moved = job.result.as_ref().and_then(|result| result["moved"].as_i64()).unwrap_or_default();
            i18n.fill(key!(calendars.moved), &[("n", &moved.to_string())])
        }
        JobState::Failed | JobState::Cancelled => i18n.say(key!(calendars.not_moved)),
    };
    move || {
        shown.get().map(|job| {
            let (tone, icon) = match job.state {
                JobState::Queued | JobState::Running => (ui::Tone::Info, "progress"),
                JobState::Done => (ui::Tone::Ok, "check-circle"),
                JobState::Failed | JobState::Cancelled => (ui::Tone::Warn, "alert"),
            };
            let (done, total, open) = (job.done.to_string(), job.total.to_string(), job.state.is_open());
            let text = Signal::derive(move || words(&job));
            view! {
                <ui::Banner tone icon card=true text>
                    {open.then(|| view! { <progress max=total value=done aria-label=t!(i18n, calendars.progress)></progress> })}
                </ui::Banner>
            }
        })
    }
}
