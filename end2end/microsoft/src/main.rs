//! Runs the simulated Microsoft 365 until Ctrl-C.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Parser;
use microsoft365::{Options, Tenant365, contoso, fabrikam};

/// A simulated Microsoft 365: sign-in service, Graph and Teams lobby of two invented organisations.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Accounts in Contoso; Fabrikam gets a tenth of that
    #[arg(long, default_value_t = 50)]
    people: usize,
    /// Same seed, same people
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 4365)]
    port: u16,
    /// Speak https with a throw-away certificate
    #[arg(long)]
    https: bool,
    /// Folder that keeps the throw-away authority (ca.pem) between runs
    #[arg(long, value_name = "DIR", requires = "https")]
    cert_dir: Option<PathBuf>,
    /// Redirect URI of both registrations; may be repeated [default: the callback paths on any local port]
    #[arg(long, visible_alias = "redirect-uri", value_name = "URI")]
    signin_redirect: Vec<String>,
    /// Where sign-out may return to; may be repeated [default: any local page]
    #[arg(long, value_name = "URI")]
    post_logout_redirect: Vec<String>,
    /// Front-channel sign-out URL of the Sign-in registration
    #[arg(
        long,
        value_name = "URI",
        default_value = "http://localhost:3000/signout/frontchannel"
    )]
    frontchannel_logout: String,
    /// A further tenant with so many people (0 for none); may be repeated
    #[arg(long, value_name = "PEOPLE")]
    small_tenant: Vec<usize>,
    /// Groups with a single member in every tenant
    #[arg(long, default_value_t = 0, value_name = "COUNT")]
    groups_of_one: usize,
    /// Contoso has not consented to the Data registration yet
    #[arg(long)]
    not_consented: bool,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    let arguments = Arguments::parse();
    let options = Options {
        people: arguments.people,
        seed: arguments.seed,
        host: arguments.host,
        port: arguments.port,
        https: arguments.https,
        cert_dir: arguments.cert_dir,
        redirect_uris: arguments.signin_redirect,
        post_logout_uris: arguments.post_logout_redirect,
        frontchannel_logout_uri: Some(arguments.frontchannel_logout),
        small_tenants: arguments.small_tenant,
        groups_of_one: arguments.groups_of_one,
        consented: !arguments.not_consented,
    };
    let microsoft = microsoft365::start(options).await?;
    announce(&microsoft)?;
    tokio::signal::ctrl_c().await?;
    microsoft.stop();
    Ok(())
}

fn announce(microsoft: &Tenant365) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "Simulated Microsoft 365 at {}", microsoft.base_url())?;
    writeln!(out, "  ANTEROOM_AUTHORITY={}", microsoft.authority())?;
    writeln!(out, "  ANTEROOM_GRAPH_URL={}", microsoft.graph_url())?;
    writeln!(
        out,
        "  ANTEROOM_SIGNIN_CLIENT_ID={}",
        contoso::SIGNIN_CLIENT_ID
    )?;
    writeln!(out, "  ANTEROOM_DATA_CLIENT_ID={}", contoso::DATA_CLIENT_ID)?;
    for (role, person) in [
        ("administrator", contoso::ADMIN),
        ("coordinator", contoso::COORDINATOR),
        ("consultant", contoso::CONSULTANT),
        ("consultant of the other tenant", fabrikam::CONSULTANT),
    ] {
        writeln!(out, "  sign in as {} ({role})", person.upn)?;
    }
    out.flush()
}
