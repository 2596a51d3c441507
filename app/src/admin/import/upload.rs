//! Choosing a file. It goes to the server at once and becomes a draft there, so that nothing chosen
//! afterwards is lost with the page.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use yingda_shared::fault::Fault;

use crate::i18n::use_i18n;
use crate::{key, t, ui};

#[component]
pub fn Upload() -> impl IntoView {
    let i18n = use_i18n();
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let navigate = use_navigate();
    let chosen = Callback::new(move |files: Vec<web_sys::File>| {
        let Some(file) = files.into_iter().next().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        fault.set(None);
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            let answer = send(file).await;
            busy.try_set(false);
            match answer {
                Ok(id) => navigate(&format!("/admin/import/{id}"), NavigateOptions::default()),
                Err(wrong) => drop(fault.try_set(Some(wrong))),
            }
        });
    });
    let wrong = MaybeProp::derive(move || {
        let fault = fault.get()?;
        Some(fault.fields().first().map_or_else(|| i18n.fault(&fault), |field| i18n.field_fault(field)))
    });
    view! {
        <section class="card import-upload" aria-labelledby="import-file-title"><div class="card-body">
            <h2 id="import-file-title">{t!(i18n, import.file)}</h2>
            <ui::FileInput name="file" id="import-file" label=t!(i18n, import.choose) prompt=t!(i18n, import.prompt) icon="upload"
                accept=".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                help=MaybeProp::derive(move || Some(i18n.say(key!(import.file_help)))) error=wrong on_files=chosen />
            <p role="status" class="quiet small">{move || busy.get().then(|| i18n.say(key!(import.uploading)))}</p>
        </div></section>
    }
}

#[cfg(not(feature = "ssr"))]
async fn send(file: web_sys::File) -> Result<yingda_shared::kernel::id::Uuid, Fault> {
    crate::api::upload_table(file).await.map(|import| import.id)
}

#[cfg(feature = "ssr")]
async fn send(_: web_sys::File) -> Result<yingda_shared::kernel::id::Uuid, Fault> {
    Err(Fault::Offline)
}
