//! What a person does about what was not accepted.

use leptos::prelude::*;
use yingda_shared::cases::doc::KIND;
use yingda_shared::cases::operations::CommentCase;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::{FileIds, Uuid};
use yingda_shared::offline::tray::{compared, reworded};
use yingda_shared::sync::Mutation;
use yingda_shared::sync::store::TrayItem;
use yingda_shared::sync::uploads::named_in;

use super::{Refused, Unsent};
use crate::boot::use_boot;
use crate::i18n::I18n;
use crate::key;
use crate::offline::desk::look;
pub use crate::offline::file::save_unsent as export;
use crate::offline::opening::session;
use crate::offline::outbox::Tray;
use crate::offline::session::Session;

pub fn read(unsent: RwSignal<Option<Unsent>>) {
    let home = use_boot().with_value(|boot| match boot.me.kind {
        ActorKind::Customer => "/my",
        ActorKind::Partner => "/partner",
        _ => "/cases",
    });
    leptos::task::spawn_local(async move {
        let found = match session().await {
            Some(session) => of(&session, home).await.unwrap_or_default(),
            None => Unsent::default(),
        };
        unsent.try_set(Some(found));
    });
}

async fn of(session: &Session, home: &str) -> Option<Unsent> {
    let Tray { items, damaged } = session.engine.store.tray().await.ok()?;
    let outbox = session.outbox().await.ok()?;
    let waiting = outbox.iter().filter(|entry| entry.verdict.is_none()).map(|entry| entry.mutation.clone()).collect();
    let kept = items.clone();
    let refused = look(session, |view, here| {
        let card = |item: TrayItem| {
            let about = &item.mutation.about;
            let address = view.get(about).filter(|_| about.kind == KIND).map(|_| format!("{home}/{}", about.id));
            Refused { fields: compared(&item, view, here), address, item }
        };
        Some(items.into_iter().map(card).collect())
    });
    // Without a word about oneself nothing can be compared; what was written is shown all the same.
    let bare = |item| Refused { item, fields: Vec::new(), address: None };
    let refused = refused.await.unwrap_or_else(|| kept.into_iter().map(bare).collect());
    Some(Unsent { refused, waiting, damaged })
}

/// Sends it again over what stands now, in other words where the person chose some, under an id of its
/// own.
pub fn reapply(item: TrayItem, words: Vec<(String, String)>) {
    leptos::task::spawn_local(async move {
        let Some(session) = session().await else { return };
        let mut mutation = reworded(item.mutation.clone(), words);
        if let Ok(rows) = session.rows().await
            && let Some(held) = rows.get(&mutation.about)
            && let Some(base) = mutation.input.get_mut("base")
        {
            *base = held.row.body["case"]["rv"].clone();
        }
        mutation.id = Uuid::now_v7();
        if session.append(mutation).await.is_ok() {
            leave(&session, &item.mutation).await;
            session.kick();
        }
    });
}

/// Keeps the person's words on the case, where customers do not see them.
pub fn keep_as_note(item: TrayItem, text: String, failed: RwSignal<Option<Fault>>) {
    let Ok(id) = item.mutation.about.id.parse() else { return };
    leptos::task::spawn_local(async move {
        let note = CommentCase { id, text, internal: true, files: FileIds::default(), seen: None };
        match crate::api::call(note).await {
            Ok(_) => {
                if let Some(session) = session().await {
                    leave(&session, &item.mutation).await;
                }
            }
            Err(fault) => drop(failed.try_set(Some(fault))),
        }
    });
}

pub fn discard(i18n: I18n, mutation: Mutation) {
    let sure = window().confirm_with_message(&i18n.say(key!(offline.tray_page.discard_sure)));
    if sure.unwrap_or_default() {
        leptos::task::spawn_local(async move {
            if let Some(session) = session().await {
                leave(&session, &mutation).await;
            }
        });
    }
}

/// Lets go of records that nobody can read any more.
pub fn forget(damaged: Vec<String>) {
    leptos::task::spawn_local(async move {
        let Some(session) = session().await else { return };
        let orphans = session.uploads.orphans(&session).await;
        session.uploads.give_up(&session, orphans).await;
        for name in &damaged {
            let _ = session.engine.store.leave_tray(name).await;
        }
        session.count().await;
    });
}

/// Takes a mutation out of the tray.
async fn leave(session: &Session, mutation: &Mutation) {
    if session.engine.store.leave_tray(&mutation.id.to_string()).await.is_ok() {
        session.uploads.give_up(session, named_in(&mutation.input)).await;
        session.count().await;
    }
}
