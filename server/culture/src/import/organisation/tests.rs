use super::*;

/// The directory of the tests knows whoever is called `p` and a number, in any case of letters.
fn resolve(name: &str) -> Option<Pseudonym> {
    let number: u32 = name.to_lowercase().strip_prefix('p')?.parse().ok()?;
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    Some(Pseudonym(bytes))
}

fn judge(file: &str) -> Verdict {
    let (_, mapping) = propose(file.as_bytes()).unwrap();
    read(file.as_bytes(), &mapping, &resolve).unwrap()
}

fn good(file: &str) -> Organisation {
    match judge(file) {
        Verdict::Good(organisation) => organisation,
        Verdict::Bad(problems) => panic!("{problems:?}"),
    }
}

fn bad(file: &str) -> Vec<(u64, Option<usize>, Fault)> {
    match judge(file) {
        Verdict::Good(organisation) => panic!("{organisation:?}"),
        Verdict::Bad(problems) => {
            let listed = problems.listed.into_iter();
            listed
                .map(|problem| (problem.line, problem.column, problem.fault))
                .collect()
        }
    }
}

const FILE: &str = "Email,Department,Level,Location,Manager,Hourly rate,Shoe size\n\
    p1,Sales,L1,Ulm,,\"120,50\",44\n\
    P2,Sales,L2,Ulm,p1,80.5,\n\
    p3,Legal,L2,,p1,80.50,\n\
    leaver@x.org,Legal,L2,Ulm,p1,,\n\
    p4,,,,p2,,\n";

#[test]
fn a_good_file_becomes_attributes_of_pseudonyms() {
    let found = good(FILE);
    let names: Vec<_> = found
        .attributes
        .iter()
        .map(|attribute| (attribute.role, attribute.values.len()))
        .collect();
    assert_eq!(
        names,
        [(Role::Department, 2), (Role::Level, 2), (Role::Location, 1)]
    );
    assert_eq!(found.attributes[0].values, ["Legal", "Sales"]);
    assert_eq!(found.rates, [(0, 12_050), (1, 8_050)]);
    assert_eq!(found.ignored, ["Shoe size"]);
    assert_eq!(
        (found.unknown_people, found.unknown_lines.as_slice()),
        (1, [5].as_slice())
    );
    assert_eq!(found.people.len(), 4);
    assert_eq!(found.people[1].manager, resolve("p1"));
    assert_eq!(found.people[2].values, [Some(0), Some(1), None]);
    assert_eq!(found.people[3].values, [None, None, None]);
}

#[test]
fn the_order_of_rows_leaves_no_trace() {
    let mut lines: Vec<&str> = FILE.lines().collect();
    lines[1..].reverse();
    let turned = good(&lines.join("\r\n"));
    assert_eq!(
        Organisation {
            unknown_lines: Vec::new(),
            ..turned
        },
        Organisation {
            unknown_lines: Vec::new(),
            ..good(FILE)
        }
    );
}

#[test]
fn every_problem_is_named_with_line_and_column_at_once() {
    let file = "upn;level;manager;rate\n\
        p1;A;p9;\n\
        p1;A;;1\n\
        ;A;;2\n\
        p3;A;nobody@x.org;many\n\
        p4;A;p4;-1\n\
        p5;;p6;10000,01\n\
        p6;;p7;5\n\
        p7;A;p5;1\n\
        p8;A\n\
        p10;\"A\u{7}\";;\n\
        leaver@x.org;A;;\n\
        Leaver@x.org;A;;\n";
    let expected = [
        (3, Some(1), Fault::Duplicate(2)),
        (4, Some(1), Fault::NoPerson),
        (4, Some(4), Fault::RateDiffers(3)),
        (5, Some(3), Fault::UnknownManager),
        (5, Some(4), Fault::RateNotANumber),
        (6, Some(3), Fault::Cycle(1)),
        (6, Some(4), Fault::RateOutOfRange),
        (7, Some(3), Fault::Cycle(3)),
        (7, Some(4), Fault::RateOutOfRange),
        (8, Some(4), Fault::RateWithoutLevel),
        (10, None, Fault::Ragged),
        (11, Some(2), Fault::ControlCharacter),
        (13, Some(1), Fault::Duplicate(12)),
    ];
    assert_eq!(bad(file), expected);
}

#[test]
fn more_than_a_hundred_problems_are_counted() {
    let rows: String = (0..150).map(|_| ",x\n").collect();
    let Verdict::Bad(problems) = judge(&format!("person,level\n{rows}")) else {
        panic!("taken");
    };
    assert_eq!((problems.listed.len(), problems.more), (100, 50));
    assert_eq!(problems.listed[99].line, 101);
}

#[test]
fn a_column_of_names_is_no_attribute() {
    let levels = |count: usize| {
        let rows: String = (0..count)
            .map(|number| format!("p{number},L{number}\n"))
            .collect();
        format!("person,level\n{rows}p{count},L0\n")
    };
    assert_eq!(
        good(&levels(MAX_LEVELS)).attributes[0].values.len(),
        MAX_LEVELS
    );
    // Named once, where the first value too many stands.
    assert_eq!(
        bad(&levels(MAX_LEVELS + 5)),
        [(22, Some(2), Fault::TooManyValues(MAX_LEVELS))]
    );
    let long = |letters: usize| format!("person,department\np1,{}\n", "ß".repeat(letters));
    assert_eq!(good(&long(MAX_LETTERS)).people.len(), 1);
    assert_eq!(bad(&long(MAX_LETTERS + 1)), [(2, Some(2), Fault::TooLong)]);
}

#[test]
fn the_bound_of_a_rate_is_a_rate() {
    assert_eq!(
        good("person,level,rate\np1,a,10000\np2,b,0\n").rates,
        [(0, 1_000_000), (1, 0)]
    );
}

#[test]
fn a_mapping_that_fits_badly_is_refused() {
    let read = |columns: &[(&str, Role)]| {
        let columns = columns
            .iter()
            .map(|(name, role)| ((*name).to_owned(), *role))
            .collect();
        read(FILE.as_bytes(), &Mapping { columns }, &resolve).err()
    };
    assert_eq!(
        read(&[
            ("Email", Role::Person),
            ("Shoe size", Role::Other),
            ("Location", Role::Other)
        ]),
        None
    );
    assert_eq!(
        read(&[("Shoe size", Role::Other)]),
        Some(ImportError::MissingColumn("that names the person"))
    );
    assert_eq!(
        read(&[("Email", Role::Person), ("Hat", Role::Other)]),
        Some(ImportError::MissingColumn("of the mapping"))
    );
    assert_eq!(
        read(&[("Email", Role::Person), ("Email", Role::Other)]),
        Some(ImportError::SameColumnTwice)
    );
    assert_eq!(
        read(&[("Email", Role::Person), ("Level", Role::Person)]),
        Some(ImportError::SameColumnTwice)
    );
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_stumble(bytes: Vec<u8>, rest in "[-p0-9,;\"\n.]{0,200}") {
        let _ = propose(bytes.as_slice());
        let file = format!("person,level,manager,rate\n{rest}");
        let (_, mapping) = propose(file.as_bytes()).unwrap();
        if let Ok(Verdict::Bad(problems)) = read(file.as_bytes(), &mapping, &resolve) {
            proptest::prop_assert!(!problems.listed.is_empty());
            proptest::prop_assert!(problems.listed.iter().all(|problem| problem.line > 1));
        }
    }
}
