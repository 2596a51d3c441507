//! What concerns the person of the device: who they are, their notices, what they may choose from.

use crate::catalog::{Asset, Category, Product};
use crate::identity::operations::Me;
use crate::kernel::limits::PAGE_DEFAULT;
use crate::notices::{Notice, Notices};
use crate::offline::{records, rows};
use crate::portal::{LabelledAsset, Options, SubmitOptions};
use crate::record::List;
use crate::sync::Body;
use crate::sync::overlay::View;

pub fn whoami(view: &View<'_>) -> Option<Me> {
    Some(Me { unread: unread(view), ..rows::me(view)? })
}

/// Whether the body of a notice is of one that nobody has read.
pub fn is_unread(body: &Body) -> bool {
    body.seen(Body::parse::<Notice>).is_some_and(|notice| !notice.read)
}

fn told<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v Notice> + 'v {
    view.all("notices").filter_map(|(_, body)| body.seen(Body::parse::<Notice>))
}

pub fn unread(view: &View<'_>) -> i64 {
    told(view).filter(|notice| !notice.read).count() as i64
}

/// The newest notices, newest first.
pub fn notices(view: &View<'_>) -> Notices {
    let mut rows: Vec<Notice> = told(view).cloned().collect();
    rows.sort_by_key(|notice| std::cmp::Reverse((notice.at, notice.id)));
    rows.truncate(PAGE_DEFAULT as usize);
    Notices { rows, unread: unread(view) }
}

/// What the submit form offers, as far as this device knows: a case can be reported without a choice.
pub fn options(op: &SubmitOptions, view: &View<'_>) -> Option<Options> {
    rows::me(view)?;
    let portal = List { owner: Some("portal".into()), limit: Some(200), ..List::default() };
    let categories: Vec<Category> = records::typed(&portal, view);
    let products: Vec<Product> = records::typed(&List { limit: Some(200), ..List::default() }, view);
    let serial = op.serial.as_deref().filter(|serial| !serial.is_empty());
    let asset = serial.and_then(|serial| rows::by_code::<Asset>(view, serial)).filter(|asset| asset.active);
    let asset = asset.map(|asset| {
        let product = products.iter().find(|product| Some(product.id) == asset.product_id);
        let product = product.map(|product| product.name.clone()).unwrap_or_default();
        LabelledAsset { name: asset.name, serial: asset.serial, product, place: asset.place }
    });
    Some(Options { categories, products, asset })
}
