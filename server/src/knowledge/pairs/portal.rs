//! What customers and strangers are told before they report something: answers that were written for them, and nothing
//! beside.

use yingda_shared::customers::Company;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::UnitId;
use yingda_shared::knowledge::pairs::choosing::{Around, Wanted, offer};
use yingda_shared::knowledge::pairs::placeholder::{Known, fill};
use yingda_shared::knowledge::pairs::{Audience, HelpedBy, Pair, PairRef, SuggestPairs, Suggestion, Suggestions, Use};

use super::{counting, offering, store};
use crate::ctx::Cx;
use crate::knowledge::articles::voter;
use crate::records::store as records;

/// Shown at most: somebody wants to report something.
const SHOWN: usize = 3;

/// The region of a customer; none of a stranger, who is told what is told everywhere.
async fn region(cx: &mut Cx) -> Result<Option<UnitId>, Fault> {
    let Some(company) = cx.actor().company_id else { return Ok(None) };
    Ok(records::find::<Company>(cx, company.0).await?.map(|company| company.unit_id))
}

pub async fn suggest(cx: &mut Cx, op: SuggestPairs) -> Result<Suggestions, Fault> {
    if cx.actor().kind == ActorKind::Guest {
        cx.services.limits.guest_read(&cx.caller.address)?;
    }
    let pairs: Vec<Pair> = records::owned(cx, &[Audience::Customer.as_str()]).await?;
    if pairs.is_empty() || op.text.trim().is_empty() {
        return Ok(Suggestions::default());
    }
    let unit_id = region(cx).await?;
    let around = offering::around(cx).await?;
    let wanted =
        Wanted { text: op.text, language: op.language, unit_id, answers: true, by_words: true, ..Wanted::default() };
    let contact = match cx.actor().kind {
        ActorKind::Customer => cx.actor().name.clone(),
        _ => String::new(),
    };
    let known = Known { contact, number: Some(String::new()), ..Known::default() };
    let said = |pair: &Pair| Suggestion {
        id: pair.id,
        name: fill(&pair.name, &known),
        solution: fill(&pair.solution, &known),
    };
    let found = offer(&pairs, &wanted, &around).into_iter().take(SHOWN).map(said);
    Ok(Suggestions { rows: found.collect() })
}

/// Only what could have been suggested helped.
pub async fn helped(cx: &mut Cx, op: HelpedBy) -> Result<PairRef, Fault> {
    if cx.actor().user_id.is_none() {
        cx.services.limits.guest(&cx.caller.address)?;
    }
    let pair = counting::found(cx, op.id).await?.ok_or(Fault::NotFound)?;
    let unit = region(cx).await?;
    let units: Vec<yingda_shared::organisation::Unit> = records::all(cx).await?;
    let around = Around::new([], &units, Default::default());
    let told = pair.active && pair.answers() && pair.audience == Audience::Customer && around.is_offered(&pair, unit);
    if !told {
        return Err(Fault::NotFound);
    }
    // Somebody is helped once by the same answer, however often they say so.
    if cx.services.limits.says_first(&voter(&cx.caller), &pair.id.to_string()) {
        let month = counting::this_month(cx);
        store::count(cx, pair.id, month, Use::Helped, 1).await?;
    }
    // The one that was shown: who reads it learns nothing of merges.
    Ok(PairRef { id: op.id })
}
