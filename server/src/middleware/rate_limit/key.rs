//! Whom a request counts for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Request;
use model::RoomId;
use tower_governor::GovernorError;
use tower_governor::key_extractor::KeyExtractor;
use trust::Caller;

use crate::middleware::client_address::ClientAddress;

/// A person, a visitor's browser, or an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClientKey {
    /// A signed-in person's session, by its hash.
    Session([u8; 32]),
    /// A visitor's browser, by the hash of its cookie.
    Browser([u8; 32]),
    /// An IPv4 address, or the /64 network of an IPv6 address: one host has all of it.
    Address(IpAddr),
    /// An address, counted the same way, at the entrance of one room.
    Entrance(IpAddr, RoomId),
}

impl ClientKey {
    /// The session, else the address.
    #[must_use]
    pub fn person_or_address<B>(request: &Request<B>) -> Self {
        let session = request
            .extensions()
            .get::<Caller>()
            .and_then(Caller::session);
        session.map_or_else(
            || Self::address(request),
            |session| Self::Session(session.hash()),
        )
    }

    /// The visitor's browser when it sent its cookie, else the address.
    #[must_use]
    pub fn browser_or_address<B>(request: &Request<B>) -> Self {
        let visitor = request
            .extensions()
            .get::<Caller>()
            .and_then(Caller::visitor_cookie);
        visitor.map_or_else(
            || Self::address(request),
            |visitor| Self::Browser(visitor.hash()),
        )
    }

    /// The address.
    #[must_use]
    pub fn address<B>(request: &Request<B>) -> Self {
        let address = request
            .extensions()
            .get::<ClientAddress>()
            .map(|address| address.0);
        Self::Address(network(address))
    }

    /// The caller's address at a room's entrance.
    #[must_use]
    pub fn entrance(caller: &Caller, room: RoomId) -> Self {
        Self::Entrance(network(caller.address()), room)
    }
}

/// What counts as one address; an unknown one counts as the same for all.
fn network(address: Option<IpAddr>) -> IpAddr {
    match address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)) {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(
            address.to_bits() & !u128::from(u64::MAX),
        )),
        address @ IpAddr::V4(_) => address,
    }
}

/// The extractor tower_governor asks for; ours reads what the middleware above has already proven.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClientKeys;

impl KeyExtractor for ClientKeys {
    type Key = ClientKey;

    fn extract<B>(&self, request: &Request<B>) -> Result<ClientKey, GovernorError> {
        Ok(ClientKey::person_or_address(request))
    }
}
