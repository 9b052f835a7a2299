//! Random commands against the whole machine: what must hold, holds after each of them.

use std::collections::BTreeMap;

use model::queue::can::{self, Facts, Staff};
use model::queue::presence::Sign;
use model::queue::state::{RemovalReason, State};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use queue::{Click, QueueError};
use store::testing::each_database;
use trust::{RoomStaff, VisitorCookie, VisitorTicket};

use crate::support::{World, form, fresh};

/// Cases on each database. Each is a room of its own with up to 60 commands.
const CASES: usize = 12;

#[derive(Clone, Copy, Debug)]
enum Press {
    Take,
    Release,
    CannotReach,
    NoShow,
    Done,
    Hold,
    Resume,
    Remove,
}

#[derive(Clone, Copy, Debug)]
enum Command {
    Join(usize),
    Press(Press, u128, usize),
    TakeNext(u128),
    StaffJoin(u128, usize),
    VisitorJoin(usize),
    Leave(usize),
    Return(usize),
    Delete(usize),
    Sign(usize, Sign),
    Wait(i64),
}

const VISITORS: usize = 4;

fn command() -> impl Strategy<Value = Command> {
    use Press::*;
    let press = prop::sample::select(
        &[
            Take,
            Release,
            CannotReach,
            NoShow,
            Done,
            Hold,
            Resume,
            Remove,
        ][..],
    );
    let sign = prop::sample::select(&[Sign::Visible, Sign::Hidden, Sign::Leaving][..]);
    let (visitor, staff) = (0..VISITORS, 0..3_u128);
    prop_oneof![
        3 => visitor.clone().prop_map(Command::Join),
        6 => (press, staff.clone(), visitor.clone()).prop_map(|(p, s, v)| Command::Press(p, s, v)),
        3 => (staff.clone(), visitor.clone()).prop_map(|(s, v)| Command::Press(Take, s, v)),
        2 => staff.clone().prop_map(Command::TakeNext),
        3 => (staff, visitor.clone()).prop_map(|(s, v)| Command::StaffJoin(s, v)),
        3 => visitor.clone().prop_map(Command::VisitorJoin),
        1 => visitor.clone().prop_map(Command::Leave),
        2 => visitor.clone().prop_map(Command::Return),
        1 => visitor.clone().prop_map(Command::Delete),
        3 => (visitor, sign).prop_map(|(v, s)| Command::Sign(v, s)),
        3 => (1..400_i64).prop_map(Command::Wait),
    ]
}

struct Play {
    world: World,
    room: model::RoomId,
    staff: Vec<RoomStaff>,
    cookies: Vec<VisitorCookie>,
    held: BTreeMap<usize, VisitorTicket>,
    all: Vec<VisitorTicket>,
}

/// What may be refused; anything else is a fault.
#[track_caller]
fn refused<T>(result: Result<T, QueueError>) -> bool {
    match result {
        Ok(_) => false,
        Err(QueueError::NotPossible(_) | QueueError::AlreadyTaken { .. } | QueueError::Stale) => {
            true
        }
        Err(other) => panic!("{other:?}"),
    }
}

impl Play {
    async fn new(world: &World) -> Self {
        let room = world.room().await;
        let mut people: Vec<_> = (0..2).map(|number| world.staff(room, number)).collect();
        people.push(world.coordinator(room).await);
        let cookies = (0..VISITORS).map(|_| VisitorCookie::issue().1).collect();
        Self {
            world: world.clone(),
            room,
            staff: people,
            cookies,
            held: BTreeMap::new(),
            all: Vec::new(),
        }
    }

    async fn run(&mut self, command: Command) {
        let queue = self.world.queue.clone();
        match command {
            Command::Join(visitor) => {
                let joined = self
                    .world
                    .join_as(self.room, self.cookies[visitor], form())
                    .await
                    .unwrap();
                if self
                    .all
                    .iter()
                    .all(|known| known.ticket() != joined.ticket())
                {
                    self.all.push(joined);
                }
                self.held.insert(visitor, joined);
            }
            Command::Press(press, staff, visitor) => self.press(press, staff, visitor).await,
            Command::TakeNext(staff) => {
                refused(queue.take_next(&self.staff[staff as usize], fresh()).await);
            }
            Command::StaffJoin(staff, visitor) => {
                if let Some(ticket) = self.held.get(&visitor) {
                    refused(
                        queue
                            .staff_meeting(&self.staff[staff as usize], ticket.ticket())
                            .await,
                    );
                }
            }
            Command::VisitorJoin(visitor) => {
                if let Some(ticket) = self.held.get(&visitor) {
                    refused(queue.visitor_meeting(ticket).await);
                }
            }
            Command::Leave(visitor) => {
                if let Some(ticket) = self.held.get(&visitor) {
                    refused(queue.leave(ticket).await);
                }
            }
            Command::Return(visitor) => {
                if let Some(ticket) = self.held.get(&visitor) {
                    refused(queue.return_(ticket).await);
                }
            }
            Command::Delete(visitor) => {
                if let Some(ticket) = self.held.get(&visitor) {
                    queue.delete_answers(ticket).await.unwrap();
                }
            }
            Command::Sign(visitor, sign) => {
                if let Some(ticket) = self.held.get(&visitor) {
                    queue.sign(ticket, sign).await.unwrap();
                }
            }
            Command::Wait(seconds) => {
                self.world.clock.advance(seconds);
                self.world.tick().await;
            }
        }
    }

    /// A button: done exactly when the shared rule says so.
    async fn press(&self, press: Press, staff: u128, visitor: usize) {
        let Some(ticket) = self.held.get(&visitor) else {
            return;
        };
        let (queue, staff) = (&self.world.queue, &self.staff[staff as usize]);
        let card = queue
            .board(staff)
            .await
            .unwrap()
            .cards
            .into_iter()
            .find(|card| card.ticket == ticket.ticket());
        let me = Staff {
            me: staff.oid(),
            coordinator: staff.may_edit(),
        };
        let busy = self
            .world
            .store
            .of(self.world.tenant)
            .active_cases(staff.oid())
            .await
            .unwrap();
        let allowed = card.as_ref().is_some_and(|card| {
            let facts = Facts::from(card);
            let may = match press {
                Press::Take => can::take(&facts, me, busy),
                Press::Release => can::release(&facts, me),
                Press::CannotReach => can::cannot_reach(&facts, me),
                Press::NoShow => can::no_show(&facts, me),
                Press::Done => can::done(&facts, me),
                Press::Hold => can::hold(&facts, me),
                Press::Resume => can::resume(&facts, me),
                Press::Remove => can::remove(&facts, me),
            };
            may.is_ok()
        });
        let version = self.world.row(ticket.ticket()).await.version;
        let click = Click {
            ticket: ticket.ticket(),
            version,
            key: fresh(),
        };
        let result = match press {
            Press::Take => queue.take(staff, click).await,
            Press::Release => queue.release(staff, click).await,
            Press::CannotReach => queue.cannot_reach(staff, click).await,
            Press::NoShow => queue.no_show(staff, click).await,
            Press::Done => queue.done(staff, click).await,
            Press::Hold => queue.hold(staff, click).await,
            Press::Resume => queue.resume(staff, click).await,
            Press::Remove => queue.remove(staff, click, RemovalReason::Other).await,
        };
        assert_eq!(
            !refused(result),
            allowed,
            "{press:?}: page and server agree"
        );
    }

    async fn check(&self) {
        let mut claims = BTreeMap::new();
        for ticket in &self.all {
            self.world.check(ticket.ticket()).await;
            let row = self.world.row(ticket.ticket()).await;
            if let (Some(by), true) = (row.claim_by, row.state.is_active_case()) {
                *claims.entry(by).or_insert(0) += 1;
            }
        }
        assert!(
            claims.values().all(|cases| *cases == 1),
            "never two active cases"
        );
        self.balance().await;
    }

    /// Offered = ended + open, with restored tickets counted once (queue.md section 7).
    async fn balance(&self) {
        let scoped = self.world.store.of(self.world.tenant);
        let figures = scoped
            .kpis(self.room, "2000-01-01", "2999-12-31")
            .await
            .unwrap();
        let undone = figures
            .iter()
            .filter(|row| row.outcome.starts_with("undone_"))
            .count();
        let ended = figures.len() - 2 * undone;
        let open = scoped.open_tickets(self.room).await.unwrap().len();
        assert_eq!(ended + open, self.all.len(), "no ticket is lost");
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        for row in &figures {
            match row.outcome.strip_prefix("undone_") {
                Some(outcome) => *counts.entry(outcome).or_default() -= 1,
                None => *counts.entry(&row.outcome).or_default() += 1,
            }
        }
        assert!(counts.values().all(|count| *count >= 0), "{counts:?}");
        let done =
            counts.get("done").copied().unwrap_or(0) + counts.get("handled").copied().unwrap_or(0);
        let mut stored = 0;
        for ticket in &self.all {
            stored += i64::from(self.world.row(ticket.ticket()).await.state == State::Done);
        }
        assert_eq!(done, stored);
    }
}

#[tokio::test]
async fn whatever_people_do_the_machine_keeps_its_promises() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let mut runner = TestRunner::deterministic();
        let commands = prop::collection::vec(command(), 30..60);
        for case in 0..CASES {
            let commands = commands.new_tree(&mut runner).unwrap().current();
            let mut play = Play::new(&world).await;
            for (at, command) in commands.iter().enumerate() {
                tracing::debug!(case, at, ?command);
                play.run(*command).await;
                if at % 6 == 5 {
                    play.check().await;
                }
            }
            play.check().await;
            // Consultants of one case must not be busy in the next.
            for ticket in &play.all {
                let row = world.row(ticket.ticket()).await;
                if let Some(staff) = play
                    .staff
                    .iter()
                    .find(|s| row.state.is_active_case() && row.claim_by == Some(s.oid()))
                {
                    world
                        .queue
                        .done(staff, world.click(ticket.ticket()).await)
                        .await
                        .unwrap();
                }
            }
        }
    })
    .await;
}
