//! A client that speaks just enough HTTP/1.1 to keep one connection busy.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub struct Client {
    stream: TcpStream,
    cookie: String,
    buffer: Vec<u8>,
}

impl Client {
    pub async fn open(address: SocketAddr, cookie: &str) -> Result<Client, String> {
        let stream = TcpStream::connect(address).await.map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        Ok(Client { stream, cookie: cookie.into(), buffer: Vec::new() })
    }

    pub async fn get(&mut self, path: &str) -> Result<u16, String> {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: desk\r\nCookie: {}\r\n\r\n", self.cookie)).await
    }

    pub async fn post(&mut self, path: &str, body: &str) -> Result<u16, String> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: desk\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.cookie,
            body.len()
        );
        self.send(head + body).await
    }

    /// Sends a request and reads its answer to the end; answers the status.
    async fn send(&mut self, request: String) -> Result<u16, String> {
        self.exchange(request).await.map_err(|error| error.to_string())
    }

    async fn exchange(&mut self, request: String) -> std::io::Result<u16> {
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let head = loop {
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_ascii_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        let length = length.ok_or_else(|| std::io::Error::other("an answer without a length"))?;
        while self.buffer.len() < head + length {
            self.more().await?;
        }
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
        status.ok_or_else(|| std::io::Error::other("an answer without a status"))
    }

    async fn more(&mut self) -> std::io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}
