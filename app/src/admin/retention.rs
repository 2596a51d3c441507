//! How long things are kept, and what would go before anybody saves it.

use leptos::prelude::*;
use yingda_shared::record::Saved;
use yingda_shared::retention::{GetRetention, PreviewRetention, RetentionPolicy, SaveRetention, WouldGo};

use super::policy::policy_page;
use crate::boot::may;
use crate::data::fetch_once;
use crate::form::{OpForm, use_form};
use crate::i18n::{Key, use_i18n};
use crate::portal::FormFault;
use crate::{key, t, ui};

/// `/admin/retention`
#[component]
pub fn RetentionPage() -> impl IntoView {
    policy_page(
        key!(kept.title),
        key!(kept.lead),
        || GetRetention {},
        |now| now.rv,
        |now, rv, done| view! { <PolicyForm now rv done /> }.into_any(),
    )
}

#[component]
fn PolicyForm(now: RetentionPolicy, rv: RwSignal<i64>, done: Callback<Saved>) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<SaveRetention>();
    let fixed = !may("retention.save");
    let file_months = form.value("file_months", &now.file_months.to_string());
    let audit_years = form.value("audit_years", &now.audit_years.to_string());
    let notice_days = form.value("notice_days", &now.notice_days.to_string());
    let session_days = form.value("session_days", &now.session_days.to_string());
    let number = move |name: &'static str,
                       label: Key,
                       help: Key,
                       value: RwSignal<String>,
                       (min, max): (&'static str, &'static str)| {
        view! {
            <ui::TextInput name=name kind="number" min=min max=max label=i18n.t(label) value=value error=form.error(name)
                help=MaybeProp::derive(move || Some(i18n.say(help))) readonly=fixed required=true class="field-narrow" />
        }
    };
    let asked = Memo::new(move |_| {
        let number = |value: RwSignal<String>| value.with(|text| text.trim().parse::<u32>().ok());
        Some(PreviewRetention {
            file_months: number(file_months)?,
            audit_years: number(audit_years)?,
            notice_days: number(notice_days)?,
            session_days: number(session_days)?,
        })
    });
    view! {
        <section class="card" id="retention" aria-label=t!(i18n, kept.title)><div class="card-body">
            <OpForm form on_done=done class="form">
                <FormFault form />
                <input type="hidden" name="rv" value=move || rv.get().to_string() />
                {number("file_months", key!(kept.file_months), key!(kept.file_months_help), file_months, ("0", "600"))}
                {number("audit_years", key!(kept.audit_years), key!(kept.audit_years_help), audit_years, ("0", "100"))}
                {number("notice_days", key!(kept.notice_days), key!(kept.notice_days_help), notice_days, ("7", "3650"))}
                {number("session_days", key!(kept.session_days), key!(kept.session_days_help), session_days, ("1", "7"))}
                <Preview asked />
                {(!fixed).then(|| view! { <div class="form-actions"><ui::Button kind=ui::Kind::Primary submit=true label=t!(i18n, common.save) busy=form.busy /></div> })}
            </OpForm>
        </div></section>
    }
}

/// What would go under the rules as they stand in the form.
#[component]
fn Preview(asked: Memo<Option<PreviewRetention>>) -> impl IntoView {
    let i18n = use_i18n();
    // Asked once typing rests: a big desk counts for a while.
    let settled = RwSignal::new(asked.get_untracked());
    let settle = ui::resting(std::time::Duration::from_millis(400), move |wanted| settled.set(wanted));
    Effect::new(move |first: Option<()>| {
        let wanted = asked.get();
        if first.is_some() {
            settle(wanted);
        }
    });
    let would = fetch_once(move || settled.get());
    let said = move || {
        let none = || view! { <p class="quiet">{t!(i18n, kept.counting)}</p> }.into_any();
        match (would.data.get(), would.fault.get()) {
            (_, Some(fault)) => view! { <p class="quiet">{i18n.fault(&fault)}</p> }.into_any(),
            (Some(gone), None) if !would.loading.get() => listed(gone),
            _ => none(),
        }
    };
    view! {
        <div class="retention-preview" role="status" aria-live="polite">
            <h2>{t!(i18n, kept.would_go)}</h2>
            {said}
        </div>
    }
}

fn listed(gone: WouldGo) -> AnyView {
    let i18n = use_i18n();
    let mib = gone.file_bytes / 1_048_576;
    let lines = [
        (gone.files, key!(kept.go_files)),
        (gone.audit_lines, key!(kept.go_audit)),
        (gone.notices, key!(kept.go_notices)),
        (gone.sessions, key!(kept.go_sessions)),
    ];
    if lines.iter().all(|(count, _)| *count == 0) {
        return view! { <p class="quiet">{t!(i18n, kept.go_nothing)}</p> }.into_any();
    }
    let line = move |(count, key): (i64, Key)| {
        let text = move || i18n.fill(key, &[("n", &count.to_string()), ("mib", &mib.to_string())]);
        view! { <li>{text}</li> }
    };
    view! { <ul>{lines.into_iter().filter(|(count, _)| *count > 0).map(line).collect_view()}</ul> }.into_any()
}
