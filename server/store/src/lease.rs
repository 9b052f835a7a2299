//! Leases: which process runs a job, and which process holds a visitor's streams.

use model::queue::presence::Sign;
use model::{Guid, TenantId, TicketId, Timestamp};

use crate::value::{args, padded, row};
use crate::{StoreError, System};

row! {
    /// What one process knows of a visitor's browser.
    pub struct PresenceLeaseRow [lease_columns] {
        /// Whose.
        pub tenant: TenantId,
        /// Which ticket.
        pub ticket: TicketId,
        /// Which process.
        pub process: Guid,
        /// What the browser last told that process.
        pub sign: Sign,
        /// When.
        pub at: Timestamp,
        /// Open streams in that process.
        pub streams: u32,
        /// Until when the process vouches for it.
        pub lasts_until: Timestamp,
    }
}

const ACQUIRE: &str = "INSERT INTO lease (job, holder, lasts_until) VALUES ($1, $2, $3) \
    ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, lasts_until = excluded.lasts_until \
    WHERE lease.holder = excluded.holder OR lease.lasts_until <= $4";
const RELEASE: &str = "DELETE FROM lease WHERE job = $1 AND holder = $2";
const CLEAR: &str = "DELETE FROM presence_lease WHERE process = $1 OR lasts_until <= $2";
const FLUSH: &str = concat!(
    "INSERT INTO presence_lease (",
    lease_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (tenant, ticket, process) DO UPDATE SET sign = excluded.sign, at = excluded.at, \
     streams = excluded.streams, lasts_until = excluded.lasts_until"
);
const OF_TICKETS: &str = concat!(
    "SELECT ",
    lease_columns!(),
    " FROM presence_lease WHERE tenant = $1 AND lasts_until > $2 AND ticket IN \
      ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ORDER BY ticket, process"
);
/// Placeholders of [`OF_TICKETS`].
const TICKETS_AT_ONCE: usize = 16;
const ALL: &str = concat!(
    "SELECT ",
    lease_columns!(),
    " FROM presence_lease WHERE lasts_until > $1 ORDER BY tenant, ticket, process"
);

impl System {
    /// Takes or prolongs the lease of a job until an instant; answers whether `holder` has it now. Of many holders at
    /// once exactly one does.
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::Unavailable`]: then assume that it is not held.
    pub async fn acquire_lease(
        &self,
        job: &str,
        holder: Guid,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self
            .execute(ACQUIRE, args![job, holder, until, now])
            .await?
            == 1)
    }

    /// Gives a lease back; answers whether `holder` had it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn release_lease(&self, job: &str, holder: Guid) -> Result<bool, StoreError> {
        Ok(self.execute(RELEASE, args![job, holder]).await? == 1)
    }

    /// Replaces all that a process vouched for by these rows (their `process` is ignored), and removes what no process
    /// vouches for any more. An empty list withdraws everything (shutdown).
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::Unavailable`].
    pub async fn flush_presence(
        &self,
        process: Guid,
        rows: &[PresenceLeaseRow],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.store.inner.db.begin().await?;
        tx.conn().execute(CLEAR.into(), args![process, now]).await?;
        for row in rows {
            let PresenceLeaseRow {
                tenant,
                ticket,
                process: _,
                sign,
                at,
                streams,
                lasts_until,
            } = row;
            let values = args![tenant, ticket, process, sign, at, streams, lasts_until];
            tx.conn().execute(FLUSH.into(), values).await?;
        }
        tx.commit().await
    }

    /// What processes vouch for about these tickets of a tenant, beyond `now`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn presence_leases(
        &self,
        tenant: TenantId,
        tickets: &[TicketId],
        now: Timestamp,
    ) -> Result<Vec<PresenceLeaseRow>, StoreError> {
        let mut found = Vec::new();
        for some in tickets.chunks(TICKETS_AT_ONCE) {
            let mut values = args![tenant, now];
            values.extend(padded(some, TICKETS_AT_ONCE));
            found.extend(self.all::<PresenceLeaseRow>(OF_TICKETS, values).await?);
        }
        Ok(found)
    }

    /// All that processes vouch for beyond `now`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn all_presence_leases(
        &self,
        now: Timestamp,
    ) -> Result<Vec<PresenceLeaseRow>, StoreError> {
        self.all(ALL, args![now]).await
    }
}
