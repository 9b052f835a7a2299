//! Arithmetic modulo a random prime of 61 bits.
//!
//! Ranks modulo a prime never exceed the rational rank, and fall below it only if the prime divides one of the
//! matrix's minors: for a prime drawn at random from more than 10^16 that doesn't happen in practice, and two
//! independent primes must agree.

/// The integers modulo a prime between 2^60 and 2^61, in Montgomery form (factor 2^64).
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    prime: u64,
    /// -1 / prime modulo 2^64.
    inverse: u64,
    one: u64,
}

/// SplitMix64 (Steele, Lea, Flood 2014): one step of a stream of well mixed words.
pub(super) fn next_word(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut word = *state;
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

const fn mul_mod(a: u64, b: u64, modulus: u64) -> u64 {
    ((a as u128 * b as u128) % modulus as u128) as u64
}

fn pow_mod(base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let (mut result, mut square) = (1, base % modulus);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = mul_mod(result, square, modulus);
        }
        square = mul_mod(square, square, modulus);
        exponent >>= 1;
    }
    result
}

/// Miller and Rabin's test with the first twelve primes as bases, which is exact below 3.3 * 10^24.
fn is_prime(candidate: u64) -> bool {
    const BASES: [u64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    if candidate < 2 {
        return false;
    }
    if let Some(base) = BASES.iter().find(|base| candidate.is_multiple_of(**base)) {
        return candidate == *base;
    }
    let twos = (candidate - 1).trailing_zeros();
    let odd = (candidate - 1) >> twos;
    BASES.iter().all(|base| {
        let mut power = pow_mod(*base, odd, candidate);
        if power == 1 || power == candidate - 1 {
            return true;
        }
        (1..twos).any(|_| {
            power = mul_mod(power, power, candidate);
            power == candidate - 1
        })
    })
}

impl Field {
    /// The field of a prime that follows from the seed.
    pub(super) fn random(seed: u64) -> Self {
        let mut state = seed;
        loop {
            let candidate = (next_word(&mut state) >> 4) | (1 << 60) | 1;
            let candidate = candidate & ((1 << 61) - 1);
            if is_prime(candidate) {
                return Self::new(candidate);
            }
        }
    }

    fn new(prime: u64) -> Self {
        // Newton's iteration doubles the correct bits: 3, 6, 12, 24, 48, 96.
        let mut inverse = prime;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2_u64.wrapping_sub(prime.wrapping_mul(inverse)));
        }
        Self {
            prime,
            inverse: inverse.wrapping_neg(),
            one: ((1_u128 << 64) % u128::from(prime)) as u64,
        }
    }

    /// The prime.
    pub(super) const fn prime(&self) -> u64 {
        self.prime
    }

    /// 1.
    pub(super) const fn one(&self) -> u64 {
        self.one
    }

    /// A uniformly mixed element, for random projections.
    pub(super) fn element(&self, state: &mut u64) -> u64 {
        next_word(state) % self.prime
    }

    pub(super) const fn mul(&self, a: u64, b: u64) -> u64 {
        let product = a as u128 * b as u128;
        let factor = (product as u64).wrapping_mul(self.inverse);
        let reduced = ((product + factor as u128 * self.prime as u128) >> 64) as u64;
        if reduced >= self.prime {
            reduced - self.prime
        } else {
            reduced
        }
    }

    pub(super) const fn add(&self, a: u64, b: u64) -> u64 {
        let sum = a + b;
        if sum >= self.prime {
            sum - self.prime
        } else {
            sum
        }
    }

    pub(super) const fn sub(&self, a: u64, b: u64) -> u64 {
        if a >= b { a - b } else { a + self.prime - b }
    }

    /// 1 / a for a other than 0 (Fermat).
    pub(super) fn invert(&self, a: u64) -> u64 {
        let (mut result, mut square, mut exponent) = (self.one, a, self.prime - 2);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = self.mul(result, square);
            }
            square = self.mul(square, square);
            exponent >>= 1;
        }
        result
    }

    /// `target -= factor * vector`, from place `from` on.
    pub(super) fn subtract(&self, target: &mut [u64], vector: &[u64], factor: u64, from: usize) {
        for (left, right) in target[from..].iter_mut().zip(&vector[from..]) {
            if *right != 0 {
                *left = self.sub(*left, self.mul(factor, *right));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_primes_are_told_from_products() {
        let primes: Vec<u64> = (0..60).filter(|one| is_prime(*one)).collect();
        assert_eq!(
            primes,
            [
                2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59
            ]
        );
        assert!(is_prime((1 << 61) - 1));
        assert!(!is_prime(3_215_031_751 * 3));
        assert!(!is_prime(3_825_123_056_546_413_051)); // strong pseudoprime to nine bases
    }

    #[test]
    fn primes_have_61_bits_and_follow_the_seed() {
        for seed in 0..50 {
            let prime = Field::random(seed).prime();
            assert!(is_prime(prime) && prime >> 60 == 1);
            assert_eq!(prime, Field::random(seed).prime());
        }
        assert_ne!(Field::random(1).prime(), Field::random(2).prime());
    }

    #[test]
    fn an_element_times_its_inverse_is_one() {
        let field = Field::random(7);
        let mut state = 3;
        for _ in 0..100 {
            let element = field.element(&mut state);
            assert_eq!(field.mul(element, field.invert(element)), field.one());
            assert_eq!(field.mul(element, field.one()), element);
            assert_eq!(field.sub(field.add(element, 5), 5), element);
        }
    }
}
