//! Telling people: by a notice of the app always and at once, and by mail where the rule or level says so and the person
//! does not say no; what disturbs is held until their quiet hours end. Groups are told by robots.

use serde_json::{Value, json};
use yingda_shared::cases::Case;
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{EscalationPolicy, Topic, resolve};
use yingda_shared::fault::Fault;
use yingda_shared::record::Save;
use yingda_shared::rules::{Medium, Recipient, Rule};

use super::{calls, letters, people};
use crate::ctx::Cx;
use crate::escalation::wishes;
use crate::notices;
use crate::outbox::Errand;
use crate::reactions;
use crate::rules::{self, Because};

/// Who is meant, and by which ways.
pub struct Whom<'a> {
    pub recipients: &'a [Recipient],
    pub media: &'a [Medium],
    pub urgent: bool,
}

/// Tells those who are meant and there, groups too; where nobody is, those who keep such rules hear of it. Answers whom it reached
/// and who was passed over.
pub async fn notify(
    cx: &mut Cx,
    case: &Case,
    errand: &Errand,
    whom: Whom<'_>,
    (because, by, text): (Because, &str, &str),
) -> Result<Value, Fault> {
    let directory = people::around(cx, case, whom.recipients).await?;
    let facts = rules::facts::of(cx, case).await?;
    let resolved = resolve(whom.recipients, whom.urgent, &facts, &directory, cx.now);
    let kind = super::notice(because);
    let (topic, keeping) = match because {
        Because::Rule => (Topic::Rule, <Save<Rule> as Operation>::NAME),
        Because::Escalation => (Topic::Escalation, <Save<EscalationPolicy> as Operation>::NAME),
    };
    let reached = match resolved.people.is_empty() && resolved.robots.is_empty() {
        true => reactions::keepers(cx, keeping, case).await?,
        false => resolved.people.clone(),
    };
    for user in &reached {
        notices::tell_of(cx, *user, kind, case, (by, text), whom.urgent).await?;
    }
    if whom.media.contains(&Medium::Email) {
        let named = (Some(whom.media), whom.urgent);
        let wishes = wishes::of(cx, &reached, topic, Medium::Email, named).await?;
        letters::write_to(cx, errand, &wishes, (kind, by, text)).await?;
    }
    calls::write_to(cx, errand, &resolved.robots, (kind, by, text)).await?;
    Ok(json!({ "people": reached, "robots": resolved.robots, "passed": resolved.passed }))
}
