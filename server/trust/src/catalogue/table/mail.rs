//! Mail.

use model::permission::Feature;

use crate::catalogue::permission::{Permission, Reach, Retired, Risk, app, delegated};

pub(super) const ROWS: [Permission; 10] = [
    app(
        "mail_read_basic_all_app",
        "Mail.ReadBasic.All",
        "693c5e45-0940-467d-9b8a-1022fb9d42ef",
        Reach::Basics,
    )
    .microsoft(3)
    .cisa(Risk::Medium)
    .equal_to(&["mail_read_basic_app"])
    .needed_by(&[Feature::MailData])
    .proven_by("/users/{id}/mailFolders/{id}/messages"),
    app(
        "mail_read_basic_app",
        "Mail.ReadBasic",
        "6be147d2-ea4f-4b5a-a3fa-3eab6f3c140a",
        Reach::Basics,
    )
    .cisa(Risk::Medium)
    .equal_to(&["mail_read_basic_all_app"])
    .says("mail_read_basic_all_app"),
    delegated(
        "mail_read_basic_delegated",
        "Mail.ReadBasic",
        "a4b8392a-d8d1-4954-a029-8e668a39a170",
        Reach::OwnObjects,
    )
    .microsoft(2)
    .cisa(Risk::Low)
    .proven_by("/users/{id}/mailFolders/{id}/messages"),
    app(
        "mail_read_app",
        "Mail.Read",
        "810c84a8-4a9e-49e6-bf7d-12d183f40d01",
        Reach::Conversations,
    )
    .microsoft(3)
    .cisa(Risk::High)
    .lower(&["mail_read_basic_all_app"])
    .covers(&["mail_read_basic_all_app", "mail_read_basic_app"]),
    delegated(
        "mail_read_delegated",
        "Mail.Read",
        "570282fd-fa5c-430d-a7fd-fc8dc98a9dca",
        Reach::OwnMailbox,
    )
    .microsoft(2)
    .cisa(Risk::Medium)
    .lower(&["mail_read_basic_delegated"])
    .covers(&["mail_read_basic_delegated"]),
    app(
        "mail_read_write_app",
        "Mail.ReadWrite",
        "e2a3a72e-5f79-4c64-b1b1-878b674786c9",
        Reach::Conversations,
    )
    .writing()
    .microsoft(3)
    .cisa(Risk::Critical)
    .lower(&["mail_read_basic_all_app", "mail_read_app"])
    .covers(&[
        "mail_read_app",
        "mail_read_basic_all_app",
        "mail_read_basic_app",
    ]),
    delegated(
        "mail_read_write_delegated",
        "Mail.ReadWrite",
        "024d486e-b451-40bb-833d-3e66d98c5c73",
        Reach::OwnMailbox,
    )
    .writing()
    .microsoft(2)
    .cisa(Risk::High)
    .lower(&["mail_read_basic_delegated", "mail_read_delegated"])
    .covers(&["mail_read_delegated", "mail_read_basic_delegated"]),
    app(
        "mail_send_app",
        "Mail.Send",
        "b633e1c5-b582-4048-a93e-9f11b44c7e96",
        Reach::EverybodysName,
    )
    .writing()
    .microsoft(3)
    .cisa(Risk::High),
    delegated(
        "mail_send_delegated",
        "Mail.Send",
        "e383f46e-2787-4529-855e-0e479a3ffac0",
        Reach::OwnObjects,
    )
    .writing()
    .microsoft(2)
    .cisa(Risk::High),
    delegated(
        "ews_access_as_user_all_delegated",
        "EWS.AccessAsUser.All",
        "9769c687-087d-48ac-9cb3-c37dde652038",
        Reach::OwnMailbox,
    )
    .writing()
    .cisa(Risk::High)
    .lower(&["calendars_read_basic_delegated", "calendars_read_delegated"])
    .retired(Retired::ExchangeWebServices),
];
