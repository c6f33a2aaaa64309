//! Checked integer arithmetic with one rounding rule: down.

/// `a * b / c`, rounded down, exact in between; `None` when `c` is zero or the result leaves 128 bits.
pub fn mul_div(a: u128, b: u128, c: u128) -> Option<u128> {
    if let Some(product) = a.checked_mul(b) {
        return product.checked_div(c);
    }
    // The product needs more than 128 bits: multiply bit by bit, keeping the remainder below c.
    let (mut quotient, mut remainder) = (0u128, 0u128);
    for bit in (0..128u32).rev() {
        quotient = quotient.checked_mul(2)?;
        let (carry, doubled) = twice_mod(remainder, c)?;
        quotient = quotient.checked_add(u128::from(carry))?;
        remainder = doubled;
        if (b >> bit) & 1 == 1 {
            let (times, rest) = (a.checked_div(c)?, a.checked_rem(c)?);
            quotient = quotient.checked_add(times)?;
            let (carry, sum) = add_mod(remainder, rest, c)?;
            quotient = quotient.checked_add(u128::from(carry))?;
            remainder = sum;
        }
    }
    Some(quotient)
}

fn twice_mod(value: u128, modulus: u128) -> Option<(bool, u128)> {
    add_mod(value, value, modulus)
}

/// (a + b) mod m for a, b below m, and whether m was taken off.
fn add_mod(a: u128, b: u128, modulus: u128) -> Option<(bool, u128)> {
    let room = modulus.checked_sub(b)?;
    Some(if a >= room { (true, a.checked_sub(room)?) } else { (false, a.checked_add(b)?) })
}

/// `a / b`, rounded down, by shifting and subtracting; `None` when `b` is zero. As slow as a storage read's hundredth and a tenth
/// as large as the division of 128 bits that the compiler brings along: for contracts that need no more of these.
pub fn divide(a: u128, b: u128) -> Option<u128> {
    if b == 0 {
        return None;
    }
    let (mut rest, mut quotient, mut left) = (0u128, 0u128, a);
    for _ in 0..u128::BITS {
        // What is shifted out at the top comes only of a divisor above half of the range, and is larger than it.
        let (carry, bit) = (rest >> 127 == 1, left >> 127);
        rest = (rest << 1) | bit;
        left <<= 1;
        quotient <<= 1;
        if carry || rest >= b {
            rest = rest.wrapping_sub(b);
            quotient |= 1;
        }
    }
    Some(quotient)
}

#[cfg(test)]
mod tests {
    use super::{divide, mul_div};
    use proptest::prelude::*;

    #[test]
    fn edges() {
        assert_eq!(mul_div(7, 3, 2), Some(10));
        assert_eq!(mul_div(1, 1, 0), None);
        assert_eq!(mul_div(u128::MAX, u128::MAX, u128::MAX), Some(u128::MAX));
        assert_eq!(mul_div(u128::MAX, 2, 1), None);
        assert_eq!((divide(7, 0), divide(0, 7), divide(u128::MAX, 1)), (None, Some(0), Some(u128::MAX)));
        assert_eq!(divide(u128::MAX, u128::MAX - 1), Some(1));
        assert_eq!(mul_div(u128::MAX, 3, 4), Some(u128::MAX / 4 * 3 + 2));
    }

    proptest! {
        #[test]
        fn agrees_with_plain_arithmetic_where_that_fits(a in any::<u64>(), b in any::<u64>(), c in 1u128..) {
            prop_assert_eq!(mul_div(a.into(), b.into(), c), Some(u128::from(a) * u128::from(b) / c));
        }
        #[test]
        fn divides_as_the_compiler_does(a in any::<u128>(), b in any::<u128>(), shift in 0u32..128) {
            prop_assert_eq!(divide(a, b >> shift), a.checked_div(b >> shift));
            prop_assert_eq!(divide(a >> shift, b), (a >> shift).checked_div(b));
        }
        #[test]
        fn is_the_inverse_of_multiplication(a in any::<u128>(), c in 1u128..) {
            prop_assert_eq!(mul_div(a, c, c), Some(a));
        }
    }
}
