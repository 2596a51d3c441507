//! Telling people by mail, beside the notice in the app: one errand for each of them, handed over by `outbox::outside`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use yingda_shared::cases::events::Entry;
use yingda_shared::cases::{Case, CaseEvent};
use yingda_shared::contract::BoxFuture;
use yingda_shared::escalation::{Placeholder, Sent, Topic, Wording};
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::jobs::ErrandState;
use yingda_shared::kernel::id::UserId;
use yingda_shared::kernel::time::{self, Millis};
use yingda_shared::notices::NoticeKind;
use yingda_shared::rules::Medium;

use crate::cases::store;
use crate::ctx::{Caller, Cx};
use crate::escalation::templates;
use crate::escalation::wishes::{self, Wish};
use crate::failure;
use crate::identity::actors;
use crate::mail::{Letter, Undelivered};
use crate::outbox::outside::Courier;
use crate::outbox::store::Ended;
use crate::outbox::{self, Errand};
use crate::records::store as records;
use crate::services::Services;
use crate::words::{self, Language};

/// The channel of letters.
pub const MAIL: &str = "mail";

/// What a letter says; who and what it is about is read when it goes.
#[derive(Serialize, Deserialize)]
struct Said {
    user_id: UserId,
    kind: NoticeKind,
    /// Name of the rule or policy, or of whoever handed a case over.
    by: String,
    text: String,
    /// End of the recipient's quiet hours, where it was held for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    held_until: Option<Millis>,
}

/// Writes down that some people are to be told by mail as well, each when they want to be disturbed. Whoever has no
/// address is told in the app alone.
pub async fn write_to(
    cx: &mut Cx,
    errand: &Errand,
    wishes: &[Wish],
    (kind, by, text): (NoticeKind, &str, &str),
) -> Result<(), Fault> {
    let people: Vec<UserId> = wishes.iter().map(|wish| wish.user_id).collect();
    for user in records::some::<User>(cx, &people).await? {
        let wish = wishes.iter().find(|wish| wish.user_id == user.id);
        let Some(wish) = wish.filter(|_| !user.email.is_empty()) else { continue };
        let (by, text, held_until) = (by.to_string(), text.to_string(), wish.held_until);
        let said = Said { user_id: user.id, kind, by, text, held_until };
        let letter = Errand {
            id: format!("{}.{MAIL}.{}", errand.id, user.id),
            channel: MAIL.to_string(),
            body: serde_json::to_value(&said).map_err(|error| failure::internal(&error))?,
            attempts: 0,
            ..errand.clone()
        };
        let not_before = held_until.unwrap_or(cx.now);
        outbox::store::put_for(cx, &letter, not_before).await?;
    }
    Ok(())
}

/// A case came to some people: whoever wants to hear of that by mail gets a letter.
pub async fn handed_over(cx: &mut Cx, case: &Case, entry: &Entry, told: &[(UserId, NoticeKind)]) -> Result<(), Fault> {
    let people: Vec<UserId> = told.iter().map(|(user, _)| *user).collect();
    let wishes = wishes::of(cx, &people, Topic::HandOver, Medium::Email, (None, false)).await?;
    let text = match &entry.event {
        CaseEvent::Assigned { note, .. } | CaseEvent::Forwarded { note, .. } => note.as_str(),
        _ => "",
    };
    // Its own name: the same entry told anew tells nobody twice.
    let errand = Errand {
        id: format!("{}.{}", entry.id, Topic::HandOver),
        channel: MAIL.to_string(),
        case_id: case.id,
        at: entry.at,
        place: 0,
        attempts: 0,
        body: Value::Null,
    };
    for (user, kind) in told {
        let wish = wishes.iter().filter(|wish| wish.user_id == *user).cloned().collect::<Vec<_>>();
        write_to(cx, &errand, &wish, (*kind, &entry.by, text)).await?;
    }
    Ok(())
}

/// What became of the letter that an errand is; None of another channel.
pub fn sent(ended: &Ended, now: Millis) -> Option<Sent> {
    let said: Said = ended.errand.says().ok()?;
    (ended.errand.channel == MAIL).then(|| Sent {
        id: ended.errand.id.clone(),
        user_id: Some(said.user_id),
        robot_id: None,
        medium: Medium::Email,
        state: ended.state,
        fault: ended.fault.clone(),
        held_until: said.held_until.filter(|until| ended.state == ErrandState::Waiting && *until > now),
    })
}

/// Hands letters over to the mail server.
pub struct Letters;

impl Courier for Letters {
    fn channel(&self) -> &'static str {
        MAIL
    }

    fn deliver<'a>(
        &'a self,
        services: &'a Arc<Services>,
        errand: &'a Errand,
    ) -> BoxFuture<'a, Result<Option<Value>, Fault>> {
        Box::pin(async move {
            let letter = letter(services, errand).await?;
            match services.post.send(letter).await {
                Ok(()) => Ok(None),
                Err(Undelivered::ForGood(error)) => {
                    tracing::warn!(errand = errand.id, error, "a letter was refused");
                    Err(Fault::refused("mail.refused"))
                }
                Err(Undelivered::ForNow(error)) => {
                    tracing::warn!(errand = errand.id, error, "a letter did not go yet");
                    Err(Fault::Unavailable { retry_after_s: 0 })
                }
            }
        })
    }
}

/// The letter as it reads now: whoever left, or may not see the case any more, gets none.
async fn letter(services: &Arc<Services>, errand: &Errand) -> Result<Letter, Fault> {
    let said: Said = errand.says()?;
    let mut cx = services.reader(Caller::system());
    let case = store::find(&mut cx, errand.case_id).await?.ok_or(Fault::NotFound)?;
    let user: User = records::find(&mut cx, said.user_id.0).await?.ok_or(Fault::NotFound)?;
    let actor = actors::of_user(&mut cx, said.user_id).await?;
    let sees = actor.is_some_and(|actor| actor.is_staff() && actor.sees(&case.scopes()));
    if !sees || user.email.is_empty() {
        return Err(Fault::NotFound);
    }
    let language = Language::of(&user.languages);
    let topic = said.kind.topic().unwrap_or(Topic::HandOver);
    let wording = templates::wording(&mut cx, topic, language).await?;
    let said = wording.filled(|name| value(name, language, services, &user, &case, &said));
    let Wording { subject, body: text } = said;
    Ok(Letter { id: errand.id.clone(), to: user.email, to_name: user.name, subject, text })
}

/// What a name in a template stands for, as it is when the letter goes.
fn value(name: Placeholder, language: Language, services: &Services, user: &User, case: &Case, said: &Said) -> String {
    match name {
        Placeholder::Recipient => user.name.clone(),
        Placeholder::What => words::say(language, "notice", said.kind.as_str()),
        Placeholder::Number => case.number.clone(),
        Placeholder::Subject => case.subject.clone(),
        Placeholder::State => words::say(language, "state", case.state.as_str()),
        Placeholder::Priority => words::say(language, "priority", case.priority.as_str()),
        Placeholder::Level => case.level.to_string(),
        Placeholder::Due => time::date_time(case.resolve_by, services.config.offset),
        Placeholder::By => said.by.clone(),
        Placeholder::Text => said.text.clone(),
        Placeholder::Link => format!("{}/cases/{}", services.config.public_url, case.number),
    }
}
