//! Files and sites.

use crate::catalogue::permission::{Permission, Reach, Risk, app, delegated};

pub(super) const ROWS: [Permission; 6] = [
    app(
        "files_read_all_app",
        "Files.Read.All",
        "01d4889c-1287-42c6-ac1f-5d1e02578ef6",
        Reach::Content,
    )
    .microsoft(4)
    .cisa(Risk::High),
    delegated(
        "files_read_all_delegated",
        "Files.Read.All",
        "df85f4d6-205c-4ac5-a5ea-6bf408dba283",
        Reach::Content,
    )
    .microsoft(3)
    .cisa(Risk::Medium),
    app(
        "files_read_write_all_app",
        "Files.ReadWrite.All",
        "75359482-378d-4052-8f01-80520e7db3cd",
        Reach::Content,
    )
    .writing()
    .microsoft(4)
    .cisa(Risk::Critical)
    .lower(&["files_read_all_app"])
    .covers(&["files_read_all_app"]),
    app(
        "sites_read_all_app",
        "Sites.Read.All",
        "332a536c-c7ef-4017-ab91-336970924f0d",
        Reach::Content,
    )
    .microsoft(4)
    .cisa(Risk::High)
    .lower(&["sites_selected_app"]),
    app(
        "sites_full_control_all_app",
        "Sites.FullControl.All",
        "a82116e5-55eb-4c41-a434-62fe8a61c773",
        Reach::Content,
    )
    .writing()
    .microsoft(4)
    .cisa(Risk::Critical)
    .lower(&["sites_selected_app", "sites_read_all_app"])
    .covers(&["sites_read_all_app"]),
    app(
        "sites_selected_app",
        "Sites.Selected",
        "883ea226-0bf2-4a8f-9f9d-92c9162a727d",
        Reach::Content,
    )
    .microsoft(3),
];
