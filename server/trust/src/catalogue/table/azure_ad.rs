//! Azure AD Graph, the retired interface to the directory. Old registrations and instructions still name it.

use crate::catalogue::permission::{Permission, Reach, Resource, app, delegated};

const fn aad(permission: Permission) -> Permission {
    permission.on(Resource::AzureAdGraph)
}

pub(super) const ROWS: [Permission; 4] = [
    aad(delegated(
        "aad_user_read_delegated",
        "User.Read",
        "311a71cc-e848-46a1-bdf8-97ff7156d8e6",
        Reach::OwnProfile,
    ))
    .twin("user_read_delegated"),
    aad(delegated(
        "aad_directory_access_as_user_all_delegated",
        "Directory.AccessAsUser.All",
        "a42657d6-7f20-40e3-b6f0-cee03008a62a",
        Reach::Grants,
    )
    .writing()
    .by_administrator())
    .twin("directory_access_as_user_all_delegated"),
    // The same GUID is scope and app role, as public manifests show.
    aad(delegated(
        "aad_directory_read_all_delegated",
        "Directory.Read.All",
        "5778995a-e1bf-45b8-affa-663a9f3f4d04",
        Reach::Records,
    )
    .by_administrator())
    .twin("directory_read_all_delegated")
    .says("directory_read_all_app"),
    aad(app(
        "aad_directory_read_all_app",
        "Directory.Read.All",
        "5778995a-e1bf-45b8-affa-663a9f3f4d04",
        Reach::Records,
    ))
    .twin("directory_read_all_app"),
];
