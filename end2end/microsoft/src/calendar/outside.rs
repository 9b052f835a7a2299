//! People of other organisations and rooms: addresses that aren't in the directory.

/// Name and address of somebody outside. Some write their domain in capitals, some tag their address; one domain has a
/// single person behind it.
pub(crate) const OUTSIDERS: &[(&str, &str)] = &[
    ("Marta Lindqvist", "marta.lindqvist@northwind.example"),
    ("Olaf Brand", "olaf.brand@northwind.example"),
    ("Gina Rossi", "Gina.Rossi@Northwind.EXAMPLE"),
    ("Peer Holm", "peer.holm@northwind.example"),
    ("Aki Sato", "aki.sato@adatum.example"),
    ("Bella Cruz", "bella.cruz@adatum.example"),
    ("Dana Wirth", "dana.wirth+calendar@adatum.example"),
    ("Ewan Grant", "ewan.grant@adatum.example"),
    ("Fleur Martin", "fleur.martin@litware.example"),
    ("Gustav Ekman", "gustav.ekman@litware.example"),
    ("Hilde Strauss", "hilde.strauss@litware.example"),
    ("Iris Novotna", "iris.novotna@proseware.example"),
    ("Jack Hume", "jack.hume@proseware.example"),
    ("Kaja Berg", "kaja.berg@PROSEWARE.example"),
    ("Ludo Peeters", "ludo.peeters@stadt-musterhausen.example"),
    ("Mona Salem", "mona.salem@stadt-musterhausen.example"),
    ("Nuno Prata", "nuno.prata@university.example"),
    ("Orla Byrne", "orla.byrne@university.example"),
    ("Piet Jansen", "piet.jansen@insurance.example"),
    ("Quirin Maas", "quirin.maas@insurance.example"),
    ("Rosa Wendt", "rosa@rosa-wendt-consulting.example"),
    ("Seán Ó Briain", "sean@bücher-briain.example"),
];

/// How many rooms each organisation has.
pub(crate) const ROOMS: u16 = 24;

/// Display name of a room.
pub(crate) fn room_name(room: u16) -> String {
    format!("Room {}.{:02}", room / 8 + 1, room % 8 + 1)
}

/// Local part of a room's address.
pub(crate) fn room_local(room: u16) -> String {
    format!("room-{:03}", room + 1)
}
