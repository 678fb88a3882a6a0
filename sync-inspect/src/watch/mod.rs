//! `watch`: one segment live.

mod screen;

use crate::args::WatchOptions;
use crate::output::{Style, colours, plain};
use crate::problem::{Ended, Problem};
use crate::show::heading;
use crate::tell::{self, Summary};
use screen::{Key, Screen};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};
use sync_runtime::SyncError;
use sync_runtime::inspect::{HeaderFacts, InspectError, Inspected, People};

/// What is seen of a segment at a moment.
#[derive(Debug, Default)]
struct Look {
    heading: Vec<String>,
    version: Option<u64>,
    /// What became of the segment since the look before.
    news: Option<String>,
    /// Whether the name is gone.
    gone: bool,
    /// What cannot be seen, and why.
    problem: Option<String>,
    /// Each line's path and value.
    fields: Vec<(String, String)>,
}

/// Lines of a value that are looked at.
const MOST_LINES: usize = 10_000;

/// Which segment, also after another one has its name.
struct Watched<'a> {
    options: &'a WatchOptions,
    inspected: Inspected,
}

impl Watched<'_> {
    fn look(&mut self) -> Result<Look, Problem> {
        let mut look = Look::default();
        match Inspected::open(&self.options.name) {
            Ok(now) if now.file().identity() == self.inspected.file().identity() => {}
            Ok(now) => {
                look.news = Some(became(&self.inspected, &now));
                self.inspected = now;
            }
            Err(SyncError::NotFound { name }) => {
                look.news = Some(format!("`{}` was unlinked; those who have it open keep it", plain(&name)));
                look.gone = true;
                return Ok(look);
            }
            Err(error) => return Err(error.into()),
        }
        let inspected = &self.inspected;
        let people = People::look().ok();
        let record = inspected.header().ok().and_then(HeaderFacts::table).map(|_| self.options.record);
        look.heading = heading(&Summary::new(inspected, people.as_ref()).of_record(record));
        match inspected.load_record(self.options.record) {
            Ok(copied) => {
                look.version = Some(copied.version());
                copied.value().each_line(&mut |path, value| {
                    look.fields.push((plain(path).into_owned(), tell::line(value, false)));
                    look.fields.len() < MOST_LINES
                });
            }
            Err(error @ InspectError::Segment(_)) if matches!(&error, InspectError::Segment(error) if matches!(**error, SyncError::OutOfRange { .. })) =>
            {
                return Err(error.into());
            }
            Err(error) => look.problem = Some(plain(&error.to_string()).into_owned()),
        }
        Ok(look)
    }
}

/// What became of a segment, when another one has its name.
fn became(former: &Inspected, now: &Inspected) -> String {
    let name = plain(&now.name()).into_owned();
    let described = |segment: &Inspected| Summary::new(segment, None).type_name().unwrap_or_else(|_| "?".into());
    let fingerprint = |segment: &Inspected| segment.header().map(HeaderFacts::fingerprint).ok();
    if fingerprint(former) == fingerprint(now) {
        format!("`{name}` was made anew; this is the new one")
    } else {
        format!(
            "`{name}` was upgraded or replaced, from {} to {}; this is the new one",
            described(former),
            described(now)
        )
    }
}

pub(crate) fn run(options: &WatchOptions) -> Result<Ended, Problem> {
    let inspected = Inspected::open(&options.name)?;
    let mut watched = Watched { options, inspected };
    if options.json.json || !io::stdout().is_terminal() {
        return lines(&mut watched);
    }
    live(&mut watched)
}

fn pause(options: &WatchOptions) -> Duration {
    Duration::from_secs_f64(options.interval)
}

/// Whether there is another look after so many.
fn more(options: &WatchOptions, looks: u64) -> bool {
    options.count.is_none_or(|count| looks < count)
}

/// Each change in a line, for another program.
fn lines(watched: &mut Watched<'_>) -> Result<Ended, Problem> {
    let options = watched.options;
    let (mut before, mut looks) = (BTreeMap::new(), 0);
    let mut told = None;
    let mut out = io::stdout().lock();
    loop {
        let look = watched.look()?;
        let version = look.version;
        if let Some(news) = &look.news {
            if options.json.json {
                writeln!(out, "{}", json!({ "news": news, "gone": look.gone }))?;
            } else {
                writeln!(out, "{news}")?;
            }
            before.clear();
        }
        if look.gone {
            out.flush()?;
            return Ok(Ended::Gone);
        }
        if look.problem != told {
            if let Some(problem) = &look.problem {
                if options.json.json {
                    writeln!(out, "{}", json!({ "problem": problem }))?;
                } else {
                    writeln!(out, "{problem}")?;
                }
            }
            told.clone_from(&look.problem);
        }
        if version.is_some() {
            for (path, value) in &look.fields {
                let old = before.get(path);
                if old == Some(value) {
                    continue;
                }
                if options.json.json {
                    writeln!(out, "{}", json!({ "version": version, "field": path, "old": old, "new": value }))?;
                } else {
                    let version = version.unwrap_or_default();
                    match old {
                        Some(old) => writeln!(out, "{version}: {path} = {value} (was {old})")?,
                        None => writeln!(out, "{version}: {path} = {value}")?,
                    }
                }
            }
            before = look.fields.into_iter().collect();
        }
        out.flush()?;
        looks += 1;
        if !more(options, looks) {
            return Ok(if told.is_some() { Ended::InPart } else { Ended::Done });
        }
        std::thread::sleep(pause(options));
    }
}

/// The whole screen.
fn live(watched: &mut Watched<'_>) -> Result<Ended, Problem> {
    let options = watched.options;
    let mut screen = Screen::new()?;
    let (mut before, mut looks, mut top) = (BTreeMap::<String, String>::new(), 0, 0_usize);
    let mut last_version = None;
    let mut news = None;
    loop {
        let mut look = watched.look()?;
        if look.gone {
            drop(screen);
            writeln!(io::stdout(), "{}", look.news.unwrap_or_default())?;
            return Ok(Ended::Gone);
        }
        if look.news.is_some() {
            // It stays on the screen: it may have come while nobody looked.
            news.clone_from(&look.news);
            before.clear();
            last_version = None;
        }
        look.news.clone_from(&news);
        let lines = paint(&look, &before, last_version, colours());
        if look.version.is_some() {
            last_version = look.version;
            before = look.fields.iter().cloned().collect();
        }
        looks += 1;
        let next = Instant::now() + pause(options);
        loop {
            top = top.min(lines.len().saturating_sub(1));
            screen.show(&lines, top, &format!("every {} s   q: quit   arrows, page keys: scroll", options.interval))?;
            if !more(options, looks) {
                return Ok(if look.problem.is_some() { Ended::InPart } else { Ended::Done });
            }
            match screen::key_until(next)? {
                Some(Key::Quit) => return Ok(Ended::Done),
                Some(Key::Scroll(by)) => top = top.saturating_add_signed(by),
                Some(Key::Other) => {}
                None => break,
            }
        }
    }
}

/// The lines of a look; what differs from the one before is marked.
fn paint(look: &Look, before: &BTreeMap<String, String>, last: Option<u64>, colours: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, line) in look.heading.iter().enumerate() {
        let style = if index == 0 { Style::Heading } else { Style::Dim };
        lines.push(style.of(line, colours));
    }
    if let Some(version) = look.version {
        let commits = last.filter(|last| *last < version).map(|last| format!(" (+{})", version - last));
        lines.push(format!("version: {version}{}", commits.unwrap_or_default()));
    }
    if let Some(news) = &look.news {
        lines.push(Style::Changed.of(news, colours));
    }
    if let Some(problem) = &look.problem {
        lines.push(Style::Wrong.of(problem, colours));
    }
    lines.push(String::new());
    for (path, value) in &look.fields {
        let changed = !before.is_empty() && before.get(path) != Some(value);
        let mark = if changed { "*" } else { " " };
        let style = if changed { Style::Changed } else { Style::Plain };
        lines.push(style.of(&format!("{mark} {path} = {value}"), colours));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_is_marked() {
        let look = Look {
            version: Some(7),
            fields: vec![("a".into(), "1".into()), ("b".into(), "2".into())],
            ..Look::default()
        };
        let before = [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "1".to_owned())].into();
        assert_eq!(paint(&look, &before, Some(4), false), ["version: 7 (+3)", "", "  a = 1", "* b = 2"]);
        assert_eq!(paint(&look, &BTreeMap::new(), None, false), ["version: 7", "", "  a = 1", "  b = 2"]);
        assert!(paint(&look, &before, None, true)[3].starts_with("\x1b[1;33m* b = 2"));
    }
}
