//! What is kept about the person signed in, and what they may do about it. For any member, without a role.

pub(crate) mod teams;

use leptos::prelude::*;
use model::culture::Quantity;
use model::culture::me::{KeptView, MeView, OwnWeek};
use model::culture::view::{Unit, Week};

use crate::paths;
use crate::server_functions::me::erase::EraseMe;
use crate::server_functions::me::opt_in::OptIn;
use crate::server_functions::me::opt_out::OptOut;
use crate::server_functions::me::show::ShowMe;
use crate::server_functions::me::teams::ShowTeams;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::chart::number::{amount, decimal, iso};
use crate::ui::data::{loaded, loaded_or};
use crate::ui::{
    Badge, ButtonLink, Card, Confirm, Empty, FormProblem, LinkTarget, Moment, PageHead, Post,
    PostForm, StaffPage, Submit, Table, Tone, Weight, load,
};

/// `/me`
#[component]
pub fn MePage() -> impl IntoView {
    view! {
        <StaffPage>
            {loaded(load(|| ShowMe {}), |me| view! { <OwnPage me=me/> })}
            // Why there is nothing is told once, above.
            {loaded_or(load(|| ShowTeams {}), |teams| view! { <teams::Teams teams=teams/> }, |_| ().into_any())}
        </StaffPage>
    }
}

#[component]
pub(crate) fn OwnPage(me: MeView) -> impl IntoView {
    let texts = use_texts();
    let MeView {
        kept,
        weeks,
        looked,
    } = me;
    let looked = match (looked.texts, looked.titles) {
        (false, false) => Key::ME_LOOKED_NEITHER,
        (true, false) => Key::ME_LOOKED_TEXTS,
        (false, true) => Key::ME_LOOKED_TITLES,
        (true, true) => Key::ME_LOOKED_BOTH,
    };
    let out = kept.opted_out;
    let (tone, key) = match out {
        Some(_) => (Tone::Notice, Key::ME_OPTED_OUT),
        None => (Tone::Good, Key::ME_TAKING_PART),
    };
    let badge = view! { <Badge tone=tone>{texts.get(key)}</Badge> }.into_any();
    let nothing = !kept.known && out.is_none();
    view! {
        <PageHead title=texts.get(Key::ME_TITLE) actions=badge/>
        <p class="lead">{texts.get(Key::ME_LEAD)}</p>
        <p>{texts.get(looked)}</p>
        {out.map(|since| view! {
            <div class="note" data-tone="notice">
                <p class="note-title">{texts.get(Key::ME_OPTED_OUT)}</p>
                <p>{texts.get(Key::ME_OPTED_OUT_SINCE)}</p>
                <p class="small">{texts.get(Key::ME_SINCE)} " " <Moment at=since/></p>
            </div>
        })}
        {nothing.then(|| view! { <Empty title=texts.get(Key::ME_NOTHING_TITLE) text=texts.get(Key::ME_NOTHING)/> })}
        {kept.known.then(|| view! { <Kept kept=kept.clone()/> })}
        {own(texts, &weeks)}
        <Rights out=out.is_some()/>
    }
    .into_any()
}

#[component]
fn Kept(kept: KeptView) -> impl IntoView {
    let texts = use_texts();
    let none = move || texts.get(Key::ME_NONE).to_owned();
    let weeks = kept.weeks.map_or_else(none, |(first, last)| {
        let (first, last) = (iso(Week(first).monday().0), iso(Week(last).sunday().0));
        texts.with(
            Key::CULTURE_WEEKS_SPAN,
            &[("first", &first), ("last", &last)],
        )
    });
    let attributes: Vec<String> = kept
        .attributes
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let joined = move |list: &[String]| {
        if list.is_empty() {
            none()
        } else {
            list.join(", ")
        }
    };
    view! {
        <Card title=texts.get(Key::ME_KEPT)>
            <dl class="facts facts-wide">
                <div><dt>{texts.get(Key::ME_WEEKS)}</dt><dd>{weeks}</dd></div>
                <div>
                    <dt>{texts.get(Key::ME_EVENTS)}</dt>
                    <dd>{count(texts, kept.events)} " " <span class="small">{texts.get(Key::ME_EVENTS_HELP)}</span></dd>
                </div>
                <div><dt>{texts.get(Key::ME_FIGURES)}</dt><dd>{count(texts, kept.figures)}</dd></div>
                <div><dt>{texts.get(Key::ME_ATTRIBUTES)}</dt><dd>{joined(&attributes)}</dd></div>
                <div><dt>{texts.get(Key::ME_GROUPS)}</dt><dd>{joined(&kept.groups)}</dd></div>
                {kept.last_read.map(|at| view! {
                    <div><dt>{texts.get(Key::ME_LAST_READ)}</dt><dd><Moment at=at/></dd></div>
                })}
            </dl>
        </Card>
    }
    .into_any()
}

#[expect(clippy::cast_precision_loss, reason = "counts shown to people")]
fn count(texts: Texts, count: u64) -> String {
    decimal(texts, count as f64, 0)
}

/// Own figures by week, latest first; nothing where there are none.
fn own(texts: Texts, weeks: &[OwnWeek]) -> AnyView {
    if weeks.is_empty() {
        return ().into_any();
    }
    let columns = [
        Key::ME_WEEK,
        Key::ME_MEETING_HOURS,
        Key::ME_MEETINGS,
        Key::ME_FOCUS_HOURS,
        Key::ME_AFTER_HOURS,
    ];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let rows = weeks.iter().map(|week| {
        view! {
            <tr>
                <th scope="row">{iso(Week(week.week).monday().0)}</th>
                <td data-label=texts.get(Key::ME_MEETING_HOURS)>{figure(texts, week, Quantity::MEETING_MIN)}</td>
                <td data-label=texts.get(Key::ME_MEETINGS)>{figure(texts, week, Quantity::ATTENDANCES)}</td>
                <td data-label=texts.get(Key::ME_FOCUS_HOURS)>{figure(texts, week, Quantity::FOCUS_MIN)}</td>
                <td data-label=texts.get(Key::ME_AFTER_HOURS)>{figure(texts, week, Quantity::AFTER_HOURS_MIN)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Card title=texts.get(Key::ME_OWN)>
            <p class="small">{texts.get(Key::ME_OWN_HELP)}</p>
            <Table caption=texts.get(Key::ME_OWN_CAPTION) columns=columns>{rows}</Table>
        </Card>
    }
    .into_any()
}

/// A figure: minutes as hours, counts as they are, nothing without data.
#[expect(clippy::cast_precision_loss, reason = "figures of one week")]
fn figure(texts: Texts, week: &OwnWeek, quantity: Quantity) -> String {
    let found = week.figures.iter().find(|(known, _)| *known == quantity);
    let Some((_, value)) = found else {
        return String::new();
    };
    let value = *value as f64;
    if quantity == Quantity::ATTENDANCES {
        decimal(texts, value, 0)
    } else {
        amount(texts, Unit::Hours, value / 60.0)
    }
}

#[component]
fn Rights(out: bool) -> impl IntoView {
    let texts = use_texts();
    let (opt_out, opt_in, erase) = (
        Post::to::<OptOut>(),
        Post::to::<OptIn>(),
        Post::to::<EraseMe>(),
    );
    let failure = [opt_out, opt_in, erase]
        .into_iter()
        .find_map(|post| post.failure().get_untracked());
    let taking_part = if out {
        view! {
            <PostForm post=opt_in class="row">
                <Submit label=texts.get(Key::ME_OPT_IN) weight=Weight::Primary/>
                <span class="small">{texts.get(Key::ME_OPT_IN_HELP)}</span>
            </PostForm>
        }
        .into_any()
    } else {
        view! {
            <Confirm label=texts.get(Key::ME_OPT_OUT) warning=texts.get(Key::ME_OPT_OUT_WARNING)>
                <PostForm post=opt_out><Submit label=texts.get(Key::ME_OPT_OUT_SURE) weight=Weight::Danger/></PostForm>
            </Confirm>
        }
        .into_any()
    };
    view! {
        <Card title=texts.get(Key::ME_RIGHTS)>
            <FormProblem failure=failure/>
            <div class="row">
                <ButtonLink href=paths::ME_EXPORT label=texts.get(Key::ME_EXPORT) target=LinkTarget::Handler/>
                <span class="small">{texts.get(Key::ME_EXPORT_HELP)}</span>
            </div>
            {taking_part}
            <Confirm label=texts.get(Key::ME_ERASE) warning=texts.get(Key::ME_ERASE_WARNING)>
                <PostForm post=erase><Submit label=texts.get(Key::ME_ERASE_SURE) weight=Weight::Danger/></PostForm>
            </Confirm>
        </Card>
    }
    .into_any()
}
