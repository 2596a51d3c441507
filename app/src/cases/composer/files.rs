//! Files of a message: uploaded as soon as they are chosen or pasted, or kept here until there is a line
//! again; sent with the words.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::FileIds;

use crate::api::Attached;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Icon, IconButton};
use crate::{key, t};

#[derive(Clone)]
struct Upload {
    at: u32,
    name: String,
    state: RwSignal<State>,
}

/// Uploads run in the browser only.
#[derive(Clone)]
#[cfg_attr(feature = "ssr", allow(dead_code))]
enum State {
    Going,
    Taken(Attached),
    Failed(Fault),
}

#[derive(Clone, Copy)]
pub struct Files {
    list: RwSignal<Vec<Upload>>,
    next: StoredValue<u32>,
}

impl Files {
    pub fn new() -> Files {
        Files { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }

    pub fn is_empty(self) -> bool {
        self.list.with(Vec::is_empty)
    }

    /// Why the message cannot go yet: a file is on its way, or did not come through.
    pub fn hindrance(self) -> Option<Key> {
        let any = |of: fn(&State) -> bool| self.list.with(|list| list.iter().any(|upload| upload.state.with(of)));
        if any(|state| matches!(state, State::Failed(_))) {
            Some(key!(cases.composer.upload_failed))
        } else {
            any(|state| matches!(state, State::Going)).then_some(key!(cases.composer.upload_going))
        }
    }

    pub fn ids(self) -> FileIds {
        let of = |upload: &Upload| match upload.state.get_untracked() {
            State::Taken(file) => Some(file.id()),
            _ => None,
        };
        FileIds(self.list.with_untracked(|list| list.iter().filter_map(of).collect()))
    }

    pub fn clear(self) {
        self.list.set(Vec::new());
    }

    /// Takes sent files out; those added meanwhile stay.
    pub fn take_out(self, sent: &FileIds) {
        let stays = |upload: &Upload| match upload.state.try_get_untracked() {
            Some(State::Taken(file)) => !sent.0.contains(&file.id()),
            _ => true,
        };
        self.list.try_update(|list| list.retain(stays));
    }

    /// Takes the files of an input or of the clipboard; true if there were any.
    pub fn take(self, files: Option<web_sys::FileList>) -> bool {
        let Some(files) = files.filter(|files| files.length() > 0) else { return false };
        for file in (0..files.length()).filter_map(|at| files.get(at)) {
            self.add(file);
        }
        true
    }

    fn add(self, file: web_sys::File) {
        let at = self.next.get_value();
        self.next.set_value(at + 1);
        let state = RwSignal::new(State::Going);
        self.list.update(|list| list.push(Upload { at, name: file.name(), state }));
        #[cfg(not(feature = "ssr"))]
        leptos::task::spawn_local(async move {
            let answer = crate::api::attach(file).await;
            state.try_set(match answer {
                Ok(file) => State::Taken(file),
                Err(fault) => State::Failed(fault),
            });
        });
    }

    fn drop(self, at: u32) {
        self.list.update(|list| list.retain(|upload| upload.at != at));
    }
}

/// The files under the text, each with its way out.
#[component]
pub fn FileList(files: Files) -> impl IntoView {
    let i18n = use_i18n();
    let item = move |upload: Upload| {
        let (at, state) = (upload.at, upload.state);
        let note = move || match state.get() {
            State::Going => i18n.say(key!(cases.composer.uploading)),
            State::Taken(Attached::There(_)) => String::new(),
            State::Taken(Attached::Here(_)) => i18n.say(key!(offline.files.later)),
            State::Failed(fault) => i18n.fault(&fault),
        };
        view! {
            <li class="composer-file">
                <Icon name="paperclip" /><span class="ellipsis">{upload.name}</span><small class="faint">{note}</small>
                <IconButton label=t!(i18n, cases.composer.drop_file) icon="x" on_press=move |()| files.drop(at) />
            </li>
        }
    };
    move || {
        let list = files.list.get();
        (!list.is_empty())
            .then(|| view! { <ul class="composer-files">{list.into_iter().map(item).collect_view()}</ul> })
    }
}
