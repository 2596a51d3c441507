use super::button::IconButton;
use leptos::{html, prelude::*};

/// A question that must be answered before going on: native modal dialog. Esc and the cross close it, focus
/// goes back where it came from. Its content exists only while open. Never open one from inside another.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    #[prop(into)] title: Signal<String>,
    /// The word of the cross.
    #[prop(into)]
    close_label: Signal<String>,
    open: RwSignal<bool>,
    #[prop(optional)] wide: bool,
    /// Put the buttons last, in `<div class="dialog-foot">`.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let heading = format!("{id}-title");
    Effect::new(move |_| {
        let wanted = open.get();
        let Some(dialog) = node.get() else { return };
        if wanted && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            node_ref=node
            id=id
            class=if wide { "dialog dialog-wide" } else { "dialog" }
            aria-labelledby=heading
            on:close=move |_| open.set(false)
        >
            <div class="dialog-head">
                <h2 id=heading.clone()>{title}</h2>
                <IconButton label=close_label icon="x" on_press=move || open.set(false)/>
            </div>
            <div class="dialog-body">{move || open.get().then(|| children())}</div>
        </dialog>
    }
    .into_any()
}
