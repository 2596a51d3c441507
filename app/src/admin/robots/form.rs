//! The editor of one robot.

use leptos::prelude::*;
use yingda_shared::record::Get as GetRecord;
use yingda_shared::robots::{Robot, RobotKind, Tongue};

use super::edit::Edit;
use super::trial::Trial;
use crate::admin::conflict::WholeConflict;
use crate::admin::keeping::keep;
use crate::admin::rules::choices::{all, choices};
use crate::admin::rules::wrong::Wrong;
use crate::api::call;
use crate::boot::may;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// `named` hears what it is called once it is saved.
#[component]
pub fn RobotForm(robot: Robot, named: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let fixed = !may("robots.save");
    let (is_new, id) = (robot.rv == 0, robot.id);
    let edit = Edit::of(&robot);
    let saved = move |robot: &Robot| {
        drop(named.try_set(robot.name.clone()));
        edit.forget();
        // The server reads the host from the address.
        leptos::task::spawn_local(async move {
            if let Ok(kept) = call(GetRecord::<Robot>::new(id.0)).await {
                edit.kept.try_set(kept);
            }
        });
    };
    let keeping = keep(edit.kept, move || edit.read(), "/admin/robots/", saved);
    let wrong = Wrong(keeping.fault);
    let errors =
        Signal::derive(move || wrong.all(i18n, |pointer| format!("robot-{}", pointer.trim_start_matches('/'))));
    let changed = Memo::new(move |_| is_new || edit.is_changed());
    let said = move || i18n.say(if changed.get() { key!(rules.unsaved) } else { key!(admin.nothing_changed) });
    let kinds = Signal::derive(move || choices(i18n, "words.robot_kind", &all!(RobotKind)));
    let tongues = Signal::derive(move || choices(i18n, "words.tongue", &all!(Tongue)));
    let signing = Memo::new(move |_| edit.kind().may_sign());
    let address_help = MaybeProp::derive(move || {
        let host = edit.kept.with(|kept| kept.host.clone());
        Some(match host.is_empty() {
            true => i18n.say(key!(robots.address_help)),
            false => i18n.fill(key!(robots.address_kept), &[("host", &host)]),
        })
    });
    let secret_help = MaybeProp::derive(move || {
        let kept = edit.kept.with(|kept| kept.signs);
        Some(i18n.say(if kept { key!(robots.secret_kept) } else { key!(robots.secret_help) }))
    });
    let secret = move || {
        (signing.get() && edit.signs.get()).then(|| {
            view! { <ui::TextInput name="robot-secret" label=t!(i18n, robots.secret) kind="password" autocomplete="off" value=edit.secret error=wrong.at("/secret") help=secret_help readonly=fixed /> }
        })
    };
    let signs = move || {
        let help = MaybeProp::derive(move || Some(i18n.say(key!(robots.signs_help))));
        signing.get().then(|| {
            view! { <ui::Checkbox name="robot-signs" label=t!(i18n, robots.signs) checked=edit.signs help disabled=fixed /> }
        })
    };
    view! {
        <form class="rule-form" on:submit=move |event| keeping.submit(&event) novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            <WholeConflict kept=edit.kept fault=keeping.fault load=move |theirs: Robot| edit.load(&theirs) again=move |()| keeping.go() />
            // Whoever may only look changes nothing.
            <fieldset class="rule-whole" disabled=fixed>
                <div class="rule-basics">
                    <ui::TextInput name="robot-name" label=t!(i18n, admin.field.name) value=edit.name error=wrong.at("/name") required=true readonly=fixed />
                    <ui::Select name="robot-kind" label=t!(i18n, robots.kind) choices=kinds value=edit.kind disabled=fixed />
                    <ui::Select name="robot-language" label=t!(i18n, robots.language) choices=tongues value=edit.language disabled=fixed />
                    <ui::Checkbox name="robot-active" label=t!(i18n, admin.active) checked=edit.active disabled=fixed />
                </div>
                <ui::SectionCard id="robot-reached" title=t!(i18n, robots.reached)>
                    <ui::TextInput name="robot-address" label=t!(i18n, robots.address) kind="url" autocomplete="off" value=edit.address error=wrong.at("/address") help=address_help required=is_new readonly=fixed />
                    {signs}
                    {secret}
                </ui::SectionCard>
            </fieldset>
            {(!is_new && may("robots.test")).then(|| view! { <Trial id unsaved=changed /> })}
            {(!fixed).then(|| view! {
                <div class="save-bar">
                    <span role="status">{said}</span>
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy=keeping.busy />
                </div>
            })}
        </form>
    }
}
