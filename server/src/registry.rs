//! Every operation of the product, registered once.

use std::sync::OnceLock;

use crate::dispatch::Registry;

/// The one registry of the process.
pub fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let mut registry = Registry::default();
        crate::identity::register(&mut registry);
        crate::organisation::register(&mut registry);
        crate::catalog::register(&mut registry);
        crate::cases::register(&mut registry);
        crate::views::register(&mut registry);
        crate::files::register(&mut registry);
        crate::notices::register(&mut registry);
        crate::audit::register(&mut registry);
        crate::portal::register(&mut registry);
        crate::sync::register(&mut registry);
        registry
    })
}
