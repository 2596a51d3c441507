//! What was told of a person: notices of others, answers to devices.

use std::collections::HashMap;
use std::sync::Arc;

use yingda_shared::cases::Case;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::limits::PRUNE_BATCH;
use yingda_shared::notices::Notice;

use super::Person;
use crate::cases::store as cases;
use crate::ctx::Caller;
use crate::notices;
use crate::services::Services;
use crate::sync::store::{self as sync, Kept};

/// Notices of others, and what devices were answered, as far as the person is named there.
pub async fn told(services: &Arc<Services>, caller: &Caller, person: &Arc<Person>) -> Result<(), Fault> {
    let cases = their_subjects(services, caller, person).await?;
    let mut last = String::new();
    loop {
        let page = notices::store::after(&mut services.reader(caller.clone()), &last, PRUNE_BATCH).await?;
        let Some((end, _)) = page.last() else { break };
        last = end.clone();
        let left: Vec<(String, String)> = page
            .into_iter()
            .filter_map(|(id, body)| {
                let notice = serde_json::from_str::<Notice>(&body).ok()?;
                let subject =
                    cases.get(&notice.case_id).cloned().unwrap_or_else(|| person.traces.clean(&notice.subject));
                let by = person.traces.clean(&notice.by);
                let left = Notice { subject, by, ..notice.clone() };
                (left != notice).then(|| serde_json::to_string(&left).ok().map(|body| (id, body)))?
            })
            .collect();
        if left.is_empty() {
            continue;
        }
        let work = services.write(caller.clone(), move |cx| {
            Box::pin(async move {
                for (id, body) in &left {
                    notices::store::rewrite(cx, id, body).await?;
                }
                Ok(())
            })
        });
        work.await?;
    }
    for kept in [Kept::Verdicts, Kept::Poison] {
        answered(services, caller, person, kept).await?;
    }
    Ok(())
}

/// What their cases are called by now.
async fn their_subjects(
    services: &Arc<Services>,
    caller: &Caller,
    person: &Person,
) -> Result<HashMap<CaseId, String>, Fault> {
    let (mut subjects, mut last) = (HashMap::new(), None::<Case>);
    let mut cx = services.reader(caller.clone());
    loop {
        let page = cases::personal::of_contact(&mut cx, person.contact.id, last.as_ref(), PRUNE_BATCH).await?;
        subjects.extend(page.iter().map(|case| (case.id, case.subject.clone())));
        last = page.into_iter().next_back();
        if last.is_none() {
            return Ok(subjects);
        }
    }
}

async fn answered(services: &Arc<Services>, caller: &Caller, person: &Arc<Person>, kept: Kept) -> Result<(), Fault> {
    let mut last = String::new();
    loop {
        let page = sync::after(&mut services.reader(caller.clone()), kept, &last, PRUNE_BATCH).await?;
        let Some((end, _)) = page.last() else { return Ok(()) };
        last = end.clone();
        for (mutation, text) in page.into_iter().filter(|(_, text)| person.traces.are_in(text)) {
            let left = person.traces.clean(&text);
            let work = services.write(caller.clone(), move |cx| {
                Box::pin(async move { sync::rewrite(cx, kept, &mutation, &left).await })
            });
            work.await?;
        }
    }
}
