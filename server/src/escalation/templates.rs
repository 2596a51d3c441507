//! What letters say: as the desk wrote it, else as it ships with the words of the product.

use serde::{Deserialize, Serialize};
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{ListTemplates, SaveTemplate, Template, Templates, Topic, Wording, Wordings};
use yingda_shared::fault::Fault;
use yingda_shared::record::Saved;

use crate::ctx::Cx;
use crate::settings;
use crate::words::{self, Language};

/// The document of one topic.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Kept {
    #[serde(default)]
    rv: i64,
    own: Option<Wordings>,
}

fn document(topic: Topic) -> String {
    format!("template_{topic}")
}

/// What ships. Escalations, rules and hand-overs differ in what they are called, not in how it is written.
fn shipped(language: Language) -> Wording {
    let part = |part| words::say(language, "letter", part);
    Wording { subject: part("subject"), body: part("text") }
}

/// What a letter says in a language, with its names still to be filled.
pub async fn wording(cx: &mut Cx, topic: Topic, language: Language) -> Result<Wording, Fault> {
    let kept: Kept = settings::find(cx, &document(topic)).await?;
    Ok(match (kept.own, language) {
        (Some(own), Language::Zh) => own.zh,
        (Some(own), Language::En) => own.en,
        (None, language) => shipped(language),
    })
}

pub async fn list(cx: &mut Cx, _: ListTemplates) -> Result<Templates, Fault> {
    let mut rows = Vec::new();
    for topic in Topic::ALL.iter().copied() {
        let Kept { rv, own } = settings::find(cx, &document(topic)).await?;
        let default = Wordings { zh: shipped(Language::Zh), en: shipped(Language::En) };
        rows.push(Template { topic, rv, own, default });
    }
    Ok(Templates { rows })
}

pub async fn save(cx: &mut Cx, op: SaveTemplate) -> Result<Saved, Fault> {
    let name = document(op.topic);
    let before: Kept = settings::find(cx, &name).await?;
    if before.rv != op.rv {
        return Err(Fault::Conflict { version: before.rv, changes: Vec::new() });
    }
    settings::save(cx, SaveTemplate::NAME, &name, &before, &Kept { rv: op.rv, own: op.own }).await
}
