//! The terminal, as a whole screen.

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::terminal::{self, Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, queue};
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

/// The screen. The terminal is as before when this is dropped.
#[derive(Debug)]
pub(super) struct Screen(io::Stdout);

/// What a key asks for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key {
    Quit,
    Scroll(isize),
    /// Nothing, or the terminal has another size.
    Other,
}

impl Screen {
    pub(super) fn new() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        // From now on, what comes next is undone when it fails.
        let mut screen = Self(io::stdout());
        queue!(screen.0, EnterAlternateScreen, cursor::Hide)?;
        screen.0.flush()?;
        Ok(screen)
    }

    /// Shows the lines from `top` on, and below them what `foot` says.
    pub(super) fn show(&mut self, lines: &[String], top: usize, foot: &str) -> io::Result<()> {
        let (width, height) = terminal::size().unwrap_or((80, 24));
        let (width, room) = (usize::from(width.max(1)), usize::from(height.saturating_sub(1)));
        let mut out = self.0.lock();
        for row in 0..room {
            let line = lines.get(top + row).map_or("", String::as_str);
            queue!(out, cursor::MoveTo(0, u16::try_from(row).unwrap_or(u16::MAX)), Clear(ClearType::UntilNewLine))?;
            out.write_all(cut(line, width).as_bytes())?;
        }
        let below = lines.len().saturating_sub(top + room);
        let foot = if below > 0 {
            format!("… {below} more line{}   {foot}", if below == 1 { "" } else { "s" })
        } else {
            foot.to_owned()
        };
        queue!(out, cursor::MoveTo(0, height.saturating_sub(1)), Clear(ClearType::UntilNewLine))?;
        out.write_all(cut(&foot, width.saturating_sub(1)).as_bytes())?;
        out.flush()
    }
}

/// The next key that is pressed before `moment`.
pub(super) fn key_until(moment: Instant) -> io::Result<Option<Key>> {
    const PAGE: isize = 20;
    let left = moment.saturating_duration_since(Instant::now());
    if !event::poll(left.min(Duration::from_secs(3600)))? {
        return Ok(None);
    }
    let Event::Key(key) = event::read()? else { return Ok(Some(Key::Other)) };
    Ok(Some(match key.code {
        _ if key.kind == KeyEventKind::Release => Key::Other,
        KeyCode::Char('q') | KeyCode::Esc => Key::Quit,
        KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => Key::Quit,
        KeyCode::Down | KeyCode::Char('j') => Key::Scroll(1),
        KeyCode::Up | KeyCode::Char('k') => Key::Scroll(-1),
        KeyCode::PageDown | KeyCode::Char(' ') => Key::Scroll(PAGE),
        KeyCode::PageUp => Key::Scroll(-PAGE),
        KeyCode::Home => Key::Scroll(isize::MIN / 2),
        _ => Key::Other,
    }))
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Whatever fails, there is nothing else to do about it.
        let _ = queue!(self.0, LeaveAlternateScreen, cursor::Show);
        let _ = self.0.flush();
        let _ = terminal::disable_raw_mode();
    }
}

/// As much of a line as there is room for. Its colours take none.
fn cut(line: &str, width: usize) -> String {
    let (mut cut, mut used, mut code) = (String::new(), 0, false);
    for letter in line.chars() {
        code |= letter == '\x1b';
        if !code {
            used += 1;
        }
        if code || used <= width {
            cut.push(letter);
        }
        code &= letter != 'm';
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn colours_take_no_room_and_end() {
        assert_eq!(cut("abcdef", 4), "abcd");
        assert_eq!(cut("\x1b[1mabcdef\x1b[0m", 4), "\x1b[1mabcd\x1b[0m");
    }
}
