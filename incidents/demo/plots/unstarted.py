"""What has just arrived or waits for somebody to start."""

from incidents.demo.scenes import Plot

UNSTARTED = (
    Plot(
        "Cannot register for the examination: “period over”",
        "The deadline is tomorrow, but the page says it is over.",
        "requester", "records", "software/business/records", "mh", 0.3, "new", work=0.2,
    ),
    Plot(
        "Error when saving grades in the learning platform",
        "It says “token mismatch”. I tried twice.",
        "liam", "learning", "software/learning/course", "mm", 0.6, "new",
        ("> It also happens in the other browser.",), work=0.5, files=(("error.txt", "token mismatch, 11:42\n"),),
    ),
    Plot(
        "Response time of the booking page above 8 seconds",
        "95th percentile 8.4 s for 15 minutes.",
        "monitor", "records", "software/business/records", "mm", 0.9, "new", channel="monitoring", work=0.5,
    ),
    Plot(
        "Headset echoes in every call",
        "Everybody hears themselves.",
        "requester2", "devices", "hardware/laptop", "lm", 1.2, "new", work=1,
    ),
    Plot(
        "Please check a strange message that asks for my password",
        "It looks like it comes from the service desk, but the address is odd.",
        "pavel", "email", "software/email/delivery", "mh", 1.8, "new",
        ("> A colleague got it too.",), channel="email", work=1,
    ),
    Plot(
        "Cannot find the folder of the research group",
        "It was under Shared until last week.",
        "liam", "network", "access/rights/shared-folder", "lm", 2.6, "new", work=2, channel="phone",
    ),
    Plot(
        "Mouse pointer jumps",
        "Only with the new mat.",
        "jonas", "devices", "hardware/laptop", "ll", 6, "new", work=2,
    ),
    Plot(
        "Battery of the loan laptop is swollen",
        "The case does not close any more. I put it away from everything.",
        "jonas", "devices", "hardware/laptop", "lh", 1, "assigned",
        ("- Please do not charge it and leave it where it is; we collect it within the hour.", "> It is on the sill."),
        work=0.8, channel="walk_up",
    ),
    Plot(
        "Payroll page shows another person’s address",
        "I see my salary, but somebody else’s address above it.",
        "requester2", "finance", "software/business/finance", "mh", 2, "assigned",
        ("# Treat with care: personal data.", "- Thank you for telling us at once. Please send no pictures of it."),
        work=1.5, watchers=("manager",), major="candidate",
    ),
    Plot(
        "Switch in Moor House reports a fan failure",
        "Fan 2 of 3 stopped, temperature 41 °C.",
        "monitor", "network", "network/wired", "mm", 4, "assigned", channel="monitoring", work=2,
    ),
    Plot(
        "Delegates cannot open the Vice-Chancellor’s calendar",
        "Two of three delegates see it empty.",
        "keiko", "email", "software/email/mailbox", "lh", 5, "assigned",
        ("- Could you tell us the names of the two?", "> Ms Abbey and Mr Quist."), work=4, team="service-desk",
    ),
    Plot(
        "Course copy takes the old syllabus",
        "I copied the course and the file is from last year.",
        "requester", "learning", "software/learning/course", "ml", 13, "assigned", work=4, team="service-desk",
    ),
    Plot(
        "Guest account for a visiting lecturer",
        "She arrives on Monday and needs Wi-Fi and the learning platform.",
        "requester", "wifi", "network/wireless", "lm", 22, "assigned",
        ("- Until which date does she stay?", "> Until the end of term."), work=10, team="service-desk",
    ),
    Plot(
        "Remote access refuses the new laptop of the Press",
        "It says the device is unknown.",
        "nora", "vpn", "network/remote/vpn", "lm", 27, "assigned", work=5, related=("vpn",),
    ),
)  # fmt: skip
