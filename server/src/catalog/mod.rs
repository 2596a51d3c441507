//! The catalogue on the server: products, categories, assets, canned texts, the priority matrix.

pub mod matrix;
pub mod store;

use yingda_shared::catalog::{Asset, CannedText, Category, Product};
use yingda_shared::customers::{Company, Contact, Department};
use yingda_shared::fault::Fault;
use yingda_shared::partners::Firm;
use yingda_shared::record::{Save, Saved};

use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records::{handlers, store as records};

pub fn register(registry: &mut Registry) {
    handlers::register::<Company>(registry);
    handlers::register::<Department>(registry);
    handlers::register::<Contact>(registry);
    handlers::register::<Firm>(registry);
    handlers::register::<Product>(registry);
    handlers::register_with::<Category, _>(registry, save_category);
    handlers::register::<Asset>(registry);
    handlers::register::<CannedText>(registry);
    matrix::register(registry);
}

/// A category never hangs below itself.
async fn save_category(cx: &mut Cx, op: Save<Category>) -> Result<Saved, Fault> {
    let categories: Vec<Category> = records::all(cx).await?;
    let mut above = op.0.parent_id;
    while let Some(id) = above {
        if id == op.0.id {
            return Err(Fault::invalid("/parent_id", "own_parent"));
        }
        let parent = categories.iter().find(|category| category.id == id);
        above = parent.ok_or_else(|| Fault::invalid("/parent_id", "unknown"))?.parent_id;
    }
    handlers::replace(cx, op.0).await
}
