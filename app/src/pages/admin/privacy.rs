//! What is kept of the organisation, for how long, and what goes next.

pub mod leave;

use leptos::prelude::*;
use model::trust::{Class, KeptClass, Period, Periods, PrivacyView};

use crate::paths;
use crate::server_functions::privacy::set_periods::SetPeriods;
use crate::server_functions::privacy::show::{PrivacyPage as View, ShowPrivacy};
use crate::texts::{Key, Texts, use_texts};
use crate::ui::chart::number::decimal;
use crate::ui::data::loaded;
use crate::ui::field::problem_of;
use crate::ui::{
    ButtonLink, Card, FieldKind, FormProblem, Moment, PageHead, Post, PostForm, StaffPage, Submit,
    Table, TextField, Weight, load,
};

/// `/admin/privacy`
#[component]
pub fn PrivacyAdminPage() -> impl IntoView {
    view! {
        <StaffPage>{loaded(load(|| ShowPrivacy {}), |page| view! { <Privacy page=page/> })}</StaffPage>
    }
}

#[component]
pub(crate) fn Privacy(page: View) -> impl IntoView {
    let texts = use_texts();
    let View {
        view:
            PrivacyView {
                tenant,
                classes,
                periods,
                at,
            },
        may_set,
        refused,
    } = page;
    let tenant = tenant.to_string();
    let export = format!("anteroom export tenant --tenant {tenant}");
    view! {
        <PageHead title=texts.get(Key::PRIVACY_TITLE)/>
        <p class="lead">{texts.get(Key::PRIVACY_LEAD)}</p>
        <Classes classes=classes periods=periods/>
        <p class="small">{texts.get(Key::PRIVACY_COUNTED)} " " <Moment at=at/></p>
        <p class="small">
            {texts.get(Key::PRIVACY_BESIDES)} " "
            <a href=format!("{}#stored", paths::TRUST)>{texts.get(Key::PRIVACY_BESIDES_LINK)}</a>
        </p>
        <PeriodsCard periods=periods may_set=may_set refused=refused/>
        <Card title=texts.get(Key::PRIVACY_TAKE_TITLE)>
            <p>{texts.get(Key::PRIVACY_TAKE)}</p>
            <p><code class="copy">{export}</code></p>
            <p>{texts.get(Key::PRIVACY_LEAVE)}</p>
            <p><ButtonLink href=paths::LEAVE label=texts.get(Key::PRIVACY_LEAVE_LINK)/></p>
        </Card>
    }
    .into_any()
}

/// The name of a class.
fn name(class: Class) -> Key {
    match class {
        Class::Answers => Key::PRIVACY_ANSWERS,
        Class::Tickets => Key::PRIVACY_TICKETS,
        Class::Events => Key::PRIVACY_EVENTS,
        Class::Figures => Key::PRIVACY_FIGURES,
        Class::Calendar => Key::PRIVACY_CALENDAR,
        Class::Weeks => Key::PRIVACY_WEEKS,
        Class::Cells => Key::PRIVACY_CELLS,
        Class::Synced => Key::PRIVACY_SYNCED,
        Class::Connections => Key::PRIVACY_CONNECTIONS,
        Class::People => Key::PRIVACY_PEOPLE,
        Class::Sessions => Key::PRIVACY_SESSIONS,
        Class::Invitations => Key::PRIVACY_INVITATIONS,
        Class::Roles => Key::PRIVACY_ROLES,
        Class::Forms => Key::PRIVACY_FORMS,
        Class::OptOuts => Key::PRIVACY_OPT_OUTS,
        Class::Evidence => Key::PRIVACY_EVIDENCE,
        Class::Troubles => Key::PRIVACY_TROUBLES,
        Class::Settings => Key::PRIVACY_SETTINGS,
        Class::Audit => Key::PRIVACY_AUDIT,
    }
}

/// How long a class stays, in words.
fn stays(texts: Texts, class: Class, periods: &Periods) -> String {
    if let Some(period) = class.period() {
        let months = u64::try_from(periods.months(period)).unwrap_or(0);
        return texts.count(months, Key::PRIVACY_MONTH, Key::PRIVACY_MONTHS);
    }
    let key = match class {
        Class::Answers => Key::PRIVACY_ANSWERS_STAY,
        Class::Connections => Key::PRIVACY_CONNECTIONS_STAY,
        Class::Sessions => Key::PRIVACY_SESSIONS_STAY,
        Class::Invitations => Key::PRIVACY_INVITATIONS_STAY,
        Class::Roles => Key::PRIVACY_ROLES_STAY,
        Class::Forms => Key::PRIVACY_FORMS_STAY,
        Class::OptOuts => Key::PRIVACY_OPT_OUTS_STAY,
        Class::Troubles => Key::PRIVACY_TROUBLES_STAY,
        Class::Settings => Key::PRIVACY_SETTINGS_STAY,
        _ => Key::PRIVACY_SYNCED_STAY,
    };
    texts.get(key).to_owned()
}

#[component]
fn Classes(classes: Vec<KeptClass>, periods: Periods) -> impl IntoView {
    let texts = use_texts();
    let columns = [
        Key::PRIVACY_WHAT,
        Key::PRIVACY_COUNT,
        Key::PRIVACY_STAYS,
        Key::PRIVACY_OLDEST,
        Key::PRIVACY_NEXT,
    ];
    let rows = classes
        .into_iter()
        .map(move |kept| view! { <Row kept=kept periods=periods/> });
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    view! { <Table caption=texts.get(Key::PRIVACY_CAPTION) columns=columns>{rows.collect_view()}</Table> }
}

#[expect(clippy::cast_precision_loss, reason = "counts shown to people")]
fn number_of(texts: Texts, count: u64) -> String {
    decimal(texts, count as f64, 0)
}

#[component]
fn Row(kept: KeptClass, periods: Periods) -> impl IntoView {
    let texts = use_texts();
    let number = number_of(texts, kept.count);
    let count = match (kept.class.in_weeks(), kept.count) {
        (true, 1) => texts.with(Key::PRIVACY_WEEK, &[("n", &number)]),
        (true, _) => texts.with(Key::PRIVACY_IN_WEEKS, &[("n", &number)]),
        (false, _) => number,
    };
    let when = |at: Option<model::Timestamp>| at.map(|at| view! { <Moment at=at/> });
    view! {
        <tr>
            <th scope="row">{texts.get(name(kept.class))}</th>
            <td data-label=texts.get(Key::PRIVACY_COUNT)>{count}</td>
            <td data-label=texts.get(Key::PRIVACY_STAYS)>{stays(texts, kept.class, &periods)}</td>
            <td data-label=texts.get(Key::PRIVACY_OLDEST)>{when(kept.oldest)}</td>
            <td data-label=texts.get(Key::PRIVACY_NEXT)>{when(kept.next)}</td>
        </tr>
    }
    .into_any()
}

/// The label of a period's field.
const fn label(period: Period) -> Key {
    match period {
        Period::Visits => Key::PRIVACY_SET_VISITS,
        Period::Figures => Key::PRIVACY_SET_FIGURES,
        Period::Calendar => Key::PRIVACY_SET_CALENDAR,
        Period::Cells => Key::PRIVACY_SET_CELLS,
        Period::Names => Key::PRIVACY_SET_NAMES,
        Period::Evidence => Key::PRIVACY_SET_EVIDENCE,
        Period::Audit => Key::PRIVACY_SET_AUDIT,
    }
}

#[component]
fn PeriodsCard(periods: Periods, may_set: bool, refused: Option<Vec<String>>) -> impl IntoView {
    let texts = use_texts();
    if !may_set {
        return view! {
            <Card title=texts.get(Key::PRIVACY_SET_TITLE)>
                <p>{texts.get(Key::PRIVACY_SET_BY_ADMINISTRATOR)}</p>
            </Card>
        }
        .into_any();
    }
    let post = Post::to::<SetPeriods>();
    let failure = post.failure().get_untracked();
    let problems = failure
        .as_ref()
        .map(|failure| failure.0.fields.clone())
        .unwrap_or_default();
    let fields = Period::ALL
        .into_iter()
        .zip(0_usize..)
        .map(move |(period, place)| {
            let (least, most) = period.bounds();
            let bounds = [
                ("least", least.to_string()),
                ("most", most.to_string()),
                ("usual", period.usual().to_string()),
            ];
            let bounds = bounds
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            let typed = refused.as_ref().and_then(|typed| typed.get(place).cloned());
            let value = typed.unwrap_or_else(|| periods.months(period).to_string());
            view! {
                <TextField
                    name=period.as_str()
                    label=texts.get(label(period))
                    help=texts.with(Key::PRIVACY_BOUNDS, &bounds)
                    value=value
                    kind=FieldKind::Number
                    problem=problem_of(&problems, period.as_str())
                />
            }
        });
    view! {
        <Card title=texts.get(Key::PRIVACY_SET_TITLE)>
            <p>{texts.get(Key::PRIVACY_SET_LEAD)}</p>
            <PostForm post=post class="form">
                <FormProblem failure=failure/>
                <div class="columns">{fields.collect_view()}</div>
                <p class="small">
                    {texts.get(Key::PRIVACY_SET_ROOMS)} " "
                    <a href=paths::ADMIN_ROOMS>{texts.get(Key::NAV_ROOMS)}</a>
                </p>
                <Submit label=texts.get(Key::PRIVACY_SET_ACTION) weight=Weight::Primary/>
            </PostForm>
        </Card>
    }
    .into_any()
}
