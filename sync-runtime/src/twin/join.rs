//! Making fewer ranges of many.

use super::slot::Range;

/// The ranges, sorted, those that touch joined, and then those with the least between them, until
/// there are `limit` of them. `None` if there is no memory for that.
pub(super) fn joined(found: impl ExactSizeIterator<Item = Range>, limit: usize) -> Option<Vec<Range>> {
    let mut ranges = Vec::new();
    ranges.try_reserve_exact(found.len()).ok()?;
    ranges.extend(found);
    ranges.sort_unstable_by_key(|range: &Range| range.first);
    join_nearer(&mut ranges, 0);
    let Some(too_many) = ranges.len().checked_sub(limit).filter(|&too_many| too_many > 0) else {
        return Some(ranges);
    };
    let mut gaps = Vec::new();
    gaps.try_reserve_exact(ranges.len()).ok()?;
    gaps.extend(ranges.windows(2).map(|pair| pair[1].first - pair[0].end));
    // There is one gap less than there are ranges, and `limit` is at least 1.
    let last = gaps.len() - 1;
    let (_, &mut widest, _) = gaps.select_nth_unstable(last.min(too_many - 1));
    join_nearer(&mut ranges, widest);
    Some(ranges)
}

/// Joins neighbours in a sorted list with no more than so many lines between them.
fn join_nearer(ranges: &mut Vec<Range>, gap: usize) {
    ranges.dedup_by(|next, kept| {
        let joins = next.first <= kept.end.saturating_add(gap);
        if joins {
            kept.end = kept.end.max(next.end);
        }
        joins
    });
}
