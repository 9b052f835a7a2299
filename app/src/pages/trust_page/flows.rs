//! The four flows as numbered diagrams: an ordered list that reads by itself, with lanes and arrows drawn by the style
//! sheet.

use std::sync::Arc;

use leptos::prelude::*;

use crate::installation::{ConnectionKind, Installation};
use crate::texts::{Key, Texts, use_texts};

/// Who takes part in a flow, in the order of the lanes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Party {
    Browser,
    Anteroom,
    Entra,
    Graph,
}

impl Party {
    const ALL: [Self; 4] = [Self::Browser, Self::Anteroom, Self::Entra, Self::Graph];

    const fn key(self) -> Key {
        match self {
            Self::Browser => Key::PARTY_BROWSER,
            Self::Anteroom => Key::PARTY_ANTEROOM,
            Self::Entra => Key::PARTY_ENTRA,
            Self::Graph => Key::PARTY_GRAPH,
        }
    }

    /// Lane, from 1.
    const fn lane(self) -> usize {
        match self {
            Self::Browser => 1,
            Self::Anteroom => 2,
            Self::Entra => 3,
            Self::Graph => 4,
        }
    }
}

/// One step: from whom to whom (the same for what happens at one place), and its sentence.
#[derive(Clone, Copy)]
struct Step(Party, Party, Key);

impl Step {
    /// The connection it uses.
    const fn connection(self) -> Option<ConnectionKind> {
        use Party::{Anteroom, Browser, Entra, Graph};
        match (self.0, self.1) {
            (Browser, Anteroom) | (Anteroom, Browser) => Some(ConnectionKind::Browsers),
            (Browser, Entra) | (Entra, Browser) => Some(ConnectionKind::SignIn),
            (Anteroom, Entra) | (Entra, Anteroom) => Some(ConnectionKind::Tokens),
            (Anteroom, Graph) | (Graph, Anteroom) => Some(ConnectionKind::Graph),
            _ => None,
        }
    }
}

/// The four flows.
#[component]
pub(in crate::pages) fn Flows(installation: Arc<Installation>) -> impl IntoView {
    use Party::{Anteroom, Browser, Entra, Graph};
    let texts = use_texts();
    let (handed, carried) = if installation.signin_by_code {
        (Key::FLOW_SIGNIN_4_CODE, Key::FLOW_SIGNIN_5_CODE)
    } else {
        (Key::FLOW_SIGNIN_4, Key::FLOW_SIGNIN_5)
    };
    let sign_in = vec![
        Step(Browser, Anteroom, Key::FLOW_SIGNIN_1),
        Step(Anteroom, Browser, Key::FLOW_SIGNIN_2),
        Step(Browser, Entra, Key::FLOW_SIGNIN_3),
        Step(Entra, Browser, handed),
        Step(Browser, Anteroom, carried),
        Step(Anteroom, Entra, Key::FLOW_SIGNIN_6),
        Step(Anteroom, Browser, Key::FLOW_SIGNIN_7),
    ];
    let consent = vec![
        Step(Browser, Anteroom, Key::FLOW_CONSENT_1),
        Step(Anteroom, Browser, Key::FLOW_CONSENT_2),
        Step(Browser, Entra, Key::FLOW_CONSENT_3),
        Step(Browser, Anteroom, Key::FLOW_CONSENT_4),
        Step(Anteroom, Entra, Key::FLOW_CONSENT_5),
        Step(Anteroom, Graph, Key::FLOW_CONSENT_6),
        Step(Anteroom, Anteroom, Key::FLOW_CONSENT_7),
    ];
    let app = vec![
        Step(Anteroom, Anteroom, Key::FLOW_APP_1),
        Step(Anteroom, Entra, Key::FLOW_APP_2),
        Step(Entra, Anteroom, Key::FLOW_APP_3),
        Step(Anteroom, Graph, Key::FLOW_APP_4),
        Step(Graph, Anteroom, Key::FLOW_APP_5),
        Step(Anteroom, Anteroom, Key::FLOW_APP_6),
    ];
    let delegated = vec![
        Step(Browser, Anteroom, Key::FLOW_DELEGATED_1),
        Step(Entra, Browser, Key::FLOW_DELEGATED_2),
        Step(Browser, Anteroom, Key::FLOW_DELEGATED_3),
        Step(Anteroom, Entra, Key::FLOW_DELEGATED_4),
        Step(Anteroom, Anteroom, Key::FLOW_DELEGATED_5),
        Step(Anteroom, Graph, Key::FLOW_DELEGATED_6),
    ];
    let flows = [
        (Key::FLOW_SIGNIN_TITLE, Key::FLOW_SIGNIN_LEAD, sign_in),
        (Key::FLOW_CONSENT_TITLE, Key::FLOW_CONSENT_LEAD, consent),
        (Key::FLOW_APP_TITLE, Key::FLOW_APP_LEAD, app),
        (
            Key::FLOW_DELEGATED_TITLE,
            Key::FLOW_DELEGATED_LEAD,
            delegated,
        ),
    ];
    let flows = flows.map(|(title, lead, steps)| {
        let lanes = Party::ALL.map(|party| {
            view! { <span class="flow-lane">{texts.get(party.key())}</span> }
        });
        let steps: Vec<AnyView> = steps
            .into_iter()
            .map(|step| step_view(texts, &installation, step))
            .collect();
        view! {
            <section class="card flow">
                <h3>{texts.get(title)}</h3>
                <p class="small">{texts.get(lead)}</p>
                <div class="flow-lanes" aria-hidden="true">{lanes.collect_view()}</div>
                <ol class="flow-steps">{steps}</ol>
            </section>
        }
    });
    view! {
        <h2 id="flows">{texts.get(Key::FLOW_TITLE)}</h2>
        <p>{texts.get(Key::FLOW_LEAD)}</p>
        {flows.collect_view()}
    }
}

fn step_view(texts: Texts, installation: &Installation, step: Step) -> AnyView {
    let Step(from, to, text) = step;
    let (low, high) = (from.lane().min(to.lane()), from.lane().max(to.lane()));
    // Where the arrow begins, where it ends, and which way it points; the style sheet draws it.
    let class = format!("flow-arrow flow-{low}-{high}");
    let way = (to.lane() != from.lane()).then_some(if to.lane() > from.lane() {
        "on"
    } else {
        "back"
    });
    let (from, to) = (texts.get(from.key()), texts.get(to.key()));
    let said = if way.is_some() {
        texts.with(Key::FLOW_STEP_SAID, &[("from", from), ("to", to)])
    } else {
        texts.with(Key::FLOW_STEP_ALONE, &[("from", from)])
    };
    let number = step
        .connection()
        .and_then(|kind| installation.number(kind))
        .map(|number| {
            let text = texts.with(Key::FLOW_CONNECTION, &[("n", &number.to_string())]);
            view! { " " <span class="small">"(" {text} ")"</span> }
        });
    view! {
        <li class="flow-step">
            <span class=class data-way=way aria-hidden="true"></span>
            <p><strong class="flow-said">{said}</strong> " " {texts.get(text)} {number}</p>
        </li>
    }
    .into_any()
}
