//! The transition table of a ticket.
