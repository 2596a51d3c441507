//! Photos and files: shown where they were sent, kept when a form comes back.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::contract::push_encoded;
use yingda_shared::files::FileInfo;

use crate::form::FormState;
use crate::format::bytes;
use crate::i18n::use_i18n;
use crate::ui::Icon;

/// What a phone offers to send: its camera, its pictures, documents.
pub const PHOTOS: &str = "image/*,video/mp4,.pdf,.txt,.zip,.docx,.xlsx,.pptx";

/// Where the bytes are; a guest's link goes along.
pub fn address(file: &FileInfo, track: Option<&str>) -> String {
    let mut address = format!("/files/{}", file.id);
    if let Some(track) = track {
        address.push_str("?track=");
        push_encoded(&mut address, track);
    }
    address
}

/// Pictures as pictures, everything else by name and size.
#[component]
pub fn Attachments(files: Vec<FileInfo>, track: Option<String>) -> impl IntoView {
    let item = move |file: FileInfo| {
        let href = address(&file, track.as_deref());
        match file.is_image() {
            true => view! {
                <li class="attachment-photo">
                    <a href=href.clone() target="_blank" rel="external"><img src=href.clone() alt=file.name loading="lazy" width="96" height="96" /></a>
                </li>
            }
            .into_any(),
            false => view! {
                <li>
                    <a href=href target="_blank" rel="external"><Icon name="paperclip" /><span>{file.name}</span><small>{bytes(file.bytes)}</small></a>
                </li>
            }
            .into_any(),
        }
    };
    (!files.is_empty()).then(|| view! { <ul class="attachments">{files.into_iter().map(item).collect_view()}</ul> })
}

/// Files that were taken although the form was not: sent again with it, without choosing them again.
#[component]
pub fn KeptFiles<O: Operation>(form: FormState<O>) -> impl IntoView {
    let i18n = use_i18n();
    let kept = form.value("files", "").get_untracked();
    let count = kept.split(',').filter(|id| !id.is_empty()).count().to_string();
    (!kept.is_empty()).then(|| {
        view! {
            <p class="kept-files"><Icon name="paperclip" />{move || i18n.fill(crate::key!(portal.files_kept), &[("n", &count)])}</p>
            <input type="hidden" name="files" value=kept />
        }
    })
}
