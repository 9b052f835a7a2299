//! "What we keep": an administrator looks at events of their own calendar, field by field. Nothing is stored or logged.

use model::culture::connector::{ConnectorProblem, ConnectorSource, ConnectorState};
use model::culture::kept::{KeptChoice, KeptPage};
use trust::Administrator;

use crate::sync::{Ask, CalendarAsk, Series, SourceError, Window};
use crate::weeks::{minute_of, week_of};
use crate::{Culture, CultureError};

/// Weeks before and after the present one.
const WEEKS: i32 = 2;

impl Culture {
    /// What Graph sends of events of the administrator's own calendar, beside what would be stored of them: the present
    /// week and two on either side. `chosen` is the place of the event that is shown; one that isn't there is the first.
    ///
    /// Whose calendar is read follows from the access value alone.
    ///
    /// # Errors
    /// [`CultureError::Store`], [`CultureError::Key`]; what Microsoft refuses is part of the page.
    pub async fn what_we_keep(
        &self,
        who: &Administrator,
        chosen: usize,
    ) -> Result<KeptPage, CultureError> {
        let (tenant, now) = (who.tenant(), self.0.trust.now());
        let row = self.of(tenant).connector(ConnectorSource::Calendar).await?;
        if row.is_none_or(|row| row.state == ConnectorState::Off) {
            return Ok(KeptPage::Off);
        }
        let ask = CalendarAsk {
            ask: Ask { tenant, now },
            oid: who.oid(),
            owner: self.pseudonym(tenant, who.oid()).await?,
            rules: self.rules(tenant, now).await?,
            series: Series::Asked,
        };
        let week = week_of(minute_of(now));
        let window = Window {
            first: week - WEEKS,
            end: week + 1 + WEEKS,
        };
        let mut events = match self.0.source.kept(ask, window).await {
            Ok(events) => events,
            Err(error) => return Ok(without(error)),
        };
        events.sort_by_key(|event| (event.begin.is_none(), event.begin));
        let choices: Vec<_> = events
            .iter()
            .map(|event| KeptChoice {
                begin: event.begin,
                length_min: event.length_min,
            })
            .collect();
        let chosen = if chosen < events.len() { chosen } else { 0 };
        Ok(match events.into_iter().nth(chosen) {
            None => KeptPage::NoEvent,
            Some(event) => KeptPage::Ready {
                choices,
                chosen,
                event,
            },
        })
    }
}

/// Why there is no event to show.
const fn without(error: SourceError) -> KeptPage {
    match error {
        SourceError::NoMailbox | SourceError::Resource => KeptPage::NoMailbox,
        SourceError::Connector(problem) | SourceError::Failed(problem) => {
            KeptPage::Problem(problem)
        }
        SourceError::Throttled(_) => KeptPage::Problem(ConnectorProblem::Throttled),
        SourceError::Denied => KeptPage::Problem(ConnectorProblem::ConsentMissing),
        SourceError::LinkExpired => KeptPage::Problem(ConnectorProblem::UnexpectedAnswer),
    }
}
