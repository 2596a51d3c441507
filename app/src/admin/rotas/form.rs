//! The editor of one rota.

use leptos::prelude::*;
use yingda_shared::escalation::Rota;
use yingda_shared::record::Details;

use super::changes::{Changes, exceptions, swaps};
use super::edit::Edit;
use super::lines::{Lines, WeekHours};
use super::shown::OnCall;
use crate::admin::conflict::WholeConflict;
use crate::admin::keeping::keep;
use crate::admin::records::names::Names;
use crate::admin::rules::sentence::Say;
use crate::admin::rules::wrong::Wrong;
use crate::boot::may;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// `named` hears what it is called once it is saved.
#[component]
pub fn RotaForm(rota: Rota, named: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let fixed = !may("rotas.save");
    let is_new = rota.rv == 0;
    let edit = Edit::of(&rota);
    let say = Say { i18n, names: Names::new() };
    let names = say.names;
    let keeping = keep(
        edit.kept,
        move || edit.read(),
        "/admin/rotas/",
        move |rota: &Rota| drop(named.try_set(rota.name.clone())),
    );
    let wrong = Wrong(keeping.fault);
    let errors = Signal::derive(move || wrong.all(i18n, |pointer| edit.control(pointer)));
    let typed = Memo::new(move |_| edit.typed());
    let shown = Signal::derive(move || typed.with(|(rota, _)| rota.clone()));
    Effect::new(move |_| say.want(typed.with(|(rota, _)| rota.references())));
    let changed = move || is_new || typed.with(|(rota, _)| edit.kept.with(|kept| rota != kept));
    let said = move || i18n.say(if changed() { key!(rules.unsaved) } else { key!(admin.nothing_changed) });
    let covers = move || {
        edit.loaded.track();
        (!edit.always.get()).then(|| {
            let week = edit.covers.get_value();
            view! { <WeekHours id="rota-covers".to_string() edit=week pointer=Signal::stored("/covers".to_string()) wrong fixed /> }
        })
    };
    let help = move |key| MaybeProp::derive(move || Some(i18n.say(key)));
    view! {
        <form class="rule-form" on:submit=move |event| keeping.submit(&event) novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            <WholeConflict kept=edit.kept fault=keeping.fault load=move |theirs: Rota| edit.load(&theirs) again=move |()| keeping.go() />
            // Whoever may only look changes nothing.
            <fieldset class="rule-whole" disabled=fixed>
                <OnCall rota=shown names />
                <div class="rule-basics">
                    <ui::TextInput name="rota-name" label=t!(i18n, admin.field.name) value=edit.name error=wrong.at("/name") required=true readonly=fixed />
                    <ui::TextInput name="rota-from" label=t!(i18n, rotas.from) kind="date" value=edit.from error=wrong.at("/from") help=help(key!(rotas.from_help)) readonly=fixed />
                    <ui::Checkbox name="rota-active" label=t!(i18n, admin.active) checked=edit.active disabled=fixed />
                </div>
                <ui::SectionCard id="rota-lines-card" title=t!(i18n, rotas.lines)><Lines edit wrong fixed /></ui::SectionCard>
                <ui::SectionCard id="rota-covers-card" title=t!(i18n, rotas.covers)>
                    <ui::Checkbox name="rota-always" label=t!(i18n, rotas.always) checked=edit.always help=help(key!(rotas.always_help)) disabled=fixed />
                    {covers}
                </ui::SectionCard>
                <ui::SectionCard id="rota-exceptions-card" title=t!(i18n, rotas.exceptions)>
                    <Changes rows=edit.exceptions sort=exceptions() wrong names fixed />
                </ui::SectionCard>
                <ui::SectionCard id="rota-swaps-card" title=t!(i18n, rotas.swaps)>
                    <Changes rows=edit.swaps sort=swaps() wrong names fixed />
                </ui::SectionCard>
            </fieldset>
            {(!fixed).then(|| view! {
                <div class="save-bar">
                    <span role="status">{said}</span>
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy=keeping.busy />
                </div>
            })}
        </form>
    }
}
