//! Moving a unit under another parent; places where it cannot stand are offered too, and say why not.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::UnitId;
use yingda_shared::organisation::{MoveUnit, Unit, may_move};
use yingda_shared::record::List;

use super::in_order;
use crate::api::call;
use crate::data::Fetch;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

#[component]
pub fn MoveDialog(unit: StoredValue<Unit>, open: RwSignal<bool>, units: Fetch<List<Unit>>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let parent = RwSignal::new(unit.with_value(|unit| unit.parent_id.map(|id| id.to_string()).unwrap_or_default()));
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let all = move || units.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default());
    let choices = Signal::derive(move || {
        let all = all();
        let choice = |(unit, depth): (&Unit, usize)| {
            ui::Choice::new(unit.id.to_string(), format!("{}{}", "\u{3000}".repeat(depth), unit.name))
        };
        in_order(&all).into_iter().map(choice).collect::<Vec<_>>()
    });
    // Said before it is tried: the same rule that the server keeps.
    let refusal = move || {
        let to = parent.get().parse::<UnitId>().ok()?;
        let own = unit.with_value(|unit| (unit.id, unit.parent_id));
        match may_move(&all(), own.0, to) {
            Err(code) if own.1 != Some(to) => Some(i18n.fault(&Fault::refused(code))),
            _ => None,
        }
    };
    let error = MaybeProp::derive(move || refusal().or_else(|| fault.get().map(|fault| i18n.fault(&fault))));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(parent_id) = parent.get_untracked().parse::<UnitId>() else { return };
        if untrack(refusal).is_some() {
            return;
        }
        let id = unit.with_value(|unit| unit.id);
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(MoveUnit { id, parent_id }).await {
                Ok(_) => {
                    fault.try_set(None);
                    open.try_set(false);
                    toasts.show(Tone::Ok, i18n.say(key!(admin.moved)));
                    units.refresh();
                }
                Err(wrong) => drop(fault.try_set(Some(wrong))),
            }
            busy.try_set(false);
        });
    };
    let heading = move || unit.with_value(|unit| i18n.fill(key!(admin.move_title), &[("name", &unit.name)]));
    view! {
        <ui::Dialog id="unit-move" title=heading close_label=t!(i18n, common.close) open>
            <form class="form" on:submit=submit novalidate>
                <ui::Select name="move-parent" label=t!(i18n, admin.new_parent) choices value=parent error
                    help=MaybeProp::derive(move || Some(i18n.say(key!(admin.move_help)))) />
                <div class="dialog-foot">
                    <ui::Button label=t!(i18n, admin.move_unit) kind=ui::Kind::Primary submit=true busy />
                    <ui::Button label=t!(i18n, common.cancel) on_press=move || open.set(false) />
                </div>
            </form>
        </ui::Dialog>
    }
}
