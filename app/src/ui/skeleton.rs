use leptos::prelude::*;

/// Rows with the geometry of what is coming. `label` is what a screen reader hears meanwhile.
#[component]
pub fn Skeleton(
    #[prop(into)] label: Signal<String>,
    #[prop(default = 8)] rows: usize,
    /// Height of a row in CSS; the default is the density's row, a case row is `calc(var(--row-h) + 20px)`.
    #[prop(optional)]
    height: &'static str,
    /// One line per row instead of two.
    #[prop(optional)]
    single: bool,
) -> impl IntoView {
    let widths = ["72%", "54%", "63%", "80%", "47%"];
    let row = |at: usize| {
        let second = (!single).then(|| view! { <span class="bone" style="inline-size:38%"></span> });
        view! {
            <div class="skeleton-row">
                <span class="bone bone-round"></span>
                <span class="skeleton-lines">
                    <span class="bone" style=format!("inline-size:{}", widths[at % 5])></span>
                    {second}
                </span>
            </div>
        }
    };
    let style = (!height.is_empty()).then(|| format!("--skeleton-h:{height}"));
    view! {
        <div class="skeleton" style=style>
            <p class="vh" role="status">{label}</p>
            {(0..rows).map(row).collect_view()}
        </div>
    }
    .into_any()
}
