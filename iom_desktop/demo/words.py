"""What invented people are called, where they live, who sees them and what is written about them."""

from __future__ import annotations

from iom_desktop.domain.officers import Officer

FORENAMES = (
    "Aaron", "Abigail", "Adil", "Alun", "Amir", "Ben", "Bethan", "Callum", "Carys", "Danielle", "Dewi",
    "Dylan", "Ellis", "Emyr", "Fatima", "Gareth", "Grace", "Hari", "Huw", "Ifan", "Imran", "Jade", "Jamie",
    "Kian", "Kofi", "Leah", "Liam", "Lowri", "Marek", "Megan", "Mo", "Nadia", "Nia", "Owain", "Piotr",
    "Rhys", "Rosa", "Sam", "Sian", "Tariq", "Tomos", "Zara",
)  # fmt: skip
#: Surnames nobody bears, or that say what they are.
SURNAMES = (
    "Exampleby", "Sampleton", "Demoford", "Testerton", "Mockridge", "Fictonby", "Inventson", "Placeholder",
    "Dummington", "Specimenko", "Notreal-Jones", "Madeupová", "Pretendergast", "O'Sample", "Trialwick",
    "Prototyre", "Imaginer", "Ffugenw", "ap-Enghraifft", "Nobodyson", "Draftley", "Templeton-Test",
    "Mockingham", "Figmentski",
)  # fmt: skip
STREETS = (
    "Sample Street",
    "Invented Close",
    "Example Terrace",
    "Demo Road",
    "Fiction Lane",
    "Placeholder Court",
)
TOWNS = ("Mocktown", "Examplewick", "Port Demo", "Llanffug", "Sampleford")
POLICE = tuple(
    Officer(officer_id=f"demo-police-{n}", name=name, agency="police", role="IOM officer")
    for n, name in enumerate(("PC Baker", "PC Sample", "PC Trial", "PC Mock", "PC Invented"))
)
PROBATION = tuple(
    Officer(officer_id=f"demo-probation-{n}", name=name, agency="probation", role="Probation practitioner")
    for n, name in enumerate(
        ("D. Example", "R. Specimen", "C. Placeholder", "A. Demo", "J. Draft", "K. Fiction")
    )
)
#: Numbers that Ofcom keeps for invented people, https://www.ofcom.org.uk: 01632 960000 to 960999.
TELEPHONES = {
    officer.name: f"01632 960 {number}" for number, officer in enumerate((*POLICE, *PROBATION), start=101)
}
OFFENCES = (
    "Burglary in a dwelling",
    "Robbery",
    "Theft from the person",
    "Theft of a vehicle",
    "Shop theft",
    "Theft from a vehicle",
)
RATIONALES = (
    "OGRS over 75% and burglaries rising since spring. Police and probation agree that weekly joint visits add "
    "something neither can do alone.",
    "Released with no address and using daily. The panel adopted to get treatment and housing moving in the "
    "first fortnight.",
    "Shop thefts every week, all linked to crack use. Adopted on professional judgement: the reports show the "
    "frequency rising.",
    "Vehicle crime with younger associates. Not the highest score, but the panel sees a short window before the "
    "pattern sets.",
)
NOTES = (
    "Seen at home with {officer}. Calm, talked about the week, agreed to come to the office on time.",
    "Telephoned the service: still on the list, they will ring back before the end of the month.",
    "Neighbour reports shouting on Saturday night. Not confirmed.",
    "Collected the script every day this week; the chemist's sheet is clear.",
    "Says the bus makes the morning appointment hard. Moved to the afternoon.",
    "Intelligence suggests contact with a known associate near the station.",
    "Benefit claim went in today with the letters that were missing.",
    "Looked well. Mother is back in touch and will have him for Sunday dinner.",
)
CONTACT_TYPES = ("IOTC", "IOUV", "C204", "C318", "CAIL", "")
APPOINTMENT_TYPES = ("COAP", "CHVS", "IOHV", "CAIS", "COPT", "C090")
OUTCOMES = ("ATTC",) * 7 + ("UAAB", "AFTC", "AAME")
#: The directory: provider, area, contact, telephone; then each service with its needs, for whom, room, target in days.
DIRECTORY: tuple[tuple[str, str, str, str, tuple[tuple[str, tuple[str, ...], str, str, int], ...]], ...] = (
    (
        "Northgate Recovery Service",
        "Mocktown and Examplewick",
        "Duty worker",
        "01632 960101",
        (
            (
                "Drug treatment",
                ("DRUGS",),
                "Adults who use opiates or crack.",
                "Assessment in two weeks.",
                21,
            ),
            (
                "Alcohol treatment",
                ("ALCOHOL",),
                "Adults who drink every day.",
                "Group on Tuesdays has room.",
                28,
            ),
        ),
    ),
    (
        "Mocktown Council",
        "Mocktown",
        "Housing options desk",
        "01632 960102",
        (
            (
                "Housing options",
                ("ACCOMMODATION",),
                "A local connection of six months.",
                "No rooms this month.",
                28,
            ),
        ),
    ),
    (
        "Demo Works",
        "Whole county",
        "S. Placeholder",
        "01632 960103",
        (("Job coaching", ("ETE",), "Out of work, 18 or over.", "", 35),),
    ),
    (
        "Sample Advice",
        "Whole county",
        "Front desk",
        "01632 960104",
        (("Debt advice", ("FINANCE",), "", "Telephone advice the same week.", 14),),
    ),
    (
        "Port Demo Health",
        "Port Demo",
        "Referral team",
        "01632 960105",
        (("Talking therapy", ("WELLBEING",), "Registered with a doctor.", "Twelve weeks' wait.", 84),),
    ),
    (
        "Invented Hostel Trust",
        "Llanffug",
        "K. Fiction",
        "01632 960106",
        (("Supported room", ("ACCOMMODATION",), "18 to 25, no arson.", "Two rooms from December.", 21),),
    ),
)
#: (service, provider, target) people are sent to first, by need.
SERVED_BY: dict[str, tuple[str, str]] = {
    code: (name, provider)
    for provider, _area, _contact, _phone, services in reversed(DIRECTORY)
    for name, needs, _who, _room, _target in services
    for code in needs
}
EVIDENCE = ("E-mail from the service.", "Seen on the service's register.", "Telephone call.", "")
SUPPORT_WORDS = {
    "LIFT": "Driven to the appointment and back.",
    "BENEFIT": "Sat together with the claim until it was sent.",
    "HOUSING": "Filled in the housing form at the library.",
    "IDENTITY": "Birth certificate ordered.",
    "FOOD": "Food parcel from the community shop.",
    "PHONE": "Ten pounds of credit, so that the service can ring.",
}
MOVE_REASONS = (
    "Clashes with the chemist.",
    "Officer in court that morning.",
    "The bus does not run so early.",
)
#: Needs beside drugs, alcohol and accommodation, and how often each is found.
OTHER_NEEDS = (
    ("ETE", 0.45),
    ("FINANCE", 0.5),
    ("RELATIONSHIPS", 0.3),
    ("LIFESTYLE", 0.5),
    ("WELLBEING", 0.4),
    ("THINKING", 0.6),
    ("ATTITUDES", 0.4),
)
