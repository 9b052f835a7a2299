//! Who may call which server function.

/// The question at the beginning of a function (`app::gate`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    Public,
    Member,
    Administrator,
    Leader,
    Reviewer,
    RoomCreator,
    RoomStaff,
    RoomEditor,
    Visitor,
}

use Gate::{
    Administrator, Leader, Member, Public, Reviewer, RoomCreator, RoomEditor, RoomStaff, Visitor,
};

/// Every server function with its gate.
pub(super) const FUNCTIONS: &[(&str, Gate)] = &[
    ("/api/admin/assign", Administrator),
    ("/api/admin/check_consent", Administrator),
    ("/api/admin/errors", Reviewer),
    ("/api/admin/confirm_assignment", Administrator),
    ("/api/admin/invite_person", Administrator),
    ("/api/admin/people", Administrator),
    ("/api/admin/person", Administrator),
    ("/api/admin/read_audit", Reviewer),
    ("/api/admin/remove_assignment", Administrator),
    ("/api/admin/rename_tenant", Administrator),
    ("/api/admin/restore_assignment", Administrator),
    ("/api/admin/restore_invitation", Administrator),
    ("/api/admin/revoke_invitation", Administrator),
    ("/api/admin/setup", Administrator),
    ("/api/admin/sign_out_person", Administrator),
    ("/api/board/act", RoomStaff),
    ("/api/board/entitled", RoomStaff),
    ("/api/board/paste_link", RoomStaff),
    ("/api/board/rooms", Member),
    ("/api/board/show", RoomStaff),
    ("/api/board/take_next", RoomStaff),
    ("/api/connectors/act", Administrator),
    ("/api/connectors/kept", Administrator),
    ("/api/connectors/set_reading", Administrator),
    ("/api/connectors/set_scope", Administrator),
    ("/api/connectors/show", Administrator),
    ("/api/connectors/switch_export", Administrator),
    ("/api/culture/measure", Leader),
    ("/api/culture/sheet", Leader),
    ("/api/me/disconnect_teams", Member),
    ("/api/me/erase", Member),
    ("/api/me/opt_in", Member),
    ("/api/me/opt_out", Member),
    ("/api/me/show", Member),
    ("/api/me/teams", Member),
    ("/api/organisation/drop_file", Administrator),
    ("/api/organisation/map", Administrator),
    ("/api/organisation/remove", Administrator),
    ("/api/organisation/show", Administrator),
    ("/api/organisation/take", Administrator),
    ("/api/page/choose_language", Public),
    ("/api/permissions/check", Administrator),
    ("/api/permissions/judge", Reviewer),
    ("/api/permissions/read_once", Reviewer),
    ("/api/permissions/set_mail", Administrator),
    ("/api/permissions/show", Reviewer),
    ("/api/permissions/switch", Administrator),
    ("/api/privacy/leave", Reviewer),
    ("/api/privacy/set_periods", Administrator),
    ("/api/privacy/show", Reviewer),
    ("/api/registration/door", Public),
    ("/api/rooms/add_staff", RoomEditor),
    ("/api/rooms/edit", RoomEditor),
    ("/api/rooms/invite_staff", RoomEditor),
    ("/api/rooms/remove_staff", RoomEditor),
    ("/api/rooms/restore_staff", RoomEditor),
    ("/api/rooms/save", RoomEditor),
    ("/api/session/me", Public),
    ("/api/session/sign_out_everywhere", Member),
    ("/api/setup/documents", Administrator),
    ("/api/setup/public_documents", Public),
    ("/api/setup/send_todo", Administrator),
    ("/api/setup/todo", Member),
    ("/api/visitor/delete_answers", Visitor),
    ("/api/visitor/entrance", Public),
    ("/api/visitor/join", Public),
    ("/api/visitor/leave", Visitor),
    ("/api/visitor/own_tickets", Public),
    ("/api/visitor/return_to_queue", Visitor),
    ("/api/visitor/tenant_page", Public),
    ("/api/visitor/ticket", Visitor),
];

/// Functions that ask another gate when no room is named.
pub(super) const WITHOUT_ROOM: &[(&str, Gate)] = &[
    ("/api/rooms/edit", RoomCreator),
    ("/api/rooms/save", RoomCreator),
];

/// The gate of a function; an unlisted one counts as closed to all but administrators, and fails the table's own test.
pub(super) fn gate(path: &str) -> Gate {
    FUNCTIONS
        .iter()
        .find(|(known, _)| *known == path)
        .map_or(Administrator, |(_, gate)| *gate)
}

/// Functions whose `tenant` and `room` are parts of an address instead of ids.
pub(super) fn by_address(path: &str) -> Option<(&'static str, &'static str)> {
    path.starts_with("/api/visitor/")
        .then_some(("contoso", "desk"))
}

/// Functions that lead the holder of another ticket to that one: the room's address may have changed meanwhile.
pub(super) fn leads_to_own_ticket(path: &str) -> bool {
    path == "/api/visitor/ticket"
}

/// Functions whose own rules may find something wrong with the walk's fields, after the gate.
pub(super) fn validates(path: &str) -> bool {
    matches!(
        path,
        "/api/visitor/join"
            | "/api/admin/assign"
            | "/api/rooms/save"
            | "/api/connectors/act"
            | "/api/permissions/read_once"
    )
}

/// Fields of single functions.
pub(super) fn more(path: &str) -> Vec<(&'static str, String)> {
    match path {
        "/api/visitor/join" => vec![
            (
                "form[key]",
                "0192d3a0-0000-7000-8000-00000000aaaa".to_owned(),
            ),
            ("form[name]", "Walker".to_owned()),
        ],
        "/api/rooms/save" => vec![
            ("form[name]", "Desk".to_owned()),
            ("form[slug]", "desk".to_owned()),
        ],
        "/api/permissions/judge" => {
            vec![("assignments", "{}".to_owned()), ("grants", String::new())]
        }
        "/api/permissions/read_once" => vec![("voucher", "made-up".to_owned())],
        "/api/permissions/set_mail" => vec![("addresses", String::new())],
        "/api/permissions/switch" => vec![
            ("feature", "calendar".to_owned()),
            ("on", "true".to_owned()),
        ],
        "/api/setup/send_todo" => vec![("address", "it@contoso.example".to_owned())],
        _ => vec![],
    }
}
