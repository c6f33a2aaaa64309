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

#[cfg(test)]
mod tests {
    use super::mul_div;
    use proptest::prelude::*;

    #[test]
    fn edges() {
        assert_eq!(mul_div(7, 3, 2), Some(10));
        assert_eq!(mul_div(1, 1, 0), None);
        assert_eq!(mul_div(u128::MAX, u128::MAX, u128::MAX), Some(u128::MAX));
        assert_eq!(mul_div(u128::MAX, 2, 1), None);
        assert_eq!(mul_div(u128::MAX, 3, 4), Some(u128::MAX / 4 * 3 + 2));
    }

    proptest! {
        #[test]
        fn agrees_with_plain_arithmetic_where_that_fits(a in any::<u64>(), b in any::<u64>(), c in 1u128..) {
            prop_assert_eq!(mul_div(a.into(), b.into(), c), Some(u128::from(a) * u128::from(b) / c));
        }
        #[test]
        fn is_the_inverse_of_multiplication(a in any::<u128>(), c in 1u128..) {
            prop_assert_eq!(mul_div(a, c, c), Some(a));
        }
    }
}
