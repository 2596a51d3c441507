//! What the portal shows before anyone signs in.

use crate::catalog::{Category, Product};

data! {
/// What the submit form offers, and what a QR label stands for.
pub struct SubmitOptions {
    /// Serial number from a QR label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
}

#[derive(Default)]
pub struct Options {
    pub categories: Vec<Category>,
    pub products: Vec<Product>,
    /// Name and place of the labelled thing; never whose it is.
    pub asset: Option<LabelledAsset>,
}

pub struct LabelledAsset {
    pub name: String,
    pub serial: String,
    pub product: String,
    pub place: String,
}
}

operation!(SubmitOptions => Options, "portal.options", Get "/portal/options", ReplicaThenServer, "Categories and products customers may choose, and the thing behind a QR label.");
