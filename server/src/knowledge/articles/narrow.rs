//! What narrows articles, said once and understood by the database and by the index alike.

use yingda_shared::kernel::id::{CategoryId, ProductId, UserId};
use yingda_shared::knowledge::articles::{ArticleLanguage, Audience, Reader, Workflow, fact};

use super::store::Asked;
use crate::db::id;

#[derive(Clone, Debug, Default)]
pub struct Narrow {
    /// Any of them; none of them named stands for all.
    pub states: Vec<Workflow>,
    pub audience: Option<Audience>,
    pub language: Option<ArticleLanguage>,
    pub product: Option<ProductId>,
    pub category: Option<CategoryId>,
    pub owner: Option<UserId>,
}

impl Narrow {
    /// What its audience reads now.
    pub fn read() -> Narrow {
        Narrow { states: Workflow::ALL.iter().copied().filter(|state| state.is_read()).collect(), ..Narrow::default() }
    }

    /// For the database, inside the reader's fence.
    pub fn asked(&self, reader: &Reader) -> Asked {
        let mut asked = Asked::of(reader);
        if !self.states.is_empty() {
            asked.among("state", self.states.iter().map(|state| state.as_str().into()).collect(), false);
        }
        if let Some(audience) = self.audience {
            asked.and("audience = ?", audience.as_str());
        }
        if let Some(language) = self.language {
            asked.and("language = ?", language.as_str());
        }
        if let Some(product) = self.product {
            asked.and("product_id = ?", id(product));
        }
        if let Some(category) = self.category {
            asked.and("category_id = ?", id(category));
        }
        if let Some(owner) = self.owner {
            asked.and("owner_id = ?", id(owner));
        }
        asked
    }

    /// For the index, inside the reader's fence: of each line one holds.
    pub fn facts(&self, reader: &Reader) -> Vec<Vec<String>> {
        let mut lines = reader.fence();
        if !self.states.is_empty() {
            lines.push(self.states.iter().map(|state| fact("state", state)).collect());
        }
        lines.extend(self.audience.map(|audience| vec![fact("audience", audience)]));
        lines.extend(self.language.map(|language| vec![fact("language", language)]));
        lines.extend(self.product.map(|product| vec![fact("product", product)]));
        lines.extend(self.category.map(|category| vec![fact("category", category)]));
        lines.extend(self.owner.map(|owner| vec![fact("owner", owner)]));
        lines
    }
}
