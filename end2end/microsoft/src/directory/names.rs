//! Word lists: ordinary names, departments and places, chosen by us.

pub(super) const GIVEN: &[&str] = &[
    "Alba", "Amir", "Anke", "Anton", "Aylin", "Beate", "Benedikt", "Bruno", "Cem", "Chiara",
    "Clara", "Daniel", "Daria", "David", "Elena", "Elias", "Emre", "Erik", "Eva", "Fatima",
    "Felix", "Frieda", "Georg", "Greta", "Hanna", "Hassan", "Helen", "Henrik", "Ida", "Igor",
    "Ines", "Ivan", "Jana", "Jakob", "Joana", "Karim", "Karin", "Katja", "Lars", "Laura", "Leon",
    "Lucia", "Luis", "Magda", "Malik", "Maria", "Marek", "Marta", "Mila", "Milan", "Mira", "Nadia",
    "Nils", "Nina", "Noah", "Nora", "Olga", "Oskar", "Paula", "Pavel", "Petra", "Priya", "Rafael",
    "Rana", "Rosa", "Ruben", "Samir", "Sara", "Selma", "Silvia", "Simon", "Sofia", "Stefan",
    "Svea", "Tanja", "Theo", "Tilda", "Timur", "Ute", "Vera", "Viktor", "Wanda", "Yara", "Yusuf",
    "Zora",
];

pub(super) const FAMILY: &[&str] = &[
    "Adler", "Arnold", "Aydin", "Bach", "Bauer", "Becker", "Berger", "Bianchi", "Bosch", "Brenner",
    "Castro", "Cohen", "Costa", "Demir", "Diaz", "Dietz", "Dubois", "Ebert", "Engel", "Farkas",
    "Fiedler", "Franke", "Fuchs", "Garcia", "Graf", "Gross", "Haas", "Hahn", "Hansen", "Hartmann",
    "Heller", "Hoffmann", "Horvat", "Ibrahim", "Iversen", "Jensen", "Jung", "Kaiser", "Kaya",
    "Klein", "Koch", "Kowalski", "Kraft", "Kumar", "Lang", "Larsen", "Lorenz", "Ludwig", "Maier",
    "Marino", "Martin", "Mendes", "Meyer", "Moser", "Nagy", "Nguyen", "Olsen", "Orlov", "Otto",
    "Pereira", "Peters", "Pfeiffer", "Popov", "Reis", "Richter", "Romano", "Roth", "Santos",
    "Sauer", "Schmitt", "Schulz", "Seidel", "Silva", "Simon", "Sommer", "Stein", "Sturm", "Toth",
    "Vogel", "Wagner", "Walter", "Winkler", "Wolf", "Yilmaz", "Ziegler",
];

/// Divisions with their departments.
pub(super) const DIVISIONS: &[(&str, &[&str])] = &[
    (
        "Clinic",
        &[
            "Cardiology",
            "Paediatrics",
            "Radiology",
            "Nursing",
            "Admissions",
        ],
    ),
    (
        "Advice",
        &["Social Counselling", "Student Services", "Debt Advice"],
    ),
    ("Operations", &["Facilities", "Purchasing", "Logistics"]),
    ("Technology", &["Platforms", "Support Desk", "Data"]),
    (
        "Administration",
        &["Finance", "People", "Legal", "Communication"],
    ),
];

pub(super) const TITLES: &[&str] = &[
    "Specialist",
    "Senior Specialist",
    "Assistant",
    "Coordinator",
    "Analyst",
    "Nurse",
    "Adviser",
    "Engineer",
];

/// Offices: name, time zone, language, country; each as often as people work there.
pub(super) const OFFICES: &[(&str, &str, &str, &str)] = &[
    ("Berlin", "W. Europe Standard Time", "de-DE", "DE"),
    ("Berlin", "W. Europe Standard Time", "de-DE", "DE"),
    ("Berlin", "W. Europe Standard Time", "de-DE", "DE"),
    ("Munich", "Europe/Berlin", "de-DE", "DE"),
    ("Munich", "Europe/Berlin", "de-DE", "DE"),
    ("Dublin", "GMT Standard Time", "en-IE", "IE"),
    ("Dublin", "GMT Standard Time", "en-IE", "IE"),
    ("Lisbon", "GMT Standard Time", "pt-PT", "PT"),
    ("Helsinki", "FLE Standard Time", "fi-FI", "FI"),
    ("Pune", "India Standard Time", "en-IN", "IN"),
    ("New York", "Eastern Standard Time", "en-US", "US"),
    ("Adelaide", "Cen. Australia Standard Time", "en-AU", "AU"),
];

/// Names of project groups.
pub(super) const PROJECTS: &[&str] = &[
    "Intranet Renewal",
    "Fire Safety",
    "Patient Survey",
    "Green Office",
    "Summer Party",
    "New Telephone",
    "Quality Circle",
    "First Aiders",
    "Apprentices",
    "Library",
    "Night Shift",
    "Open Day",
];
