use super::{
    button::{Button, IconButton, Kind},
    chip::Tone,
    icon::Icon,
};
use leptos::prelude::*;
use std::time::Duration;

const STAYS: Duration = Duration::from_secs(8);

#[derive(Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
    act: Option<(String, Callback<()>)>,
}

/// What just happened, and perhaps a way back. Good news leaves after 8 s; danger stays until closed.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

/// Call once in the shell, then place one `ToastStack`.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
    provide_context(toasts);
    toasts
}

/// The stack of the shell; one without a screen where no shell is (tests, gallery parts).
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(|| Toasts { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) })
}

impl Toasts {
    pub fn show(self, tone: Tone, text: impl Into<String>) {
        self.push(tone, text.into(), None);
    }

    /// With one act, such as undo.
    pub fn show_with(self, tone: Tone, text: impl Into<String>, act: impl Into<String>, run: Callback<()>) {
        self.push(tone, text.into(), Some((act.into(), run)));
    }

    fn push(self, tone: Tone, text: String, act: Option<(String, Callback<()>)>) {
        // An answer may come when the shell that would show it has been left.
        let Some(id) = self.next.try_get_value() else { return };
        self.next.set_value(id + 1);
        self.list.update(|list| {
            list.push(Toast { id, tone, text, act });
            if list.len() > 3 {
                list.remove(0);
            }
        });
        if tone != Tone::Danger {
            set_timeout(move || self.close(id), STAYS);
        }
    }

    fn close(self, id: u32) {
        let _ = self.list.try_update(|list| list.retain(|toast| toast.id != id));
    }
}

/// The live region that shows the toasts; the shell has exactly one.
#[component]
pub fn ToastStack(#[prop(into)] close_label: Signal<String>) -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.list.get() key=|toast| toast.id children=move |toast| item(toasts, toast, close_label)/>
        </div>
    }
    .into_any()
}

fn item(toasts: Toasts, toast: Toast, close_label: Signal<String>) -> AnyView {
    let id = toast.id;
    let act = toast.act.map(|(label, run)| {
        let press = move || {
            run.run(());
            toasts.close(id);
        };
        view! { <Button label kind=Kind::Plain class="toast-action" on_press=press/> }
    });
    view! {
        <div class="toast" data-tone=toast.tone.name() role=(toast.tone == Tone::Danger).then_some("alert")>
            <Icon name=if toast.tone == Tone::Neutral { "check-circle" } else { toast.tone.icon() }/>
            <span class="toast-text">{toast.text}</span>
            {act}
            <IconButton label=close_label icon="x" on_press=move || toasts.close(id)/>
        </div>
    }
    .into_any()
}
