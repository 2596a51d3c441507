//! Commands of operators: tokens.

use clap::Args;
use yingda_server::config::{Config, Settings};
use yingda_server::ctx::Caller;
use yingda_server::db::Database;
use yingda_server::identity::tokens;
use yingda_server::records;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;

use super::{Failed, config, line, services};

#[derive(Args)]
pub struct Token {
    #[command(flatten)]
    settings: Settings,
    /// Login of the account
    #[arg(long)]
    login: String,
    /// What the token is for
    #[arg(long, default_value = "command line")]
    name: String,
    /// Days until it expires
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=366))]
    days: i64,
}

pub async fn token(args: Token) -> Result<(), Failed> {
    let services = services(config(args.settings)?).await?;
    let (login, name, days) = (args.login.to_lowercase(), args.name, args.days);
    let made = services.write(Caller::system(), move |cx| {
        Box::pin(async move {
            let user: User = records::store::by_code(cx, &login).await?.ok_or(Fault::NotFound)?;
            tokens::make(cx, user.id, &name, "", days).await
        })
    });
    let made = made.await.map_err(|fault| match fault {
        Fault::NotFound => Failed::Work(format!("no account is called {}", args.login)),
        other => line(other),
    })?;
    println!("{}", made.token);
    Ok(())
}

/// The database as it is: looking at a place where none is must not make one.
pub async fn existing(config: &Config) -> Result<Database, Failed> {
    Database::existing(&config.database).await.map_err(|error| Failed::Usage(format!("{}: {error}", config.database)))
}
