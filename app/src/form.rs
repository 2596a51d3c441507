//! Forms over operations, with and without the module.
//!
//! The same `<form>` posts to its page's own address when there is no script (the server answers
//! with a redirect, or with the page and every typed value), and runs the operation in place when
//! there is. Field names are the operation's field names.

use std::marker::PhantomData;

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::fault::{Fault, FieldFault};

use crate::boot::use_boot;
use crate::i18n::use_i18n;

/// State of one form over the operation `O`.
pub struct FormState<O> {
    op: PhantomData<fn() -> O>,
    pub busy: RwSignal<bool>,
    pub fault: RwSignal<Option<Fault>>,
    values: StoredValue<Vec<(String, String)>>,
}

impl<O> Clone for FormState<O> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<O> Copy for FormState<O> {}

/// A form for the operation; takes up what a post without script left.
pub fn use_form<O: Operation>() -> FormState<O> {
    let left = use_boot().with_value(|boot| boot.form.clone()).filter(|form| form.op == O::NAME);
    let (values, fault) = left.map(|form| (form.values, Some(form.fault))).unwrap_or_default();
    FormState {
        op: PhantomData,
        busy: RwSignal::new(false),
        fault: RwSignal::new(fault),
        values: StoredValue::new(values),
    }
}

impl<O: Operation> FormState<O> {
    /// The value a field starts with: what was typed before, or `first`.
    pub fn value(self, name: &str, first: &str) -> RwSignal<String> {
        let typed =
            self.values.with_value(|values| values.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()));
        RwSignal::new(typed.unwrap_or_else(|| first.to_string()))
    }

    /// What is wrong with a field, in words.
    pub fn error(self, name: &'static str) -> Signal<Option<String>> {
        let i18n = use_i18n();
        Signal::derive(move || {
            let fault = self.fault.get()?;
            let field = fault.fields().iter().find(|field| field.pointer.trim_start_matches('/') == name)?;
            Some(i18n.field_fault(field))
        })
    }

    /// Errors of all fields for the summary: id of the control, words.
    pub fn errors(self) -> Signal<Vec<(String, String)>> {
        let i18n = use_i18n();
        Signal::derive(move || match self.fault.get() {
            None => Vec::new(),
            Some(fault) => i18n
                .summary(&fault, |field| (field.pointer.trim_start_matches('/').to_string(), i18n.field_fault(field))),
        })
    }
}

/// Several controls of one name are one field: what they say, separated by commas.
pub fn joined(fields: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut joined: Vec<(String, String)> = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        match joined.iter_mut().find(|(known, _)| *known == name) {
            Some((_, kept)) if kept.is_empty() => *kept = value,
            Some(_) if value.is_empty() => {}
            Some((_, kept)) => {
                kept.push(',');
                kept.push_str(&value);
            }
            None => joined.push((name, value)),
        }
    }
    joined
}

/// The `<form>` of an operation. `next` is where success leads: a path whose `{field}` are filled
/// from the answer; without it the page stays and `on_done` hears of it.
#[component]
pub fn OpForm<O: Operation>(
    form: FormState<O>,
    #[prop(into, optional)] next: Option<String>,
    #[prop(optional, into)] on_done: Option<Callback<O::Output>>,
    #[prop(optional)] class: &'static str,
    /// Takes photos: posts as multipart without script.
    #[prop(optional)]
    files: bool,
    /// Id of what stands around it: deep in a page, a post without script comes back there.
    #[prop(optional)]
    at: &'static str,
    children: Children,
) -> impl IntoView {
    let encoding = if files { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
    let command = use_boot().with_value(|boot| boot.command.clone());
    let next_field = next.clone().map(|next| view! { <input type="hidden" name="next" value=next /> });
    let action = (!at.is_empty()).then(|| format!("#{at}"));
    let submit = move |event: leptos::ev::SubmitEvent| {
        #[cfg(not(feature = "ssr"))]
        browser::submit::<O>(event, form, next.clone(), on_done);
        #[cfg(feature = "ssr")]
        let _ = (&event, &next, &on_done, form);
    };
    view! {
        <form method="post" action=action enctype=encoding class=class on:submit=submit novalidate>
            <input type="hidden" name="op" value=O::NAME />
            <input type="hidden" name="command" value=command />
            {next_field}
            {children()}
        </form>
    }
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use yingda_shared::contract::Operation;
    use yingda_shared::fault::Fault;

    use super::FormState;
    use crate::api;

    pub fn submit<O: Operation>(
        event: leptos::ev::SubmitEvent,
        form: FormState<O>,
        next: Option<String>,
        on_done: Option<Callback<O::Output>>,
    ) {
        event.prevent_default();
        if form.busy.get_untracked() {
            return;
        }
        let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok()) else {
            return;
        };
        let submitter = event.submitter().and_then(|button| button.dyn_into::<web_sys::HtmlButtonElement>().ok());
        form.busy.set(true);
        leptos::task::spawn_local(async move {
            match run::<O>(&element, submitter).await {
                Ok(output) => {
                    form.fault.try_set(None);
                    let address = next.map(|next| fill(&next, &output).unwrap_or_else(|| "/".into()));
                    if let Some(on_done) = on_done {
                        on_done.try_run(output);
                    }
                    match address {
                        Some(address) => crate::routes::go(&address),
                        None => drop(form.busy.try_set(false)),
                    }
                }
                Err(fault) => {
                    if matches!(fault, Fault::Outdated { .. }) {
                        crate::pwa::outdated();
                    }
                    form.fault.try_set(Some(fault));
                    form.busy.try_set(false);
                }
            }
        });
    }

    /// Reads the fields, checks them, uploads the files, runs the operation.
    async fn run<O: Operation>(
        element: &web_sys::HtmlFormElement,
        submitter: Option<web_sys::HtmlButtonElement>,
    ) -> Result<O::Output, Fault> {
        let data = web_sys::FormData::new_with_form(element).map_err(|_| Fault::Offline)?;
        let (mut pairs, mut files): (Vec<(String, String)>, Vec<web_sys::File>) = Default::default();
        for entry in js_sys::try_iter(&data.entries()).ok().flatten().into_iter().flatten().flatten() {
            let entry: js_sys::Array = entry.unchecked_into();
            let (name, value) = (entry.get(0).as_string().unwrap_or_default(), entry.get(1));
            match value.dyn_into::<web_sys::File>() {
                // A file control left empty gives a nameless file.
                Ok(file) if file.name().is_empty() => {}
                Ok(file) => files.push(file),
                Err(text) => pairs.push((name, text.as_string().unwrap_or_default())),
            }
        }
        if let Some(button) = submitter.filter(|button| !button.name().is_empty()) {
            pairs.push((button.name(), button.value()));
        }
        pairs.retain(|(name, value)| !value.is_empty() && !["op", "next", "command"].contains(&name.as_str()));
        // Nobody waits for an upload only to hear that a word is missing: any id stands for a file.
        let any = files.iter().map(|_| uuid::Uuid::now_v7().to_string()).collect();
        let op = checked::<O>(&pairs, any)?;
        if files.is_empty() {
            return api::call(op).await;
        }
        let mut ids = Vec::with_capacity(files.len());
        for file in files {
            ids.push(api::attach(file).await?.id().to_string());
        }
        api::call(checked::<O>(&pairs, ids)?).await
    }

    /// The operation, if it is in order as far as the browser knows.
    fn checked<O: Operation>(pairs: &[(String, String)], files: Vec<String>) -> Result<O, Fault> {
        let mut pairs = pairs.to_vec();
        if !files.is_empty() {
            pairs.push(("files".into(), files.join(",")));
        }
        let op: O = parse(&super::joined(pairs))?;
        match op.check() {
            faults if faults.is_empty() => Ok(op),
            fields => Err(Fault::Invalid { fields }),
        }
    }

    /// Fields as the operation reads them; required texts that are missing are empty and checked then.
    fn parse<O: Operation>(pairs: &[(String, String)]) -> Result<O, Fault> {
        let text = serde_urlencoded::to_string(pairs).map_err(|_| Fault::Offline)?;
        serde_urlencoded::from_str(&text).map_err(|error| {
            let error = error.to_string();
            // serde names the field in backticks.
            match error.split('`').nth(1).filter(|_| error.starts_with("missing field")) {
                Some(field) => Fault::invalid(&format!("/{field}"), "required"),
                None => Fault::invalid("", "malformed"),
            }
        })
    }

    /// The address; None where the answer lacks what it names, as that of a report that waits does.
    fn fill<T: serde::Serialize>(next: &str, output: &T) -> Option<String> {
        let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(output) else { return Some(next.to_string()) };
        let filled = fields.into_iter().fold(next.to_string(), |next, (name, value)| match value {
            serde_json::Value::Null => next,
            serde_json::Value::String(text) => next.replace(&format!("{{{name}}}"), &text),
            other => next.replace(&format!("{{{name}}}"), &other.to_string()),
        });
        (!filled.contains('{')).then_some(filled)
    }
}

/// The number in a field, and a fault at it where none stands there.
pub fn number(name: &str, text: RwSignal<String>, faults: &mut Vec<FieldFault>) -> u16 {
    let read = text.with_untracked(|text| text.trim().parse());
    read.unwrap_or_else(|_| {
        faults.push(FieldFault::new(&format!("/{name}"), "malformed"));
        0
    })
}
