//! The editor of one policy.

use leptos::prelude::*;
use yingda_shared::calendar::WorkCalendar;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::record::List;
use yingda_shared::sla::{PendingReason, Regrading, Reopening, Side, SlaPolicy};

use super::applies::AppliesTo;
use super::edit::Edit;
use super::targets::{Targets, words};
use crate::admin::conflict::WholeConflict;
use crate::admin::keeping::keep;
use crate::boot::may;
use crate::data::{Fetch, fetch_once};
use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

const CALENDARS: u32 = 200;

/// The last fault of the form.
#[derive(Clone, Copy)]
pub struct Wrong(RwSignal<Option<Fault>>);

impl Wrong {
    /// What is wrong with one field, in words.
    pub fn at(self, pointer: &'static str) -> Signal<Option<String>> {
        let i18n = use_i18n();
        Signal::derive(move || self.now(i18n, pointer))
    }

    /// The same for a field whose place changes.
    pub fn now(self, i18n: I18n, pointer: &str) -> Option<String> {
        let fault = self.0.get()?;
        fault.fields().iter().find(|field| field.pointer == pointer).map(|field| i18n.field_fault(field))
    }

    fn all(self, i18n: I18n, edit: Edit) -> Vec<(String, String)> {
        match self.0.get() {
            None | Some(Fault::Conflict { .. }) => Vec::new(),
            Some(fault) => i18n.summary(&fault, |field| (control(field, edit), i18n.field_fault(field))),
        }
    }
}

/// The control that a fault is about.
fn control(field: &FieldFault, edit: Edit) -> String {
    let mut parts = field.pointer.trim_start_matches("/applies").trim_start_matches('/').split('/');
    let (name, at) = (parts.next().unwrap_or_default(), parts.next().and_then(|at| at.parse::<usize>().ok()));
    match (name, at) {
        ("targets", Some(at)) => {
            let key = edit.targets.with(|rows| rows.get(at).map_or(at, |row| row.key));
            format!("sla-{}-{key}", parts.next().unwrap_or("kind"))
        }
        (name, _) => format!("sla-{name}"),
    }
}

#[component]
pub fn PolicyForm(policy: SlaPolicy, policies: Fetch<List<SlaPolicy>>) -> impl IntoView {
    let i18n = use_i18n();
    let fixed = !may("sla_policies.save");
    let is_new = policy.rv == 0;
    let edit = Edit::of(&policy);
    let keeping = keep(edit.kept, move || edit.read(), "/admin/sla-policies?id=", move |_| policies.refresh());
    let wrong = Wrong(keeping.fault);
    let errors = Signal::derive(move || wrong.all(i18n, edit));
    let changed = Memo::new(move |_| edit.read().map_or(true, |typed| edit.kept.with(|kept| typed != *kept)));
    let said = move || match changed.get() || is_new {
        true => i18n.say(key!(sla.unsaved)),
        false => i18n.say(key!(admin.nothing_changed)),
    };
    let heading = move || match is_new {
        true => i18n.say(key!(sla.new)),
        false => edit.kept.with(|kept| kept.name.clone()),
    };
    view! {
        <form class="sla-form stack stack-4" on:submit=move |event| keeping.submit(&event) novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            <WholeConflict kept=edit.kept fault=keeping.fault load=move |theirs: SlaPolicy| edit.load(&theirs) again=move |()| keeping.go() />
            <h2>{heading}</h2>
            <Basics edit wrong fixed />
            <ui::SectionCard id="sla-target-card" title=t!(i18n, sla.targets)><Targets edit wrong fixed /></ui::SectionCard>
            <ui::SectionCard id="sla-applies-card" title=t!(i18n, sla.applies)><AppliesTo edit wrong fixed /></ui::SectionCard>
            <ui::SectionCard id="sla-pauses-card" title=t!(i18n, sla.pauses)><Pauses edit fixed /></ui::SectionCard>
            {(!fixed).then(|| view! {
                <div class="save-bar">
                    <span role="status">{said}</span>
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy=keeping.busy />
                </div>
            })}
        </form>
    }
}

/// Name, side, calendar and warning.
#[component]
fn Basics(edit: Edit, wrong: Wrong, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let calendars = fetch_once(|| {
        may(<List<WorkCalendar> as yingda_shared::contract::Operation>::NAME)
            .then(|| List::<WorkCalendar> { limit: Some(CALENDARS), ..List::default() })
    });
    let offered = Signal::derive(move || {
        let own = ui::Choice::new("", i18n.say(key!(sla.default_calendar)));
        let rows = calendars.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default());
        let mut all = vec![own];
        all.extend(rows.into_iter().map(|calendar| ui::Choice::new(calendar.id.to_string(), calendar.name)));
        // One that is not offered is still the one it counts by.
        let chosen = edit.calendar.get();
        if !all.iter().any(|choice| choice.value == chosen) {
            all.push(ui::Choice::new(chosen, "…"));
        }
        all
    });
    let sides = Signal::derive(move || {
        words(i18n, "words.side", &Side::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>())
    });
    let help = |key| MaybeProp::derive(move || Some(i18n.say(key)));
    view! {
        <div class="cal-basics">
            <ui::TextInput name="sla-name" label=t!(i18n, admin.field.name) value=edit.name error=wrong.at("/name") required=true readonly=fixed />
            <ui::Select name="sla-side" label=t!(i18n, sla.side) choices=sides value=edit.side help=help(key!(sla.side_help)) disabled=fixed />
            <ui::Select name="sla-calendar_id" label=t!(i18n, sla.calendar) choices=offered value=edit.calendar error=wrong.at("/calendar_id") disabled=fixed />
            <ui::TextInput name="sla-warn_percent" label=t!(i18n, sla.warn) kind="number" value=edit.warn error=wrong.at("/warn_percent") help=help(key!(sla.warn_help)) readonly=fixed />
            <ui::Checkbox name="sla-active" label=t!(i18n, admin.active) checked=edit.active disabled=fixed />
        </div>
    }
}

/// What the clocks stand still for, and what reopening and regrading do to them.
#[component]
fn Pauses(edit: Edit, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let reason = move |reason: &PendingReason| {
        let reason = *reason;
        let on = edit.pauses.with_untracked(|pauses| pauses.contains(&reason));
        let change = Callback::new(move |_: bool| edit.pauses.update(|pauses| Edit::toggle(pauses, reason)));
        view! { <ui::Checkbox name=format!("sla-{reason}") label=Signal::derive(move || i18n.word("words.pending", reason.as_str())) checked=RwSignal::new(on) on_change=change disabled=fixed /> }
    };
    let reopening = Signal::derive(move || {
        words(i18n, "words.reopening", &Reopening::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>())
    });
    let regrading = Signal::derive(move || {
        words(i18n, "words.regrading", &Regrading::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>())
    });
    view! {
        <div class="row">{PendingReason::ALL.iter().map(reason).collect_view()}</div>
        <ui::Checkbox name="sla-responses" label=t!(i18n, sla.responses_pause) checked=edit.responses_pause disabled=fixed />
        <ui::Select name="sla-reopening" label=t!(i18n, sla.reopening) choices=reopening value=edit.reopening disabled=fixed />
        <ui::Select name="sla-regrading" label=t!(i18n, sla.regrading) choices=regrading value=edit.regrading disabled=fixed />
    }
}
