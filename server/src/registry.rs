//! Every operation of the product, registered once.

use std::sync::OnceLock;

use crate::dispatch::Registry;
use crate::jobs::runner::Runners;
use crate::outbox::Carriers;
use crate::outbox::outside::Couriers;

/// The one registry of the process.
pub fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let mut registry = Registry::default();
        crate::identity::register(&mut registry);
        crate::organisation::register(&mut registry);
        crate::catalog::register(&mut registry);
        crate::calendar::register(&mut registry);
        crate::sla::register(&mut registry);
        crate::jobs::register(&mut registry);
        crate::schedules::register(&mut registry);
        crate::knowledge::register(&mut registry);
        crate::cases::register(&mut registry);
        crate::contracts::register(&mut registry);
        crate::robots::register(&mut registry);
        crate::rules::register(&mut registry);
        crate::escalation::register(&mut registry);
        crate::monitor::register(&mut registry);
        crate::views::register(&mut registry);
        crate::files::register(&mut registry);
        crate::notices::register(&mut registry);
        crate::audit::register(&mut registry);
        crate::portal::register(&mut registry);
        crate::exports::register(&mut registry);
        crate::imports::register(&mut registry);
        crate::sync::register(&mut registry);
        crate::personal::register(&mut registry);
        crate::retention::register(&mut registry);
        crate::workplace::register(&mut registry);
        registry
    })
}

/// What does the items of each kind of job.
pub fn runners() -> &'static Runners {
    static RUNNERS: OnceLock<Runners> = OnceLock::new();
    RUNNERS.get_or_init(|| {
        let mut runners = Runners::default();
        runners.add(crate::cases::bulk::BulkRunner);
        runners.add(crate::cases::promising::Follow);
        runners.add(crate::escalation::Timers);
        runners.add(crate::exports::ExportRunner);
        crate::imports::runner::register(&mut runners);
        runners
    })
}

/// What hands errands over to others.
pub fn couriers() -> &'static Couriers {
    static COURIERS: OnceLock<Couriers> = OnceLock::new();
    COURIERS.get_or_init(|| {
        let mut couriers = Couriers::default();
        couriers.add(crate::escalation::Letters);
        couriers.add(crate::notices::push::Pushes);
        couriers.add(crate::escalation::Robots);
        couriers.add(crate::escalation::Calls);
        couriers
    })
}

/// What does the errands of each channel in the desk's own database.
pub fn carriers() -> &'static Carriers {
    static CARRIERS: OnceLock<Carriers> = OnceLock::new();
    CARRIERS.get_or_init(|| {
        let mut carriers = Carriers::default();
        carriers.add(crate::escalation::Desk);
        carriers
    })
}
