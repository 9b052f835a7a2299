//! How many letters two names differ in.

/// The edit distance (insert, drop, replace) of two names without regard to letter case, when it is at most `most`;
/// `None` beyond. Work grows with the lengths of the names, which the caller bounds.
pub(super) fn within(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (row, left) in a.iter().enumerate() {
        let mut before = row + 1;
        let mut diagonal = row;
        let mut least = before;
        for (over, right) in above.iter_mut().skip(1).zip(b) {
            let replaced = diagonal + usize::from(!left.eq_ignore_ascii_case(right));
            diagonal = *over;
            before = replaced.min(before + 1).min(*over + 1);
            *over = before;
            least = least.min(before);
        }
        if let Some(first) = above.first_mut() {
            *first = row + 1;
        }
        if least > most {
            return None;
        }
    }
    above.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn letters_are_counted_and_case_is_not() {
        assert_eq!(within("mail.read", "Mail.Read", 2), Some(0));
        assert_eq!(within("Mial.Read", "Mail.Read", 2), Some(2));
        assert_eq!(within("Mail.Rea", "Mail.Read", 2), Some(1));
        assert_eq!(within("Chat.Send", "Mail.Read", 2), None);
        assert_eq!(within("", "ab", 2), Some(2));
        assert_eq!(within("", "", 0), Some(0));
    }
}
