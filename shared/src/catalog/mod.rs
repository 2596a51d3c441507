//! The catalogue: products, categories, assets, canned texts.

pub mod priority;

use crate::catalog::priority::{Impact, Urgency};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{AssetId, CannedTextId, CategoryId, CompanyId, ProductId, TeamId};
use crate::kernel::limits::{NAME_MAX, NOTE_MAX, TEXT_MAX, WORDS_MAX};
use crate::record::{Details, Keys, Reference};

data! {
pub struct Product {
    pub id: ProductId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    #[serde(default)]
    pub code: String,
    #[serde(default)]
    pub version: String,
    #[serde(default)]
    pub modules: Vec<String>,
}

/// A node of the category tree, with what a case of it starts from.
pub struct Category {
    pub id: CategoryId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    #[serde(default)]
    pub parent_id: Option<CategoryId>,
    /// Whether customers may choose it.
    #[serde(default)]
    pub portal: bool,
    /// The team that receives its cases.
    #[serde(default)]
    pub team_id: Option<TeamId>,
    #[serde(default)]
    pub impact: Option<Impact>,
    #[serde(default)]
    pub urgency: Option<Urgency>,
}

/// A thing of a customer's that service is given for. `code` is what its QR label says.
pub struct Asset {
    pub id: AssetId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    /// Serial number; the address of its page is `/r/{serial}`.
    pub serial: String,
    #[serde(default)]
    pub product_id: Option<ProductId>,
    pub company_id: CompanyId,
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub note: String,
}

/// A text agents insert with `/shortcut`.
pub struct CannedText {
    pub id: CannedTextId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    pub shortcut: String,
    pub text: String,
}
}

record!(Product, ProductId, "products");
record!(Category, CategoryId, "categories");
record!(Asset, AssetId, "assets");
record!(CannedText, CannedTextId, "canned_texts");

fn code(text: &str) -> Option<String> {
    Some(text.trim().to_lowercase()).filter(|code| !code.is_empty())
}

impl Details for Product {
    fn keys(&self) -> Keys {
        Keys { code: code(&self.code), ..Keys::default() }
    }
    fn check(&self) -> Vec<FieldFault> {
        Checks::new()
            .optional("/code", &self.code, NAME_MAX)
            .optional("/version", &self.version, NAME_MAX)
            .words("/modules", &self.modules, WORDS_MAX)
            .done()
    }
    fn search(&self) -> String {
        format!("{} {}", self.version, self.modules.join(" "))
    }
}

impl Details for Category {
    fn keys(&self) -> Keys {
        let owner = Some(if self.portal { "portal" } else { "desk" }.to_string());
        Keys { parent_id: self.parent_id.map(|id| id.0), owner, ..Keys::default() }
    }
    fn references(&self) -> Vec<Reference> {
        self.team_id.map(|id| ("/team_id", "teams", id.0)).into_iter().collect()
    }
    fn check(&self) -> Vec<FieldFault> {
        Checks::new().when(self.parent_id == Some(self.id), "/parent_id", "own_parent").done()
    }
}

impl Details for Asset {
    fn keys(&self) -> Keys {
        Keys {
            code: code(&self.serial),
            company_id: Some(self.company_id),
            parent_id: self.product_id.map(|id| id.0),
            ..Keys::default()
        }
    }
    fn references(&self) -> Vec<Reference> {
        self.product_id.map(|id| ("/product_id", "products", id.0)).into_iter().collect()
    }
    fn check(&self) -> Vec<FieldFault> {
        let odd = |c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c);
        Checks::new()
            .text("/serial", &self.serial, NAME_MAX)
            .when(self.serial.contains(odd), "/serial", "code_characters")
            .optional("/place", &self.place, NAME_MAX)
            .optional("/note", &self.note, NOTE_MAX)
            .done()
    }
    fn search(&self) -> String {
        self.place.clone()
    }
}

impl Details for CannedText {
    fn keys(&self) -> Keys {
        Keys { code: code(&self.shortcut), ..Keys::default() }
    }
    fn check(&self) -> Vec<FieldFault> {
        let odd = self.shortcut.contains(char::is_whitespace);
        Checks::new()
            .text("/shortcut", &self.shortcut, NAME_MAX)
            .when(odd, "/shortcut", "shortcut_characters")
            .text("/text", &self.text, TEXT_MAX)
            .done()
    }
}
