//! How a department works: what makes its dashboards look different.

/// Habits of one department. Shares are of a thousand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habit {
    /// Single meetings called, against the average of 100.
    pub(crate) meetings: u32,
    /// A daily stand-up of 15 minutes in each team.
    pub(crate) stand_up: bool,
    /// Meetings with an agenda.
    pub(crate) agenda: u32,
    /// Single meetings with people from outside.
    pub(crate) outside: u32,
    /// Meetings online.
    pub(crate) online: u32,
    /// Single meetings called less than a day ahead.
    pub(crate) short_notice: u32,
    /// Meetings in the evening.
    pub(crate) late: u32,
    /// Large groups, against the average of 100.
    pub(crate) size: u32,
    /// Meetings of 25 and 50 minutes.
    pub(crate) speedy: u32,
    /// Blocks of focus time a person books a week, times a thousand.
    pub(crate) focus: u32,
}

const ORDINARY: Habit = Habit {
    meetings: 100,
    stand_up: false,
    agenda: 450,
    outside: 120,
    online: 600,
    short_notice: 320,
    late: 15,
    size: 100,
    speedy: 100,
    focus: 700,
};

/// The habits of a department by its name; ordinary ones where it has none of its own.
pub(crate) fn of_department(name: &str) -> Habit {
    match name {
        "Platforms" | "Data" => Habit {
            meetings: 80,
            stand_up: true,
            agenda: 350,
            online: 900,
            speedy: 600,
            focus: 2_600,
            outside: 40,
            ..ORDINARY
        },
        "Support Desk" => Habit {
            stand_up: true,
            online: 850,
            short_notice: 520,
            ..ORDINARY
        },
        "Cardiology" | "Radiology" | "Paediatrics" => Habit {
            meetings: 85,
            online: 200,
            short_notice: 480,
            late: 45,
            agenda: 300,
            focus: 200,
            ..ORDINARY
        },
        "Nursing" => Habit {
            meetings: 60,
            stand_up: true,
            online: 100,
            late: 60,
            focus: 100,
            ..ORDINARY
        },
        "Finance" | "Legal" => Habit {
            agenda: 750,
            short_notice: 180,
            outside: 200,
            size: 80,
            ..ORDINARY
        },
        "Communication" | "People" => Habit {
            meetings: 135,
            size: 135,
            outside: 220,
            ..ORDINARY
        },
        "Purchasing" | "Logistics" => Habit {
            outside: 380,
            speedy: 250,
            ..ORDINARY
        },
        "Student Services" | "Debt Advice" | "Social Counselling" => Habit {
            meetings: 95,
            outside: 260,
            agenda: 550,
            ..ORDINARY
        },
        _ => ORDINARY,
    }
}

/// Minutes after local midnight at which meetings begin, most in the late morning and the early afternoon.
pub(crate) const STARTS: &[(u32, i32)] = &[
    (2, 480),
    (3, 510),
    (9, 540),
    (8, 570),
    (12, 600),
    (9, 630),
    (10, 660),
    (5, 690),
    (2, 720),
    (8, 780),
    (7, 810),
    (10, 840),
    (7, 870),
    (7, 900),
    (4, 930),
    (5, 960),
    (2, 990),
];

/// Minutes that meetings last.
pub(crate) const LENGTHS: &[(u32, i32)] = &[
    (8, 15),
    (45, 30),
    (8, 45),
    (30, 60),
    (6, 90),
    (3, 120),
    (1, 180),
];

/// The speedy form of a length.
pub(crate) fn speedy(length: i32) -> i32 {
    match length {
        30 => 25,
        60 => 50,
        other => other,
    }
}
