use super::icon::Icon;
use leptos::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepState {
    Done,
    Current,
    Todo,
    /// The way ended here (cancelled).
    Stopped,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub name: String,
    /// When, or what is promised. May be empty.
    pub fact: String,
    pub state: StepState,
}

/// Where something stands on its way, like a parcel. `row` lies down where there is room (560 px).
#[component]
pub fn Steps(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] steps: Signal<Vec<Step>>,
    /// Words for screen readers: done, current, to do, stopped.
    #[prop(into)]
    words: Signal<[String; 4]>,
    #[prop(optional)] row: bool,
) -> impl IntoView {
    let item = move |step: Step| {
        let (name, icon, word) = match step.state {
            StepState::Done => ("done", Some("check"), 0),
            StepState::Current => ("current", None, 1),
            StepState::Todo => ("todo", None, 2),
            StepState::Stopped => ("stopped", Some("x"), 3),
        };
        let current = (step.state == StepState::Current).then_some("step");
        view! {
            <li class="step" data-state=name aria-current=current>
                <span class="step-mark">{icon.map(|name| view! { <Icon name/> })}</span>
                <span class="step-body">
                    <span class="step-name">
                        {step.name}
                        <span class="vh">{move || words.with(|words| format!(" ({})", words[word]))}</span>
                    </span>
                    {(!step.fact.is_empty()).then(|| view! { <span class="step-fact">{step.fact}</span> })}
                </span>
            </li>
        }
    };
    view! {
        <div class="steps-box">
            <ol class=if row { "steps steps-row" } else { "steps" } aria-label=move || label.get()>
                {move || steps.get().into_iter().map(item).collect_view()}
            </ol>
        </div>
    }
    .into_any()
}
