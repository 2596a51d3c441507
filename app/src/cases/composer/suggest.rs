//! What the lists under the caret offer: canned texts, standard solutions and colleagues.

use leptos::prelude::*;
use yingda_shared::catalog::CannedText;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::PairId;
use yingda_shared::kernel::text::fold;
use yingda_shared::knowledge::pairs::placeholder::fill;
use yingda_shared::knowledge::pairs::{OfferPairs, Pair};
use yingda_shared::record::List;

use super::token::{Mark, Token};
use crate::api::call;
use crate::cases::pane::OpenCase;
use crate::i18n::{I18n, use_i18n};
use crate::key;
use crate::knowledge::pairs::known_of;

const OFFERED: usize = 8;
/// Of those standard solutions.
const SOLUTIONS: usize = 3;

#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    pub insert: String,
    pub title: String,
    pub note: String,
    /// The standard solution that its text is of.
    pub pair: Option<PairId>,
}

#[derive(Clone, Copy)]
pub struct Source {
    case: OpenCase,
    i18n: I18n,
    /// Whoever writes.
    agent: StoredValue<String>,
    pub offers: RwSignal<Vec<Offer>>,
    pub token: RwSignal<Option<Token>>,
    /// The offers answer older words.
    pub busy: RwSignal<bool>,
    pub fault: RwSignal<Option<Fault>>,
    canned: StoredValue<Option<Vec<CannedText>>>,
    round: StoredValue<u32>,
    may_canned: bool,
    may_pairs: bool,
    may_people: bool,
}

pub fn use_source(case: OpenCase) -> Source {
    Source {
        case,
        i18n: use_i18n(),
        agent: StoredValue::new(crate::boot::use_boot().with_value(|boot| boot.me.name.clone())),
        offers: RwSignal::new(Vec::new()),
        token: RwSignal::new(None),
        busy: RwSignal::new(false),
        fault: RwSignal::new(None),
        canned: StoredValue::new(None),
        round: StoredValue::new(0),
        may_canned: crate::boot::may("canned_texts.list"),
        may_pairs: crate::boot::may("pairs.offer"),
        may_people: crate::boot::may("users.list"),
    }
}

impl Source {
    pub fn close(self) {
        self.round.update_value(|n| *n += 1);
        self.token.set(None);
        self.offers.set(Vec::new());
        self.busy.set(false);
        self.fault.set(None);
    }

    /// Offers what fits the token, as soon as it is known.
    pub fn ask(self, token: Option<Token>) {
        let Some(token) =
            token.filter(
                |token| if token.mark == Mark::Canned { self.may_canned || self.may_pairs } else { self.may_people },
            )
        else {
            return self.close();
        };
        self.round.update_value(|n| *n += 1);
        let mine = self.round.get_value();
        let other = self.token.with_untracked(|old| old.as_ref().is_none_or(|old| old.mark != token.mark));
        if other {
            self.offers.set(Vec::new());
        }
        self.busy.set(true);
        self.token.set(Some(token.clone()));
        leptos::task::spawn_local(async move {
            let offers = match token.mark {
                Mark::Canned => self.texts(&token.words).await,
                Mark::Person => people(&token.words).await,
            };
            if self.round.try_get_value() != Some(mine) {
                return;
            }
            let (offers, fault) = match offers {
                Ok(offers) => (offers, None),
                Err(fault) => (Vec::new(), Some(fault)),
            };
            self.fault.set(fault);
            self.offers.set(offers);
            self.busy.set(false);
        });
    }

    /// Canned texts, and the likeliest standard solutions after them.
    async fn texts(self, words: &str) -> Result<Vec<Offer>, Fault> {
        let mut offers = if self.may_canned { self.canned(words).await? } else { Vec::new() };
        // The ready phrases are there all the same where no solution can be looked up.
        let solutions = if self.may_pairs { self.solutions(words).await.unwrap_or_default() } else { Vec::new() };
        offers.truncate(OFFERED - solutions.len());
        offers.extend(solutions);
        Ok(offers)
    }

    async fn solutions(self, words: &str) -> Result<Vec<Offer>, Fault> {
        let asked = self.case.detail.try_get_untracked().flatten().map(|detail| OfferPairs {
            text: Some(words.to_string()).filter(|words| !words.is_empty()),
            category_id: detail.case.category_id,
            product_id: detail.case.product_id,
            language: None,
            answers: true,
        });
        let Some(asked) = asked else { return Ok(Vec::new()) };
        let found = call(asked).await?.rows;
        let agent = self.agent.try_get_value().unwrap_or_default();
        let known =
            self.case.detail.try_get_untracked().flatten().map(|detail| known_of(&detail, agent)).unwrap_or_default();
        let offer = |pair: Pair| Offer {
            insert: fill(&pair.solution, &known),
            note: untrack(|| self.i18n.say(key!(pairs.solution))),
            title: pair.name,
            pair: Some(pair.id),
        };
        Ok(found.into_iter().take(SOLUTIONS).map(offer).collect())
    }

    async fn canned(self, words: &str) -> Result<Vec<Offer>, Fault> {
        let texts = match self.canned.try_get_value().flatten() {
            Some(texts) => texts,
            None => {
                let all = call(List::<CannedText> { limit: Some(500), ..List::default() }).await?.rows;
                self.canned.try_set_value(Some(all.clone()));
                all
            }
        };
        let words = fold(words);
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
            pair: None,
        };
        Ok(fit.into_iter().take(OFFERED).map(offer).collect())
    }
}

async fn people(words: &str) -> Result<Vec<Offer>, Fault> {
    let q = Some(words.to_string()).filter(|words| !words.is_empty());
    let found = call(List::<User> { q, limit: Some(100), ..List::default() }).await?.rows;
    let colleagues =
        found.into_iter().filter(|user| user.active && user.company_id.is_none() && user.firm_id.is_none());
    let offer = |user: User| Offer {
        insert: format!("@{} ", user.login),
        note: format!("@{}", user.login),
        title: user.name,
        pair: None,
    };
    Ok(colleagues.take(OFFERED).map(offer).collect())
}
