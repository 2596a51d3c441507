//! Mail on its way out: by SMTP where a server is named, else into a folder from which nothing is sent.

mod folder;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config::Config;

pub use folder::{FOLDER, sweep};

/// One letter in plain text.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// The same at every try, so that whoever gets it twice may know.
    pub id: String,
    pub to: String,
    pub to_name: String,
    pub subject: String,
    pub text: String,
}

/// Why a letter did not go.
#[derive(Debug)]
pub enum Undelivered {
    /// It will not go later either: no such address, refused for good.
    ForGood(String),
    /// The server is away or busy.
    ForNow(String),
}

/// The way out that a desk has.
pub enum Post {
    Smtp { transport: Box<AsyncSmtpTransport<Tokio1Executor>>, from: Mailbox },
    Folder { path: std::path::PathBuf, from: Mailbox },
}

impl Post {
    /// The way that a configuration names. The address of the server may hold a password: no error repeats it.
    pub fn of(config: &Config) -> Result<Post, String> {
        let from = config.mail_from.as_deref().unwrap_or(NOBODY);
        let from: Mailbox = from.parse().map_err(|_| format!("mail-from: {from:?} is no address"))?;
        let Some(url) = config.mail_url.as_deref() else {
            return Ok(Post::Folder { path: config.data.join(FOLDER), from });
        };
        if config.mail_from.is_none() {
            return Err("mail-from: mail needs the address that it comes from".into());
        }
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| "mail-url: not an address like smtps://user:password@mail.example.com".to_string())?;
        Ok(Post::Smtp { transport: Box::new(transport.build()), from })
    }

    pub async fn send(&self, letter: Letter) -> Result<(), Undelivered> {
        match self {
            Post::Folder { path, from } => folder::keep(path, &letter.id, &written(&letter, from)?),
            Post::Smtp { transport, from } => {
                let sent = transport.send(written(&letter, from)?).await;
                sent.map(drop).map_err(|error| {
                    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
                    match REFUSED.contains(&code.as_str()) {
                        true => Undelivered::ForGood(error.to_string()),
                        false => Undelivered::ForNow(error.to_string()),
                    }
                })
            }
        }
    }
}

/// Answers that are about the recipient or the letter itself (RFC 5321, 4.2). Any other is about the desk or its account:
/// a password that has run out is mended, and then the letters go.
const REFUSED: [&str; 6] = ["501", "550", "551", "552", "553", "556"];

/// Where a desk has no address of its own yet.
const NOBODY: &str = "yingda@localhost";

fn written(letter: &Letter, from: &Mailbox) -> Result<Message, Undelivered> {
    let odd = |error: &dyn std::fmt::Display| Undelivered::ForGood(error.to_string());
    let to = Mailbox::new(Some(letter.to_name.clone()), letter.to.parse().map_err(|error| odd(&error))?);
    Message::builder()
        .message_id(Some(format!("<{}@{}>", letter.id, from.email.domain())))
        .from(from.clone())
        .to(to)
        .subject(letter.subject.clone())
        .header(ContentType::TEXT_PLAIN)
        .body(letter.text.clone())
        .map_err(|error| odd(&error))
}
