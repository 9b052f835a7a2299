//! What must be hidden of one metric although its sets may be published: magnitudes one person dominates, classes about
//! groups that are too small, order statistics of few people, and whatever these could be computed from.

use model::culture::Formula;

use super::figures::{Exact, Magnitude, Measure, clipped, value};
use super::relations::Relations;

/// Fewest people for a median (our choice).
const MEDIAN_PEOPLE: u32 = 20;

/// One class of one set.
#[derive(Clone, Debug)]
pub(super) struct Assessed {
    pub(super) exact: Exact,
    /// One person contributes more than half of one of its sums.
    pub(super) dominated: bool,
    /// Absolute sum and largest contribution of the class itself, by the strict policy.
    pub(super) spread: (i128, i128),
}

impl Assessed {
    /// A class from the magnitudes of its sums by policy.
    pub(super) fn new(n: u32, magnitudes: &[Vec<Magnitude>; 2]) -> Self {
        let dominated = magnitudes.iter().flatten().any(Magnitude::is_dominated);
        Self {
            exact: Exact {
                n,
                sums: [0, 1].map(|policy: usize| {
                    magnitudes[policy]
                        .iter()
                        .map(|magnitude| magnitude.sum)
                        .collect()
                }),
            },
            dominated,
            spread: magnitudes[0].first().map_or((0, 0), Magnitude::spread),
        }
    }
}

impl Assessed {
    /// One person contributes more than half of the class itself, by the strict policy; nothing is nobody's.
    const fn is_one_persons(&self) -> bool {
        let (absolute, largest) = self.spread;
        largest * 2 > absolute
    }
}

/// One metric over the admitted sets, by class and set.
pub(super) struct Table<'a> {
    pub(super) measure: &'a Measure,
    /// By class, then by admitted set.
    pub(super) classes: Vec<Vec<Assessed>>,
    /// Classes that are about a group that may not be shown.
    pub(super) barred: Vec<bool>,
}

impl Table<'_> {
    /// For each class and admitted set whether it is hidden.
    pub(super) fn hidden(&self, relations: &mut LazyRelations<'_>) -> Vec<Vec<bool>> {
        match self.measure.formula {
            Formula::Median { .. } => self.too_few_for_a_median(),
            Formula::People(_) => vec![self.protected_shares(relations)],
            Formula::Counts { .. } => self.protected_counts(relations),
            Formula::Mix { .. } | Formula::MixPerMeeting { .. } | Formula::Matrix { .. } => {
                self.protected_mix(relations)
            }
            _ => vec![protect(relations, &self.dominated(0))],
        }
    }

    fn dominated(&self, class: usize) -> Vec<bool> {
        self.classes[class]
            .iter()
            .map(|one| one.dominated)
            .collect()
    }

    fn too_few_for_a_median(&self) -> Vec<Vec<bool>> {
        // A class of a histogram may be one person's; their number isn't shown, only where the middle lies.
        let hidden = |one: &Assessed| one.exact.n < MEDIAN_PEOPLE;
        self.classes
            .iter()
            .map(|class| class.iter().map(hidden).collect())
            .collect()
    }

    /// A share that is cut off must not follow exactly from others. Each policy's shares are a system of their own.
    fn protected_shares(&self, relations: &mut LazyRelations<'_>) -> Vec<bool> {
        let mut hidden = vec![false; self.classes[0].len()];
        for policy in [0, 1] {
            let clip =
                |one: &Assessed| clipped(value(self.measure, &one.exact, policy), one.exact.n);
            let cut: Vec<bool> = self.classes[0]
                .iter()
                .map(|one| clip(one).is_some())
                .collect();
            let protected = protect(relations, &cut);
            for (place, hide) in hidden.iter_mut().enumerate() {
                *hide |= protected[place] && !cut[place];
            }
        }
        hidden
    }

    /// Counts of which one person has most mustn't follow from other sets. Small ones are told as a bound all the same, whose
    /// number is kept for no window. The whole isn't told.
    fn protected_counts(&self, relations: &mut LazyRelations<'_>) -> Vec<Vec<bool>> {
        let mut hidden = Vec::with_capacity(self.classes.len());
        for class in &self.classes {
            let secret: Vec<bool> = class.iter().map(Assessed::is_one_persons).collect();
            hidden.push(protect(relations, &secret));
        }
        hidden
    }

    /// Classes add up to the whole: of each set none or several are hidden, and none of these follows from other sets.
    fn protected_mix(&self, relations: &mut LazyRelations<'_>) -> Vec<Vec<bool>> {
        let sets = self.classes.first().map_or(0, Vec::len);
        let mut hidden: Vec<Vec<bool>> = (0..self.classes.len())
            .map(|class| {
                let mut dominated = self.dominated(class);
                if self.barred[class] {
                    dominated.fill(true);
                }
                dominated
            })
            .collect();
        loop {
            let before = hidden.clone();
            for set in 0..sets {
                self.join_a_lonely_class(set, &mut hidden);
            }
            for class in &mut hidden {
                *class = protect(relations, class);
            }
            if hidden == before {
                return hidden;
            }
        }
    }

    /// Hides further classes of a set, smallest first, until the hidden ones together are at least two that aren't 0
    /// and one person doesn't make up most of them.
    fn join_a_lonely_class(&self, set: usize, hidden: &mut [Vec<bool>]) {
        let mut open: Vec<usize> = (0..hidden.len())
            .filter(|class| !hidden[*class][set] && self.classes[*class][set].spread.0 > 0)
            .collect();
        open.sort_by_key(|class| std::cmp::Reverse(self.classes[*class][set].spread.0));
        loop {
            let closed: Vec<usize> = (0..hidden.len())
                .filter(|class| hidden[*class][set])
                .collect();
            let spreads = || closed.iter().map(|class| self.classes[*class][set].spread);
            let together: i128 = spreads().map(|(absolute, _)| absolute).sum();
            let largest = spreads()
                .map(|(_, largest)| largest)
                .max()
                .unwrap_or_default();
            if closed.is_empty() || closed.len() > 1 && largest * 2 <= together {
                return;
            }
            let Some(next) = open.pop() else {
                // Nothing left to hide behind: nothing of the set is told.
                hidden.iter_mut().for_each(|class| class[set] = true);
                return;
            };
            hidden[next][set] = true;
        }
    }
}

fn protect(relations: &mut LazyRelations<'_>, secret: &[bool]) -> Vec<bool> {
    if secret.contains(&true) {
        relations.get().protect(secret)
    } else {
        secret.to_vec()
    }
}

/// The relations of a scope's sets, found when first needed.
pub(super) struct LazyRelations<'a> {
    pub(super) sets: Vec<&'a [u32]>,
    pub(super) population: usize,
    pub(super) seed: u64,
    pub(super) found: Option<Relations>,
}

impl LazyRelations<'_> {
    fn get(&mut self) -> &Relations {
        let (sets, population, seed) = (&self.sets, self.population, self.seed);
        self.found
            .get_or_insert_with(|| Relations::among(sets, population, seed))
    }
}
