//! On the first page of a stranger: what they reported from this device while the server was away.

use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::offline::use_status;
use crate::t;

/// Nothing at all where nothing was kept.
#[component]
pub fn KeptReports() -> impl IntoView {
    let i18n = use_i18n();
    let status = use_status();
    let reports = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        status.waiting.track();
        reports.set(kept::reports());
    });
    move || {
        let rows = reports.get();
        (!rows.is_empty()).then(|| {
            let rows = rows.into_iter().map(|report| kept::row(report, reports)).collect_view();
            view! {
                <section class="kept-reports">
                    <h2>{t!(i18n, portal.kept_reports)}</h2>
                    <ul>{rows}</ul>
                </section>
            }
        })
    }
}

#[cfg(feature = "hydrate")]
mod kept {
    use leptos::prelude::*;

    use crate::format::{ago, exact, use_now};
    use crate::i18n::use_i18n;
    use crate::offline::guest::{Answer, forget};
    pub use crate::offline::guest::{Report, reports};
    use crate::t;
    use crate::ui::{Chip, IconButton, Time, Tone};

    /// A report with what became of it.
    pub fn row(report: Report, shown: RwSignal<Vec<Report>>) -> impl IntoView {
        let i18n = use_i18n();
        let now = use_now();
        let Report { id, subject, at, answer } = report;
        let remove = move || {
            forget(id);
            shown.set(reports());
        };
        let removable = answer.is_some();
        let (title, standing) = match answer {
            None => (
                view! { <b>{subject}</b> }.into_any(),
                view! { <Chip text=t!(i18n, offline.pending) tone=Tone::Warn icon="clock" /> }.into_any(),
            ),
            Some(Answer::Taken { number, track }) => (
                view! { <a rel="external" href=format!("/t/{track}")><b>{subject}</b></a> }.into_any(),
                view! { <span class="mono">{number}</span> }.into_any(),
            ),
            Some(Answer::Refused { fault }) => {
                let why = move || fault.as_ref().map(|fault| i18n.fault(fault));
                let again = view! { <a class="btn btn-sm" href="/tray">{t!(i18n, offline.open_tray)}</a> };
                (
                    view! { <b>{subject}</b> }.into_any(),
                    view! { <span class="field-error">{why}</span>{again} }.into_any(),
                )
            }
        };
        view! {
            <li>
                <span class="kept-report">{title}<span class="kept-facts">{standing}<Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) /></span></span>
                {removable.then(|| view! { <IconButton icon="x" label=t!(i18n, portal.forget_report) on_press=move |()| remove() /> })}
            </li>
        }
    }
}

/// Only a browser keeps anything.
#[cfg(not(feature = "hydrate"))]
mod kept {
    use leptos::prelude::*;

    #[derive(Clone)]
    pub struct Report;

    pub fn reports() -> Vec<Report> {
        Vec::new()
    }

    pub fn row(_: Report, _: RwSignal<Vec<Report>>) -> impl IntoView {}
}
