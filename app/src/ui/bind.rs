//! Two-way binding that respects what was typed before the module arrived.
//!
//! The server renders the initial value as the control's default value. On the first meeting the control
//! wins if it differs from that default (the person typed, or the browser restored it); from then on the
//! signal wins whenever it differs from the control. Equal texts are never written, so the caret and a
//! composing input method stay undisturbed.

use leptos::{
    html::{Input, Textarea},
    prelude::*,
};

pub(super) fn text(node: NodeRef<Input>, value: RwSignal<String>) {
    Effect::new(move |met: Option<bool>| {
        let wanted = value.get();
        let Some(control) = node.get() else { return false };
        settle(met, value, &wanted, control.value(), control.default_value(), |text| control.set_value(text))
    });
}

pub(super) fn area(node: NodeRef<Textarea>, value: RwSignal<String>) {
    Effect::new(move |met: Option<bool>| {
        let wanted = value.get();
        let Some(control) = node.get() else { return false };
        settle(met, value, &wanted, control.value(), control.default_value().unwrap_or_default(), |text| {
            control.set_value(text)
        })
    });
}

pub(super) fn checked(node: NodeRef<Input>, value: RwSignal<bool>) {
    Effect::new(move |met: Option<bool>| {
        let wanted = value.get();
        let Some(control) = node.get() else { return false };
        if met != Some(true) && control.checked() != control.default_checked() {
            value.set(control.checked());
        } else if control.checked() != wanted {
            control.set_checked(wanted);
        }
        true
    });
}

fn settle(
    met: Option<bool>,
    value: RwSignal<String>,
    wanted: &str,
    shown: String,
    first: String,
    write: impl FnOnce(&str),
) -> bool {
    if shown == wanted {
        return true;
    }
    if met != Some(true) && shown != first {
        value.set(shown);
    } else {
        write(wanted);
    }
    true
}
