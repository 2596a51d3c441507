//! The demo world: a software vendor with its customers and partners, and a year of their cases.
//! The same world each time, counted back from the moment it is made.

mod articles;
mod calendar;
mod calendars;
mod catalogue;
mod contracts;
mod customers;
mod dice;
mod many;
mod pairs;
mod people;
mod plan;
mod said;
mod script;
mod starring;
mod stories;
mod views;
mod world;
mod write;

use std::sync::Arc;

use yingda_shared::fault::Fault;
use yingda_shared::identity::User;

use self::calendar::Calendar;
use self::plan::{Plan, Planner};
use self::world::{DEMO_LOGINS, World};
use self::write::Told;
use crate::calendar::desk;
use crate::ctx::{Caller, now};
use crate::identity::claim::ensure_roles;
use crate::identity::{sessions, store};
use crate::records;
use crate::services::Services;

/// Cases in one transaction.
const BATCH: usize = 150;

/// Fills an empty database, with so many cases beside those of the demo world; answers a summary to
/// print.
pub async fn seed(services: &Arc<Services>, cases: usize) -> Result<String, String> {
    let world = World::build()?;
    let told = Arc::new(tell(&world, Calendar { now: now(), offset: services.config.offset }));
    let events: usize = told.iter().map(|told| told.steps.len()).sum();
    let contacts = world.customers.contacts.clone();
    let mut summary = format!(
        "the demo world is there: {} companies, {} contacts, {} accounts, {} cases with {events} events",
        world.customers.companies.len(),
        world.customers.contacts.len(),
        world.users.len(),
        told.len(),
    );
    people_and_things(services, world).await?;
    for from in (0..told.len()).step_by(BATCH) {
        let (told, to) = (told.clone(), (from + BATCH).min(told.len()));
        let work =
            services.write(Caller::system(), move |cx| Box::pin(async move { write::cases(cx, told, from, to).await }));
        work.await.map_err(|fault| fault.code().to_string())?;
    }
    if cases > 0 {
        summary.push('\n');
        summary.push_str(&many::seed(services, &told, contacts, cases).await?);
    }
    Ok(summary)
}

/// Everything cases point at, unless somebody is there already.
async fn people_and_things(services: &Arc<Services>, world: World) -> Result<(), String> {
    const TAKEN: &str = "demo.taken";
    let work = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            if records::store::count::<User>(cx).await? > 0 {
                return Err(Fault::refused(TAKEN));
            }
            ensure_roles(cx).await?;
            world.store(cx).await?;
            pairs::uses(cx).await?;
            contracts::store(cx).await?;
            desk::adopt(cx).await?;
            desk::renew(cx).await?;
            if let Some(admin) = world.user_id("admin") {
                crate::views::bring(cx, &views::views(admin)).await?;
            }
            articles::store(cx, &world).await?;
            store::set_setting(cx, sessions::DEMO, Some(&DEMO_LOGINS.join(","))).await
        })
    });
    work.await.map_err(|fault| match fault.code() {
        TAKEN => "the database has accounts already; the demo world needs an empty one".to_string(),
        code => code.to_string(),
    })
}

/// All cases with their steps, by opening.
fn tell(world: &World, calendar: Calendar) -> Vec<Told> {
    let mut plans: Vec<Plan> = Planner::new(world, calendar).year();
    plans.extend(starring::plans(world, &calendar));
    let tell = |(n, mut plan): (usize, Plan)| {
        plan.story = write::filled(&plan.story, n, plan.opened, calendar.offset);
        let steps = script::tell(world, &plan, n, &calendar);
        let case = write::opened(world, &plan, n, &steps[0].who);
        Told { n, case, steps }
    };
    let mut told: Vec<Told> = plans.into_iter().enumerate().map(tell).collect();
    told.sort_by_key(|told| (told.case.created_at, told.n));
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::kernel::time::{DAY, HOUR, SHANGHAI};
    use yingda_shared::record::Details;

    const NOW: i64 = 1_795_500_000_000;

    #[test]
    fn every_record_would_pass_the_doors() {
        let world = World::build().unwrap();
        assert!(world.users.iter().all(|user| user.check().is_empty()));
        assert!(world.units.iter().all(|unit| unit.check().is_empty()));
        assert!(world.categories.iter().all(|category| category.check().is_empty()));
        assert!(world.texts.iter().all(|text| text.check().is_empty()));
        assert!(world.calendars.iter().all(|calendar| calendar.check().is_empty()));
        assert!(world.customers.contacts.iter().all(|contact| contact.check().is_empty()));
        assert!(world.customers.assets.iter().all(|asset| asset.check().is_empty()));
        assert!(DEMO_LOGINS.iter().all(|login| world.users.iter().any(|user| user.login == *login)));
        let known = |story: &stories::Story| world.category(&story.category).is_some();
        assert!(world.stories.iter().chain(&world.long).all(known));
    }

    #[test]
    fn the_past_is_told_in_order_and_never_ahead_of_now() {
        let world = World::build().unwrap();
        // Every hour of the day and every day of the week, in steps that meet them all.
        for now in (0..28).map(|n| NOW + n * 31 * HOUR) {
            let told = tell(&world, Calendar { now, offset: SHANGHAI });
            assert!(told.len() > 300);
            for told in &told {
                let moments: Vec<i64> = told.steps.iter().map(|step| step.at).collect();
                assert!(moments.is_sorted() && told.case.created_at <= moments[0], "{}", told.case.subject);
                assert!(moments.iter().all(|at| *at <= now && now - at < 370 * DAY), "{}", told.case.subject);
                let open = |text: &String| text.contains('{');
                assert!(!open(&told.case.subject) && !open(&told.case.description), "{}", told.case.subject);
            }
        }
    }

    #[test]
    fn the_world_comes_out_the_same() {
        let at = |now: i64| tell(&World::build().unwrap(), Calendar { now, offset: SHANGHAI });
        let subjects = |told: Vec<Told>| {
            told.into_iter().map(|told| (told.n, told.case.subject, told.steps.len())).collect::<Vec<_>>()
        };
        assert_eq!(subjects(at(NOW)), subjects(at(NOW)));
    }
}
