//! Files of an entry that are still on this device: shown from here until the server has them.

use leptos::prelude::*;
use yingda_shared::kernel::id::FileId;
use yingda_shared::sync::uploads::{KeptFile, Wait};

use super::status::{Status, WaitingFile, use_status};
use crate::format::bytes;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Button, Icon, Size};
use crate::{key, t};

/// Those of `ids` that wait here, and how many others of them are still elsewhere. `there`: those that
/// the server tells of.
#[component]
pub fn WaitingFiles(ids: Vec<FileId>, #[prop(into)] there: Signal<Vec<FileId>>) -> impl IntoView {
    if ids.is_empty() {
        return ().into_any();
    }
    let (i18n, status, all) = (use_i18n(), use_status(), ids.clone());
    let waits =
        move |file: &&WaitingFile| ids.contains(&file.file.id) && !there.with(|there| there.contains(&file.file.id));
    let files = Memo::new(move |_| status.files.with(|files| files.iter().filter(&waits).cloned().collect::<Vec<_>>()));
    let some = Memo::new(move |_| !files.with(Vec::is_empty));
    let shown = move || files.with(|files| files.iter().map(|file| file.file.id).collect::<Vec<_>>());
    let list = move || {
        view! {
            <ul class="waiting-files">
                <For each=shown key=|id| *id children=move |id| view! { <Waiting id files /> } />
            </ul>
        }
    };
    // Somebody else's device has them, or another of one's own.
    let coming = Memo::new(move |_| {
        let here = |id: &FileId| files.with(|files| files.iter().any(|file| file.file.id == *id));
        there.with(|there| all.iter().filter(|id| !there.contains(id) && !here(id)).count())
    });
    let note = move || {
        let n = Some(coming.get()).filter(|n| *n > 0)?.to_string();
        let text = i18n.fill(key!(offline.files.coming), &[("n", &n)]);
        Some(view! { <p class="entry-state"><Icon name="clock" />{text}</p> })
    };
    view! {
        {move || some.get().then(list)}
        {note}
    }
    .into_any()
}

/// One file: what it is, how far it has come, and what the person may do about it.
#[component]
fn Waiting(id: FileId, files: Memo<Vec<WaitingFile>>) -> impl IntoView {
    let i18n = use_i18n();
    let now = Memo::new(move |_| files.with(|files| files.iter().find(|file| file.file.id == id).cloned()));
    let Some(file) = now.get_untracked().map(|now| now.file) else { return ().into_any() };
    let picture = picture_of(&file);
    let wait = Memo::new(move |_| now.with(|now| now.as_ref().and_then(|now| now.wait)));
    let state = move || now.with(|now| now.as_ref().map(|now| say(i18n, now)).unwrap_or_default());
    let (name, size) = (file.name.clone(), bytes(file.bytes));
    let share = move || now.with(|now| now.as_ref().filter(|now| now.wait.is_none()).map(share));
    let act = move || match wait.get() {
        Some(Wait::Line) => {
            let send = move |()| send_anyway(id);
            Some(view! { <Button label=t!(i18n, offline.files.send_now) size=Size::Small on_press=send /> }.into_any())
        }
        Some(Wait::Refused) => {
            let name = file.name.clone();
            let remove = move |()| remove(i18n, id, &name);
            Some(view! { <Button label=t!(i18n, offline.files.remove) size=Size::Small on_press=remove /> }.into_any())
        }
        _ => None,
    };
    view! {
        <li class="waiting-file" data-tone=move || (wait.get() == Some(Wait::Refused)).then_some("danger")>
            {move || match picture.get() {
                Some(src) => view! { <img class="waiting-file-picture" src=src alt="" /> }.into_any(),
                None => view! { <span class="waiting-file-picture"><Icon name="paperclip" /></span> }.into_any(),
            }}
            <span class="waiting-file-text">
                <span class="ellipsis">{name}</span>
                <small><Icon name="clock" />{size}" · "{state}</small>
                {move || share().map(|share| view! { <progress max="100" value=share.to_string()></progress> })}
            </span>
            {act}
        </li>
    }
    .into_any()
}

fn share(file: &WaitingFile) -> u64 {
    file.sent * 100 / file.file.bytes.max(1)
}

fn say(i18n: I18n, file: &WaitingFile) -> String {
    match file.wait {
        Some(Wait::Line) => i18n.say(key!(offline.files.line)),
        Some(Wait::Refused) => {
            let why = file.file.refused.as_ref();
            let why = why.map(|fault| match fault.fields().first() {
                Some(field) => i18n.field_fault(field),
                None => i18n.fault(fault),
            });
            i18n.fill(key!(offline.files.refused), &[("why", &why.unwrap_or_default())])
        }
        Some(Wait::Case | Wait::Form) => i18n.say(key!(offline.pending)),
        None if file.sent == 0 => i18n.say(key!(offline.pending)),
        None => i18n.fill(key!(offline.files.going), &[("n", &share(file).to_string())]),
    }
}

#[cfg(not(feature = "hydrate"))]
mod acting {
    use super::*;
    pub fn picture_of(_: &KeptFile) -> RwSignal<Option<String>> {
        RwSignal::new(None)
    }
    pub fn send_anyway(_: FileId) {}
    pub fn send_all_anyway(_: Status) {}
    pub fn remove(_: I18n, _: FileId, _: &str) {}
}

#[cfg(feature = "hydrate")]
mod acting {
    use super::*;
    use crate::offline::opening::session;
    use crate::offline::uploads::whole;

    /// The address of a picture's bytes on this device, while it is shown.
    pub fn picture_of(file: &KeptFile) -> RwSignal<Option<String>> {
        let address: RwSignal<Option<String>> = RwSignal::new(None);
        if !file.is_image() {
            return address;
        }
        let file = file.clone();
        leptos::task::spawn_local(async move {
            let Some(session) = session().await else { return };
            let Some(bytes) = whole(&session.uploads, &file).await else { return };
            let Ok(made) = web_sys::Url::create_object_url_with_blob(&bytes) else { return };
            // Nobody looks any more.
            if address.try_set(Some(made.clone())).is_some() {
                let _ = web_sys::Url::revoke_object_url(&made);
            }
        });
        on_cleanup(move || {
            if let Some(made) = address.try_get_untracked().flatten() {
                let _ = web_sys::Url::revoke_object_url(&made);
            }
        });
        address
    }

    pub fn send_anyway(file: FileId) {
        leptos::task::spawn_local(async move {
            if let Some(session) = session().await {
                session.uploads.send_anyway(file).await;
                session.kick();
            }
        });
    }

    /// Every file that waits for another line.
    pub fn send_all_anyway(status: Status) {
        let held = |file: &&WaitingFile| file.wait == Some(Wait::Line);
        let files: Vec<FileId> =
            status.files.with_untracked(|files| files.iter().filter(held).map(|file| file.file.id).collect());
        files.into_iter().for_each(send_anyway);
    }

    /// Lets a file go that the server will not have.
    pub fn remove(i18n: I18n, file: FileId, name: &str) {
        let sure = window().confirm_with_message(&i18n.fill(key!(offline.files.remove_sure), &[("name", name)]));
        if sure.unwrap_or_default() {
            leptos::task::spawn_local(async move {
                if let Some(session) = session().await {
                    session.uploads.give_up(&session, vec![file]).await;
                    session.count().await;
                }
            });
        }
    }
}

pub use acting::send_all_anyway;
use acting::{picture_of, remove, send_anyway};
