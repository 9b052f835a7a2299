//! A throw-away certificate authority and a server certificate for this machine's names.

use std::io::{Error, Result};
use std::path::Path;
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

const FILES: [&str; 3] = ["ca.pem", "server.pem", "server-key.pem"];

/// What the server needs and what its clients must trust.
pub(crate) struct Tls {
    /// Certificate and key for the server.
    pub(crate) config: RustlsConfig,
    /// The authority's certificate.
    pub(crate) authority_pem: String,
}

struct Pems {
    authority: String,
    server: String,
    key: String,
}

/// Makes the certificates, or reads them from `folder` when they are there already.
pub(crate) fn prepare(host: &str, folder: Option<&Path>) -> Result<Tls> {
    let pems = match folder {
        None => make(host).map_err(Error::other)?,
        Some(folder) => kept(host, folder)?,
    };
    let certificates =
        vec![CertificateDer::from_pem_slice(pems.server.as_bytes()).map_err(Error::other)?];
    let key = PrivateKeyDer::from_pem_slice(pems.key.as_bytes()).map_err(Error::other)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = builder
        .map_err(Error::other)?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(Error::other)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Tls {
        config: RustlsConfig::from_config(Arc::new(config)),
        authority_pem: pems.authority,
    })
}

/// The folder's certificates; makes them at the first time.
fn kept(host: &str, folder: &Path) -> Result<Pems> {
    let [authority, server, key] = FILES.map(|name| folder.join(name));
    if authority.exists() && server.exists() && key.exists() {
        let read = |path: &Path| std::fs::read_to_string(path);
        return Ok(Pems {
            authority: read(&authority)?,
            server: read(&server)?,
            key: read(&key)?,
        });
    }
    let pems = make(host).map_err(Error::other)?;
    std::fs::create_dir_all(folder)?;
    std::fs::write(authority, &pems.authority)?;
    std::fs::write(server, &pems.server)?;
    std::fs::write(key, &pems.key)?;
    Ok(pems)
}

fn make(host: &str) -> std::result::Result<Pems, rcgen::Error> {
    let authority_key = KeyPair::generate()?;
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.distinguished_name.push(
        DnType::CommonName,
        "Simulated Microsoft 365, throw-away authority",
    );
    let authority_pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    if !names.iter().any(|name| name == host) {
        names.push(host.to_owned());
    }
    let server_key = KeyPair::generate()?;
    let mut server = CertificateParams::new(names)?;
    server
        .distinguished_name
        .push(DnType::CommonName, "Simulated Microsoft 365");
    let server = server.signed_by(&server_key, &issuer)?;
    Ok(Pems {
        authority: authority_pem,
        server: server.pem(),
        key: server_key.serialize_pem(),
    })
}
