//! What is read from Microsoft 365 for meeting culture: switched on, limited, paused and watched by the administrator.

mod card;
pub mod kept;
mod reading;

use leptos::prelude::*;

use crate::paths;
use crate::server_functions::connectors::act::ActOnConnector;
use crate::server_functions::connectors::set_reading::SetReading;
use crate::server_functions::connectors::set_scope::SetScope;
use crate::server_functions::connectors::show::{ConnectorsPage as View, ShowConnectors};
use crate::server_functions::connectors::switch_export::SwitchExport;
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{
    Badge, ButtonLink, Card, FormProblem, PageHead, Post, PostForm, StaffPage, Submit, Tone,
    Weight, load,
};
use card::{ConnectorCard, Forms};

/// `/admin/connectors`
#[component]
pub fn ConnectorsPage() -> impl IntoView {
    let page = load(|| ShowConnectors {});
    view! { <StaffPage>{loaded(page, |page| view! { <Connectors page=page/> })}</StaffPage> }
}

#[component]
pub(crate) fn Connectors(page: View) -> impl IntoView {
    let texts = use_texts();
    let forms = Forms {
        act: Post::to::<ActOnConnector>(),
        scope: Post::to::<SetScope>(),
        reading: Post::to::<SetReading>(),
    };
    let typed = page.refused;
    let cards = page.connectors.into_iter().map(
        |connector| view! { <ConnectorCard connector=connector forms=forms typed=typed.clone()/> },
    );
    view! {
        <PageHead title=texts.get(Key::CONNECTOR_TITLE)/>
        <p class="lead">{texts.get(Key::CONNECTOR_LEAD)}</p>
        <FormProblem failure=forms.act.failure()/>
        {cards.collect_view()}
        <p class="actions"><ButtonLink href=paths::KEPT label=texts.get(Key::KEPT_LINK)/></p>
        <Card title=texts.get(Key::ORGANISATION_TITLE)>
            <p>{texts.get(Key::ORGANISATION_LINK_LEAD)}</p>
            <p class="actions">
                <ButtonLink href=paths::ORGANISATION label=texts.get(Key::ORGANISATION_LINK) weight=Weight::Secondary/>
            </p>
        </Card>
        <Analysts on=page.analyst_export/>
    }
    .into_any()
}

/// The switch for the export of person-weeks and meetings.
#[component]
fn Analysts(on: bool) -> impl IntoView {
    let texts = use_texts();
    let switch = Post::to::<SwitchExport>();
    let (tone, state, label, next) = if on {
        (
            Tone::Notice,
            Key::CONNECTOR_STATE_ON,
            Key::CONNECTOR_SWITCH_OFF,
            "false",
        )
    } else {
        (
            Tone::Neutral,
            Key::CONNECTOR_STATE_OFF,
            Key::CONNECTOR_SWITCH_ON,
            "true",
        )
    };
    let badge = view! { <Badge tone=tone>{texts.get(state)}</Badge> }.into_any();
    view! {
        <Card title=texts.get(Key::CONNECTOR_ANALYST) aside=badge>
            <p>{texts.get(Key::CONNECTOR_ANALYST_LEAD)}</p>
            <PostForm post=switch>
                <input type="hidden" name="on" value=next/>
                <Submit label=texts.get(label)/>
            </PostForm>
        </Card>
    }
    .into_any()
}
