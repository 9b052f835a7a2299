//! The way through the set-up at Microsoft: what documents begin with, and what is left to do, told by facts.

use microsoft::SigninFlow;
use model::permission::{CalendarAccess, Feature, PermissionKind};
use model::trust::ConsentView;
use model::trust::guide::{DocumentsView, TodoKind, TodoSent, TodoState, TodoStep, TodoView};
use model::trust::review::{ProbeOutcome, ReviewProblem};
use model::{FieldError, FieldProblem, Guid, TenantId, Timestamp};

use crate::access::{Administrator, Member};
use crate::audit::{self, Actor, Entry};
use crate::documents::{Choices, Known, Slot, consent_link, permissions};
use crate::error::{Denied, TrustError};
use crate::mail::{MailKind, Outgoing, is_address};
use crate::trust::Trust;

/// Features a document begins with where nothing is configured yet.
const FIRST: [Feature; 3] = [
    Feature::TeamsMeetings,
    Feature::Directory,
    Feature::Calendar,
];
/// Mails with the list that an organisation may send within an hour.
const MAILS_MOST: usize = 5;
/// Minutes of that hour.
const MAILS_MINUTES: i64 = 60;
/// Setting with the instants of the last mails.
const SENT: &str = "todo.sent";

impl Trust {
    /// What documents begin with for anybody: addresses of this installation and nothing of an organisation.
    #[must_use]
    pub fn public_documents(&self) -> DocumentsView {
        DocumentsView {
            tenant: None,
            base_url: self.settings().base_url.clone(),
            authority: self.authority(),
            graph_url: self.graph_url(),
            signin_by_code: self.microsoft().settings().signin_flow == SigninFlow::Code,
            clients: vec![],
            features: FIRST.to_vec(),
            calendars: CalendarAccess::Basic,
            at: self.now(),
        }
    }

    /// What documents begin with for the administrator's organisation.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn documents(&self, who: &Administrator) -> Result<DocumentsView, TrustError> {
        let mut features: Vec<Feature> = Vec::new();
        for (_, of_one) in &self.settings().registrations {
            features.extend(self.on_of(who.tenant(), of_one).await?);
        }
        if self.settings().registrations.is_empty() {
            features.extend(FIRST);
        }
        Ok(DocumentsView {
            tenant: Some(who.tenant()),
            clients: self.clients(),
            features,
            calendars: self.calendar_access(who.tenant()).await?,
            ..self.public_documents()
        })
    }

    /// What is left to do for the organisation of somebody who is signed in. Nothing in it is secret or about a person.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn todo(&self, who: &Member) -> Result<TodoView, TrustError> {
        self.todo_of(who.tenant()).await
    }

    /// Sends the list as it stands to an address, a few times an hour at most. The address is not kept.
    ///
    /// # Errors
    /// [`TrustError::Invalid`] for `address`; [`TrustError::NotPossible`] where no mails are sent; [`TrustError::Store`].
    pub async fn send_todo(
        &self,
        who: &Administrator,
        address: &str,
    ) -> Result<TodoSent, TrustError> {
        let address = address.trim();
        if !is_address(address) {
            let problem = FieldError::new("address", FieldProblem::Malformed);
            return Err(TrustError::Invalid(vec![problem]));
        }
        let mails = self.settings().mails.as_ref();
        let mails = mails.ok_or(TrustError::NotPossible)?;
        let view = self.todo_of(who.tenant()).await?;
        let now = self.now();
        let scoped = self.store().of(who.tenant());
        let sent = scoped.tenant_setting(SENT).await?.unwrap_or_default();
        let mut sent: Vec<Timestamp> = serde_json::from_str(&sent).unwrap_or_default();
        sent.retain(|at| now < at.plus_minutes(MAILS_MINUTES));
        if sent.len() >= MAILS_MOST {
            return Ok(TodoSent::TooOften);
        }
        sent.push(now);
        let keys = self.keys(who.tenant()).await?;
        let mut tx = scoped.begin().await?;
        let json =
            serde_json::to_string(&sent).map_err(|_| TrustError::Malformed("tenant_setting"))?;
        tx.set_tenant_setting(SENT, &json).await?;
        let actor = Actor::Person(who.oid());
        audit::append(
            &mut tx,
            &keys,
            Entry::new(now, actor, "setup.todo_sent", who.tenant()),
        )
        .await?;
        tx.commit().await?;
        let base = &self.settings().base_url;
        let kind = MailKind::SetupTodo {
            tenant_name: view.tenant_name,
            open: view
                .steps
                .into_iter()
                .filter(|step| step.state != TodoState::Done)
                .collect(),
            link: format!("{base}/admin/setup/todo"),
            documents: self.documents_to_share(who).await?,
        };
        let mail = Outgoing {
            to: address.to_owned(),
            kind,
            receipt: None,
        };
        mails.try_send(mail).map_err(|_| TrustError::NotPossible)?;
        Ok(TodoSent::Sent)
    }

    /// The address of the documents for whoever helps, who need not be an administrator here: the public page, with the
    /// plan of this organisation as its choices.
    async fn documents_to_share(&self, who: &Administrator) -> Result<String, TrustError> {
        let view = self.documents(who).await?;
        let (plan, _) = Choices::default().plan(&Known::from(&view));
        Ok(format!(
            "{}/trust/setup?{}",
            self.settings().base_url,
            plan.query()
        ))
    }

    async fn todo_of(&self, tenant: TenantId) -> Result<TodoView, TrustError> {
        let scoped = self.store().of(tenant);
        let row = scoped.tenant_row().await?.ok_or(Denied::NotFound)?;
        let registrations = &self.settings().registrations;
        let mut steps = vec![
            TodoStep {
                state: TodoState::Done,
                at: row.activated,
                ..step(TodoKind::SignIn)
            },
            TodoStep {
                state: done(!registrations.is_empty()),
                ..step(TodoKind::Registration)
            },
        ];
        match &registrations[..] {
            [] => {}
            [_] => steps.push(self.credential_step(tenant).await?),
            several => {
                for (client, _) in several {
                    steps.push(self.credential_step_of(tenant, *client).await?);
                }
            }
        }
        for (client, features) in registrations {
            let mut step = self.consent_step(tenant, *client, features).await?;
            step.name = self.name_of(*client);
            steps.push(step);
            steps.extend(self.policy_step(tenant, *client).await?);
        }
        steps.push(TodoStep {
            state: done(!scoped.assignments().await?.is_empty()),
            ..step(TodoKind::People)
        });
        steps.push(TodoStep {
            state: done(!scoped.rooms().await?.is_empty()),
            ..step(TodoKind::Rooms)
        });
        Ok(TodoView {
            tenant_id: tenant,
            tenant_name: row.name,
            steps,
            may_send: false,
        })
    }

    /// The best of what is known of the credentials of the applications for data: one that works is enough.
    async fn credential_step(&self, tenant: TenantId) -> Result<TodoStep, TrustError> {
        // What this process has just learnt belongs to it.
        self.store_notes().await?;
        let uses = self.store().of(tenant).credential_uses().await?;
        let mut step = step(TodoKind::Credential);
        for used in uses.iter().filter(|used| !used.slot.starts_with("signin")) {
            let works = used
                .last_ok
                .is_some_and(|ok| used.error_at.is_none_or(|error| error <= ok));
            if works {
                step.state = TodoState::Done;
                step.at = used.last_ok;
                step.code.clear();
                return Ok(step);
            }
            let number = used.error_number.map(|number| format!("AADSTS{number}"));
            step.code = number
                .or_else(|| used.error_meaning.clone())
                .unwrap_or_default();
            step.at = used.error_at;
        }
        Ok(step)
    }

    /// Whether Microsoft accepted the credential for one of several applications: each has its own there, and a token for
    /// one says nothing of another.
    async fn credential_step_of(
        &self,
        tenant: TenantId,
        client: Guid,
    ) -> Result<TodoStep, TrustError> {
        let states = self.store().of(tenant).review_states().await?;
        let state = states.into_iter().find(|state| state.client_id == client);
        let mut step = TodoStep {
            name: self.name_of(client),
            ..step(TodoKind::Credential)
        };
        let consent = self.consent_of(tenant, client).await?;
        if let ConsentView::Proven { at, .. } = consent {
            step.state = TodoState::Done;
            step.at = Some(at);
        }
        let Some(state) = state.filter(|state| step.at.is_none_or(|at| at <= state.tried)) else {
            return Ok(step);
        };
        let problem = state
            .problem_json
            .and_then(|json| serde_json::from_str(&json).ok());
        match problem {
            Some(ReviewProblem::Credential { code, .. }) => {
                step.state = TodoState::Open;
                step.at = Some(state.tried);
                step.code = code;
            }
            _ if state.read_at.is_some() => {
                step.state = TodoState::Done;
                step.at = state.read_at;
            }
            _ => {}
        }
        Ok(step)
    }

    /// What a consent alone does not open; told only while a probe meets it where the grant is seen to be there, since nobody
    /// else knows of such rules.
    async fn policy_step(
        &self,
        tenant: TenantId,
        client: Guid,
    ) -> Result<Option<TodoStep>, TrustError> {
        let Some(probe) = self.policy_met(tenant, client).await? else {
            return Ok(None);
        };
        let kind = match probe.outcome {
            ProbeOutcome::TeamsPolicy => TodoKind::TeamsPolicy,
            _ => TodoKind::ExchangePolicy,
        };
        Ok(Some(TodoStep {
            name: self.name_of(client),
            code: probe.code.unwrap_or_default(),
            at: Some(probe.at),
            ..step(kind)
        }))
    }

    async fn consent_step(
        &self,
        tenant: TenantId,
        client: Guid,
        features: &[Feature],
    ) -> Result<TodoStep, TrustError> {
        let calendars = self.calendar_access(tenant).await?;
        let asked = permissions::asked(&self.on_of(tenant, features).await?, calendars);
        let mut step = step(TodoKind::Consent);
        step.by_itself = asked
            .iter()
            .any(|asked| asked.kind == PermissionKind::Application);
        step.link = Some(consent_link(
            (&self.authority(), self.microsoft().cloud()),
            (Some(tenant.0), client),
            &asked,
            &self.settings().base_url,
        ));
        match self.consent_fact(tenant, client).await? {
            ConsentView::Unknown => {}
            ConsentView::Proven { at, .. } => {
                step.state = TodoState::Done;
                step.at = Some(at);
            }
            ConsentView::Missing { at, code, wait } => {
                step.state = if wait {
                    TodoState::Wait
                } else {
                    TodoState::Open
                };
                step.at = Some(at);
                step.code = code;
            }
        }
        Ok(step)
    }

    /// The configured client ids by the setting each came from.
    fn clients(&self) -> Vec<(String, Guid)> {
        let settings = self.settings();
        let mut all = vec![(Slot::SignIn, settings.signin_client_id)];
        all.extend(settings.client_settings.iter().copied());
        all.into_iter()
            .map(|(slot, id)| (slot.as_str().to_owned(), id))
            .collect()
    }

    /// The name of an application at Microsoft, by the setting its client id came from.
    fn name_of(&self, client: Guid) -> String {
        let slots = &self.settings().client_settings;
        let slot = slots.iter().find(|(_, id)| *id == client);
        slot.map_or(Slot::Data, |(slot, _)| *slot)
            .display_name()
            .to_owned()
    }

    /// The word of the cloud this installation is for, as commands on pages need it.
    #[must_use]
    pub fn cloud_word(&self) -> String {
        self.microsoft().cloud().as_str().to_owned()
    }

    fn graph_url(&self) -> String {
        let graph = &self.microsoft().settings().graph_url;
        graph.trim_end_matches('/').to_owned()
    }

    fn authority(&self) -> String {
        let authority = &self.microsoft().settings().authority;
        authority.trim_end_matches('/').to_owned()
    }
}

const fn done(is: bool) -> TodoState {
    if is { TodoState::Done } else { TodoState::Open }
}

fn step(kind: TodoKind) -> TodoStep {
    TodoStep {
        kind,
        state: TodoState::Open,
        name: String::new(),
        code: String::new(),
        at: None,
        by_itself: false,
        link: None,
    }
}
