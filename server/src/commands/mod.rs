//! The command line. Wrong configuration is one clear line and exit code 2, with nothing touched.

mod backup;
mod clock;
mod doctor;
mod eval_search;
mod maintain;
mod postgres;
mod seed;
mod serve;
mod supervisor;
mod tables;

use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use yingda_server::config::{Config, Settings};
use yingda_server::services::Services;

#[derive(Parser)]
#[command(name = "yingda", version, about = "Yingda 应答: a service desk that keeps working")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the desk
    Serve {
        #[command(flatten)]
        settings: Settings,
    },
    /// Bring the database's schema up to date
    Migrate {
        #[command(flatten)]
        settings: Settings,
    },
    /// Fill an empty database
    Seed(seed::Seed),
    /// Take over data from another system
    Import(seed::Import),
    /// Print a personal access token for an account
    Token(maintain::Token),
    /// Copy database and attachments into a folder
    Backup(backup::Backup),
    /// Bring a backup back, and let devices send again what came after it
    Restore(backup::Restore),
    /// Check the installation and say what is wrong
    Doctor(doctor::Doctor),
    // Its own comment is the help, with its examples.
    Clock(clock::Clock),
    EvalSearch(eval_search::EvalSearch),
    /// Print the OpenAPI document
    Openapi,
}

/// Why a command ended early.
pub enum Failed {
    /// The configuration or the arguments: exit code 2.
    Usage(String),
    /// The work itself: exit code 1.
    Work(String),
}

impl From<String> for Failed {
    fn from(line: String) -> Failed {
        Failed::Work(line)
    }
}

/// Reads the arguments and runs the command.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let filter =
        tracing_subscriber::EnvFilter::try_from_env("YINGDA_LOG").unwrap_or_else(|_| "warn,yingda=info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(Failed::Work(error.to_string())),
    };
    match runtime.block_on(dispatch(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => fail(failed),
    }
}

fn fail(failed: Failed) -> ExitCode {
    let (line, code) = match failed {
        Failed::Usage(line) => (line, 2),
        Failed::Work(line) => (line, 1),
    };
    eprintln!("yingda: {line}");
    ExitCode::from(code)
}

async fn dispatch(command: Command) -> Result<(), Failed> {
    match command {
        Command::Serve { settings } => serve::run(config(settings)?).await,
        Command::Migrate { settings } => {
            services(config(settings)?).await?.database.close().await;
            println!("the schema is up to date");
            Ok(())
        }
        Command::Seed(seed) => seed::seed(seed).await,
        Command::Import(import) => seed::import(import).await,
        Command::Token(token) => maintain::token(token).await,
        Command::Backup(backup) => backup::backup(backup).await,
        Command::Restore(restore) => backup::restore(restore).await,
        Command::Doctor(doctor) => doctor::run(doctor).await,
        Command::Clock(clock) => clock::run(clock),
        Command::EvalSearch(eval) => eval_search::run(eval),
        Command::Openapi => {
            println!("{:#}", yingda_server::openapi::document(yingda_server::registry::registry()));
            Ok(())
        }
    }
}

pub fn config(settings: Settings) -> Result<Config, Failed> {
    settings.resolve().map_err(Failed::Usage)
}

/// Opens the database for a command.
pub async fn services(config: Config) -> Result<Arc<Services>, Failed> {
    Ok(Services::start(config).await?)
}

/// A fault in words an operator can act on.
pub fn line(fault: yingda_shared::fault::Fault) -> Failed {
    let fields: Vec<String> = fault.fields().iter().map(|field| format!("{} {}", field.pointer, field.code)).collect();
    Failed::Work(format!("{} {}", fault.code(), fields.join(", ")).trim().to_string())
}
