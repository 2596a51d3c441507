//! What the portal shows before anyone signs in.

use yingda_shared::catalog::{Asset, Category, Product};
use yingda_shared::fault::Fault;
use yingda_shared::portal::{LabelledAsset, Options, SubmitOptions};
use yingda_shared::record::List;

use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records::store;

pub fn register(registry: &mut Registry) {
    registry.read::<SubmitOptions, _>(options);
}

async fn options(cx: &mut Cx, op: SubmitOptions) -> Result<Options, Fault> {
    let portal = List::<Category> { owner: Some("portal".into()), limit: Some(200), ..List::default() };
    let categories = store::list(cx, &portal, None).await?.rows;
    let products = store::list(cx, &List::<Product> { limit: Some(200), ..List::default() }, None).await?.rows;
    let asset = match op.serial.as_deref().filter(|serial| !serial.is_empty()) {
        Some(serial) => store::by_code::<Asset>(cx, serial).await?.filter(|asset| asset.active),
        None => None,
    };
    let asset = asset.map(|asset| {
        let product = products.iter().find(|product| Some(product.id) == asset.product_id);
        let product = product.map(|product| product.name.clone()).unwrap_or_default();
        LabelledAsset { name: asset.name, serial: asset.serial, product, place: asset.place }
    });
    Ok(Options { categories, products, asset })
}
