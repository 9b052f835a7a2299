//! The real binary as its own process, and a client that speaks to it over the network.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use microsoft365::Tenant365;
use reqwest::header::{COOKIE, SET_COOKIE};

/// `anteroom serve` on a free port. Dropping it kills it.
pub struct Process {
    child: Child,
    pub address: String,
}

impl Process {
    /// Starts it and waits for its line with the address.
    pub fn serve(database: &str, folder: &Path, microsoft: &Tenant365) -> Self {
        Self::serve_with(command(database, folder, microsoft), folder)
    }

    /// As [`Self::serve`], with settings of one's own.
    pub fn serve_with(mut command: Command, folder: &Path) -> Self {
        let mut child = command
            .arg("serve")
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(folder.join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .split("listens on ")
            .nth(1)
            .and_then(|rest| rest.split(';').next());
        let address = address.unwrap_or_else(|| {
            panic!(
                "{line}{}",
                std::fs::read_to_string(folder.join("log")).unwrap()
            )
        });
        Self {
            child,
            address: format!("http://{address}"),
        }
    }

    /// kill -9.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, as a service manager stops it; its exit status.
    pub fn terminate(mut self) -> std::process::ExitStatus {
        Command::new("kill")
            .arg(self.child.id().to_string())
            .status()
            .unwrap();
        self.child.wait().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The binary with the settings of a test.
pub fn command(database: &str, folder: &Path, microsoft: &Tenant365) -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    // Its working folder is the test's own: what it writes beside itself goes with the test.
    std::fs::copy(root.join("Leptos.toml"), folder.join("Leptos.toml")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_anteroom"));
    command
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("LEPTOS_HASH_FILES", "false")
        .env("ANTEROOM_LISTEN", "127.0.0.1:0")
        .env("ANTEROOM_DATABASE_URL", database)
        .env("ANTEROOM_KEY_FILE", folder.join("keys/anteroom.key"))
        .env("ANTEROOM_AUTHORITY", microsoft.authority())
        .env("ANTEROOM_GRAPH_URL", microsoft.graph_url())
        .env(
            "ANTEROOM_SIGNIN_CLIENT_ID",
            microsoft365::contoso::SIGNIN_CLIENT_ID,
        );
    command
}

/// A client with a cookie jar for one host, because `__Host-` cookies are not sent over plain http by libraries.
#[derive(Clone, Default)]
pub struct Client {
    http: reqwest::Client,
    cookies: std::collections::BTreeMap<String, String>,
}

impl Client {
    pub fn new() -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            http,
            cookies: std::collections::BTreeMap::new(),
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn get(&self, url: &str) -> reqwest::RequestBuilder {
        self.dressed(self.http.get(url))
    }

    pub fn post(&self, url: &str, fields: &[(&str, &str)]) -> reqwest::RequestBuilder {
        self.dressed(self.http.post(url))
            .form(fields)
            .header("accept", "application/json")
    }

    pub fn keep(&mut self, response: &reqwest::Response) {
        for line in response.headers().get_all(SET_COOKIE) {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            self.cookies
                .insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
        }
    }

    pub fn cookie(&self, name: &str) -> &str {
        &self.cookies[name]
    }

    fn dressed(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        request
            .header(COOKIE, cookies.join("; "))
            .header("sec-fetch-site", "same-origin")
    }
}
