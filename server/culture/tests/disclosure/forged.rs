//! Ledgers and sheets that somebody altered.

use culture::disclosure::{DisclosureError, Entry, Face, Ledger, Sheet};

use super::world::{World, key};

fn ledger() -> (Ledger, Vec<Sheet>) {
    let mut world = World::groups(&[12, 20]);
    let cohort = world.freeze();
    for week in 1..=3 {
        world.close(&cohort, week);
    }
    (world.ledger, world.sheets)
}

fn refused(ledger: &Ledger, change: impl FnOnce(&mut Vec<Entry>)) {
    let mut entries = ledger.entries().to_vec();
    change(&mut entries);
    let result = Ledger::verify(entries, ledger.head(), &key());
    assert_eq!(result, Err(DisclosureError::Forged));
}

#[test]
fn a_chain_is_accepted_as_it_was_written() {
    let (ledger, _) = ledger();
    let text = serde_json::to_string(ledger.entries()).unwrap();
    let entries: Vec<Entry> = serde_json::from_str(&text).unwrap();
    assert_eq!(Ledger::verify(entries, ledger.head(), &key()), Ok(ledger));
}

#[test]
fn an_altered_chain_is_refused() {
    let (ledger, _) = ledger();
    refused(&ledger, |entries| entries[1].statement.cohort += 1);
    refused(&ledger, |entries| {
        entries[1].statement.systems[0].sets[0].members.pop();
    });
    refused(&ledger, |entries| entries[0].statement.systems.clear());
    refused(&ledger, |entries| entries.swap(0, 1));
    refused(&ledger, |entries| {
        entries.remove(1);
    });
    refused(&ledger, |entries| {
        entries.pop();
    });
    refused(&ledger, Vec::clear);
    refused(&ledger, |entries| entries[2].tag[0] ^= 1);
    refused(&ledger, |entries| {
        let last = entries[2].clone();
        entries.push(last);
    });
}

#[test]
fn a_chain_under_another_key_is_refused() {
    let (ledger, _) = ledger();
    let other = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &[8; 32]);
    let result = Ledger::verify(ledger.entries().to_vec(), ledger.head(), &other);
    assert_eq!(result, Err(DisclosureError::Forged));
}

#[test]
fn an_altered_sheet_opens_nothing() {
    let (_, sheets) = ledger();
    let text = serde_json::to_string(&sheets[0]).unwrap();
    let same: Sheet = serde_json::from_str(&text).unwrap();
    assert!(!same.open(&key()).unwrap().is_empty());
    let forged = [
        text.replacen("\"n\":32", "\"n\":33", 1),
        text.replacen("\"value\":101", "\"value\":102", 1).replacen(
            "\"value\":100",
            "\"value\":90",
            1,
        ),
        text.replacen("\"cohort\":1", "\"cohort\":2", 1),
        text.replacen("\"company\"", "{\"value\":{\"axis\":0,\"value\":0}}", 1),
    ];
    for text in forged {
        let sheet: Sheet = serde_json::from_str(&text).unwrap();
        assert_ne!(sheet, same);
        assert_eq!(sheet.open(&key()), Err(DisclosureError::Forged));
    }
}

#[test]
fn an_altered_face_opens_nothing_and_a_true_one_tells_what_its_sheet_tells() {
    let (_, sheets) = ledger();
    let sheet = &sheets[0];
    let face = sheet.face(&key()).unwrap();
    let opened = Face::open(&face, &key()).unwrap();
    let values = sheet.open(&key()).unwrap();
    let values: Vec<_> = values
        .into_iter()
        .filter(|one| one.cell().class == 0)
        .collect();
    assert_eq!((opened.slice, opened.cohort), (sheet.slice, sheet.cohort));
    assert_eq!(opened.cells(), values);
    for place in 0..face.len() {
        let mut other = face.clone();
        other[place] ^= 1;
        assert_eq!(Face::open(&other, &key()), Err(DisclosureError::Forged));
    }
    let other = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &[8; 32]);
    assert_eq!(Face::open(&face, &other), Err(DisclosureError::Forged));
    assert_eq!(
        Face::open(&face[..20], &key()),
        Err(DisclosureError::Forged)
    );
}
