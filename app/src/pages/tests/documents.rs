//! Set-up documents and the list of what is left to do.

use leptos::prelude::*;
use model::permission::{CalendarAccess, Feature};
use model::trust::guide::{DocumentsView, TodoKind, TodoSent, TodoState, TodoStep, TodoView};
use model::{Guid, TenantId};
use trust::documents::{self, Choices, Cloud, Host, Known, Plan};

use super::{HOSTILE, each_language, samples};
use crate::documents::{document, html, markdown, remedy};
use crate::language::Language;
use crate::pages::admin::todo::Todo;
use crate::pages::documents::Documents;
use crate::paths;
use crate::texts::{self, Key};

fn view() -> DocumentsView {
    DocumentsView {
        tenant: Some(TenantId(Guid::from_u128(3))),
        base_url: "https://anteroom.example.org".to_owned(),
        authority: "https://login.microsoftonline.com".to_owned(),
        graph_url: "https://graph.microsoft.com".to_owned(),
        signin_by_code: false,
        clients: vec![
            ("signin".to_owned(), Guid::from_u128(4)),
            ("data".to_owned(), Guid::from_u128(5)),
        ],
        features: vec![
            Feature::TeamsMeetings,
            Feature::Directory,
            Feature::Calendar,
        ],
        calendars: CalendarAccess::Basic,
        at: samples::NOW,
    }
}

fn choices(pairs: &[(&str, &str)]) -> Choices {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Choices::new(pairs.iter().map(owned))
}

fn plan(pairs: &[(&str, &str)]) -> Plan {
    choices(pairs).plan(&Known::from(&view())).0
}

/// Every combination that changes which sentences stand in a document.
fn plans() -> Vec<Plan> {
    let mut all = Vec::new();
    for host in Host::ALL {
        for (layout, extra) in [
            ("one", "x"),
            ("per_source", "colleague"),
            ("one", "full_calendars"),
        ] {
            all.push(plan(&[
                ("layout", layout),
                ("host", host.as_str()),
                ("subject", "s"),
                ("issuer", "https://issuer.example"),
                ("teams_meetings", "true"),
                ("calendar", "true"),
                ("permission_review", "true"),
                ("exchange_scope", "true"),
                ("teams_policy", "true"),
                (extra, "true"),
            ]));
        }
    }
    all.push(plan(&[("layout", "one")]));
    let anybody = DocumentsView {
        tenant: None,
        clients: vec![],
        ..view()
    };
    for cloud in Cloud::ALL {
        let chosen = choices(&[
            ("layout", "one"),
            ("host", "certificate"),
            ("cloud", cloud.as_str()),
            ("signin_code", "true"),
            ("teams_meetings", "true"),
            ("calendar", "true"),
        ]);
        all.push(chosen.plan(&Known::from(&anybody)).0);
    }
    all
}

#[test]
fn a_document_for_another_cloud_leads_to_its_portal_and_says_what_it_lacks() {
    for plan in plans() {
        let cloud = plan.cloud();
        for texts in Language::ALL.map(texts::of) {
            let text = markdown(&document(&plan, samples::NOW, texts));
            assert!(text.contains(documents::cloud::portal(cloud)), "{cloud:?}");
            let worldwide = cloud == Cloud::Worldwide;
            assert_eq!(text.contains("entra.microsoft.com"), worldwide, "{cloud:?}");
            assert!(text.contains(cloud.graph()), "{cloud:?}");
            let lacks = text.contains(texts.get(Key::DOCUMENTS_CLOUD_WITHOUT));
            assert_eq!(lacks, cloud == Cloud::China, "{cloud:?}");
        }
    }
}

#[test]
fn a_document_for_sign_in_by_code_says_that_sign_in_has_a_credential() {
    for plan in plans() {
        for texts in Language::ALL.map(texts::of) {
            // Outside of code Markdown hides underscores behind backslashes.
            let text = markdown(&document(&plan, samples::NOW, texts)).replace("\\_", "_");
            let note = text.contains(texts.get(Key::GUIDE_STEP_CREDENTIAL_SIGNIN));
            assert_eq!(note, plan.signin_by_code);
            let title = texts.get(Key::GUIDE_STEP_CREDENTIAL_TITLE_ALL);
            assert_eq!(text.contains(title), plan.signin_by_code);
            assert_eq!(
                text.contains("ANTEROOM_SIGNIN_CREDENTIAL="),
                plan.signin_by_code
            );
        }
    }
}

#[test]
fn every_document_says_in_both_languages_all_that_an_administrator_has_to_know() {
    for plan in plans() {
        for language in Language::ALL {
            let texts = texts::of(language);
            let text = markdown(&document(&plan, samples::NOW, texts));
            let outside: String = text.split("```").step_by(2).collect();
            assert!(!outside.contains('{'), "an open placeholder: {outside}");
            for key in [
                Key::DOCUMENTS_WHO,
                Key::DOCUMENTS_WHERE,
                Key::DOCUMENTS_MADE,
                Key::DOCUMENTS_CHECK,
                Key::DOCUMENTS_ERRORS,
                Key::DOCUMENTS_NOT_ASKED,
                Key::DOCUMENTS_HASH,
            ] {
                assert!(text.contains(texts.get(key)), "{}", texts.get(key));
            }
            assert!(text.contains(&documents::list_hash(&plan)));
            for application in plan.applications() {
                for asked in &application.asked {
                    assert!(text.contains(&asked.guid.to_string()), "{}", asked.value);
                }
                for uri in &application.redirect_uris {
                    assert!(text.contains(uri.as_str()), "{uri}");
                }
            }
        }
    }
}

#[test]
fn every_step_names_three_errors_and_each_has_its_remedy() {
    for plan in plans() {
        for step in documents::steps(&plan) {
            assert_eq!(step.errors.len(), 3, "{:?}", step.kind);
            for code in step.errors {
                for language in Language::ALL {
                    assert!(remedy(texts::of(language), code).is_some(), "{code}");
                }
            }
        }
    }
}

#[test]
fn the_page_shows_form_steps_files_and_links_to_them_with_the_same_choices() {
    let chosen = choices(&[
        ("layout", "per_source"),
        ("host", "aws"),
        ("issuer", "https://issuer.example"),
        ("subject", "arn:aws:iam::1:role/x"),
        ("calendar", "true"),
        ("signin_client", &Guid::from_u128(6).to_string()),
    ]);
    let drawn = each_language("documents", |_| {
        view! { <Documents view=view() choices=chosen.clone() place=paths::SETUP_DOCUMENTS/> }
            .into_any()
    });
    for (texts, html) in drawn {
        assert_eq!(html.values("form", "method"), ["get"]);
        assert_eq!(html.values("form", "action"), [paths::SETUP_DOCUMENTS]);
        assert_eq!(html.field("subject"), Some("arn:aws:iam::1:role/x"));
        // The address names another client id than the configured one, which stands.
        assert_eq!(html.field("signin_client"), None);
        assert!(html.contains(&Guid::from_u128(4).to_string()));
        let mark = texts.get(Key::DOCUMENTS_FROM_ADDRESS_MARK);
        assert!(html.contains(&format!("{} ({mark})", texts.get(Key::DOCUMENTS_SUBJECT))));
        let links = html.values("a", "href");
        for file in [
            "anteroom.tf",
            "anteroom-calendar.json",
            "anteroom-setup.md",
            "anteroom-setup.html",
        ] {
            let start =
                format!("/admin/setup/documents/{file}?layout=per_source&amp;host=aws&amp;");
            assert!(
                links.iter().any(|link| link.starts_with(&start)),
                "{file}: {links:?}"
            );
        }
        for anchor in ["#register", "#credential", "#consent-calendar", "#roles"] {
            assert!(links.contains(&anchor), "{anchor}");
        }
        assert!(
            html.contains("https://anteroom.example.org/trust/setup?layout=per_source&host=aws&")
        );
        assert!(html.contains(texts.get(Key::GUIDE_LEAST_PRIVILEGED_ROLE)));
        assert!(!html.contains(texts.get(Key::DOCUMENTS_CHOICES_WRONG)));
    }
}

#[test]
fn harmful_choices_come_back_as_text_and_are_named() {
    let chosen = choices(&[
        ("layout", HOSTILE),
        ("host", HOSTILE),
        ("calendar", "true"),
        ("issuer", HOSTILE),
        ("subject", "${x}$(id)'`"),
        ("base_url", HOSTILE),
        ("home", HOSTILE),
        ("data_object", HOSTILE),
        (HOSTILE, HOSTILE),
    ]);
    let drawn = each_language("documents-hostile", |_| {
        view! { <Documents view=view() choices=chosen.clone() place=paths::SETUP_DOCUMENTS/> }
            .into_any()
    });
    for (texts, html) in drawn {
        assert!(!html.raw().contains("<script"));
        assert!(html.contains(texts.get(Key::DOCUMENTS_CHOICES_WRONG)));
        assert_eq!(html.raw().matches("data-wrong=\"true\"").count(), 2);
        let typed = super::html::attribute(HOSTILE);
        assert_eq!(html.field("base_url"), None);
        for field in ["home", "data_object"] {
            assert_eq!(html.field(field), Some(typed.as_str()), "{field}");
        }
    }
}

#[test]
fn files_that_stand_alone_hold_no_markup_of_a_value() {
    let mut plan = plan(&[("host", "aws"), ("layout", "one"), ("calendar", "true")]);
    plan.credential.issuer = HOSTILE.to_owned();
    plan.credential.subject = format!("```\n{HOSTILE}");
    for language in Language::ALL {
        let document = document(&plan, samples::NOW, texts::of(language));
        let page = html(&document, language);
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;"));
        assert!(!page.contains("http-equiv") && !page.contains("src="));
        let text = markdown(&document);
        // A fence is closed by as many backticks as opened it; what a value holds are fewer.
        let (mut fence, mut outside) = (None, String::new());
        for line in text.lines() {
            let ticks = line.chars().take_while(|letter| *letter == '`').count();
            match fence {
                Some(opened) if ticks == opened && line.len() == ticks => fence = None,
                Some(_) => {}
                None if ticks >= 3 => fence = Some(ticks),
                None => outside.push_str(&format!("\n{line}")),
            }
        }
        assert!(!outside.contains("\n<script"), "{outside}");
    }
}

#[test]
fn for_anybody_nothing_of_an_organisation_is_known() {
    let anybody = DocumentsView {
        tenant: None,
        clients: vec![],
        ..view()
    };
    let drawn = each_language("documents-public", |_| {
        view! { <Documents view=anybody.clone() choices=choices(&[]) place=paths::PUBLIC_DOCUMENTS/> }.into_any()
    });
    for (texts, html) in drawn {
        assert!(html.contains(texts.get(Key::DOCUMENTS_PUBLIC_LEAD)));
        assert!(html.contains(texts.get(Key::DOCUMENTS_CONSENT_LINK_MISSING)));
        assert!(!html.contains(&Guid::from_u128(3).to_string()));
        let files = html.values("a", "href");
        assert!(files.contains(&"/trust/setup/anteroom.tf"));
        // Cloud and way of signing in are those of an installation where it is known.
        assert_eq!(html.field("signin_code"), Some("true"));
    }
}

fn step(kind: TodoKind, state: TodoState) -> TodoStep {
    TodoStep {
        kind,
        state,
        name: "Anteroom Data".to_owned(),
        code: String::new(),
        at: None,
        by_itself: true,
        link: None,
    }
}

fn todo() -> TodoView {
    TodoView {
        tenant_id: TenantId(Guid::from_u128(3)),
        tenant_name: HOSTILE.to_owned(),
        steps: vec![
            step(TodoKind::SignIn, TodoState::Done),
            step(TodoKind::Registration, TodoState::Done),
            TodoStep {
                code: "AADSTS700213".to_owned(),
                ..step(TodoKind::Credential, TodoState::Open)
            },
            TodoStep {
                code: "AADSTS65001".to_owned(),
                link: Some("https://login.example/adminconsent?a=1&b=2".to_owned()),
                at: Some(samples::NOW),
                ..step(TodoKind::Consent, TodoState::Wait)
            },
            step(TodoKind::People, TodoState::Open),
            step(TodoKind::Rooms, TodoState::Open),
        ],
        may_send: true,
    }
}

#[test]
fn the_list_tells_what_is_done_by_whom_the_rest_and_where_the_instructions_are() {
    let drawn = each_language("todo", |_| {
        view! { <Todo view=todo() sent=Some(TodoSent::Sent)/> }.into_any()
    });
    for (texts, html) in drawn {
        let progress = texts.with(Key::TODO_PROGRESS, &[("done", "2"), ("all", "6")]);
        assert!(html.contains(&progress));
        assert!(html.contains("AADSTS700213") && html.contains("AADSTS65001"));
        assert!(html.contains(texts.get(Key::TODO_SENT)));
        assert!(html.contains(HOSTILE) && !html.raw().contains("<script"));
        let links = html.values("a", "href");
        assert!(links.contains(&"https://login.example/adminconsent?a=1&amp;b=2"));
        assert!(links.contains(&"/admin/setup/documents#credential"));
        assert!(
            html.values("form", "action")
                .contains(&"/api/setup/send_todo")
        );
    }
}

#[test]
fn whoever_may_not_send_sees_the_list_without_a_form() {
    let mut view = todo();
    view.may_send = false;
    let reader = view.clone();
    for (_, html) in each_language("todo-reader", |_| {
        view! { <Todo view=reader.clone() sent=None/> }.into_any()
    }) {
        let links = html.values("a", "href");
        assert!(links.contains(&"/trust/setup#credential"), "{links:?}");
        assert!(
            !links
                .iter()
                .any(|link| link.starts_with("/admin/setup/documents"))
        );
    }
    view.steps.truncate(2);
    for (texts, html) in each_language("todo-read", |_| {
        view! { <Todo view=view.clone() sent=None/> }.into_any()
    }) {
        assert_eq!(html.values("form", "action"), [] as [&str; 0]);
        assert!(html.contains(texts.get(Key::TODO_ALL_DONE)));
    }
}

#[test]
fn no_two_tables_of_a_document_have_the_same_caption() {
    for plan in plans() {
        for language in Language::ALL {
            let document = document(&plan, samples::NOW, texts::of(language));
            let mut captions: Vec<String> = document
                .sections
                .iter()
                .flat_map(|section| &section.blocks)
                .filter_map(|block| match block {
                    crate::documents::Block::Table { caption, .. } => Some(caption.clone()),
                    _ => None,
                })
                .collect();
            let all = captions.len();
            assert!(all > 1);
            captions.sort();
            captions.dedup();
            assert_eq!(captions.len(), all, "{captions:?}");
        }
    }
}
