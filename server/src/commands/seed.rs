//! `yingda seed` and `yingda import`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use yingda_server::config::Settings;
use yingda_server::{demo, imports};
use yingda_shared::imports::Target;

use super::tables::{self, Table};
use super::{Failed, config, services};

#[derive(Args)]
pub struct Seed {
    #[command(flatten)]
    settings: Settings,
    /// The named demo world; its accounts open without a password
    #[arg(long, required = true)]
    demo: bool,
    /// So many cases beside those of the demo world, up to a million
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    cases: u32,
}

pub async fn seed(args: Seed) -> Result<(), Failed> {
    let services = services(config(args.settings)?).await?;
    let summary = demo::seed(&services, args.cases as usize).await?;
    println!("{summary}");
    services.database.close().await;
    Ok(())
}

#[derive(Args)]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The incident log of a ServiceNow desk (CSV of 36 columns)
    IncidentLog {
        file: PathBuf,
        #[command(flatten)]
        settings: Settings,
        #[command(flatten)]
        options: imports::incident_log::Options,
    },
    /// Customer companies with their departments and contacts
    Customers(Table),
    /// People who can sign in
    Users(Table),
    /// Equipment and systems at customers
    Assets(Table),
    /// Open cases of another desk
    Cases(Table),
    /// Standard descriptions with their solutions
    Pairs(Table),
}

pub async fn import(args: Import) -> Result<(), Failed> {
    let (file, settings, options) = match args.what {
        What::IncidentLog { file, settings, options } => (file, settings, options),
        What::Customers(table) => return tables::run(Target::Customers, table).await,
        What::Users(table) => return tables::run(Target::Users, table).await,
        What::Assets(table) => return tables::run(Target::Assets, table).await,
        What::Cases(table) => return tables::run(Target::Cases, table).await,
        What::Pairs(table) => return tables::run(Target::Pairs, table).await,
    };
    let services = services(config(settings)?).await?;
    let summary = imports::incident_log::run(&services, &file, &options).await?;
    println!("{summary}");
    services.database.close().await;
    Ok(())
}
