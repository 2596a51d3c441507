use super::{
    field::{Field, described, id_of, invalid},
    icon::{Icon, attr},
};
use js_sys::{Function, Reflect};
use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

/// Photos and files: native input under a dashed field, with previews once the module runs.
#[component]
pub fn FileInput(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    /// The words inside the field.
    #[prop(into)]
    prompt: Signal<String>,
    #[prop(into, optional)] id: String,
    /// e.g. `image/*,video/*,.pdf`
    #[prop(optional)]
    accept: &'static str,
    /// `environment` opens the rear camera at once.
    #[prop(optional)]
    capture: &'static str,
    #[prop(optional)] multiple: bool,
    #[prop(default = "camera")] icon: &'static str,
    #[prop(into, optional)] help: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] note: MaybeProp<String>,
    #[prop(into, optional)] on_files: Option<Callback<Vec<File>>>,
) -> impl IntoView {
    let id = id_of(id, &name);
    let about = described(&id, help, error);
    let node = NodeRef::<html::Input>::new();
    let picked = RwSignal::new(Vec::<(String, Option<String>)>::new());
    let read = move || {
        let Some(files) = node.get_untracked().and_then(|input| input.files()) else { return };
        let files: Vec<File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
        release(&picked.get_untracked());
        picked.set(files.iter().map(|file| (file.name(), preview(file))).collect());
        if let Some(act) = on_files {
            act.run(files);
        }
    };
    // Files chosen before the module arrived.
    Effect::new(move |_| {
        if node.get().and_then(|input| input.files()).is_some_and(|files| files.length() > 0) {
            read();
        }
    });
    on_cleanup(move || release(&picked.try_get_untracked().unwrap_or_default()));
    view! {
        <Field id=id.clone() label help error note>
            <div class="file">
                <div class="file-drop">
                    <Icon name=icon/>
                    <span>{prompt}</span>
                    <input
                        node_ref=node
                        type="file"
                        id=id
                        name=name
                        accept=attr(accept)
                        capture=attr(capture)
                        multiple=multiple
                        aria-describedby=about
                        aria-invalid=invalid(error)
                        on:change=move |_| read()
                    />
                </div>
                {move || {
                    let picked = picked.get();
                    (!picked.is_empty())
                        .then(|| view! { <ul class="file-list">{picked.into_iter().map(thumb).collect_view()}</ul> })
                }}
            </div>
        </Field>
    }
    .into_any()
}

fn thumb((name, url): (String, Option<String>)) -> impl IntoView {
    view! {
        <li>
            {match url {
                Some(url) => view! { <img class="file-thumb" src=url alt=""/> }.into_any(),
                None => view! { <span class="file-thumb"><Icon name="case"/></span> }.into_any(),
            }}
            <span class="ellipsis">{name}</span>
        </li>
    }
}

fn preview(file: &File) -> Option<String> {
    if !file.type_().starts_with("image/") {
        return None;
    }
    url_call("createObjectURL", file.as_ref())?.as_string()
}

fn release(picked: &[(String, Option<String>)]) {
    for url in picked.iter().filter_map(|(_, url)| url.as_ref()) {
        let _ = url_call("revokeObjectURL", &JsValue::from_str(url));
    }
}

fn url_call(name: &str, argument: &JsValue) -> Option<JsValue> {
    let class = Reflect::get(&js_sys::global(), &JsValue::from_str("URL")).ok()?;
    let call: Function = Reflect::get(&class, &JsValue::from_str(name)).ok()?.dyn_into().ok()?;
    call.call1(&class, argument).ok()
}
