//! A database for each test: a file in a folder of its own, or a database of its own in the
//! cluster that `YINGDA_TEST_POSTGRES` names. Either is gone afterwards.

use std::io::Write;
use std::path::PathBuf;

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use yingda_shared::kernel::id::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Says that a test did not run, so that the sum of the gate counts it as skipped and not as passed.
pub fn skip(reason: &str) {
    println!("SKIPPED: {reason}");
    let Ok(list) = std::env::var("YINGDA_SKIPPED") else { return };
    let mut list = std::fs::OpenOptions::new().create(true).append(true).open(list).expect("the list of skipped tests");
    writeln!(list, "{reason}").expect("a line in the list of skipped tests");
}

/// A place for one test's rows and files.
pub struct Place {
    pub url: String,
    pub folder: PathBuf,
    /// Name of the database in the cluster.
    database: Option<String>,
}

impl Place {
    /// `None` when the machine has no such database: the test is then skipped.
    pub async fn fresh(backend: Backend) -> Option<Place> {
        let name = format!("yingda_test_{}", Uuid::now_v7().simple());
        let folder = std::env::temp_dir().join(&name);
        let (url, database) = match backend {
            Backend::Sqlite => (format!("sqlite:{}", folder.join("desk.sqlite").display()), None),
            Backend::Postgres => {
                let Some(cluster) = cluster() else {
                    skip("YINGDA_TEST_POSTGRES names no cluster");
                    return None;
                };
                admin(&format!(
                    "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
                ))
                .await;
                (beside(&cluster, &name), Some(name))
            }
        };
        std::fs::create_dir_all(&folder).expect("a folder for the test");
        Some(Place { url, folder, database })
    }

    pub async fn remove(&self) {
        if let Some(name) = &self.database {
            admin(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }

    /// Has the server refuse to write from the next connection on, as one does that became a standby.
    pub async fn keep_from_writing(&self, kept: bool) {
        let name = self.database.as_ref().expect("only a server is told so");
        admin(&format!("ALTER DATABASE {name} SET default_transaction_read_only = {kept}")).await;
        self.cut_connections().await;
    }

    /// Cuts every connection to the database, as a restart of its server would.
    pub async fn cut_connections(&self) {
        let name = self.database.as_ref().expect("only a server has connections to cut");
        admin(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")).await;
    }
}

/// The address of another database of the cluster; a socket's folder may follow as a query.
fn beside(cluster: &str, name: &str) -> String {
    let (address, query) = cluster.split_at(cluster.find('?').unwrap_or(cluster.len()));
    let base = address.rsplit_once('/').map_or(address, |(base, _)| base);
    format!("{base}/{name}{query}")
}

fn cluster() -> Option<String> {
    std::env::var("YINGDA_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

/// Runs a statement beside the databases of the tests.
async fn admin(sql: &str) {
    sqlx::any::install_default_drivers();
    let cluster = cluster().expect("a cluster");
    let mut conn = AnyConnection::connect(&cluster).await.expect("the cluster answers");
    conn.execute(AssertSqlSafe(sql.to_string())).await.expect("the cluster obeys");
    let _ = conn.close().await;
}
