//! Dice that depend on what they are rolled for, and on nothing else.

/// One number out of several, well mixed (the finaliser of SplitMix64 over each part).
pub(crate) fn mix<const N: usize>(parts: [u64; N]) -> u64 {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for part in parts {
        state = finish(state ^ part.wrapping_mul(0xD6E8_FEB8_6659_FD93)).wrapping_add(part);
    }
    finish(state)
}

fn finish(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

/// A sequence of rolls from one beginning.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice for this purpose.
    pub(crate) fn new<const N: usize>(parts: [u64; N]) -> Self {
        Self(mix(parts))
    }

    /// The next roll.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        finish(self.0)
    }

    /// 0 to `end` - 1; 0 where `end` is 0.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        scaled(self.next(), end)
    }

    /// `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: u32, to: u32) -> u32 {
        from + self.below(to.saturating_sub(from) + 1)
    }

    /// True in so many of a thousand cases.
    pub(crate) fn permille(&mut self, of_thousand: u32) -> bool {
        self.below(1_000) < of_thousand
    }

    /// One of these.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T], otherwise: T) -> T {
        let index = self.below(u32::try_from(of.len()).unwrap_or(u32::MAX)) as usize;
        of.get(index).copied().unwrap_or(otherwise)
    }

    /// One of these, each as often as its weight.
    pub(crate) fn weighted<T: Copy>(&mut self, of: &[(u32, T)], otherwise: T) -> T {
        let mut left = self.below(of.iter().map(|(weight, _)| weight).sum());
        for &(weight, value) in of {
            if left < weight {
                return value;
            }
            left -= weight;
        }
        otherwise
    }
}

fn scaled(roll: u64, end: u32) -> u32 {
    // The upper half of the product lies below `end`.
    u32::try_from(((roll >> 32) * u64::from(end)) >> 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rolls_are_repeatable_in_range_and_spread() {
        let mut counts = [0_u32; 6];
        for n in 0..6_000 {
            let (mut one, mut other) = (Dice::new([7, n]), Dice::new([7, n]));
            assert_eq!(one.next(), other.next());
            counts[one.below(6) as usize] += 1;
        }
        assert!(
            counts.iter().all(|count| (850..1_150).contains(count)),
            "{counts:?}"
        );
        assert_ne!(mix([1, 2]), mix([2, 1]));
        assert_eq!(Dice::new([1]).below(0), 0);
    }
}
