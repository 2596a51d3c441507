//! What the lists under the caret offer: canned texts and colleagues.

use leptos::prelude::*;
use yingda_shared::catalog::CannedText;
use yingda_shared::identity::User;
use yingda_shared::kernel::text::fold;
use yingda_shared::record::List;

use super::token::{Mark, Token};
use crate::api::call;

const OFFERED: usize = 8;

#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    pub insert: String,
    pub title: String,
    pub note: String,
}

#[derive(Clone, Copy)]
pub struct Source {
    pub offers: RwSignal<Vec<Offer>>,
    pub token: RwSignal<Option<Token>>,
    canned: StoredValue<Option<Vec<CannedText>>>,
    round: StoredValue<u32>,
    may_canned: bool,
    may_people: bool,
}

pub fn use_source() -> Source {
    Source {
        offers: RwSignal::new(Vec::new()),
        token: RwSignal::new(None),
        canned: StoredValue::new(None),
        round: StoredValue::new(0),
        may_canned: crate::boot::may("canned_texts.list"),
        may_people: crate::boot::may("users.list"),
    }
}

impl Source {
    pub fn close(self) {
        self.round.update_value(|n| *n += 1);
        self.token.set(None);
        self.offers.set(Vec::new());
    }

    /// Offers what fits the token, as soon as it is known.
    pub fn ask(self, token: Option<Token>) {
        let Some(token) =
            token.filter(|token| if token.mark == Mark::Canned { self.may_canned } else { self.may_people })
        else {
            return self.close();
        };
        self.round.update_value(|n| *n += 1);
        let mine = self.round.get_value();
        self.token.set(Some(token.clone()));
        leptos::task::spawn_local(async move {
            let offers = match token.mark {
                Mark::Canned => self.canned(&token.words).await,
                Mark::Person => people(&token.words).await,
            };
            if self.round.try_get_value() == Some(mine) {
                self.offers.set(offers);
            }
        });
    }

    async fn canned(self, words: &str) -> Vec<Offer> {
        if self.canned.with_value(Option::is_none) {
            let all = call(List::<CannedText> { limit: Some(500), ..List::default() }).await;
            if let Ok(page) = all {
                self.canned.try_set_value(Some(page.rows));
            }
        }
        let words = fold(words);
        let texts = self.canned.try_get_value().flatten().unwrap_or_default();
        let mut fit: Vec<(bool, CannedText)> = texts
            .into_iter()
            .filter(|text| text.active)
            .filter(|text| fold(&text.shortcut).contains(&words) || fold(&text.name).contains(&words))
            .map(|text| (!fold(&text.shortcut).starts_with(&words), text))
            .collect();
        fit.sort_by_key(|(later, _)| *later);
        let offer = |(_, text): (bool, CannedText)| Offer {
            note: format!("/{}", text.shortcut),
            title: text.name,
            insert: text.text,
        };
        fit.into_iter().take(OFFERED).map(offer).collect()
    }
}

async fn people(words: &str) -> Vec<Offer> {
    let q = Some(words.to_string()).filter(|words| !words.is_empty());
    let found =
        call(List::<User> { q, limit: Some(100), ..List::default() }).await.map(|page| page.rows).unwrap_or_default();
    let colleagues =
        found.into_iter().filter(|user| user.active && user.company_id.is_none() && user.firm_id.is_none());
    let offer =
        |user: User| Offer { insert: format!("@{} ", user.login), note: format!("@{}", user.login), title: user.name };
    colleagues.take(OFFERED).map(offer).collect()
}
