//! A goal of several years: what reports tell on the way, against the straight path to it.

use suyan_analysis::quantity::{Measure, Qualifier};
use suyan_search::ledger::{ShownFigure, ShownItem};

/// What was reached, as far as it can be compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The unit of all values.
    pub unit: String,
    /// The year in which it is due, and the value that is promised.
    pub goal: (i16, f64),
    /// What reports tell, in order of years.
    pub points: Vec<PathPoint>,
    /// Whether the goal is a rate for every year, so that its path is level.
    pub is_rate: bool,
    /// Whether less is better.
    pub is_cap: bool,
}

/// What a report tells of one year.
#[derive(Debug, Clone, PartialEq)]
pub struct PathPoint {
    /// The year that is told of.
    pub year: i16,
    /// The value in the unit of the path.
    pub value: f64,
    /// The words of the figure.
    pub text: String,
    /// The report that tells, and its passage.
    pub report: String,
    /// The number of the passage.
    pub ordinal: u32,
}

impl Path {
    /// The value of the straight path in a year: from the first value that is told to the goal.
    #[must_use]
    pub fn straight(&self, year: i16) -> f64 {
        let (due, goal) = self.goal;
        let Some(first) = self.points.first().filter(|first| !self.is_rate && first.year < due)
        else {
            return goal;
        };
        let share = f64::from(year - first.year) / f64::from(due - first.year);
        first.value + (goal - first.value) * share
    }

    /// Whether a point is at least as far as the straight path.
    #[must_use]
    pub fn is_ahead(&self, point: &PathPoint) -> bool {
        let straight = self.straight(point.year);
        let slack = straight.abs() * 1e-9;
        if self.is_cap { point.value <= straight + slack } else { point.value >= straight - slack }
    }
}

/// The path of an item that is due later than its report's own year; `None` where nothing that can
/// be compared is told on the way. Figures that are a change are set against a change only, and so
/// with levels and totals.
#[must_use]
pub fn path(item: &ShownItem, own: i16) -> Option<Path> {
    let promised = item.quantity.as_ref()?;
    let (goal, unit) = promised.base.zip(promised.base_unit.clone())?;
    if item.deadline.year <= own {
        return None;
    }
    let fits = |shown: &ShownFigure| {
        let is_one = shown.base_unit.as_ref() == Some(&unit);
        let alike = shown.figure.measure == promised.figure.measure;
        shown.base.filter(|_| is_one && alike)
    };
    let progress = item.outcome.progress.iter();
    let mut points: Vec<PathPoint> = progress
        .filter_map(|one| {
            let telling = &one.telling;
            Some(PathPoint {
                year: one.year,
                value: fits(&one.figure)?,
                text: one.figure.figure.text.clone(),
                report: telling.report.clone(),
                ordinal: telling.ordinal,
            })
        })
        .collect();
    let outcome = &item.outcome;
    if let (Some(reported), Some(telling)) = (&outcome.reported, outcome.evidence.first())
        && let (Some(value), Some(year)) = (fits(reported), telling.year)
    {
        let (text, report) = (reported.figure.text.clone(), telling.report.clone());
        let ordinal = telling.ordinal;
        points.push(PathPoint { year: year - 1, value, text, report, ordinal });
    }
    points.sort_by_key(|point| point.year);
    points.dedup_by_key(|point| point.year);
    let is_rate = promised.figure.measure == Measure::Growth;
    let is_cap = matches!(promised.figure.qualifier, Qualifier::AtMost | Qualifier::Under);
    let goal = (item.deadline.year, goal);
    (!points.is_empty()).then_some(Path { unit, goal, points, is_rate, is_cap })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(year: i16, value: f64) -> PathPoint {
        PathPoint { year, value, text: String::new(), report: String::new(), ordinal: 1 }
    }

    #[test]
    fn the_straight_path_leads_from_the_first_value_to_the_goal() {
        let points = vec![point(2021, 100.0), point(2023, 130.0), point(2024, 128.0)];
        let path = Path {
            unit: "张".to_owned(),
            goal: (2025, 140.0),
            points,
            is_rate: false,
            is_cap: false,
        };
        assert_eq!((path.straight(2021), path.straight(2023)), (100.0, 120.0));
        assert_eq!(path.straight(2025), 140.0);
        let ahead: Vec<bool> = path.points.iter().map(|point| path.is_ahead(point)).collect();
        assert_eq!(ahead, [true, true, false]);
        let rate = Path { is_rate: true, ..path.clone() };
        assert_eq!(rate.straight(2022), 140.0);
        let cap = Path { is_cap: true, goal: (2025, 60.0), ..path };
        assert!(!cap.is_ahead(&cap.points[1]));
    }
}
