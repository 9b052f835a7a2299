//! How long things stay, and removing what is older. An organisation sets its periods within bounds
//! ([`model::trust::Period`]); what meeting culture keeps, `culture` removes by the same periods.

use jiff::ToSpan;
use jiff::tz::TimeZone;
use model::trust::{Period, Periods};
use model::{TenantId, Timestamp};
use serde_json::json;

use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::trust::Trust;

/// Minutes after a visit that its browser, and the name of who met the visitor, stay: by then nobody can come back to it.
pub const BROWSER_MINUTES: i64 = 24 * 60;
/// Name of the setting that holds an organisation's periods.
pub(crate) const SETTING: &str = "retention";
/// Minutes that a refused form of a signed-in person stays.
pub const FORM_MINUTES: i64 = 30;

/// What one round removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Tickets with their periods.
    pub tickets: u64,
    /// Events of rooms.
    pub events: u64,
    /// Ended tickets whose browser was forgotten.
    pub browsers: u64,
    /// Names of people.
    pub names: u64,
    /// Figures of ended tickets.
    pub figures: u64,
    /// Evidence of consents and reviews.
    pub evidence: u64,
    /// Audit rows.
    pub audit_rows: u64,
}

impl Swept {
    fn add(&mut self, other: Self) {
        self.tickets += other.tickets;
        self.events += other.events;
        self.browsers += other.browsers;
        self.names += other.names;
        self.figures += other.figures;
        self.evidence += other.evidence;
        self.audit_rows += other.audit_rows;
    }

    /// Everything together.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.tickets
            + self.events
            + self.browsers
            + self.names
            + self.figures
            + self.evidence
            + self.audit_rows
    }
}

/// The instant a number of calendar months later (UTC); a day that month doesn't have is its last one.
#[must_use]
pub fn months_after(at: Timestamp, months: i32) -> Timestamp {
    zoned(at)
        .checked_add(months.months())
        .map_or(Timestamp(i64::MAX), |then| {
            Timestamp(then.timestamp().as_millisecond())
        })
}

/// The instant a number of calendar months ago (UTC); a day that month doesn't have is its last one.
///
/// ```
/// # use model::Timestamp;
/// // 31 March 2026, noon, less 13 months: 28 February 2025, noon.
/// let march = Timestamp(1_774_958_400_000);
/// assert_eq!(trust::retention::months_before(march, 13), Timestamp(1_740_744_000_000));
/// ```
#[must_use]
pub fn months_before(now: Timestamp, months: i32) -> Timestamp {
    zoned(now)
        .checked_sub(months.months())
        .map_or(Timestamp(i64::MIN), |then| {
            Timestamp(then.timestamp().as_millisecond())
        })
}

fn zoned(at: Timestamp) -> jiff::Zoned {
    jiff::Timestamp::from_millisecond(at.0)
        .unwrap_or_default()
        .to_zoned(TimeZone::UTC)
}

/// The first instant of the UTC day in which an instant lies. What retention removes, it removes by whole days, so that
/// one entry of the audit log tells of a day's removal.
#[must_use]
pub fn day_start(at: Timestamp) -> Timestamp {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    Timestamp(at.0.div_euclid(DAY_MS).saturating_mul(DAY_MS))
}

/// Tickets removed by one transaction, so that other writers get their turn in between.
const BATCH: i64 = 500;

impl Trust {
    /// How long an organisation keeps what it keeps.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn periods(&self, tenant: TenantId) -> Result<Periods, TrustError> {
        let stored = self.store().of(tenant).tenant_setting(SETTING).await?;
        // What cannot be read is as good as not set: the usual periods hold.
        Ok(stored
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default())
    }

    /// Removes what is older than it may be, of all tenants, with an audit row for each transaction that removes
    /// something. A tenant that fails is logged and does not stop the others.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn sweep_retention(&self, now: Timestamp) -> Result<Swept, TrustError> {
        let system = self.store().system();
        let mut swept = Swept {
            browsers: system
                .forget_visitors(now.plus_minutes(-BROWSER_MINUTES))
                .await?,
            ..Swept::default()
        };
        // Numbers are given per day; two days suffice for every time zone.
        let days = zoned(now.plus_minutes(-2 * 24 * 60)).date().to_string();
        system.sweep_counters(&days).await?;
        for tenant in system.tenants().await? {
            if tenant.activated.is_none() {
                continue;
            }
            if let Err(error) = self.sweep_tenant(tenant.id, now, &mut swept).await {
                tracing::error!(tenant.id = %tenant.id, error = %error, "what is too old could not be removed");
            }
        }
        Ok(swept)
    }

    async fn sweep_tenant(
        &self,
        tenant: TenantId,
        now: Timestamp,
        swept: &mut Swept,
    ) -> Result<(), TrustError> {
        let (keys, periods) = (self.keys(tenant).await?, self.periods(tenant).await?);
        let before = |period| day_start(months_before(now, periods.months(period)));
        loop {
            let mut tx = self.store().of(tenant).begin().await?;
            let figures = zoned(before(Period::Figures)).date().to_string();
            let round = Swept {
                tickets: tx.sweep_tickets(before(Period::Visits), BATCH).await?,
                events: tx.sweep_events(before(Period::Visits)).await?,
                names: tx.sweep_people(before(Period::Names)).await?,
                figures: tx.sweep_kpis(&figures).await?,
                evidence: tx.sweep_evidence(before(Period::Evidence)).await?,
                ..Swept::default()
            };
            if round.total() == 0 {
                break;
            }
            if round.evidence > 0 {
                self.note_consent_floor(&mut tx, &keys, before(Period::Evidence))
                    .await?;
            }
            let entry = Entry::new(now, Actor::System, "retention.removed", tenant).with(json!({
                "tickets": round.tickets, "events": round.events, "names": round.names,
                "figures": round.figures, "evidence": round.evidence,
            }));
            audit::append(&mut tx, &keys, entry).await?;
            tx.commit().await?;
            swept.add(round);
        }
        swept.evidence += self.sweep_reviews(tenant, before(Period::Evidence)).await?;
        swept.audit_rows += self
            .close_audit_segment(tenant, before(Period::Audit), now)
            .await?;
        Ok(())
    }
}
