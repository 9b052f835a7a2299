//! One step as a section: purpose, who and where, values, permissions, ways to do it, what it leaves, waiting times, proof,
//! errors.

use trust::documents::permissions::{Asked, exchange_role, lower, not_asked};
use trust::documents::{Application, Host, Plan, Step, StepKind, cloud};

use super::{remedy, words};
use crate::documents::block::{Block, Section};
use crate::texts::{Key, Texts};

pub(super) fn section(plan: &Plan, step: &Step, texts: Texts) -> Section {
    let words = words::of(plan, step.kind);
    let names: Vec<&str> = step
        .applications
        .iter()
        .map(|application| application.slot.display_name())
        .collect();
    let names = names.join(", ");
    let portal = cloud::portal(plan.cloud());
    let values_of = [
        ("name", names.as_str()),
        ("names", &names),
        ("portal", portal),
    ];
    let with = |key: Key| texts.with(key, &values_of);
    let mut blocks = vec![
        Block::Text(with(words.purpose)),
        Block::Facts(vec![
            pair(texts, Key::DOCUMENTS_WHO, words::role(texts, step)),
            pair(
                texts,
                Key::DOCUMENTS_WHERE,
                &words::place(texts, plan, step.place),
            ),
        ]),
    ];
    blocks.extend(values(plan, step, texts));
    blocks.extend(permissions(plan, step, &with(words.title), texts));
    blocks.extend(consent(plan, step, texts));
    blocks.extend(ways(plan, step, words.portal.map(with), texts));
    blocks.push(heading(texts, Key::DOCUMENTS_MADE));
    blocks.push(Block::Text(with(words.made)));
    if !step.undo.is_empty() {
        blocks.push(Block::Code {
            name: String::new(),
            text: step.undo.join("\n"),
        });
    }
    if !step.waits.is_empty() {
        blocks.push(heading(texts, Key::DOCUMENTS_WAITS));
        let waits = step.waits.iter();
        blocks.push(Block::List(
            waits.map(|wait| words::wait(texts, *wait)).collect(),
        ));
    }
    blocks.push(heading(texts, Key::DOCUMENTS_CHECK));
    blocks.push(Block::Text(with(words.check)));
    blocks.extend(errors(step, texts));
    if let Some(role) = step
        .give_back
        .and_then(trust::documents::LeastRole::entra_name)
    {
        blocks.push(heading(texts, Key::DOCUMENTS_GIVE_BACK));
        let text = texts.with(Key::DOCUMENTS_GIVE_BACK_TEXT, &[("role", role)]);
        blocks.push(Block::Text(text));
    }
    Section {
        title: with(words.title),
        anchor: step.kind.anchor(),
        blocks,
    }
}

fn pair(texts: Texts, key: Key, value: &str) -> (String, String) {
    (texts.get(key).to_owned(), value.to_owned())
}

fn heading(texts: Texts, key: Key) -> Block {
    Block::Heading(texts.get(key).to_owned())
}

/// The name of a value, with a mark where it came with the address.
fn marked(plan: &Plan, field: &str, label: String, texts: Texts) -> String {
    if plan.is_from_address(field) {
        format!("{label} ({})", texts.get(Key::DOCUMENTS_FROM_ADDRESS_MARK))
    } else {
        label
    }
}

/// Ids, addresses and parts of the credential, to copy.
fn values(plan: &Plan, step: &Step, texts: Texts) -> Vec<Block> {
    let mut pairs = Vec::new();
    let registers = matches!(step.kind, StepKind::Colleague | StepKind::Register);
    for application in &step.applications {
        let name = [("name", application.slot.display_name())];
        let named = |key, value: &String| {
            let label = marked(plan, "base_url", texts.with(key, &name), texts);
            (label, value.clone())
        };
        let word = application.slot.as_str();
        if let Some(id) = application.existing.client_id {
            let label = texts.with(Key::DOCUMENTS_CLIENT_ID, &name);
            let label = marked(plan, &format!("{word}_client"), label, texts);
            pairs.push((label, id.to_string()));
        }
        if registers {
            if let Some(id) = application.existing.object_id {
                let label = texts.with(Key::DOCUMENTS_OBJECT_ID, &name);
                let label = marked(plan, &format!("{word}_object"), label, texts);
                pairs.push((label, id.to_string()));
            }
            for uri in &application.redirect_uris {
                pairs.push(named(Key::DOCUMENTS_REDIRECT_URI, uri));
            }
            if let Some(url) = &application.logout_url {
                pairs.push(named(Key::DOCUMENTS_LOGOUT_URL, url));
            }
        }
    }
    let credential = &plan.credential;
    if step.kind == StepKind::Credential && !credential.is_certificate() {
        pairs.push(pair(
            texts,
            Key::DOCUMENTS_FEDERATED_NAME,
            &credential.name(),
        ));
        for (field, key, value) in [
            ("issuer", Key::DOCUMENTS_ISSUER, &credential.issuer),
            ("subject", Key::DOCUMENTS_SUBJECT, &credential.subject),
            ("audience", Key::DOCUMENTS_AUDIENCE, &credential.audience),
        ] {
            let unknown = texts.get(Key::DOCUMENTS_UNKNOWN);
            let value = if value.is_empty() { unknown } else { value };
            let label = marked(plan, field, texts.get(key).to_owned(), texts);
            pairs.push((label, value.to_owned()));
        }
    }
    if pairs.is_empty() {
        return vec![];
    }
    let mut blocks = vec![heading(texts, Key::DOCUMENTS_VALUES), Block::Values(pairs)];
    if matches!(step.kind, StepKind::Settings | StepKind::Consent(_)) {
        let text = texts.get(Key::DOCUMENTS_CLIENT_NEVER_OBJECT);
        blocks.push(Block::Text(text.to_owned()));
    }
    let look_up = credential.host.look_up();
    if step.kind == StepKind::Credential && !look_up.is_empty() {
        blocks.push(heading(texts, Key::DOCUMENTS_LOOK_UP));
        blocks.push(Block::Code {
            name: String::new(),
            text: look_up.join("\n"),
        });
    }
    blocks
}

/// The list, where a step asks for permissions, and what is not on it.
fn permissions(plan: &Plan, step: &Step, title: &str, texts: Texts) -> Vec<Block> {
    if !matches!(
        step.kind,
        StepKind::Register | StepKind::SignIn | StepKind::Consent(_) | StepKind::ExchangeScope
    ) {
        return vec![];
    }
    let mut blocks = vec![heading(texts, Key::DOCUMENTS_PERMISSIONS)];
    for application in &step.applications {
        if !application.asked.is_empty() {
            // Several steps have a table of the same application: whoever hears a caption alone can tell them apart.
            let caption = format!("{}: {title}", application.slot.display_name());
            blocks.push(table(&caption, &application.asked, texts));
        }
        if !application.by_exchange.is_empty() {
            let caption = format!(
                "{}: {}",
                application.slot.display_name(),
                texts.get(Key::DOCUMENTS_BY_EXCHANGE)
            );
            let roles = application.by_exchange.iter().filter_map(exchange_role);
            blocks.push(Block::Text(caption));
            blocks.push(Block::List(roles.map(str::to_owned).collect()));
        }
    }
    blocks.push(heading(texts, Key::DOCUMENTS_NOT_ASKED));
    let names = not_asked(plan).join(", ");
    let text = texts.with(Key::DOCUMENTS_NOT_ASKED_TEXT, &[("names", &names)]);
    blocks.push(Block::Text(text));
    blocks
}

fn table(caption: &str, asked: &[Asked], texts: Texts) -> Block {
    let columns = [
        Key::NEED_PERMISSION,
        Key::NEED_KIND,
        Key::DOCUMENTS_GUID,
        Key::NEED_TIER,
        Key::NEED_FEATURE,
        Key::DOCUMENTS_LOWER,
    ];
    let row = |asked: &Asked| {
        let features: Vec<&str> = asked
            .features
            .iter()
            .map(|feature| words::feature(texts, *feature))
            .collect();
        let lower = lower(asked);
        vec![
            asked.value.clone(),
            words::kind(texts, asked.kind),
            asked.guid.to_string(),
            words::tier(texts, asked.tier),
            features.join(", "),
            if lower.is_empty() {
                texts.get(Key::DOCUMENTS_LOWER_NONE).to_owned()
            } else {
                lower.join(", ")
            },
        ]
    };
    Block::Table {
        caption: caption.to_owned(),
        columns: columns.map(|key| texts.get(key).to_owned()).to_vec(),
        rows: asked.iter().map(row).collect(),
    }
}

/// The exact link, and what Microsoft's page will show.
fn consent(plan: &Plan, step: &Step, texts: Texts) -> Vec<Block> {
    let (StepKind::Consent(_), [application]) = (step.kind, &step.applications[..]) else {
        return vec![];
    };
    let link = plan.consent_link(application).map_or_else(
        || Block::Text(texts.get(Key::DOCUMENTS_CONSENT_LINK_MISSING).to_owned()),
        Block::Link,
    );
    vec![
        heading(texts, Key::DOCUMENTS_CONSENT_LINK),
        link,
        Block::Text(shows(plan, application, texts)),
    ]
}

fn shows(plan: &Plan, application: &Application, texts: Texts) -> String {
    let count = application.asked.len().to_string();
    let tenant = plan.customer.map(|id| id.to_string());
    let tenant = tenant
        .as_deref()
        .unwrap_or_else(|| texts.get(Key::DOCUMENTS_UNKNOWN));
    let values = [
        ("name", application.slot.display_name()),
        ("count", &count),
        ("tenant", tenant),
    ];
    texts.with(Key::DOCUMENTS_CONSENT_SHOWS, &values)
}

/// Portal and files: each a way of its own, unless a file is needed beside the others.
fn ways(plan: &Plan, step: &Step, portal: Option<String>, texts: Texts) -> Vec<Block> {
    let mut blocks = Vec::new();
    let credential = step.kind == StepKind::Credential;
    if credential && plan.credential.is_certificate() {
        let text = texts.get(Key::GUIDE_STEP_CREDENTIAL_DATES);
        blocks.push(Block::Text(text.to_owned()));
    }
    if credential && plan.signin_by_code {
        let text = texts.get(Key::GUIDE_STEP_CREDENTIAL_SIGNIN);
        blocks.push(Block::Text(text.to_owned()));
    }
    if credential && !plan.credential.is_complete() {
        let text = texts.get(Key::GUIDE_STEP_CREDENTIAL_INCOMPLETE);
        blocks.push(Block::Text(text.to_owned()));
    }
    if let Some(portal) = portal {
        blocks.push(heading(texts, Key::DOCUMENTS_PORTAL));
        let lines = portal.trim().lines().map(str::to_owned);
        blocks.push(Block::Steps(lines.collect()));
    }
    if step.artefacts.is_empty() {
        return blocks;
    }
    blocks.push(heading(texts, Key::DOCUMENTS_FILES));
    if step.kind == StepKind::Register {
        let text = texts.get(Key::DOCUMENTS_FILES_HELP);
        blocks.push(Block::Text(text.to_owned()));
    }
    if credential {
        let text = texts.get(Key::DOCUMENTS_TERRAFORM_COVERS);
        blocks.push(Block::Text(text.to_owned()));
        if let Some(key) = host_note(plan) {
            blocks.push(Block::Text(texts.get(key).to_owned()));
        }
    }
    for file in &step.artefacts {
        // Whoever needs no role for the other ways needs somebody with one for this.
        if file.text.contains("Connect-MgGraph") {
            let text = texts.get(Key::DOCUMENTS_POWERSHELL_CONSENT);
            blocks.push(Block::Text(text.to_owned()));
        }
        blocks.push(Block::Code {
            name: file.name.clone(),
            text: file.text.clone(),
        });
    }
    blocks
}

/// What the files of a place need said beside them.
const fn host_note(plan: &Plan) -> Option<Key> {
    match plan.credential.host {
        Host::Gcp => Some(Key::DOCUMENTS_NOTE_SETTINGS_FILE),
        Host::Github => Some(Key::DOCUMENTS_NOTE_GITHUB),
        Host::Aws => Some(Key::DOCUMENTS_NOTE_AWS),
        Host::Kubernetes | Host::Azure | Host::Certificate => None,
    }
}

fn errors(step: &Step, texts: Texts) -> Vec<Block> {
    let line = |code: &&'static str| Some(format!("{code}: {}", remedy(texts, code)?));
    let lines: Vec<String> = step.errors.iter().filter_map(line).collect();
    vec![heading(texts, Key::DOCUMENTS_ERRORS), Block::List(lines)]
}
