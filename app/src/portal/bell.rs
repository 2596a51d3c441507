//! How many notices a customer has not read; kept for the whole visit, asked again when something changed.

use leptos::prelude::*;
use yingda_shared::identity::ActorKind;
use yingda_shared::identity::operations::WhoAmI;

use crate::boot::use_boot;
use crate::live::use_live;

#[derive(Clone, Copy)]
struct UnreadNotices(RwSignal<u32>);

pub fn provide_unread() {
    let me = use_boot().with_value(|boot| boot.me.clone());
    let unread = RwSignal::new(count(me.unread));
    provide_context(UnreadNotices(unread));
    let live = use_live();
    Effect::new(move |before: Option<u32>| {
        let version = live.version.get();
        if me.kind == ActorKind::Customer && before.is_some_and(|before| before != version) {
            leptos::task::spawn_local(async move {
                if let Ok(me) = crate::api::call(WhoAmI {}).await {
                    unread.try_set(count(me.unread));
                }
            });
        }
        version
    });
}

fn count(unread: i64) -> u32 {
    u32::try_from(unread).unwrap_or_default()
}

pub fn use_unread() -> RwSignal<u32> {
    use_context::<UnreadNotices>().map_or_else(|| RwSignal::new(0), |unread| unread.0)
}
