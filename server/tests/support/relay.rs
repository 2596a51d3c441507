//! A line to PostgreSQL that a test can cut and mend: the desk connects here, and what it says is
//! carried on to the server, over TCP or a socket in a folder.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpSocket, TcpStream, UnixStream};
use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Open,
    /// Nobody listens.
    Refused,
    /// Somebody listens and hangs up at once.
    Dropped,
}

pub struct Relay {
    /// The database through the relay.
    pub url: String,
    wanted: watch::Sender<Line>,
    /// What the line has become.
    settled: watch::Receiver<Line>,
    /// Shared by every connection that is carried.
    carried: Arc<()>,
}

impl Relay {
    /// Opens a line to the database at `url`.
    pub fn to(url: &str) -> Relay {
        let socket = bound(([127, 0, 0, 1], 0).into());
        let here = socket.local_addr().expect("an address");
        let (address, query) = url.split_once('?').unwrap_or((url, ""));
        let (server, database) = address.rsplit_once('/').expect("a database");
        let (user, server) = server.split_once('@').expect("a user");
        let folder = query.split('&').find_map(|pair| pair.strip_prefix("host="));
        let target = match (folder, server.rsplit_once(':')) {
            (Some(folder), port) => {
                Target::Folder(format!("{folder}/.s.PGSQL.{}", port.map_or("5432", |(_, port)| port)))
            }
            (None, _) => Target::Network(server.to_string()),
        };
        let (wanted, wishes) = watch::channel(Line::Open);
        let (became, settled) = watch::channel(Line::Refused);
        let carried = Arc::new(());
        tokio::spawn(keep(socket, here, target, wishes, became, carried.clone()));
        Relay { url: format!("{user}@{here}/{database}"), wanted, settled, carried }
    }

    /// Changes the line. When it returns, nothing is carried by one that is not open.
    pub async fn set(&self, line: Line) {
        self.wanted.send_replace(line);
        let mut settled = self.settled.clone();
        settled.wait_for(|now| *now == line).await.expect("the line is kept");
        // One is ours, one the keeper's.
        while line != Line::Open && Arc::strong_count(&self.carried) > 2 {
            tokio::task::yield_now().await;
        }
    }
}

#[derive(Clone)]
enum Target {
    Network(String),
    Folder(String),
}

/// Holds the port whatever the line, so that nobody else takes it: without `listen` it refuses.
fn bound(here: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_reuseaddr(true).expect("an option");
    socket.bind(here).expect("the port is ours");
    socket
}

async fn keep(
    mut socket: TcpSocket,
    here: SocketAddr,
    target: Target,
    mut wishes: watch::Receiver<Line>,
    became: watch::Sender<Line>,
    carried: Arc<()>,
) {
    loop {
        let line = *wishes.borrow_and_update();
        if line == Line::Refused {
            became.send_replace(line);
            if wishes.changed().await.is_err() {
                return;
            }
            continue;
        }
        let listener: TcpListener = socket.listen(128).expect("a listener");
        became.send_replace(line);
        let goes_on = loop {
            tokio::select! {
                changed = wishes.changed() => break changed.is_ok(),
                Ok((client, _)) = listener.accept(), if line == Line::Open => {
                    tokio::spawn(carry(client, target.clone(), wishes.clone(), carried.clone()));
                }
                Ok((client, _)) = listener.accept(), if line == Line::Dropped => drop(client),
            }
        };
        drop(listener);
        if !goes_on {
            return;
        }
        socket = bound(here);
    }
}

/// Carries one connection until an end hangs up or the line is no longer open.
async fn carry(mut client: TcpStream, target: Target, mut wishes: watch::Receiver<Line>, _carried: Arc<()>) {
    let both = async {
        match target {
            Target::Network(address) => {
                let mut server = TcpStream::connect(address).await?;
                copy_bidirectional(&mut client, &mut server).await
            }
            Target::Folder(path) => {
                let mut server = UnixStream::connect(path).await?;
                copy_bidirectional(&mut client, &mut server).await
            }
        }
    };
    tokio::select! {
        _ = both => {}
        _ = wishes.wait_for(|line| *line != Line::Open) => {}
    }
}
