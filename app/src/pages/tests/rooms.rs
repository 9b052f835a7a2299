//! The list of rooms, the board, and the settings of a room.

use leptos::prelude::*;
use model::queue::view::BoardView;
use model::{AppError, ErrorCode, FieldError, FieldProblem, Guid, ObjectId};

use super::{HOSTILE, each_language, samples};
use crate::error::Failure;
use crate::pages::admin::room::{EditRoom, NewRoom};
use crate::pages::staff::board::Board;
use crate::pages::staff::rooms::Rooms;
use crate::server_functions::rooms::fields::RoomFields;
use crate::server_functions::rooms::save::SaveRoom;
use crate::texts::Key;

#[test]
fn rooms_show_who_waits_and_what_one_may_do() {
    for (texts, html) in each_language("rooms", |_| {
        view! { <Rooms view=samples::rooms()/> }.into_any()
    }) {
        assert!(html.contains(&texts.with(Key::ROOMS_WAITING, &[("n", "3")])));
        assert!(html.contains(&texts.with(Key::TIME_MINUTES, &[("n", "12")])));
        assert!(html.contains(HOSTILE) && !html.raw().contains("<script"));
        let links = html.values("a", "href");
        let edit = format!("/admin/rooms/{}", samples::room());
        assert_eq!(
            links
                .iter()
                .filter(|href| href.starts_with("/admin/rooms/0"))
                .collect::<Vec<_>>(),
            [&edit]
        );
        assert!(links.contains(&"/admin/rooms/new"));
    }
    let mut none = samples::rooms();
    none.rooms.clear();
    none.may_create = false;
    for (texts, html) in each_language("rooms-none", |_| {
        view! { <Rooms view=none.clone()/> }.into_any()
    }) {
        assert!(
            html.contains(texts.get(Key::ROOMS_EMPTY_ASK))
                && !html.contains(texts.get(Key::ROOMS_CREATE))
        );
    }
}

#[test]
fn the_board_works_before_any_script() {
    let drawn = each_language("board", |_| {
        view! { <Board view=crate::ui::Packed(samples::board()) refused=None link=Some(ErrorCode::NotConnected)/> }
            .into_any()
    });
    for (texts, html) in drawn {
        for key in [
            Key::BOARD_TAKE_NEXT,
            Key::BOARD_CONNECT_TITLE,
            Key::MEETING_NOT_CONNECTED,
            Key::PRESENCE_GONE,
        ] {
            assert!(html.contains(texts.get(key)), "{}", texts.get(key));
        }
        assert!(
            html.contains(texts.get(Key::LIGHT_GONE)) && html.contains(texts.get(Key::LIGHT_FRESH))
        );
        assert!(
            html.contains(&texts.with(Key::TIME_MINUTES, &[("n", "14")]))
                && html.contains("Ada Sample")
        );
        assert!(
            html.contains(texts.get(Key::REASON_BUSY)),
            "whoever is with a visitor is told why none can be taken"
        );
        assert!(
            html.contains(texts.get(Key::PROBLEM_NOT_CONNECTED_TITLE)),
            "why the meeting's link led back"
        );
        let forms = html.values("form", "action");
        assert!(forms.contains(&"/api/board/act") && forms.contains(&"/api/board/take_next"));
        let keys = html.raw().matches("name=\"command\"").count();
        assert!(keys > 3, "each form carries its own key");
        let drawn = html
            .raw()
            .split("<leptos-island")
            .next()
            .unwrap_or_default();
        assert!(!drawn.contains("<script"));
    }
}

#[test]
fn cards_used_again_are_what_would_be_drawn_anew_for_this_reader() {
    let mut boards = vec![samples::board()];
    let vary = |change: fn(&mut BoardView)| {
        let mut board = samples::board();
        change(&mut board);
        board
    };
    boards.extend([
        vary(|board| board.me = ObjectId::default()),
        vary(|board| board.me = ObjectId(Guid::from_u128(99))),
        vary(|board| board.may_edit = false),
        vary(|board| board.needs_teams = false),
        vary(|board| board.now = board.now.plus_minutes(30)),
        vary(|board| board.light_minutes = (60, 120)),
        vary(|board| board.cards[2].answers.clear()),
        vary(|board| board.cards[3].visitor = None),
        vary(|board| board.cards[3].version += 1),
        vary(|board| board.cards[3].last_caller = Some(samples::me())),
        vary(|board| drop(board.cards.remove(0))),
    ]);
    let draw = |board: &BoardView| {
        let drawn = each_language("board-again", |_| {
            view! { <Board view=crate::ui::Packed(board.clone()) refused=None link=None/> }
                .into_any()
        });
        drawn
            .into_iter()
            .map(|(_, html)| commands(html.raw()))
            .collect::<Vec<_>>()
    };
    // Each behind each other one, so that cards stand there from another look.
    let warm: Vec<_> = boards.iter().chain(&boards).map(draw).collect();
    for (board, again) in boards.iter().chain(&boards).zip(warm) {
        crate::pages::staff::board::forget_cards();
        for ((anew, one), (again, other)) in draw(board).into_iter().zip(again) {
            assert_eq!(anew, again);
            assert!(one.len() > 3 && one.iter().all(|command| !other.contains(command)));
        }
    }
}

/// HTML without the ids of its commands, and the ids, no two of which are the same.
fn commands(html: &str) -> (String, Vec<String>) {
    const BEFORE: &str = "name=\"command\" value=\"";
    let mut pieces = html.split(BEFORE);
    let mut rest = pieces.next().unwrap_or_default().to_owned();
    let mut ids = Vec::new();
    for piece in pieces {
        let (id, behind) = piece.split_once('"').unwrap();
        assert!(
            id.len() == 36 && !ids.iter().any(|known| known == id),
            "{id}"
        );
        ids.push(id.to_owned());
        rest.push_str(behind);
    }
    (rest, ids)
}

#[test]
fn the_settings_of_a_room_are_complete_and_safe() {
    let drawn = each_language("room", |_| {
        view! { <EditRoom page=samples::room_page() saved=None/> }.into_any()
    });
    for (texts, html) in drawn {
        assert_eq!(html.field("version"), Some("3"));
        assert_eq!(html.field("form[questions][1][id]"), Some("2"));
        assert!(
            html.raw().contains("name=\"form[questions][9][label]\""),
            "ten rows"
        );
        assert!(
            !html.raw().contains("name=\"form[questions][10]"),
            "and no more"
        );
        assert!(html.raw().contains("&lt;/textarea>&lt;script>"));
        assert!(!html.raw().contains("<script"));
        assert!(
            html.contains(texts.get(Key::ROOMSTAFF_TITLE))
                && html.contains(texts.get(Key::QUESTION_REMOVE))
        );
        assert!(html.contains("https://anteroom.example.org/w/contoso/cardiology"));
        assert_eq!(
            html.field("oid"),
            Some("nobody's id"),
            "what was refused stands there again"
        );
    }
}

#[test]
fn a_new_room_has_neither_staff_nor_link_yet() {
    let mut page = samples::room_page();
    page.room = None;
    page.fields = RoomFields::default().with_all_rows();
    for (texts, html) in each_language("room-new", |_| {
        view! { <NewRoom page=page.clone()/> }.into_any()
    }) {
        assert!(
            html.contains(texts.get(Key::ROOMEDIT_MAKE))
                && !html.contains(texts.get(Key::ROOMSTAFF_TITLE))
        );
        assert_eq!(
            html.values("input", "name")
                .iter()
                .filter(|name| **name == "room")
                .count(),
            0
        );
    }
}

#[test]
fn a_refused_form_says_what_is_wrong_beside_the_field_and_unfolds_it() {
    let wrong = AppError::invalid(vec![
        FieldError::new("name", FieldProblem::Missing),
        FieldError::new("questions[1].kind", FieldProblem::OutOfRange(2, 20)),
    ]);
    let drawn = each_language("room-wrong", |_| {
        refuse(wrong.clone());
        view! { <EditRoom page=samples::room_page() saved=None/> }.into_any()
    });
    for (texts, html) in drawn {
        assert!(html.contains(&texts.problem(FieldProblem::Missing)));
        assert!(html.contains(&texts.problem(FieldProblem::OutOfRange(2, 20))));
        assert_eq!(html.values("input", "aria-invalid"), ["true"]);
        assert_eq!(html.values("textarea", "aria-invalid"), ["true"]);
        assert_eq!(html.open_folds(), 1);
    }
}

#[test]
fn a_conflict_keeps_what_was_typed_and_offers_the_other_version() {
    let drawn = each_language("room-conflict", |_| {
        refuse(AppError::new(ErrorCode::Stale).with_detail("Mia"));
        view! { <EditRoom page=samples::room_page() saved=None/> }.into_any()
    });
    for (texts, html) in drawn {
        assert!(html.contains(texts.get(Key::ROOMEDIT_CONFLICT)));
        assert!(html.contains(&texts.with(Key::ROOMEDIT_CONFLICT_BY, &[("name", "Mia")])));
        assert!(!html.contains(texts.get(Key::PROBLEM_STALE)), "said once");
    }
}

/// As the address of a page says after a form without script.
fn refuse(error: AppError) {
    use leptos::server_fn::ServerFn;
    use leptos::server_fn::error::FromServerFnError;

    let encoded = leptos::server_fn::error::ServerFnUrlError::new(SaveRoom::PATH, Failure(error));
    let url = encoded.to_url("https://anteroom.example.org/").unwrap();
    let value = url
        .query_pairs()
        .find(|(name, _)| name == "__err")
        .map(|(_, value)| value.into_owned());
    provide_context(leptos::server::ServerActionError::new(
        SaveRoom::PATH,
        &value.unwrap(),
    ));
    let _ = Failure::de;
}
