//! Opening a case from anywhere.
use leptos::prelude::*;
/// The sheet.
#[component]
pub fn QuickOpenSheet(open: RwSignal<bool>) -> impl IntoView {
    let _ = open;
}
