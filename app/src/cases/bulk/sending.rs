//! From what was picked and asked to a job on the server; without one, to the outbox of this device.

use leptos::prelude::*;
use serde_json::{Value, json};
use yingda_shared::cases::bulk::{BulkCase, BulkCases};
use yingda_shared::contract::Operation;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::kernel::id::CaseId;

use super::asking::What;
use super::selection::Selection;
use super::watching::Watch;
use crate::api::call;
use crate::cases::acts::joined;
use crate::form::FormState;
use crate::i18n::I18n;
use crate::key;
use crate::ui::{Toasts, Tone};

/// Commands that one press puts into the outbox at most.
const QUEUED_MAX: usize = 200;

/// How it went.
enum Sent {
    Started,
    /// Kept on this device; what could not be, stays picked.
    Kept {
        queued: Vec<CaseId>,
        refused: usize,
    },
}

/// Sends what a form asked for. `done` is run once it is on its way.
#[allow(clippy::too_many_arguments)]
pub fn send(
    form: FormState<BulkCases>,
    selection: Selection,
    watch: Watch,
    toasts: Toasts,
    i18n: I18n,
    what: What,
    input: Value,
    picked: Vec<FieldFault>,
    done: impl FnOnce() + 'static,
) {
    if form.busy.get_untracked() {
        return;
    }
    let op = BulkCases { cases: selection.cases(), command: what.command().into(), input };
    let fields = joined(picked, op.check().into_iter().map(outside).collect());
    if !fields.is_empty() {
        form.fault.set(Some(Fault::Invalid { fields }));
        return;
    }
    form.busy.set(true);
    leptos::task::spawn_local(async move {
        let answer = start(op, watch).await;
        form.busy.try_set(false);
        match answer {
            Ok(sent) => {
                form.fault.try_set(None);
                done();
                after(sent, selection, toasts, i18n);
            }
            Err(fault) => drop(form.fault.try_set(Some(in_form(fault)))),
        }
    });
}

/// Does at once what needs no words.
pub fn run(selection: Selection, watch: Watch, toasts: Toasts, i18n: I18n, what: What) {
    let op = BulkCases { cases: selection.cases(), command: what.command().into(), input: json!({}) };
    leptos::task::spawn_local(async move {
        match start(op, watch).await {
            Ok(sent) => after(sent, selection, toasts, i18n),
            // What was picked stays picked.
            Err(fault) => toasts.show(Tone::Danger, i18n.fault(&fault)),
        }
    });
}

async fn start(op: BulkCases, watch: Watch) -> Result<Sent, Fault> {
    if watch.away.get_untracked() {
        return keep(&op).await;
    }
    let asked = op.clone();
    let job = call(op).await?;
    watch.begin(job, asked);
    Ok(Sent::Started)
}

fn after(sent: Sent, selection: Selection, toasts: Toasts, i18n: I18n) {
    match sent {
        Sent::Started => selection.clear(),
        Sent::Kept { queued, refused } => {
            selection.let_go(&queued);
            let (n, refused) = (queued.len().to_string(), refused.to_string());
            let (tone, key) = match refused.as_str() {
                "0" => (Tone::Ok, key!(cases.bulk.kept)),
                _ => (Tone::Warn, key!(cases.bulk.kept_some)),
            };
            toasts.show(tone, i18n.fill(key, &[("n", &n), ("refused", &refused)]));
        }
    }
}

/// Each case's own command into the outbox, decided here like any other.
#[cfg(feature = "hydrate")]
async fn keep(op: &BulkCases) -> Result<Sent, Fault> {
    use yingda_shared::cases::bulk::{COMMANDS, input_of};
    use yingda_shared::cases::commands::version;
    use yingda_shared::contract::Reach;

    use crate::offline::desk::{Asked, queue};

    let name = COMMANDS.iter().find(|name| **name == op.command).copied().ok_or(Fault::NotFound)?;
    if op.cases.len() > QUEUED_MAX {
        return Err(Fault::Offline);
    }
    let (mut queued, mut refused) = (Vec::new(), 0);
    for case in &op.cases {
        let (input, version) = (input_of(name, &op.input, case), version(name).unwrap_or(1));
        let asked = Asked { name, reach: Reach::Queued, version, input };
        match queue(&asked, uuid::Uuid::now_v7()).await {
            Some(Ok(_)) => queued.push(case.id),
            Some(Err(_)) | None => refused += 1,
        }
    }
    match queued.is_empty() {
        true => Err(Fault::Offline),
        false => Ok(Sent::Kept { queued, refused }),
    }
}

#[cfg(not(feature = "hydrate"))]
async fn keep(_: &BulkCases) -> Result<Sent, Fault> {
    let _ = (QUEUED_MAX, Sent::Kept { queued: Vec::new(), refused: 0 });
    Err(Fault::Offline)
}

/// Tries again what did not come out as asked.
pub fn again(watch: Watch, toasts: Toasts, i18n: I18n, cases: Vec<CaseId>) {
    let Some(asked) = watch.asked.get_untracked() else { return };
    let cases = cases.into_iter().map(|id| BulkCase { id, seen: None }).collect();
    let op = BulkCases { cases, ..asked };
    leptos::task::spawn_local(async move {
        if let Err(fault) = start(op, watch).await {
            toasts.show(Tone::Danger, i18n.fault(&fault));
        }
    });
}

/// The fields of the form are those inside of `input`.
fn outside(field: FieldFault) -> FieldFault {
    let pointer = field.pointer.strip_prefix("/input").unwrap_or(&field.pointer).to_string();
    FieldFault { pointer, ..field }
}

fn in_form(fault: Fault) -> Fault {
    match fault {
        Fault::Invalid { fields } => Fault::Invalid { fields: fields.into_iter().map(outside).collect() },
        other => other,
    }
}
