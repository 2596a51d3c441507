//! `G` and a letter: the places of the console.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use yingda_shared::identity::ActorKind;

use super::keys::use_command;
use crate::boot::{Boot, use_boot};

/// Where a command leads, for whom it leads anywhere.
pub fn places(boot: &Boot) -> Vec<(&'static str, String)> {
    let (kind, admin) = (boot.me.kind, super::nav::administers(boot));
    let base = if kind == ActorKind::Partner { "/partner" } else { "/cases" };
    let mut places = vec![
        ("go.start", base.to_string()),
        ("go.cases", format!("{base}?state=all")),
        ("go.notices", "/notices".to_string()),
        ("go.tray", "/tray".to_string()),
    ];
    if kind == ActorKind::Staff {
        places.push(("go.mine", format!("{base}?assignee=me")));
        places.push(("go.unassigned", format!("{base}?assignee=none")));
        if boot.may("tasks.list") {
            places.push(("go.tasks", "/tasks".to_string()));
        }
        if boot.may("monitor.get") {
            places.push(("go.monitor", "/monitor".to_string()));
        }
        if admin && (boot.may("companies.save") || boot.may("companies.list")) {
            places.push(("go.customers", "/admin/companies".to_string()));
        }
        if admin {
            places.push(("go.admin", "/admin".to_string()));
        }
    }
    places
}

/// Binds them for as long as the frame lives.
pub fn bind_places() {
    let navigate = use_navigate();
    for (id, address) in use_boot().with_value(places) {
        let navigate = navigate.clone();
        use_command(id, Callback::new(move |()| navigate(&address, Default::default())));
    }
}
