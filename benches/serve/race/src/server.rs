//! The servers that race.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

/// A server that ends with this value.
pub(crate) struct Server {
    pub(crate) url: String,
    _child: Child,
}

impl Server {
    /// `safe-deploy serve`, whose first line is its URL.
    pub(crate) async fn ours(program: &str) -> Result<Self, String> {
        let mut command = Command::new(program);
        command.args(["serve", "--quiet"]).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().map_err(|error| format!("{program}: {error}"))?;
        let output = child.stdout.take().ok_or("no output")?;
        let url = BufReader::new(output).lines().next_line().await.map_err(|error| error.to_string())?;
        Ok(Self { url: url.ok_or_else(|| format!("{program} told no URL"))?, _child: child })
    }

    /// moto's server on a port that was free a moment ago.
    pub(crate) async fn moto(program: &str) -> Result<Self, String> {
        let free = TcpListener::bind(("127.0.0.1", 0)).await.map_err(|error| error.to_string())?;
        let address = free.local_addr().map_err(|error| error.to_string())?;
        drop(free);
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().map_err(|error| format!("{program}: {error}"))?;
        let mut told = BufReader::new(child.stderr.take().ok_or("no output")?).lines();
        while let Some(line) = told.next_line().await.map_err(|error| error.to_string())? {
            if line.contains("Running on") {
                // It writes a line for each request, and would wait for somebody to read it.
                tokio::spawn(async move { while let Ok(Some(_)) = told.next_line().await {} });
                return Ok(Self { url: format!("http://{address}"), _child: child });
            }
        }
        Err(format!("{program} does not listen"))
    }
}
