//! The server functions that anybody may call. All others begin with a question to the gate.

/// Addresses of the public server functions, each with the reason. A test walks everything else as a stranger.
pub const PUBLIC: &[&str] = &[
    // Whether this installation takes new organisations: a fact about it, not about anybody.
    "/api/registration/door",
    // Sets the reader's own language cookie.
    "/api/page/choose_language",
    // What set-up documents begin with: the address of this installation.
    "/api/setup/public_documents",
    // Tells the caller who they are, and a stranger that nobody is signed in.
    "/api/session/me",
    // The organisation's page, which is published by its link.
    "/api/visitor/tenant_page",
    // A room's entrance, for anybody with its link.
    "/api/visitor/entrance",
    // Entering a room: visitors have no account.
    "/api/visitor/join",
    // This browser's own tickets; a browser without any gets an empty list.
    "/api/visitor/own_tickets",
];
