use leptos::{html::Div, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

const OVERSCAN: usize = 8;
/// How many rows the server and the first browser render show.
const FIRST: usize = 24;

/// Ten thousand rows of one height, of which only the visible ones exist. The rows come from `row(index)`: give each
/// `aria-rowindex` (table) or `aria-posinset` (list) = index + 1, the index as a signal because a row that others are put
/// before keeps its element and its focus; the page owns selection and keys. The height is measured from the first row,
/// so density and screen size need no care. The parent must have a definite height.
#[component]
pub fn VirtualRows(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] count: Signal<usize>,
    /// Identity of the row at an index, unique: a changed key renders the row anew. Read the data signal in it.
    #[prop(into)]
    key: Callback<usize, String>,
    #[prop(into)] row: Callback<Signal<usize>, AnyView>,
    /// Expected height before the first measure.
    #[prop(default = 68.0)]
    row_height: f64,
    /// `list`, `listbox` or `rowgroup`.
    #[prop(default = "list")]
    role: &'static str,
    /// Index that must be visible, e.g. the selected one.
    #[prop(into, optional)]
    show: MaybeProp<usize>,
    /// Called when the end comes near, again at each scroll there: guard it while loading.
    #[prop(into, optional)]
    on_end: Option<Callback<()>>,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let height = RwSignal::new(row_height);
    let top = RwSignal::new(0usize);
    let room = RwSignal::new(FIRST);
    let measure = move || {
        let Some(frame) = node.get_untracked() else { return };
        let first =
            frame.query_selector(".vwindow > *").ok().flatten().and_then(|row| row.dyn_into::<HtmlElement>().ok());
        let tall = first.map_or(0, |row| row.offset_height());
        if tall > 0 && (height.get_untracked() - f64::from(tall)).abs() > 0.5 {
            height.set(f64::from(tall));
        }
        let tall = height.get_untracked();
        let from = (f64::from(frame.scroll_top()) / tall) as usize;
        let rows = (f64::from(frame.client_height()) / tall).ceil() as usize + 1;
        if top.get_untracked() != from {
            top.set(from);
        }
        if room.get_untracked() != rows.max(1) {
            room.set(rows.max(1));
        }
        if let Some(act) = on_end
            && from + rows + OVERSCAN * 2 > count.get_untracked()
        {
            untrack(|| act.run(()));
        }
    };
    let start = Memo::new(move |_| top.get().min(count.get()).saturating_sub(OVERSCAN));
    Effect::new(move |_| {
        node.track();
        count.track();
        measure();
    });
    window_resize(measure);
    // The same row asked for again is no reason to take the list away from whoever scrolled it.
    let shown = Memo::new(move |_| show.get());
    Effect::new(move |_| {
        let (Some(at), Some(frame)) = (shown.get(), node.get()) else { return };
        let tall = height.get_untracked();
        let (above, below) = (at as f64 * tall, (at + 1) as f64 * tall);
        let (from, view) = (f64::from(frame.scroll_top()), f64::from(frame.client_height()));
        if above < from {
            frame.set_scroll_top(above as i32);
        } else if below > from + view {
            frame.set_scroll_top((below - view).ceil() as i32);
        }
    });
    let rows = Memo::new(move |_| {
        let end = (start.get() + room.get() + OVERSCAN * 2).min(count.get());
        (start.get()..end).map(|at| (at, key.run(at))).collect::<Vec<_>>()
    });
    let child = move |(first, key): (usize, String)| {
        let place = Memo::new(move |before: Option<&usize>| {
            let now = rows.with(|rows| rows.iter().find(|(_, other)| *other == key).map(|(at, _)| *at));
            now.or(before.copied()).unwrap_or(first)
        });
        row.run(place.into())
    };
    view! {
        <div
            node_ref=node
            class="vscroll"
            role=role
            tabindex="0"
            aria-label=move || label.get()
            on:scroll=move |_| measure()
        >
            <div class="vspace" role="presentation" style=move || format!("block-size:{}px", count.get() as f64 * height.get())>
                <div class="vwindow" role="presentation" style=move || format!("transform:translateY({}px)", start.get() as f64 * height.get())>
                    <For each=move || rows.get() key=|(_, key)| key.clone() children=child/>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Effects run in the browser only, so the listener is made there.
fn window_resize(act: impl Fn() + Clone + 'static + Send + Sync) {
    Effect::new(move |_| {
        let act = act.clone();
        let handle = window_event_listener(leptos::ev::resize, move |_| act());
        on_cleanup(move || handle.remove());
    });
}
