//! What a leader asks for: every page of the company, and of one department after the other, by department, place and
//! country, over all spans.

use crate::company::Company;

#[derive(Clone)]
pub struct Ask {
    /// Which page.
    pub page: &'static str,
    /// Name of the server function.
    pub call: &'static str,
    /// Its arguments.
    pub form: String,
}

const TOPICS: [&str; 7] = [
    "overview",
    "load",
    "shape",
    "time",
    "scheduling",
    "people",
    "index",
];
const SPANS: [&str; 4] = ["half_year", "month", "year", "quarter"];

pub fn asks(company: &Company) -> impl Iterator<Item = Ask> + Clone {
    let departments = company.departments();
    (0..departments * 2).flat_map(move |round| {
        // Every other round looks at the company, as most readers do first.
        let group = (round % 2 == 1).then(|| format!("&group=0-{}", round / 2 % departments));
        let by = ["", "&attribute=1", "&attribute=2"][round / 2 % 3];
        let more = format!(
            "&span={}{}{by}",
            SPANS[round % SPANS.len()],
            group.clone().unwrap_or_default()
        );
        let sheets = TOPICS.map(|page| Ask {
            page,
            call: "sheet",
            form: format!("topic={page}{more}"),
        });
        let measure = Ask {
            page: "measure",
            call: "measure",
            form: format!(
                "metric=M1&span={}{}",
                SPANS[round % SPANS.len()],
                group.unwrap_or_default()
            ),
        };
        sheets.into_iter().chain([measure])
    })
}
