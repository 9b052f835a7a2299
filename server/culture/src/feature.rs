//! Features an administrator switches off in the permission review: what runs for them stops.

use model::culture::connector::ConnectorSource;
use model::permission::Feature;
use trust::Administrator;

use crate::connector::ConnectorAction;
use crate::{Culture, CultureError};

impl Culture {
    /// Switches a feature on or off. With directory or calendars off their connectors are switched off, too; calendars need
    /// the directory's people. Switched on again, a connector waits for its administrator.
    ///
    /// # Errors
    /// [`CultureError::Trust`] for a feature that has no switch; [`CultureError::Store`].
    pub async fn switch_feature(
        &self,
        who: &Administrator,
        feature: Feature,
        on: bool,
    ) -> Result<(), CultureError> {
        self.0.trust.switch_feature(who, feature, on).await?;
        let sources: &[ConnectorSource] = match feature {
            Feature::Directory => &[ConnectorSource::Calendar, ConnectorSource::Directory],
            Feature::Calendar => &[ConnectorSource::Calendar],
            _ => &[],
        };
        for source in sources.iter().filter(|_| !on) {
            match self
                .move_connector(who, *source, ConnectorAction::SwitchOff)
                .await
            {
                // It was never on, or is off already.
                Ok(()) | Err(CultureError::NotPossible) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Whether a connector may be switched on: its feature isn't switched off in the permission review.
    pub(crate) async fn may_switch_on(
        &self,
        who: &Administrator,
        source: ConnectorSource,
    ) -> Result<bool, CultureError> {
        let feature = match source {
            ConnectorSource::Directory => Feature::Directory,
            ConnectorSource::Calendar => Feature::Calendar,
        };
        Ok(self.0.trust.feature_on(who.tenant(), feature).await?)
    }
}
