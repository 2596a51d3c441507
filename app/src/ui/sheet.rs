use super::{button::IconButton, dom};
use leptos::{html::Aside, prelude::*};
use send_wrapper::SendWrapper;
use web_sys::HtmlElement;

/// A panel from the right that leaves the page beside it alive (full screen on a phone). Focus moves into it
/// and returns on closing; Esc inside closes. Content exists only while open.
#[component]
pub fn Sheet(
    #[prop(into)] id: String,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] close_label: Signal<String>,
    open: RwSignal<bool>,
    #[prop(optional)] wide: bool,
    /// Buttons that stay at the lower edge.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<Aside>::new();
    let from = StoredValue::new(None::<SendWrapper<HtmlElement>>);
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if now {
            if let Some(sheet) = node.get() {
                if was != Some(true) {
                    from.set_value(dom::focused().map(SendWrapper::new));
                }
                let _ = sheet.focus();
                return true;
            }
            return false;
        }
        if was == Some(true)
            && let Some(back) = from.try_update_value(Option::take).flatten()
        {
            let _ = back.focus();
        }
        false
    });
    let body = StoredValue::new((id, foot, children));
    move || {
        open.get().then(|| {
            let (id, foot, children) = body.get_value();
            let heading = format!("{id}-title");
            view! {
                <aside
                    node_ref=node
                    id=id
                    class=if wide { "sheet sheet-wide" } else { "sheet" }
                    role="dialog"
                    aria-modal="false"
                    aria-labelledby=heading
                    tabindex="-1"
                    on:keydown=move |event| {
                        if event.key() == "Escape" && !event.is_composing() && event.key_code() != 229 && !event.default_prevented() {
                            open.set(false);
                        }
                    }
                >
                    <div class="sheet-head">
                        <h2 id=heading.clone()>{title}</h2>
                        <IconButton label=close_label icon="x" on_press=move || open.set(false)/>
                    </div>
                    <div class="sheet-body">{children()}</div>
                    {foot.map(|foot| view! { <div class="sheet-foot">{foot.run()}</div> })}
                </aside>
            }
        })
    }
}
