//! What a dry run found.

use leptos::prelude::*;
use model::culture::organisation::{
    AttributeReport, ColumnRole, DryRun, FileTrouble, Judged, RowFault, RowProblem,
};

use crate::texts::{Key, Texts, use_texts};
use crate::ui::chart::number::decimal;
use crate::ui::{Card, Table};

#[component]
pub(super) fn Report(judged: Judged) -> impl IntoView {
    let texts = use_texts();
    match judged {
        Judged::Unread(why) => view! {
            <Card title=texts.get(Key::ORGANISATION_BAD)>
                <div class="note" data-tone="bad" role="alert"><p>{texts.get(trouble(why))}</p></div>
            </Card>
        }
        .into_any(),
        Judged::Bad(problems, more) => bad(texts, &problems, more),
        Judged::Good(run) => good(texts, run),
    }
}

fn bad(texts: Texts, problems: &[RowProblem], more: u64) -> AnyView {
    let heads = [
        Key::ORGANISATION_LINE,
        Key::ORGANISATION_COLUMN,
        Key::ORGANISATION_PROBLEM,
    ];
    let heads = heads.map(|key| texts.get(key).to_owned()).to_vec();
    let rows = problems.iter().map(|problem| {
        let column = match problem.column {
            Some(column) => column.to_string(),
            None => texts.get(Key::ORGANISATION_WHOLE_ROW).to_owned(),
        };
        view! {
            <tr>
                <th scope="row" data-label=texts.get(Key::ORGANISATION_LINE)>{problem.line.to_string()}</th>
                <td data-label=texts.get(Key::ORGANISATION_COLUMN)>{column}</td>
                <td data-label=texts.get(Key::ORGANISATION_PROBLEM)>{fault(texts, problem.fault)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let more = (more > 0).then(|| {
        let text = texts.with(Key::ORGANISATION_BAD_MORE, &[("n", &count(texts, more))]);
        view! { <p>{text}</p> }
    });
    view! {
        <Card title=texts.get(Key::ORGANISATION_BAD)>
            <div class="note" data-tone="bad" role="alert"><p>{texts.get(Key::ORGANISATION_BAD_LEAD)}</p></div>
            <Table caption=texts.get(Key::ORGANISATION_PROBLEM) columns=heads>{rows}</Table>
            {more}
        </Card>
    }
    .into_any()
}

fn good(texts: Texts, run: DryRun) -> AnyView {
    let fact = move |key: Key, number: u64| {
        view! { <div><dt>{texts.get(key)}</dt><dd>{count(texts, number)}</dd></div> }
    };
    let unknown = (run.unknown > 0).then(|| {
        let lines: Vec<String> = run.unknown_lines.iter().map(ToString::to_string).collect();
        let lines = texts.with(
            Key::ORGANISATION_UNKNOWN_LINES,
            &[("lines", &lines.join(", "))],
        );
        view! {
            <div>
                <dt>{texts.get(Key::ORGANISATION_UNKNOWN)}</dt>
                <dd>{format!("{} ({lines})", count(texts, run.unknown))}</dd>
            </div>
        }
    });
    let ignored = (!run.ignored.is_empty()).then(|| {
        view! { <div><dt>{texts.get(Key::ORGANISATION_IGNORED)}</dt><dd>{run.ignored.join(", ")}</dd></div> }
    });
    view! {
        <Card title=texts.get(Key::ORGANISATION_GOOD)>
            <dl class="scope">
                {fact(Key::ORGANISATION_KNOWN, u64::from(run.known))}
                {unknown}
                {fact(Key::ORGANISATION_MISSING, u64::from(run.missing))}
                {fact(Key::ORGANISATION_RATES, u64::from(run.rates))}
                {(run.rates_of_few > 0).then(|| fact(Key::ORGANISATION_RATES_OF_FEW, u64::from(run.rates_of_few)))}
                {ignored}
            </dl>
            {(!run.attributes.is_empty()).then(|| attributes(texts, &run.attributes))}
        </Card>
    }
    .into_any()
}

fn attributes(texts: Texts, all: &[AttributeReport]) -> AnyView {
    let heads = [
        Key::ORGANISATION_ATTRIBUTE,
        Key::ORGANISATION_MAPPING,
        Key::ORGANISATION_GROUPS,
        Key::ORGANISATION_SMALL,
    ];
    let heads = heads.map(|key| texts.get(key).to_owned()).to_vec();
    let rows = all.iter().map(|one| {
        let small = match one.small_names.as_slice() {
            [] => count(texts, 0),
            names => {
                let more = u64::from(one.small) > u64::try_from(names.len()).unwrap_or(u64::MAX);
                let more = if more { ", …" } else { "" };
                format!(
                    "{} ({}{more})",
                    count(texts, u64::from(one.small)),
                    names.join(", ")
                )
            }
        };
        view! {
            <tr>
                <th scope="row">{one.name.clone()}</th>
                <td data-label=texts.get(Key::ORGANISATION_MAPPING)>{texts.get(role_name(one.role))}</td>
                <td data-label=texts.get(Key::ORGANISATION_GROUPS)>{count(texts, u64::from(one.groups))}</td>
                <td data-label=texts.get(Key::ORGANISATION_SMALL)>{small}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Table caption=texts.get(Key::ORGANISATION_ATTRIBUTES) columns=heads>{rows}</Table>
        <p class="small">{texts.get(Key::ORGANISATION_SMALL_LEAD)}</p>
    }
    .into_any()
}

/// A whole number as the language writes it.
#[expect(clippy::cast_precision_loss, reason = "counts shown to people")]
pub(super) fn count(texts: Texts, number: u64) -> String {
    decimal(texts, number as f64, 0)
}

pub(super) const fn role_name(role: ColumnRole) -> Key {
    match role {
        ColumnRole::Ignored => Key::ORGANISATION_ROLE_IGNORED,
        ColumnRole::Person => Key::ORGANISATION_ROLE_PERSON,
        ColumnRole::Manager => Key::ORGANISATION_ROLE_MANAGER,
        ColumnRole::Department => Key::ORGANISATION_ROLE_DEPARTMENT,
        ColumnRole::Level => Key::ORGANISATION_ROLE_LEVEL,
        ColumnRole::Location => Key::ORGANISATION_ROLE_LOCATION,
        ColumnRole::Rate => Key::ORGANISATION_ROLE_RATE,
        ColumnRole::Other => Key::ORGANISATION_ROLE_OTHER,
    }
}

pub(super) const fn trouble(trouble: FileTrouble) -> Key {
    match trouble {
        FileTrouble::Empty => Key::ORGANISATION_TROUBLE_EMPTY,
        FileTrouble::NotText => Key::ORGANISATION_TROUBLE_NOT_TEXT,
        FileTrouble::TooLarge => Key::ORGANISATION_TROUBLE_TOO_LARGE,
        FileTrouble::TooManyColumns => Key::ORGANISATION_TROUBLE_TOO_MANY_COLUMNS,
        FileTrouble::TooManyRows => Key::ORGANISATION_TROUBLE_TOO_MANY_ROWS,
        FileTrouble::RowTooLong => Key::ORGANISATION_TROUBLE_ROW_TOO_LONG,
        FileTrouble::SameColumnTwice => Key::ORGANISATION_TROUBLE_SAME_COLUMN_TWICE,
        FileTrouble::NoPersonColumn => Key::ORGANISATION_TROUBLE_NO_PERSON_COLUMN,
        FileTrouble::Unreadable => Key::ORGANISATION_TROUBLE_UNREADABLE,
    }
}

fn fault(texts: Texts, fault: RowFault) -> String {
    let (key, number) = match fault {
        RowFault::Ragged => (Key::ORGANISATION_FAULT_RAGGED, None),
        RowFault::NotText => (Key::ORGANISATION_FAULT_NOT_TEXT, None),
        RowFault::NoPerson => (Key::ORGANISATION_FAULT_NO_PERSON, None),
        RowFault::Duplicate(line) => (Key::ORGANISATION_FAULT_DUPLICATE, Some(line)),
        RowFault::UnknownManager => (Key::ORGANISATION_FAULT_UNKNOWN_MANAGER, None),
        RowFault::Cycle(steps) => (Key::ORGANISATION_FAULT_CYCLE, Some(steps)),
        RowFault::RateNotANumber => (Key::ORGANISATION_FAULT_RATE_NO_NUMBER, None),
        RowFault::RateOutOfRange => (Key::ORGANISATION_FAULT_RATE_RANGE, None),
        RowFault::RateWithoutLevel => (Key::ORGANISATION_FAULT_RATE_WITHOUT_LEVEL, None),
        RowFault::RateDiffers(line) => (Key::ORGANISATION_FAULT_RATE_DIFFERS, Some(line)),
        RowFault::TooLong => (Key::ORGANISATION_FAULT_TOO_LONG, None),
        RowFault::ControlCharacter => (Key::ORGANISATION_FAULT_CONTROL, None),
        RowFault::TooManyValues(most) => (Key::ORGANISATION_FAULT_TOO_MANY_VALUES, Some(most)),
    };
    let number = number.map(|number| number.to_string()).unwrap_or_default();
    texts.with(key, &[("n", &number)])
}
