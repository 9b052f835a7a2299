//! From the fields of a form to a scope.

use model::{AppError, FieldError, FieldProblem, Role, RoomId, Scope};

/// The scope that a form means: room roles hold in the ticked rooms or, as an explicit choice, everywhere; a leader sees
/// the whole organisation or, as an explicit choice, only who reports to them; all other roles hold in the whole
/// organisation.
pub(super) fn scope(
    role: Role,
    rooms: Vec<RoomId>,
    (everywhere, own_line): (bool, bool),
) -> Result<Scope, AppError> {
    if role == Role::Leader && own_line {
        return Ok(Scope::OwnLine);
    }
    if !role.by_room() || everywhere {
        return Ok(Scope::Tenant);
    }
    if rooms.is_empty() {
        return Err(AppError::invalid(vec![FieldError::new(
            "rooms",
            FieldProblem::Missing,
        )]));
    }
    Ok(Scope::Rooms(rooms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_role_without_rooms_is_refused_and_never_widened() {
        assert!(scope(Role::Consultant, vec![], (false, false)).is_err());
        assert_eq!(
            scope(Role::Consultant, vec![], (true, false)),
            Ok(Scope::Tenant)
        );
        let rooms = vec![RoomId::default()];
        assert_eq!(
            scope(Role::Consultant, rooms.clone(), (false, false)),
            Ok(Scope::Rooms(rooms.clone()))
        );
        assert_eq!(
            scope(Role::Reviewer, rooms, (false, true)),
            Ok(Scope::Tenant)
        );
    }

    #[test]
    fn a_leader_of_a_reporting_line_sees_nobody_else() {
        let leader = |own_line| scope(Role::Leader, vec![], (true, own_line));
        assert_eq!(leader(true), Ok(Scope::OwnLine));
        assert_eq!(leader(false), Ok(Scope::Tenant));
    }
}
