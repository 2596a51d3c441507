//! The text with its tools: marks around what is selected, pictures, and how it will look.

use leptos::html::Textarea;
use leptos::prelude::*;
use yingda_shared::fault::Fault;

use super::Prose;
use super::edit::Writing;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Choice, FileInput, Icon, Segmented, TextArea};
use crate::{key, t};

/// What a tool puts around what is selected, or before its line.
#[derive(Clone, Copy)]
struct Tool {
    name: Key,
    sign: &'static str,
    before: &'static str,
    after: &'static str,
    /// At the beginning of the line.
    line: bool,
}

const TOOLS: [Tool; 7] = [
    Tool { name: key!(knowledge.tool_heading), sign: "H", before: "## ", after: "", line: true },
    Tool { name: key!(knowledge.tool_bold), sign: "B", before: "**", after: "**", line: false },
    Tool { name: key!(knowledge.tool_list), sign: "•", before: "- ", after: "", line: true },
    Tool { name: key!(knowledge.tool_steps), sign: "1.", before: "1. ", after: "", line: true },
    Tool { name: key!(knowledge.tool_quote), sign: ">", before: "> ", after: "", line: true },
    Tool { name: key!(knowledge.tool_code), sign: "`", before: "`", after: "`", line: false },
    Tool { name: key!(knowledge.tool_link), sign: "[ ]", before: "[", after: "](https://)", line: false },
];

/// Byte of a text at which so many UTF-16 units have gone by, as controls count.
fn byte_at(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, c) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(c.len_utf16());
    }
    text.len()
}

/// A text with a tool used between two places, and where the caret stands then, in UTF-16 units.
fn used(text: &str, from: usize, to: usize, tool: Tool) -> (String, u32) {
    let start = if tool.line { text[..from].rfind('\n').map_or(0, |at| at + 1) } else { from };
    let made = format!("{}{}{}{}{}", &text[..start], tool.before, &text[start..to], tool.after, &text[to..]);
    let caret = to + tool.before.len();
    let units = made[..caret].encode_utf16().count();
    (made, u32::try_from(units).unwrap_or_default())
}

#[component]
pub fn Editor(writing: Writing) -> impl IntoView {
    let i18n = use_i18n();
    let node = NodeRef::<Textarea>::new();
    let body = writing.body;
    let view_of = RwSignal::new("write".to_string());
    let uploading = RwSignal::new(None::<Result<(), Fault>>);
    let selection = move || {
        let text = body.get_untracked();
        let place = |units: Option<u32>| byte_at(&text, units.unwrap_or(u32::MAX));
        let (from, to) = match node.get_untracked() {
            Some(area) => (area.selection_start().ok().flatten(), area.selection_end().ok().flatten()),
            None => (None, None),
        };
        (text.clone(), place(from), place(to))
    };
    let put = move |(text, caret): (String, u32)| {
        body.set(text);
        request_animation_frame(move || {
            if let Some(area) = node.get_untracked() {
                let _ = area.focus();
                let _ = area.set_selection_range(caret, caret);
            }
        });
    };
    let press = move |tool: Tool| {
        let (text, from, to) = selection();
        put(used(&text, from, to, tool));
    };
    let tool = move |tool: Tool| {
        view! {
            <button type="button" class="btn btn-plain btn-sm editor-tool" title=i18n.t(tool.name) aria-label=i18n.t(tool.name) on:click=move |_| press(tool)>
                <span aria-hidden="true">{tool.sign}</span>
            </button>
        }
    };
    let on_files = Callback::new(move |files: Vec<web_sys::File>| {
        let (text, _, to) = selection();
        attach(
            files,
            uploading,
            Callback::new(move |links: String| {
                let made = format!("{}{links}{}", &text[..to], &text[to..]);
                let units = made[..to + links.len()].encode_utf16().count();
                put((made, u32::try_from(units).unwrap_or_default()));
            }),
        );
    });
    let choices = Signal::derive(move || {
        vec![
            Choice::new("write", i18n.say(key!(knowledge.write))),
            Choice::new("preview", i18n.say(key!(knowledge.preview))),
        ]
    });
    let failed = MaybeProp::derive(move || match uploading.get() {
        Some(Err(fault)) => Some(match fault.fields().first() {
            Some(field) => i18n.field_fault(field),
            None => i18n.fault(&fault),
        }),
        _ => None,
    });
    let writes = Memo::new(move |_| view_of.with(|view| view == "write"));
    view! {
        <div class="editor">
            <div class="editor-bar">
                <Segmented name="view" label=t!(i18n, knowledge.body) choices value=view_of />
                <span class="editor-tools" role="group" aria-label=t!(i18n, knowledge.tools) hidden=move || !writes.get()>
                    {TOOLS.into_iter().map(tool).collect_view()}
                </span>
            </div>
            <div hidden=move || !writes.get()>
                <TextArea name="body" class="editor-text" label=t!(i18n, knowledge.body) hide_label=true value=body rows=20 node on_send=Callback::new(move |()| writing.save()) />
                <FileInput name="picture" label=t!(i18n, knowledge.picture) prompt=t!(i18n, knowledge.picture_prompt) accept="image/png,image/jpeg,image/webp,image/gif" icon="image" multiple=true on_files error=failed />
            </div>
            {move || (!writes.get()).then(|| view! { <div class="card"><div class="card-body"><Prose text=body /></div></div> })}
            <p class="quiet small"><Icon name="info" />{t!(i18n, knowledge.markdown_help)}</p>
        </div>
    }
}

/// Brings pictures to the server and answers the Markdown that shows them.
fn attach(files: Vec<web_sys::File>, state: RwSignal<Option<Result<(), Fault>>>, done: Callback<String>) {
    #[cfg(not(feature = "ssr"))]
    leptos::task::spawn_local(async move {
        use crate::api::Attached;
        let mut links = String::new();
        for file in files {
            let name: String = file.name().chars().filter(|c| !"[]()!\\".contains(*c)).collect();
            match crate::api::attach(file).await {
                Ok(Attached::There(id)) => links.push_str(&format!("\n![{name}](/files/{id})\n")),
                // A picture that only this device has shows nobody anything.
                Ok(Attached::Here(_)) => return drop(state.try_set(Some(Err(Fault::Offline)))),
                Err(fault) => return drop(state.try_set(Some(Err(fault)))),
            }
        }
        state.try_set(Some(Ok(())));
        done.try_run(links);
    });
    #[cfg(feature = "ssr")]
    let _ = (files, state, done);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_mark_what_is_selected() {
        let text = "一二\n三四";
        let bold = TOOLS[1];
        let (from, to) = (byte_at(text, 3), byte_at(text, 4));
        assert_eq!(used(text, from, to, bold), ("一二\n**三**四".to_string(), 6));
        let heading = TOOLS[0];
        assert_eq!(used(text, to, to, heading), ("一二\n## 三四".to_string(), 7));
        assert_eq!(used("", 0, 0, TOOLS[6]), ("[](https://)".to_string(), 1));
        assert_eq!((byte_at("😀a", 2), byte_at("a", 9)), (4, 1));
    }
}
