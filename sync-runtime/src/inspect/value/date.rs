//! Moments as text.

use core::fmt;

/// A moment, as `2024-02-29T12:00:00.5Z`.
pub(super) struct Date {
    pub(super) seconds: i64,
    pub(super) nanoseconds: u32,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DAY: i64 = 86400;
        let (day, second) = (self.seconds.div_euclid(DAY), self.seconds.rem_euclid(DAY));
        let (year, month, day) = civil(day);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanoseconds > 0 {
            let fraction = format!("{:09}", self.nanoseconds);
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

/// Year, month and day of the day so many after 1970-01-01, in the Gregorian calendar: the days are
/// counted from a first of March, so that a leap day is the last one of its year.
fn civil(day: i64) -> (i64, i64, i64) {
    const CYCLE: i64 = 146_097;
    const MARCH_OF_YEAR_0: i64 = 719_468;
    let day = day + MARCH_OF_YEAR_0;
    let (cycle, day) = (day.div_euclid(CYCLE), day.rem_euclid(CYCLE));
    let year = (day - day / 1460 + day / 36524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    (cycle * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn dates() {
        let date = |seconds, nanoseconds| Date { seconds, nanoseconds }.to_string();
        assert_eq!(date(0, 0), "1970-01-01T00:00:00Z");
        assert_eq!(date(-1, 999_000_000), "1969-12-31T23:59:59.999Z");
        assert_eq!(date(951_782_400, 1), "2000-02-29T00:00:00.000000001Z");
        assert_eq!(date(1_709_208_000, 500_000_000), "2024-02-29T12:00:00.5Z");
        assert_eq!(date(-2_208_988_800, 0), "1900-01-01T00:00:00Z");
        assert!(date(i64::MAX, 0).starts_with("292277026596-12-04T"));
        assert!(date(i64::MIN, 0).starts_with('-'));
    }
}
