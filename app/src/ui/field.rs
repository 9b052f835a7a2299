//! Fields of forms: label, help, control and what is wrong with it, tied together for assistive technology.

use leptos::prelude::*;
use model::{FieldError, FieldProblem};

use crate::texts::use_texts;

/// What a one-line field takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    #[default]
    Text,
    /// A phone number.
    Phone,
    /// A day.
    Date,
    /// An address.
    Url,
    /// A whole number.
    Number,
}

impl FieldKind {
    const fn input_type(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Phone => "tel",
            Self::Date => "date",
            Self::Url => "url",
            Self::Number => "number",
        }
    }
}

/// The problem of a field by its name, among those of a form; none when it is right.
#[must_use]
pub fn problem_of(problems: &[FieldError], field: &str) -> Option<FieldProblem> {
    problems
        .iter()
        .find(|error| error.field == field)
        .map(|error| error.problem)
}

/// The ids of a field's help and problem, for `aria-describedby`; none when it has neither.
#[must_use]
pub fn described_by(name: &str, help: &str, problem: Option<FieldProblem>) -> Option<String> {
    let help = (!help.is_empty()).then(|| format!("{}-help", id_of(name)));
    let problem = problem.map(|_| format!("{}-problem", id_of(name)));
    match (help, problem) {
        (Some(help), Some(problem)) => Some(format!("{problem} {help}")),
        (one, other) => one.or(other),
    }
}

/// The id of the control with this name: `answers[3]` becomes `answers-3`.
#[must_use]
pub fn id_of(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    name.chars()
        .map(plain)
        .collect::<String>()
        .trim_matches('-')
        .to_owned()
}

/// Label, help and problem around a control, whose id is [`id_of`] its name.
#[component]
pub fn Field<C: IntoView + 'static>(
    /// Name in the form.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// A sentence of help; may be empty.
    #[prop(optional, into)]
    help: String,
    /// A word beside the label, such as "optional"; may be empty.
    #[prop(optional, into)]
    mark: String,
    /// What is wrong.
    #[prop(optional, into)]
    problem: Signal<Option<FieldProblem>>,
    /// The control.
    children: TypedChildren<C>,
) -> impl IntoView {
    let texts = use_texts();
    let id = id_of(&name);
    let help_id = format!("{id}-help");
    let problem_id = format!("{id}-problem");
    view! {
        <div class="field" data-wrong=move || problem.get().map(|_| "true")>
            <div class="field-label">
                <label for=id>{label}</label>
                {(!mark.is_empty()).then(|| view! { <span class="field-mark">{mark}</span> })}
            </div>
            {(!help.is_empty()).then(|| view! { <p class="field-help" id=help_id>{help}</p> })}
            {children.into_inner()()}
            {move || {
                problem.get().map(|problem| {
                    view! { <p class="field-problem" id=problem_id.clone()>{texts.problem(problem)}</p> }
                })
            }}
        </div>
    }
}

/// A field of one line.
#[component]
pub fn TextField(
    /// Name in the form.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What stands in it.
    #[prop(optional, into)]
    value: String,
    /// A sentence of help; may be empty.
    #[prop(optional, into)]
    help: String,
    /// A word beside the label; may be empty.
    #[prop(optional, into)]
    mark: String,
    /// What it takes.
    #[prop(optional)]
    kind: FieldKind,
    /// Whether the browser should insist on an entry.
    #[prop(optional)]
    required: bool,
    /// Most characters, as the server checks them; none for no limit.
    #[prop(optional)]
    most: Option<usize>,
    /// The `autocomplete` token; `off` keeps the browser from remembering.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// What is wrong.
    #[prop(optional, into)]
    problem: Signal<Option<FieldProblem>>,
) -> impl IntoView {
    let described = {
        let (name, help) = (name.clone(), help.clone());
        move || described_by(&name, &help, problem.get())
    };
    view! {
        <Field name=name.clone() label=label help=help mark=mark problem=problem>
            <input
                class="input"
                type=kind.input_type()
                id=id_of(&name)
                name=name
                value=value
                autocomplete=autocomplete
                required=required
                maxlength=most
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=described
            />
        </Field>
    }
}

/// A choice of one among few: a `<select>`.
#[component]
pub fn ChoiceField(
    /// Name in the form.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// Value and text of each choice, in order.
    options: Vec<(String, String)>,
    /// The value chosen.
    #[prop(optional, into)]
    value: String,
    /// A sentence of help; may be empty.
    #[prop(optional, into)]
    help: String,
    /// A word beside the label; may be empty.
    #[prop(optional, into)]
    mark: String,
    /// Whether the browser should insist on a choice.
    #[prop(optional)]
    required: bool,
    /// What is wrong.
    #[prop(optional, into)]
    problem: Signal<Option<FieldProblem>>,
) -> impl IntoView {
    let described = {
        let (name, help) = (name.clone(), help.clone());
        move || described_by(&name, &help, problem.get())
    };
    let options = options.into_iter().map(move |(option, text)| {
        let selected = option == value;
        view! { <option value=option selected=selected>{text}</option> }
    });
    view! {
        <Field name=name.clone() label=label help=help mark=mark problem=problem>
            <select
                class="input"
                id=id_of(&name)
                name=name
                required=required
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=described
            >
                {options.collect_view()}
            </select>
        </Field>
    }
}

/// A box to tick. Sends `true` when ticked and nothing otherwise.
#[component]
pub fn CheckField(
    /// Name in the form.
    #[prop(into)]
    name: String,
    /// What ticking means.
    #[prop(into)]
    label: String,
    /// Whether it is ticked.
    #[prop(optional)]
    checked: bool,
    /// Whether the browser should insist on it.
    #[prop(optional)]
    required: bool,
    /// A sentence of help; may be empty.
    #[prop(optional, into)]
    help: String,
    /// What is wrong.
    #[prop(optional, into)]
    problem: Signal<Option<FieldProblem>>,
) -> impl IntoView {
    let texts = use_texts();
    let id = id_of(&name);
    let problem_id = format!("{id}-problem");
    let help_id = format!("{id}-help");
    let described = {
        let (name, help) = (name.clone(), help.clone());
        move || described_by(&name, &help, problem.get())
    };
    view! {
        <div class="field" data-wrong=move || problem.get().map(|_| "true")>
            <div class="check">
                <input
                    type="checkbox"
                    id=id.clone()
                    name=name
                    value="true"
                    checked=checked
                    required=required
                    aria-invalid=move || problem.get().map(|_| "true")
                    aria-describedby=described
                />
                <label for=id>{label}</label>
            </div>
            {(!help.is_empty()).then(|| view! { <p class="field-help" id=help_id>{help}</p> })}
            {move || {
                problem.get().map(|problem| {
                    view! { <p class="field-problem" id=problem_id.clone()>{texts.problem(problem)}</p> }
                })
            }}
        </div>
    }
}
