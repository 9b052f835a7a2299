//! The rows of the catalogue, by what they are about. Names, GUIDs, consent flags and Microsoft's levels after
//! Microsoft's permission catalogue, risks after `ScubaGear` (CC0); what a permission opens, and so its tier, is ours.

mod azure_ad;
mod calendar;
mod directory;
mod exchange;
mod files;
mod mail;
mod meetings;
mod people;
mod teams;

use std::sync::LazyLock;

use super::permission::Permission;

static ALL: LazyLock<Vec<Permission>> = LazyLock::new(|| {
    [
        &people::ROWS[..],
        &directory::ROWS,
        &calendar::ROWS,
        &mail::ROWS,
        &meetings::ROWS,
        &teams::ROWS,
        &files::ROWS,
        &exchange::ROWS,
        &azure_ad::ROWS,
    ]
    .concat()
});

pub(super) fn all() -> &'static [Permission] {
    &ALL
}
