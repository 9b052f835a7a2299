//! Cases in the words of the minute grid.

use std::collections::BTreeMap;

use model::culture::{
    Attendance, Attendee, Cancelled, Domain, EventFact, EventKind, Part, Policy, Response, ShowAs,
    SizeBasis,
};

use super::build::{Case, number};

fn side(domain: Domain) -> oracle::Side {
    match domain {
        Domain::Internal => oracle::Side::Inside,
        Domain::External(_) | Domain::ExternalSmall => oracle::Side::Outside,
    }
}

fn answer(response: Response) -> oracle::Answer {
    match response {
        Response::None => oracle::Answer::Nothing,
        Response::Organizer => oracle::Answer::Organizer,
        Response::Accepted => oracle::Answer::Accepted,
        Response::Tentative => oracle::Answer::Tentative,
        Response::Declined => oracle::Answer::Declined,
    }
}

fn guest(attendee: &Attendee) -> oracle::Guest {
    oracle::Guest {
        person: attendee.person.map(number),
        side: side(attendee.domain),
        optional: attendee.part == Part::Optional,
        answer: answer(attendee.response),
        delay: attendee.response_delay_min,
    }
}

fn copy(fact: &EventFact) -> oracle::Copy {
    oracle::Copy {
        id: number(fact.copy),
        meeting: number(fact.occurrence),
        series: fact.series.map(number),
        start: fact.start,
        end: fact.end,
        kind: match fact.kind {
            EventKind::Single => oracle::Kind::Single,
            EventKind::Occurrence => oracle::Kind::Occurrence,
            EventKind::Exception => oracle::Kind::Exception,
        },
        all_day: fact.all_day,
        cancelled: fact.cancelled,
        sensitive: fact.sensitive,
        company: fact.company,
        show: match fact.show_as {
            ShowAs::Free => oracle::Show::Free,
            ShowAs::Tentative => oracle::Show::Tentative,
            ShowAs::Busy => oracle::Show::Busy,
            ShowAs::OutOfOffice => oracle::Show::Away,
            ShowAs::WorkingElsewhere => oracle::Show::Elsewhere,
            ShowAs::Unknown => oracle::Show::Unknown,
        },
        own: answer(fact.own),
        organizer: fact.organizer.map(number),
        organizer_side: fact.organizer_domain.map(side),
        guests: fact.attendees.iter().map(guest).collect(),
        hidden_list: fact.hidden_list,
        online: fact.online,
        response_requested: fact.response_requested,
        open_ended: fact.open_ended,
        lead: fact.lead_min,
        agenda: fact.agenda,
        cancelled_seen: fact.cancelled_seen,
        gone_seen: fact.gone_seen,
        moves: fact.moves,
    }
}

fn spans(intervals: &[culture::engine::Interval]) -> Vec<(i32, i32)> {
    intervals
        .iter()
        .map(|interval| (interval.start, interval.end))
        .collect()
}

pub(crate) fn rules(policy: &Policy) -> oracle::Rules {
    oracle::Rules {
        attendance: match policy.attendance {
            Attendance::Strict => oracle::Attendance::Strict,
            Attendance::NonDeclined => oracle::Attendance::NonDeclined,
        },
        longest: i64::from(policy.max_duration_min),
        fewest: usize::from(policy.min_participants),
        most: policy.max_participants.map(usize::from),
        all_day: policy.all_day,
        out_of_office: policy.out_of_office,
        size: match policy.size_basis {
            SizeBasis::Invited => oracle::Size::Invited,
            SizeBasis::Attended => oracle::Size::Attended,
        },
        focus: i64::from(policy.focus_min),
        sensitive: policy.sensitive_counts,
        cancelled: policy.cancelled == Cancelled::Include,
    }
}

pub(crate) fn tenant(case: &Case, policy: &Policy) -> oracle::Tenant {
    let mut tenant = oracle::Tenant {
        rules: rules(policy),
        people: Vec::new(),
        levels: BTreeMap::new(),
        opted_out: Vec::new(),
        groups: u16::try_from(case.groups).unwrap(),
        default_rate: i64::from(case.default_rate),
        agendas: case.agendas,
    };
    for (context, facts) in case.people.iter().zip(&case.facts) {
        let id = number(context.person);
        if context.opted_out {
            tenant.opted_out.push(id);
            continue;
        }
        tenant.levels.extend(context.level.map(|level| (id, level)));
        let working = spans(&context.working);
        let day = |pair: &[i32]| oracle::Day {
            from: pair[0],
            to: pair[1],
            working: working.clone(),
        };
        tenant.people.push(oracle::Person {
            id,
            copies: facts.iter().map(copy).collect(),
            measured: context.measured(),
            away: spans(&context.out_of_office),
            windows: spans(&context.no_meeting),
            days: context.days.windows(2).map(day).collect(),
            offsets: context
                .offsets
                .iter()
                .map(|one| (one.from, one.offset_min))
                .collect(),
            manager: context
                .manager
                .map(|place| number(case.people[place as usize].person)),
            group: context.group.map(|group| u16::try_from(group).unwrap()),
            rate: context.rate_minor_per_hour.map(i64::from),
        });
    }
    tenant
}
