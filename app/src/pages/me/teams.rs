//! The person's own connection to Teams.

use leptos::prelude::*;
use model::trust::TeamsView;

use crate::paths;
use crate::server_functions::me::disconnect_teams::DisconnectTeams;
use crate::texts::{Key, use_texts};
use crate::ui::{
    ButtonLink, Card, Confirm, FormProblem, LinkTarget, Moment, Post, PostForm, Submit, Weight,
};

/// What was allowed, since when, whether it still holds, and the way to take it back; nothing where Teams is not connected.
#[component]
pub(crate) fn Teams(teams: Option<TeamsView>) -> impl IntoView {
    let texts = use_texts();
    let post = Post::to::<DisconnectTeams>();
    let Some(teams) = teams else {
        return ().into_any();
    };
    let broken = teams.broken.then(|| {
        view! {
            <div class="note" data-tone="bad" role="status">
                <p>{texts.get(Key::ME_TEAMS_BROKEN)}</p>
                <p class="actions">
                    <ButtonLink
                        href=paths::connect(paths::ME)
                        label=texts.get(Key::ME_TEAMS_AGAIN)
                        weight=Weight::Primary
                        target=LinkTarget::Handler
                    />
                </p>
            </div>
        }
    });
    view! {
        <Card title=texts.get(Key::ME_TEAMS)>
            <FormProblem failure=post.failure().get_untracked()/>
            {broken}
            <p class="small">{texts.get(Key::ME_TEAMS_HELP)}</p>
            <dl class="facts facts-wide">
                <div><dt>{texts.get(Key::ME_TEAMS_SINCE)}</dt><dd><Moment at=teams.connected/></dd></div>
                <div><dt>{texts.get(Key::ME_TEAMS_USED)}</dt><dd><Moment at=teams.used/></dd></div>
                <div><dt>{texts.get(Key::ME_TEAMS_SCOPES)}</dt><dd><code>{teams.scopes.join(", ")}</code></dd></div>
            </dl>
            <Confirm label=texts.get(Key::ME_TEAMS_DISCONNECT) warning=texts.get(Key::ME_TEAMS_WARNING)>
                <PostForm post=post>
                    <Submit label=texts.get(Key::ME_TEAMS_DISCONNECT) weight=Weight::Danger/>
                </PostForm>
            </Confirm>
        </Card>
    }
    .into_any()
}
