//! What stands below the tables: ways to review, switches, who is told, history, evidence.

use leptos::prelude::*;
use model::FieldProblem;
use model::trust::review::{
    EvidenceChain, FeatureSwitch, GrantChange, GrantEnd, ReviewMode, ReviewView,
};

use crate::documents::feature as feature_name;
use crate::paths;
use crate::texts::{Key, Texts};
use crate::ui::field::problem_of;
use crate::ui::{
    Badge, ButtonLink, Card, Confirm, Empty, FormProblem, LinkTarget, Moment, Post, PostForm,
    Submit, Table, TextField, Tone, Weight,
};

use super::words;

/// The three ways with their cost, and which one is in force.
pub(super) fn modes(texts: Texts, view: &ReviewView) -> AnyView {
    let in_force = |mode: ReviewMode| {
        let data = view.registrations.iter().filter(|review| !review.signin);
        data.clone().any(|review| review.mode == mode)
    };
    let columns = [
        Key::REVIEW_MODES_WAY,
        Key::REVIEW_MODES_NEEDS,
        Key::REVIEW_MODES_SEES,
    ];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let row = |mode: ReviewMode, keys: [Key; 3]| {
        let [name, needs, sees] = keys;
        let badge = in_force(mode).then(|| {
            view! { " " <Badge tone=Tone::Accent>{texts.get(Key::REVIEW_MODES_NOW)}</Badge> }
        });
        view! {
            <tr>
                <th scope="row">{texts.get(name)} {badge}</th>
                <td data-label=texts.get(Key::REVIEW_MODES_NEEDS)>{texts.get(needs)}</td>
                <td data-label=texts.get(Key::REVIEW_MODES_SEES)>{texts.get(sees)}</td>
            </tr>
        }
        .into_any()
    };
    let rows = [
        row(
            ReviewMode::Probes,
            [
                Key::REVIEW_MODES_A,
                Key::REVIEW_MODES_A_NEEDS,
                Key::REVIEW_MODES_A_SEES,
            ],
        ),
        row(
            ReviewMode::Live,
            [
                Key::REVIEW_MODES_B,
                Key::REVIEW_MODES_B_NEEDS,
                Key::REVIEW_MODES_B_SEES,
            ],
        ),
        row(
            ReviewMode::Pasted,
            [
                Key::REVIEW_MODES_C,
                Key::REVIEW_MODES_C_NEEDS,
                Key::REVIEW_MODES_C_SEES,
            ],
        ),
    ];
    view! {
        <Card title=texts.get(Key::REVIEW_MODES)>
            <Table caption=texts.get(Key::REVIEW_MODES_CAPTION) columns=columns>{rows}</Table>
            <p class="actions no-print">
                <ButtonLink href=paths::PERMISSIONS_ONCE label=texts.get(Key::REVIEW_MODES_ONCE_LINK) target=LinkTarget::Handler/>
                <ButtonLink href=paths::PERMISSIONS_PASTED label=texts.get(Key::REVIEW_MODES_C_LINK)/>
            </p>
        </Card>
    }
    .into_any()
}

/// The switches of features. Without a form for whom may not, and on paper.
pub(super) fn switches(
    texts: Texts,
    features: Vec<FeatureSwitch>,
    switch: Option<Post>,
) -> Option<AnyView> {
    if features.is_empty() {
        return None;
    }
    let rows: Vec<AnyView> = features
        .into_iter()
        .map(|feature| one_switch(texts, feature, switch))
        .collect();
    Some(
        view! {
            <Card title=texts.get(Key::REVIEW_FEATURES)>
                <p>{texts.get(Key::REVIEW_FEATURES_LEAD)}</p>
                {switch.map(|switch| view! { <FormProblem failure=switch.failure()/> })}
                <ul class="review-switches">{rows}</ul>
            </Card>
        }
        .into_any(),
    )
}

fn one_switch(texts: Texts, feature: FeatureSwitch, switch: Option<Post>) -> AnyView {
    let (tone, word) = if feature.on {
        (Tone::Good, Key::REVIEW_FEATURE_ON)
    } else {
        (Tone::Neutral, Key::REVIEW_FEATURE_OFF)
    };
    let value = serde_json::to_value(feature.feature).unwrap_or_default();
    let value = value.as_str().unwrap_or_default().to_owned();
    let names = feature.frees.join(", ");
    let form = move |on: &'static str, label: Key, weight: Weight, post: Post| {
        view! {
            <PostForm post=post>
                <input type="hidden" name="feature" value=value.clone()/>
                <input type="hidden" name="on" value=on/>
                <Submit label=texts.get(label) weight=weight/>
            </PostForm>
        }
        .into_any()
    };
    let warning = if names.is_empty() {
        texts.get(Key::REVIEW_SWITCH_OFF_WARNING_NONE).to_owned()
    } else {
        texts.with(Key::REVIEW_SWITCH_OFF_WARNING, &[("names", &names)])
    };
    let frees = (!feature.on && !names.is_empty()).then(|| {
        view! { <p class="small">{texts.with(Key::REVIEW_FREES, &[("names", &names)])}</p> }
    });
    let action = switch.map(|post| {
        if feature.on {
            let sure = form("false", Key::REVIEW_SWITCH_OFF_SURE, Weight::Danger, post);
            view! { <Confirm label=texts.get(Key::REVIEW_SWITCH_OFF) warning=warning>{sure}</Confirm> }
                .into_any()
        } else {
            form("true", Key::REVIEW_SWITCH_ON, Weight::Secondary, post)
        }
    });
    view! {
        <li class="review-switch">
            <div>
                <p><strong>{feature_name(texts, feature.feature)}</strong> " " <Badge tone=tone>{texts.get(word)}</Badge></p>
                {frees}
            </div>
            <div class="no-print">{action}</div>
        </li>
    }
    .into_any()
}

/// Who is told of changes.
pub(super) fn mail(texts: Texts, notify: &str, post: Option<Post>) -> AnyView {
    let body = match post {
        None if notify.is_empty() => {
            view! { <p>{texts.get(Key::REVIEW_MAIL_NOBODY)}</p> }.into_any()
        }
        None => view! { <p>{notify.to_owned()}</p> }.into_any(),
        Some(post) => {
            let notify = notify.to_owned();
            let failure = post.failure();
            let wrong: Signal<Option<FieldProblem>> = Signal::derive(move || {
                let failure = failure.get();
                failure.and_then(|failure| problem_of(&failure.0.fields, "addresses"))
            });
            view! {
                <PostForm post=post class="form">
                    <FormProblem failure=failure/>
                    <TextField
                        name="addresses"
                        label=texts.get(Key::REVIEW_MAIL_ADDRESSES)
                        help=texts.get(Key::REVIEW_MAIL_HELP)
                        value=notify
                        most=1300
                        problem=wrong
                    />
                    <Submit label=texts.get(Key::REVIEW_MAIL_SAVE)/>
                </PostForm>
            }
            .into_any()
        }
    };
    view! {
        <Card title=texts.get(Key::REVIEW_MAIL)>
            <p>{texts.get(Key::REVIEW_MAIL_LEAD)}</p>
            {body}
        </Card>
    }
    .into_any()
}

/// Grants that appeared or went.
pub(super) fn history(texts: Texts, history: Vec<GrantChange>) -> AnyView {
    let list = if history.is_empty() {
        view! { <Empty title=texts.get(Key::REVIEW_HISTORY_NONE_TITLE) text=texts.get(Key::REVIEW_HISTORY_NONE)/> }.into_any()
    } else {
        let columns = [
            Key::REVIEW_HISTORY_PERMISSION,
            Key::REVIEW_HISTORY_RESOURCE,
            Key::REVIEW_HISTORY_REGISTRATION,
            Key::REVIEW_HISTORY_SEEN,
            Key::REVIEW_HISTORY_GONE,
        ];
        let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
        let rows: Vec<AnyView> = history
            .into_iter()
            .map(|change| {
                let gone = match change.gone {
                    Some(at) => {
                        let why = change.ended.map(|ended| {
                            let why = texts.get(match ended {
                                GrantEnd::Replaced => Key::REVIEW_HISTORY_REPLACED,
                                GrantEnd::Unconfigured => Key::REVIEW_HISTORY_UNCONFIGURED,
                            });
                            view! { ": " {why} }
                        });
                        view! { <Moment at=at/> {why} }.into_any()
                    }
                    None => texts.get(Key::REVIEW_HISTORY_THERE).into_any(),
                };
                let resource = words::resource_name(texts, change.resource);
                view! {
                    <tr>
                        <th scope="row"><code>{change.value}</code> " " {texts.get(words::kind(change.kind))}</th>
                        <td data-label=texts.get(Key::REVIEW_HISTORY_RESOURCE)>{resource}</td>
                        <td data-label=texts.get(Key::REVIEW_HISTORY_REGISTRATION)>
                            <code class="review-id">{change.client_id.to_string()}</code>
                        </td>
                        <td data-label=texts.get(Key::REVIEW_HISTORY_SEEN)><Moment at=change.first_seen/></td>
                        <td data-label=texts.get(Key::REVIEW_HISTORY_GONE)>{gone}</td>
                    </tr>
                }
                .into_any()
            })
            .collect();
        view! { <Table caption=texts.get(Key::REVIEW_HISTORY_CAPTION) columns=columns>{rows}</Table> }
            .into_any()
    };
    view! { <Card title=texts.get(Key::REVIEW_HISTORY)>{list}</Card> }.into_any()
}

/// The chain of evidence.
pub(super) fn evidence(texts: Texts, chain: &EvidenceChain) -> AnyView {
    let text = if !chain.intact {
        view! { <p class="note" data-tone=Tone::Bad.as_str()>{texts.get(Key::REVIEW_EVIDENCE_BROKEN)}</p> }.into_any()
    } else if chain.last == 0 {
        view! { <p>{texts.get(Key::REVIEW_EVIDENCE_NONE)}</p> }.into_any()
    } else {
        let intact = texts.with(
            Key::REVIEW_EVIDENCE_INTACT,
            &[
                ("n", &chain.last.to_string()),
                ("verified", &chain.verified.to_string()),
            ],
        );
        view! { <p>{intact} " " <code class="review-id">{chain.head.clone()}</code></p> }.into_any()
    };
    let consents = (chain.intact && chain.consents > 0).then(|| {
        let consents = chain.consents.to_string();
        view! { <p class="small">{texts.with(Key::REVIEW_EVIDENCE_CONSENTS, &[("n", &consents)])}</p> }
    });
    view! {
        <Card title=texts.get(Key::REVIEW_EVIDENCE)>
            <p>{texts.get(Key::REVIEW_EVIDENCE_LEAD)}</p>
            {text}
            {consents}
        </Card>
    }
    .into_any()
}
