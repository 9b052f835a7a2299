//! `anteroom export tenant`: everything that is kept of an organisation.

use std::io::{self, BufWriter, Write as _, stdout};

use culture::export::{WholeError, told_cells, told_entry};
use model::{ObjectId, RoomId, TicketId};
use serde_json::{Map, Value, json};
use store::{Kept, Part, WholeRow};
use trust::TenantKeys;
use trust::audit::{Actor, Entry, append};

use super::super::{Failure, audit};
use crate::assemble;
use crate::config::Settings;

/// The form of the lines; a later one that means something else has another number.
const FORM: u32 = 1;

impl From<WholeError> for Failure {
    fn from(error: WholeError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Writes JSON lines to standard output, after the export stands in the audit log.
pub(super) async fn run(wanted: &str, settings: &Settings) -> Result<(), Failure> {
    microsoft::install_crypto();
    let store = assemble::open_present_store(&settings.storage).await?;
    let tenant = audit::find(&store, wanted).await?.id;
    let running = assemble::run(settings, store, trust::clock::system()).await?;
    let (keys, now) = (running.trust.keys(tenant).await?, running.trust.now());
    let scoped = running.store.of(tenant);
    let mut tx = scoped.begin().await?;
    let entry = Entry::new(now, Actor::Operator, "tenant.exported", tenant);
    append(&mut tx, &keys, entry).await?;
    tx.commit().await?;

    let mut out = BufWriter::new(stdout());
    let mut write = |line: &Value| -> io::Result<()> { writeln!(out, "{line}") };
    write(&json!({ "anteroom_export": FORM, "tenant": tenant, "at": now }))?;
    for part in Part::ALL {
        for row in scoped.whole(*part).await? {
            let row = opened((&keys, *part), row);
            write(&json!({ "table": part.table(), "row": row }))?;
        }
    }
    let mut sink = |table: &str, row: Value| write(&json!({ "table": table, "row": row }));
    running.culture.export_weeks(tenant, &mut sink).await?;
    Ok(out.flush()?)
}

/// A row as it is written, with what is closed opened.
fn opened((keys, part): (&TenantKeys, Part), row: WholeRow) -> Map<String, Value> {
    let (mut plain, mut places, mut closed) = (Map::new(), Vec::new(), Vec::new());
    for (name, kept) in row {
        match kept {
            Kept::Plain(value) => drop(plain.insert(name.to_owned(), value)),
            Kept::Place(bytes) => places.push(bytes),
            Kept::Closed(None) => drop(plain.insert(name.to_owned(), Value::Null)),
            Kept::Closed(Some(bytes)) => closed.push((name, bytes)),
        }
    }
    for (name, bytes) in closed {
        let text = |name: &str| plain.get(name).and_then(Value::as_str).unwrap_or_default();
        let value = match part {
            Part::Ticket => match text("id").parse::<TicketId>() {
                Ok(ticket) => queue::told_answers(keys, ticket, &bytes),
                Err(_) => Value::Null,
            },
            Part::Draft => {
                let visitor = places
                    .first()
                    .and_then(|place| place.as_slice().try_into().ok());
                match (text("room").parse::<RoomId>(), visitor) {
                    (Ok(room), Some(visitor)) => queue::told_draft(keys, (room, visitor), &bytes),
                    _ => Value::Null,
                }
            }
            Part::StaffForm => match text("oid").parse::<ObjectId>() {
                Ok(oid) => trust::told_form(keys, (oid, text("form")), &bytes),
                Err(_) => Value::Null,
            },
            Part::Publication => told_cells(keys, &bytes),
            Part::Ledger => told_entry(&bytes),
            // What no reader here opens stays closed.
            _ => Value::Null,
        };
        plain.insert(name.to_owned(), value);
    }
    plain
}
