//! How long things stay, and removing what is older. Calendar facts and figures of meeting culture have a rule of
//! their own, because an organisation may set it.

use jiff::ToSpan;
use jiff::tz::TimeZone;
use model::Timestamp;

use crate::error::TrustError;
use crate::trust::Trust;

/// Months that tickets with their periods, and the rooms' event logs, stay.
pub const TICKET_MONTHS: i32 = 13;
/// Months that the figures of ended tickets stay.
pub const FIGURE_MONTHS: i32 = 36;
/// Months that evidence of consents and reviews stays.
pub const EVIDENCE_MONTHS: i32 = 36;
/// Months that audit rows stay before a signed checkpoint takes their place.
pub const AUDIT_MONTHS: i32 = 24;
/// Months after the last sign-in that a person's name stays.
pub const NAME_MONTHS: i32 = 13;
/// Minutes after a visit that its browser, and the name of who met the visitor, stay: by then nobody can come back to it.
pub const BROWSER_MINUTES: i64 = 24 * 60;
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

impl Trust {
    /// Removes what is older than it may be, of all tenants. Once a day. A chain that fails is logged and does not
    /// stop the others.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn sweep_retention(&self, now: Timestamp) -> Result<Swept, TrustError> {
        let system = self.store().system();
        let (log, figure) = (
            months_before(now, TICKET_MONTHS),
            months_before(now, FIGURE_MONTHS),
        );
        let mut swept = Swept {
            tickets: system.sweep_tickets(log).await?,
            events: system.sweep_events(log).await?,
            browsers: system
                .forget_visitors(now.plus_minutes(-BROWSER_MINUTES))
                .await?,
            names: system.sweep_people(months_before(now, NAME_MONTHS)).await?,
            figures: system.sweep_kpis(&zoned(figure).date().to_string()).await?,
            evidence: system
                .sweep_evidence(months_before(now, EVIDENCE_MONTHS))
                .await?,
            audit_rows: 0,
        };
        // Numbers are given per day; two days suffice for every time zone.
        let days = zoned(now.plus_minutes(-2 * 24 * 60)).date().to_string();
        system.sweep_counters(&days).await?;
        let old = months_before(now, AUDIT_MONTHS);
        for tenant in system.tenants().await? {
            if tenant.activated.is_none() {
                continue;
            }
            match self.close_audit_segment(tenant.id, old, now).await {
                Ok(rows) => swept.audit_rows += rows,
                Err(error) => {
                    tracing::error!(tenant.id = %tenant.id, error = %error, "old audit rows could not be removed");
                }
            }
        }
        Ok(swept)
    }
}
