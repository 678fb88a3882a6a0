//! What `camera` promises: whole frames only, the newest ones, though the camera and a viewer are
//! killed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

const BYTES: usize = 160 * 120 * 3;

fn start(task: &str, name: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_camera"));
    command.args([task, name]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap()
}

/// A process of the pipeline, killed when it is dropped.
struct Process<T>(Child, T);

impl<T> Drop for Process<T> {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

type Camera = Process<ChildStdin>;
type Viewer = Process<Lines<BufReader<ChildStdout>>>;

fn camera(name: &str) -> Camera {
    let mut child = start("film", name);
    let input = child.stdin.take().unwrap();
    Process(child, input)
}

fn viewer(name: &str) -> Viewer {
    let mut child = start("watch", name);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    Process(child, lines)
}

impl Viewer {
    /// The number and the brightness of the next frame that it sees. `None` after the last.
    fn next(&mut self) -> Option<(u64, u64)> {
        let line = self.1.next()?.unwrap();
        let numbers: Vec<u64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [number, darkest, brightest, _skipped] = numbers[..] else { panic!("{line}") };
        assert_eq!(darkest, brightest, "a frame is grey all over: {line}");
        Some((number, darkest))
    }
}

/// Films frames that are one grey all over.
fn film(camera: &mut Camera, greys: impl IntoIterator<Item = u8>) {
    for grey in greys {
        camera.1.write_all(&vec![grey; BYTES]).unwrap();
    }
}

#[test]
fn frames_are_whole_and_newest_though_cameras_and_viewers_are_killed() {
    let name = format!("camera-{}", std::process::id());
    let mut viewer = [viewer(&name), viewer(&name)];
    let mut last = 0;
    for round in 0..10 {
        let mut camera = camera(&name);
        film(&mut camera, 1..=20);
        // Half a frame: it is not shown.
        camera.1.write_all(&vec![200; BYTES / 2]).unwrap();
        for viewer in &mut viewer {
            let (number, grey) =
                std::iter::repeat_with(|| viewer.next().unwrap()).find(|&(_, grey)| grey == 20).unwrap();
            assert_eq!((number, grey), (last + 20, 20));
        }
        last += 20;
        drop(camera);
        // A new viewer sees the newest frame at once, though nobody films.
        viewer[round % 2] = self::viewer(&name);
        assert_eq!(viewer[round % 2].next(), Some((last, 20)));
    }
    assert!(start("remove", &name).wait().unwrap().success());
    for viewer in &mut viewer {
        assert_eq!(viewer.next(), None, "it ends when the camera is removed");
    }
}
