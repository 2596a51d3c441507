//! Files of an entry: photos in sight, the rest as links.

use leptos::prelude::*;
use yingda_shared::files::FileInfo;
use yingda_shared::kernel::id::FileId;

use crate::cases::pane::OpenCase;
use crate::format::bytes;
use crate::offline::WaitingFiles;
use crate::ui::Icon;

fn file(info: FileInfo) -> AnyView {
    let href = format!("/files/{}", info.id);
    if info.is_image() {
        let (src, alt) = (href.clone(), info.name);
        return view! { <li class="attachment-photo"><a href=href target="_blank" rel="noopener"><img src=src alt=alt loading="lazy" /></a></li> }.into_any();
    }
    let size = bytes(info.bytes);
    view! { <li><a href=href target="_blank" rel="noopener"><Icon name="paperclip" /><span>{info.name}</span><small>{size}</small></a></li> }.into_any()
}

/// The files with these ids, as far as the case names them.
#[component]
pub fn Attachments(case: OpenCase, files: Vec<FileId>) -> impl IntoView {
    if files.is_empty() {
        return ().into_any();
    }
    let ids = files.clone();
    let shown = Memo::new(move |_| {
        let of = |id: &FileId| case.follow(|detail| detail.files.iter().find(|info| info.id == *id).cloned()).flatten();
        files.iter().filter_map(of).collect::<Vec<_>>()
    });
    let there = Signal::derive(move || shown.with(|shown| shown.iter().map(|info| info.id).collect::<Vec<_>>()));
    view! {
        <ul class="attachments">{move || shown.get().into_iter().map(file).collect_view()}</ul>
        <WaitingFiles ids there />
    }
    .into_any()
}
