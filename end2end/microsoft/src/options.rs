//! What a caller may choose about the simulated world.

use std::path::PathBuf;

/// Size, seed, address and registered URLs. [`Options::default`]: 50 people, seed 1, a free port on 127.0.0.1, http.
#[derive(Debug, Clone)]
pub struct Options {
    /// Accounts in Contoso (never fewer than the well-known people); Fabrikam gets a tenth, at least 8.
    pub people: usize,
    /// Seed of everything that is not well-known.
    pub seed: u64,
    /// Address to listen on.
    pub host: String,
    /// Port to listen on; 0 means a free one.
    pub port: u16,
    /// Speak https with a throw-away certificate.
    pub https: bool,
    /// Folder that keeps the throw-away certificate authority (`ca.pem`) between runs; `None` makes a new one each time.
    pub cert_dir: Option<PathBuf>,
    /// Redirect URIs of both registrations. Empty: `/signin/callback`, `/connect/callback` and `/consent/callback` on
    /// `http://localhost`, `http://127.0.0.1` and `https://localhost`, any port.
    pub redirect_uris: Vec<String>,
    /// Where sign-out may return to, besides the redirect URIs. Empty: any page of the hosts above.
    pub post_logout_uris: Vec<String>,
    /// URL that is loaded in an invisible frame when somebody signs out; `None` means none is registered.
    pub frontchannel_logout_uri: Option<String>,
    /// People of each small tenant beside Contoso and Fabrikam ([`crate::small`]); 0 makes an empty one.
    pub small_tenants: Vec<usize>,
    /// Groups with a single member that every tenant has besides.
    pub groups_of_one: usize,
    /// The Data registration is consented in Contoso from the start.
    pub consented: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            people: 50,
            seed: 1,
            host: "127.0.0.1".to_owned(),
            port: 0,
            https: false,
            cert_dir: None,
            redirect_uris: Vec::new(),
            post_logout_uris: Vec::new(),
            frontchannel_logout_uri: None,
            small_tenants: Vec::new(),
            groups_of_one: 0,
            consented: true,
        }
    }
}
