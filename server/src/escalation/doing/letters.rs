//! Telling people by mail, beside the notice in the app: one errand for each of them, handed over by `outbox::outside`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use yingda_shared::cases::Case;
use yingda_shared::contract::BoxFuture;
use yingda_shared::escalation::Sent;
use yingda_shared::fault::{Fault, Params};
use yingda_shared::identity::User;
use yingda_shared::kernel::id::UserId;
use yingda_shared::notices::NoticeKind;
use yingda_shared::rules::Medium;

use crate::cases::store;
use crate::ctx::{Caller, Cx};
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
    /// Name of the rule or policy.
    by: String,
    text: String,
}

/// Writes down that some people are to be told by mail as well. Whoever has no address is told in the app alone.
pub async fn write_to(
    cx: &mut Cx,
    errand: &Errand,
    people: &[UserId],
    (kind, by, text): (NoticeKind, &str, &str),
) -> Result<(), Fault> {
    for user in records::some::<User>(cx, people).await? {
        if user.email.is_empty() {
            continue;
        }
        let said = Said { user_id: user.id, kind, by: by.to_string(), text: text.to_string() };
        let letter = Errand {
            id: format!("{}.{MAIL}.{}", errand.id, user.id),
            channel: MAIL.to_string(),
            body: serde_json::to_value(&said).map_err(|error| failure::internal(&error))?,
            attempts: 0,
            ..errand.clone()
        };
        outbox::store::put(cx, &letter).await?;
    }
    Ok(())
}

/// What became of the letter that an errand is; None of another channel.
pub fn sent(ended: &Ended) -> Option<Sent> {
    let said: Said = serde_json::from_value(ended.errand.body.clone()).ok()?;
    (ended.errand.channel == MAIL).then(|| Sent {
        id: ended.errand.id.clone(),
        user_id: Some(said.user_id),
        robot_id: None,
        medium: Medium::Email,
        state: ended.state,
        fault: ended.fault.clone(),
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
    let said: Said = serde_json::from_value(errand.body.clone()).map_err(|error| failure::internal(&error))?;
    let mut cx = services.reader(Caller::system());
    let case = store::find(&mut cx, errand.case_id).await?.ok_or(Fault::NotFound)?;
    let user: User = records::find(&mut cx, said.user_id.0).await?.ok_or(Fault::NotFound)?;
    let actor = actors::of_user(&mut cx, said.user_id).await?;
    let sees = actor.is_some_and(|actor| actor.is_staff() && actor.sees(&case.scopes()));
    if !sees || user.email.is_empty() {
        return Err(Fault::NotFound);
    }
    Ok(written(&services.config.public_url, &errand.id, &user, &case, &said))
}

fn written(public_url: &str, id: &str, user: &User, case: &Case, said: &Said) -> Letter {
    let language = match user.languages.first() {
        Some(first) => Language::parse(first),
        None => Language::Zh,
    };
    let what = words::say(language, "notice", said.kind.as_str());
    // A subject is one line, whatever somebody wrote.
    let subject = case.subject.replace(['\r', '\n'], " ");
    let filled = |part: &str| {
        let values = [
            ("what", what.clone()),
            ("number", case.number.clone()),
            ("subject", subject.clone()),
            ("by", said.by.clone()),
            ("text", said.text.clone()),
            ("url", format!("{public_url}/cases/{}", case.number)),
        ];
        let params: Params = values.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        words::fill(&words::say(language, "letter", part), &params)
    };
    Letter {
        id: id.to_string(),
        to: user.email.clone(),
        to_name: user.name.clone(),
        subject: filled("subject"),
        text: filled("text"),
    }
}
