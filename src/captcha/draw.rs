//! A text as a picture that a person reads at once and a program hardly.
//!
//! What programs fail at is telling where one letter ends and the next begins: so the letters
//! touch, each leans its own way, the whole is bent, and lines like their own strokes run through
//! them. Dots and shades would trouble people only; programs filter them out.

use std::f32::consts::TAU;

use super::canvas::{self, Canvas, Point};
use super::glyphs;
use crate::values::Random;

/// Pixels between two bends of a line; shorter ones cost time, longer ones show corners.
const STEP: f32 = 4.0;

pub(super) fn png(text: &str, random: &dyn Random) -> Vec<u8> {
    let mut canvas = Canvas::new();
    let bend = Bend::any(random);
    let pitch = (canvas::WIDTH as f32 - 30.0) / text.chars().count().max(1) as f32;
    for (place, letter) in text.chars().enumerate() {
        let x = 15.0 + pitch * (place as f32 + 0.5) + between(random, -2.0, 2.0);
        letter_at(&mut canvas, letter, x, &bend, random);
    }
    crossing(&mut canvas, &bend, random);
    canvas.png(between(random, 225.0, 255.0) as u8, between(random, 0.0, 60.0) as u8)
}

fn letter_at(canvas: &mut Canvas, letter: char, x: f32, bend: &Bend, random: &dyn Random) {
    let y = canvas::HEIGHT as f32 / 2.0 + between(random, -6.0, 6.0);
    let (sin, cos) = between(random, -0.26, 0.26).sin_cos();
    let lean = between(random, -0.2, 0.2);
    let (wide, high) = (between(random, 7.0, 8.5), between(random, 6.8, 8.2));
    let radius = between(random, 1.8, 2.4);
    let placed = |&(u, v): &(f32, f32)| {
        let v = (v - glyphs::HEIGHT / 2.0) * high;
        let u = (u - glyphs::WIDTH / 2.0) * wide + lean * v;
        (x + u * cos - v * sin, y + u * sin + v * cos)
    };
    for stroke in glyphs::strokes(letter) {
        let points: Vec<Point> = stroke.iter().map(placed).collect();
        bent_lines(canvas, &points, radius, bend);
    }
}

/// A line through the whole text.
fn crossing(canvas: &mut Canvas, bend: &Bend, random: &dyn Random) {
    let height = canvas::HEIGHT as f32;
    let points: Vec<Point> = (0..=4)
        .map(|n| {
            let x = canvas::WIDTH as f32 * n as f32 / 4.0;
            (x, between(random, height * 0.3, height * 0.7))
        })
        .collect();
    bent_lines(canvas, &points, between(random, 1.7, 2.1), bend);
}

fn bent_lines(canvas: &mut Canvas, points: &[Point], radius: f32, bend: &Bend) {
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let steps = ((to.0 - from.0).hypot(to.1 - from.1) / STEP).ceil().max(1.0);
        let at = |n: f32| {
            let part = n / steps;
            bend.of((from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part))
        };
        for n in 0..steps as u32 {
            canvas.line(at(n as f32), at((n + 1) as f32), radius);
        }
    }
}

/// Two waves that shift every point of the picture, one along and one across.
struct Bend {
    along: Wave,
    across: Wave,
}

struct Wave {
    amplitude: f32,
    length: f32,
    phase: f32,
}

impl Bend {
    fn any(random: &dyn Random) -> Bend {
        let wave = |amplitude| Wave {
            amplitude: between(random, amplitude / 2.0, amplitude),
            length: between(random, 50.0, 110.0),
            phase: between(random, 0.0, TAU),
        };
        Bend { along: wave(4.0), across: wave(6.0) }
    }

    fn of(&self, (x, y): Point) -> Point {
        (x + self.along.at(y), y + self.across.at(x))
    }
}

impl Wave {
    fn at(&self, way: f32) -> f32 {
        self.amplitude * (way / self.length * TAU + self.phase).sin()
    }
}

fn between(random: &dyn Random, low: f32, high: f32) -> f32 {
    const GRAIN: u32 = 1 << 16;
    low + (high - low) * random.below(GRAIN) as f32 / GRAIN as f32
}
