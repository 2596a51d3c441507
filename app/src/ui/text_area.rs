use super::{
    bind,
    escape::escape_text,
    field::{Field, described, id_of, invalid},
};
use leptos::{html::Textarea, prelude::*};

/// Many lines of text: the one `<textarea>` of the project. Leptos 0.8 does not escape a textarea's children
/// on the server, so this component escapes the content itself; nothing else may write a `<textarea>`.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    #[prop(default = RwSignal::new(String::new()))] value: RwSignal<String>,
    #[prop(into, optional)] id: String,
    #[prop(default = 3)] rows: u8,
    #[prop(into, optional)] help: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] note: MaybeProp<String>,
    #[prop(into, optional)] placeholder: MaybeProp<String>,
    #[prop(optional)] required: bool,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] hide_label: bool,
    #[prop(optional)] class: &'static str,
    #[prop(into, optional)] on_input: Option<Callback<String>>,
    /// Ctrl+Enter or ⌘+Enter, never while an input method composes.
    #[prop(into, optional)]
    on_send: Option<Callback<()>>,
    /// The element, for pages that insert text at the caret.
    #[prop(default = NodeRef::new())]
    node: NodeRef<Textarea>,
) -> impl IntoView {
    let id = id_of(id, &name);
    bind::area(node, value);
    let about = described(&id, help, error);
    let first = value.with_untracked(|text| escape_text(text));
    view! {
        <Field id=id.clone() label help error note required hide_label class>
            <textarea
                node_ref=node
                class="textarea"
                id=id
                name=name
                rows=rows
                style=format!("--rows:{rows}")
                placeholder=move || placeholder.get()
                required=required
                disabled=disabled
                maxlength=maxlength
                aria-describedby=about
                aria-invalid=invalid(error)
                inner_html=first
                on:input=move |event| {
                    let text = event_target_value(&event);
                    value.set(text.clone());
                    if let Some(act) = on_input {
                        act.run(text);
                    }
                }
                on:keydown=move |event| {
                    let strong = event.ctrl_key() || event.meta_key();
                    if event.key() == "Enter" && strong && !event.is_composing() && event.key_code() != 229 && let Some(act) = on_send {
                        event.prevent_default();
                        act.run(());
                    }
                }
            ></textarea>
        </Field>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        let text = text.to_owned();
        Owner::new().with(|| {
            let value = RwSignal::new(text);
            view! { <TextArea name="body" label="B" value/> }.to_html()
        })
    }

    #[test]
    fn text_cannot_leave_the_textarea() {
        let html = html("</textarea><script>alert(1)</script> & \"quoted\"");
        assert!(!html.contains("<script"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;"), "{html}");
        assert!(html.contains(" &amp; "), "{html}");
    }

    #[test]
    fn a_first_line_break_survives_the_parser() {
        assert!(html("\nline").contains(">\n\nline</textarea>"));
    }
}
