//! Configuration: flags, then environment (`YINGDA_*`), then one TOML file, then defaults.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use yingda_shared::kernel::time::OffsetMinutes;

use crate::outgoing::Allowed;

/// What the server runs with.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of the database file and the attachments.
    pub data: PathBuf,
    /// Folder of the indexes beside the database: this node's alone.
    pub index: PathBuf,
    pub listen: SocketAddr,
    /// `sqlite:` or `postgres:` address.
    pub database: String,
    /// Address people type, without a slash at the end.
    pub public_url: String,
    /// Folder of the built site.
    pub site: Option<PathBuf>,
    /// Minutes east of UTC of the desk.
    pub offset: OffsetMinutes,
    /// Serves a demo database on an address others can reach.
    pub demo_public: bool,
    /// Shows the component gallery and reloads pages after a build.
    pub dev: bool,
    /// `smtp:` or `smtps:` address of the mail server; it may hold a password and is never shown.
    pub mail_url: Option<String>,
    /// Whom letters come from.
    pub mail_from: Option<String>,
    /// Hosts inside that calls may go to, by plain http too.
    pub outgoing_allow: Vec<Allowed>,
    /// Push services inside. No flag sets it: any customer names the service of a device. Tests have one of their own.
    pub push_allow: Vec<Allowed>,
}

/// Any source of settings; what is absent is looked for in the next one.
#[derive(Clone, Debug, Default, Deserialize, clap::Args)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Folder of the database file and the attachments [default: ./data]
    #[arg(long, env = "YINGDA_DATA")]
    pub data: Option<PathBuf>,
    /// Folder of the index of cases, of this node alone [default: search in the data folder]
    #[arg(long, env = "YINGDA_INDEX")]
    pub index: Option<PathBuf>,
    /// Address to serve at [default: 127.0.0.1:3000]
    #[arg(long, env = "YINGDA_LISTEN")]
    pub listen: Option<String>,
    /// sqlite: or postgres: address [default: a file in the data folder]
    #[arg(long, env = "YINGDA_DATABASE")]
    pub database: Option<String>,
    /// Address people type, such as https://desk.example.com
    #[arg(long, env = "YINGDA_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Folder of the built site [default: the one inside the program; without one ./target/site or site beside the program]
    #[arg(long, env = "YINGDA_SITE")]
    pub site: Option<PathBuf>,
    /// Minutes east of UTC of the desk [default: 480]
    #[arg(long, env = "YINGDA_OFFSET")]
    pub offset: Option<i32>,
    /// Serve a demo database on an address others can reach
    #[arg(long, env = "YINGDA_DEMO_PUBLIC", num_args = 0..=1, default_missing_value = "true")]
    pub demo_public: Option<bool>,
    /// Show the component gallery and reload pages after a build
    #[arg(long, env = "YINGDA_DEV", num_args = 0..=1, default_missing_value = "true")]
    pub dev: Option<bool>,
    /// smtp: or smtps: address of the mail server; without one letters lie in the folder mail of the data
    #[arg(long, env = "YINGDA_MAIL_URL", hide_env_values = true)]
    pub mail_url: Option<String>,
    /// Whom letters come from, such as "Service desk <desk@example.com>"
    #[arg(long, env = "YINGDA_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Hosts of one's own network that rules and robots may call, as robot.internal or 10.0.0.5:8080; several by commas
    #[arg(long, env = "YINGDA_OUTGOING_ALLOW", value_delimiter = ',')]
    pub outgoing_allow: Option<Vec<String>>,
    /// TOML file with any of these settings
    #[arg(long, env = "YINGDA_CONFIG")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
}

impl Settings {
    /// Joins the sources into a configuration, or says in one line what is wrong.
    pub fn resolve(self) -> Result<Config, String> {
        let file = match &self.config {
            Some(path) => read_file(path)?,
            None => Settings::default(),
        };
        let data = self.data.or(file.data).unwrap_or_else(|| "data".into());
        let index = self.index.or(file.index).unwrap_or_else(|| data.join("search"));
        let listen = self.listen.or(file.listen).unwrap_or_else(|| "127.0.0.1:3000".into());
        let listen: SocketAddr =
            listen.parse().map_err(|_| format!("listen: {listen:?} is not an address like 127.0.0.1:3000"))?;
        let database = self.database.or(file.database);
        let database = database.unwrap_or_else(|| format!("sqlite:{}", data.join("yingda.sqlite").display()));
        crate::db::Dialect::of(&database).map_err(|error| error.to_string())?;
        let public_url = self.public_url.or(file.public_url).unwrap_or_else(|| format!("http://{listen}"));
        let public_url = public_url.trim_end_matches('/').to_string();
        check_public_url(&public_url)?;
        if !public_url.starts_with("https://") && !listen.ip().is_loopback() {
            return Err(format!(
                "listen: {listen} lets others in over plain http; give the https:// address people type as public-url"
            ));
        }
        let offset = self.offset.or(file.offset).unwrap_or(480);
        if !(-14 * 60..=14 * 60).contains(&offset) {
            return Err(format!("offset: {offset} minutes is no time zone"));
        }
        let allow = self.outgoing_allow.or(file.outgoing_allow).unwrap_or_default();
        let outgoing_allow = allow.iter().map(|one| Allowed::parse(one.trim())).collect::<Result<_, _>>()?;
        Ok(Config {
            data,
            index,
            listen,
            database,
            public_url,
            site: self.site.or(file.site),
            offset,
            demo_public: self.demo_public.or(file.demo_public).unwrap_or(false),
            dev: self.dev.or(file.dev).unwrap_or(false),
            mail_url: self.mail_url.or(file.mail_url),
            mail_from: self.mail_from.or(file.mail_from),
            outgoing_allow,
            push_allow: Vec::new(),
        })
    }
}

fn read_file(path: &Path) -> Result<Settings, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    toml::from_str(&text).map_err(|error| format!("{}: {}", path.display(), error.message()))
}

/// Cookies of a plain http address travel in clear: only loopback may do that.
fn check_public_url(url: &str) -> Result<(), String> {
    if url.starts_with("https://") {
        return Ok(());
    }
    let Some(host) = url.strip_prefix("http://").and_then(|_| host(url)) else {
        return Err(format!("public-url: {url:?} begins with neither http:// nor https://"));
    };
    match is_loopback(host) {
        true => Ok(()),
        false => Err(format!("public-url: {url} would send passwords in clear; use https:// or a loopback address")),
    }
}

/// Host and port of an address.
fn host(url: &str) -> Option<&str> {
    url.split_once("://")?.1.split('/').next()
}

fn is_loopback(host: &str) -> bool {
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(name, _)| name);
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl Config {
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// People reach it under an address of this machine alone.
    pub fn is_own_machine(&self) -> bool {
        host(&self.public_url).is_some_and(is_loopback)
    }

    /// Name of the session cookie: the `__Host-` prefix binds it to this host and to https.
    pub fn cookie_name(&self) -> &'static str {
        if self.is_https() { "__Host-yingda" } else { "yingda" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(settings: Settings) -> Result<Config, String> {
        settings.resolve()
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        let with = |url: &str| resolve(Settings { public_url: Some(url.into()), ..Settings::default() });
        assert!(with("http://127.0.0.1:3000").is_ok());
        assert!(with("http://[::1]:3000/").is_ok());
        assert!(with("https://desk.example.com").is_ok_and(|config| config.cookie_name() == "__Host-yingda"));
        assert!(with("http://desk.example.com").is_err_and(|line| line.contains("https://")));
        assert!(with("ftp://x").is_err());
        let open = Settings {
            listen: Some("0.0.0.0:80".into()),
            public_url: Some("http://localhost".into()),
            ..Settings::default()
        };
        assert!(resolve(open).is_err_and(|line| line.contains("plain http")));
    }

    #[test]
    fn a_wrong_setting_is_one_clear_line() {
        let line = resolve(Settings { listen: Some("here".into()), ..Settings::default() }).unwrap_err();
        assert!(line.contains("listen") && !line.contains('\n'));
        let line = resolve(Settings { database: Some("mysql://x".into()), ..Settings::default() }).unwrap_err();
        assert!(line.contains("sqlite:"));
        let allow = |hosts: &[&str]| {
            resolve(Settings {
                outgoing_allow: Some(hosts.iter().map(|one| one.to_string()).collect()),
                ..Settings::default()
            })
        };
        assert!(allow(&["robot.internal", " 10.0.0.5:8080"]).is_ok_and(|config| config.outgoing_allow.len() == 2));
        assert!(allow(&["http://robot.internal/"]).is_err_and(|line| line.contains("outgoing-allow")));
    }
}
