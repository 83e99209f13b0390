"""What turned out to be no incident, or the same one again."""

from incidents.demo.scenes import Plot

STOPPED = (
    Plot(
        "Mail to applicants is slow",
        "I have heard that answers arrive late.",
        "nora", "email", "software/email/delivery", "mm", 15 * 24 - 2, "duplicate",
        ("- We know of it and go on in one place.",), work=14, other="late-mail",
    ),
    Plot(
        "No sign-in to the finance system",
        "Error 503 on the sign-in page.",
        "requester2", "sso", "access/sign-in", "mh", 1.1, "duplicate", work=1.1, other="sso",
    ),
    Plot(
        "Door contact of the server room open",
        "Contact open for 5 minutes.",
        "monitor", "network", "network", "mm", 8 * 24, "false_alarm",
        ("# The electrician was inside, as announced.",), channel="monitoring", work=1,
    ),
    Plot(
        "My screen stays black",
        "Nothing happens when I press the button.",
        "requester", "devices", "hardware/laptop", "lh", 6 * 24, "withdrawn",
        ("> Found it: the cable behind the desk was loose. Sorry!",), work=0.5,
    ),
)  # fmt: skip
