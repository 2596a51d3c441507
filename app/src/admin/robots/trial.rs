//! Whether a robot is heard: a message to its group, and what the messenger said.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::RobotId;
use yingda_shared::robots::{RobotTested, TestRobot};

use crate::api::call;
use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

/// By what is saved: while something is not, the button says so.
#[component]
pub fn Trial(id: RobotId, #[prop(into)] unsaved: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let (busy, told) = (RwSignal::new(false), RwSignal::new(None::<Result<RobotTested, Fault>>));
    let go = move |()| {
        busy.set(true);
        told.set(None);
        leptos::task::spawn_local(async move {
            let outcome = call(TestRobot { id }).await;
            busy.try_set(false);
            told.try_set(Some(outcome));
        });
    };
    let help = move || i18n.say(if unsaved.get() { key!(robots.test_unsaved) } else { key!(robots.test_help) });
    let answer = move || {
        told.get().map(|told| {
            let sent = told.as_ref().is_ok_and(|told| told.sent);
            let (tone, icon) = if sent { (ui::Tone::Ok, "check") } else { (ui::Tone::Danger, "alert") };
            let text = Signal::derive(move || said(i18n, &told));
            view! { <ui::Banner tone icon card=true text /> }
        })
    };
    view! {
        <ui::SectionCard id="robot-test" title=t!(i18n, robots.test)>
            <p class="small quiet">{help}</p>
            <div class="row"><ui::Button label=t!(i18n, robots.send_test) icon="send" busy disabled=unsaved on_press=go /></div>
            <div id="robot-answer">{answer}</div>
        </ui::SectionCard>
    }
}

fn said(i18n: I18n, told: &Result<RobotTested, Fault>) -> String {
    match told {
        Ok(told) if told.sent => i18n.say(key!(robots.arrived)),
        Ok(told) => {
            let why = i18n.fault(&Fault::refused(told.fault.as_deref().unwrap_or("calls.refused")));
            match told.code {
                Some(code) => {
                    let code = code.to_string();
                    i18n.fill(key!(robots.answered), &[("why", &why), ("code", &code), ("said", &told.said)])
                }
                None => why,
            }
        }
        Err(fault) => i18n.fault(fault),
    }
}
