//! One week's figures of everybody under each policy.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use model::TenantId;
use model::culture::connector::Mailbox;
use model::culture::reading::QuietTime;
use model::culture::{EventFact, Pseudonym, Quantity};
use store::{CalendarWeekRow, CostRateRow, DirtyWeekRow, PersonWeekRow, SyncedPersonRow};

use super::POLICIES;
use super::context::{Frame, Frames, usual_zone};
use super::figures::{Figures, pack_figures};
use super::organisation::{GROUPS, Place, places};
use crate::dashboard::Names;
use crate::engine::{Engine, PersonContext, Week};
use crate::sync::unpack;
use crate::weeks::week_start;
use crate::{Culture, CultureError};

/// Rate of whom none is known: 75.00 per hour (Viva's default, in US dollars).
const DEFAULT_RATE: u32 = 7_500;
/// Where these figures come from.
const LIVE: &str = "live";
/// Name of the setting that holds the names of sets; the dashboards read it.
pub(super) const NAMES: &str = "published_names";

impl Culture {
    /// Computes one week again, from the facts of it and its neighbours.
    pub(super) async fn compute_week(
        &self,
        tenant: TenantId,
        dirty: &DirtyWeekRow,
    ) -> Result<(), CultureError> {
        let (week, scoped) = (dirty.week, self.of(tenant));
        self.scrub(tenant, week).await?;
        let mut names = self.names(tenant).await?;
        let known = names.clone();
        let material = self.material(tenant, week, &mut names).await?;
        let rows = tokio::task::spawn_blocking(move || compute(material))
            .await
            .map_err(|_| CultureError::Malformed("a week"))??;
        let mut tx = scoped.begin().await?;
        for (policy, _) in POLICIES {
            tx.delete_person_week(policy, week).await?;
        }
        tx.save_person_weeks(&rows).await?;
        if names != known {
            let json =
                serde_json::to_string(&names).map_err(|_| CultureError::Malformed("names"))?;
            tx.set_culture_setting(NAMES, &json).await?;
        }
        tx.clean_week(week, dirty.revision).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Everything a week is computed from; names of groups that are new are added to `names`.
    pub(super) async fn material(
        &self,
        tenant: TenantId,
        week: i32,
        names: &mut Names,
    ) -> Result<Material, CultureError> {
        let scoped = self.of(tenant);
        let places = places(scoped.attributes_between(week, week).await?, names);
        let levels = Levels::new(&places, &scoped.cost_rates().await?);
        let read_by = self.definitions(tenant).await?.of(week);
        Ok(Material {
            week,
            places,
            people: scoped.synced_people().await?,
            facts: scoped.calendar_weeks(week - 1, week + 1).await?,
            levels,
            quiet: read_by.quiet,
            agendas: read_by.agenda,
            works: Vec::new(),
        })
    }

    pub(crate) async fn names(&self, tenant: TenantId) -> Result<Names, CultureError> {
        match self.of(tenant).culture_setting(NAMES).await? {
            Some(json) => serde_json::from_str(&json).map_err(|_| CultureError::Malformed("names")),
            None => Ok(Names::default()),
        }
    }
}

/// Everything a week is computed from.
pub(super) struct Material {
    pub(super) week: i32,
    places: BTreeMap<Pseudonym, Place>,
    pub(super) people: Vec<SyncedPersonRow>,
    facts: Vec<CalendarWeekRow>,
    levels: Levels,
    /// Times that are to be free of meetings.
    quiet: Vec<QuietTime>,
    /// Whether agendas are looked for.
    agendas: bool,
    /// Who has working hours in the week; known once an engine has read it.
    works: Vec<bool>,
}

/// Levels of the hierarchy by name: a number for each, and the rate of whichever has one.
struct Levels(HashMap<String, (u8, Option<u32>)>);

impl Levels {
    fn new(places: &BTreeMap<Pseudonym, Place>, rates: &[CostRateRow]) -> Self {
        let names: BTreeSet<&String> = places
            .values()
            .filter_map(|one| one.level.as_ref())
            .collect();
        let rate = |name: &String| {
            let row = rates.iter().find(|row| row.level == *name)?;
            u32::try_from(row.cents_per_hour).ok()
        };
        let numbered = names.into_iter().zip(0..=u8::MAX);
        Self(
            numbered
                .map(|(name, number)| (name.clone(), (number, rate(name))))
                .collect(),
        )
    }

    /// Number and rate of a level.
    fn of(&self, level: Option<&String>) -> (Option<u8>, Option<u32>) {
        let known = level.and_then(|level| self.0.get(level));
        known.map_or((None, None), |(number, rate)| (Some(*number), *rate))
    }
}

/// Whether a calendar was read over the whole week.
pub(super) fn covers(row: &SyncedPersonRow, week: i32) -> bool {
    let read = |from: i32, to: i32| from <= week_start(week) && week_start(week + 1) <= to;
    row.in_scope
        && matches!(row.mailbox, Mailbox::Ok | Mailbox::Failing)
        && row
            .read_from
            .zip(row.read_to)
            .is_some_and(|(from, to)| read(from, to))
}

/// An engine that has read a week.
pub(super) fn engine(material: &mut Material) -> Result<Engine, CultureError> {
    let Material {
        week,
        places,
        people,
        facts,
        levels,
        quiet,
        agendas,
        works,
    } = material;
    let (week, facts) = (*week, std::mem::take(facts));
    let index: HashMap<Pseudonym, u32> = people.iter().map(|row| row.person).zip(0..).collect();
    let mut copies: Vec<Vec<EventFact>> = vec![Vec::new(); people.len()];
    for row in facts {
        let place = index
            .get(&row.person)
            .and_then(|place| usize::try_from(*place).ok());
        if let Some(own) = place.and_then(|place| copies.get_mut(place)) {
            own.extend(unpack(&row.facts)?);
        }
    }
    let zone = usual_zone(places.values().filter_map(|place| place.hours.as_ref()));
    let mut frames = Frames::new(week, zone, (POLICIES[0].1.work_hours, quiet.clone()));
    let nowhere = Place::default();
    let contexts: Vec<PersonContext> = people
        .iter()
        .map(|row| {
            let place = places.get(&row.person).unwrap_or(&nowhere);
            let frame = frames.of(place.hours.as_ref());
            let manager = place
                .manager
                .and_then(|manager| index.get(&manager).copied());
            let level = levels.of(place.level.as_ref());
            PersonContext {
                level: level.0,
                rate_minor_per_hour: level.1,
                ..context(row, &frame, (place, manager, covers(row, week)))
            }
        })
        .collect();
    *works = contexts.iter().map(|one| !one.working.is_empty()).collect();
    let mut engine = Engine::new();
    engine.load(&Week {
        people: &contexts,
        facts: &copies,
        groups: GROUPS,
        default_rate_minor_per_hour: DEFAULT_RATE,
        agendas: *agendas && agendas_found(&copies),
    });
    Ok(engine)
}

/// Whether any agenda was looked for with success. Before the permission for texts is there none is, and then nobody's week
/// tells of agendas, that of people without meetings neither.
fn agendas_found(copies: &[Vec<EventFact>]) -> bool {
    let known = |fact: &EventFact| fact.agenda.is_some();
    copies.iter().flatten().any(known)
}

fn compute(mut material: Material) -> Result<Vec<PersonWeekRow>, CultureError> {
    let mut engine = engine(&mut material)?;
    let Material {
        week,
        people,
        works,
        ..
    } = material;
    let mut rows = Vec::with_capacity(people.len() * POLICIES.len());
    for (policy, switches) in POLICIES {
        let columns = engine.compute(&switches);
        for (place, row) in people.iter().enumerate() {
            // Who has working hours and none left was out of office all week, and is no active person of it.
            let left = columns
                .row(place)
                .map(|own| own[Quantity::WORKING_MIN.index()]);
            if works.get(place) == Some(&true) && left == Some(0) {
                continue;
            }
            let Some(own) = columns.row(place) else {
                continue;
            };
            let figures = Figures {
                columns: own.to_vec(),
                matrix: columns.matrix(place).to_vec(),
            };
            rows.push(PersonWeekRow {
                policy: policy.to_owned(),
                week,
                person: row.person,
                origin: LIVE.to_owned(),
                figures: pack_figures(&figures)?,
            });
        }
    }
    Ok(rows)
}

fn context(
    row: &SyncedPersonRow,
    frame: &Arc<Frame>,
    (place, manager, active): (&Place, Option<u32>, bool),
) -> PersonContext {
    PersonContext {
        person: row.person,
        days: frame.days,
        working: frame.working.clone(),
        out_of_office: vec![],
        no_meeting: frame.quiet.clone(),
        offsets: frame.offsets.clone(),
        manager,
        group: place.values.first().copied().flatten().map(u32::from),
        level: None,
        rate_minor_per_hour: None,
        active,
        opted_out: false,
    }
}
