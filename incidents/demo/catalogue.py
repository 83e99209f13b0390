"""What Northmoor uses and how it sorts what goes wrong: services and the category tree."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offered:
    """One service; costs are per hour, in and out of hours."""

    slug: str
    name: str
    team: str
    owner: str
    criticality: str
    costs: tuple[int, int]
    upstream: tuple[str, ...] = ()
    description: str = ""


SUPPLIERS = (
    ("corvid-software", "Corvid Software", "+44 20 7946 0155, support@corvid.example"),
    ("meridian-fibre", "Meridian Fibre", "+44 20 7946 0190, open day and night"),
)

SERVICES = (
    Offered("network", "Campus network", "network", "lead", "critical", (2400, 600), (), "Cables and core"),
    Offered("sso", "Single sign-on", "network", "lead", "critical", (3200, 900), ("network",), "One sign-in"),
    Offered("wifi", "Wi-Fi", "network", "lead", "high", (900, 200), ("network", "sso"), "eduroam and guests"),
    Offered("vpn", "Remote access", "network", "lead", "high", (600, 150), ("network", "sso"), "VPN"),
    Offered("email", "E-mail and calendar", "applications", "greta", "high", (1500, 300), ("sso",), "Mail"),
    Offered("learning", "Learning platform", "applications", "reviewer", "critical", (2800, 700), ("sso",)),
    Offered("records", "Student records", "applications", "reviewer", "critical", (1900, 200), ("sso",)),
    Offered("finance", "Finance and payroll", "applications", "reviewer", "high", (1100, 100), ("sso",)),
    Offered("printing", "Printing and scanning", "workplace", "irene", "medium", (250, 20), ("network",)),
    Offered("devices", "Laptops and rooms", "workplace", "irene", "medium", (300, 40), ()),
)

# path, name, default team, default service
CATEGORIES = (
    ("access", "Access", "network", "sso"),
    ("access/sign-in", "Sign-in", "network", "sso"),
    ("access/sign-in/password", "Password", "network", "sso"),
    ("access/sign-in/second-factor", "Second factor", "network", "sso"),
    ("access/rights", "Rights", "service-desk", None),
    ("access/rights/shared-folder", "Shared folder", "service-desk", None),
    ("network", "Network", "network", "network"),
    ("network/wired", "Wired", "network", "network"),
    ("network/wired/outage", "Outage", "network", "network"),
    ("network/wireless", "Wireless", "network", "wifi"),
    ("network/wireless/coverage", "Coverage", "network", "wifi"),
    ("network/wireless/certificate", "Certificate", "network", "wifi"),
    ("network/remote", "Remote access", "network", "vpn"),
    ("network/remote/vpn", "VPN", "network", "vpn"),
    ("software", "Software", "applications", None),
    ("software/email", "E-mail", "applications", "email"),
    ("software/email/delivery", "Delivery", "applications", "email"),
    ("software/email/mailbox", "Mailbox", "applications", "email"),
    ("software/business", "Business systems", "applications", None),
    ("software/business/finance", "Finance", "applications", "finance"),
    ("software/business/records", "Records", "applications", "records"),
    ("software/learning", "Learning", "applications", "learning"),
    ("software/learning/course", "Course", "applications", "learning"),
    ("software/learning/recording", "Recording", "applications", "learning"),
    ("hardware", "Hardware", "workplace", "devices"),
    ("hardware/printer", "Printer", "workplace", "printing"),
    ("hardware/printer/queue", "Print queue", "workplace", "printing"),
    ("hardware/printer/scan", "Scanning", "workplace", "printing"),
    ("hardware/laptop", "Laptop", "workplace", "devices"),
    ("hardware/laptop/docking", "Docking station", "workplace", "devices"),
    ("hardware/room", "Room", "workplace", "devices"),
    ("hardware/room/sound", "Sound and picture", "workplace", "devices"),
)

# short name, name, text
TEXTS = (
    (
        "hello",
        "Greeting",
        "Dear {{ requester_first }},\n\nthank you for your report {{ number }}.\n\nKind regards\n{{ agent }}",
    ),
    (
        "building",
        "Which building?",
        "Which building and which room are you in? Please answer {{ number }}, so that we know where to look.",
    ),
    (
        "restart",
        "Please restart",
        "Please restart {{ service }} once and tell us whether “{{ title }}” is still so.",
    ),
    (
        "due",
        "Until when",
        "We expect to have {{ service }} back by {{ resolution_due }}.\n\n{{ agent }}, {{ team }}",
    ),
)

# short name, name, description, what it does; reasons and codes by their short names
MACROS: tuple[tuple[str, str, str, dict[str, object]], ...] = (
    (
        "ask-building",
        "Ask where it is",
        "Takes it, asks the requester for building and room, and waits for the answer.",
        {
            "step": "hold",
            "hold_reason": "awaiting_requester",
            "takes": True,
            "reply": "Dear {{ requester_first }},\n\nin which building and room is it?\n\n{{ agent }}",
        },
    ),
    (
        "password-reset",
        "Password was reset",
        "Resolves a forgotten password after the caller has signed in again.",
        {
            "step": "resolve",
            "resolution_code": "fixed_permanently",
            "evidence": "requester_word",
            "reply": "Dear {{ requester_first }},\n\nyour password was reset and you could sign in again.",
            "note": "Identity checked by calling back.",
        },
    ),
    (
        "everybody",
        "Many are affected",
        "Raises impact and urgency, and follows it.",
        {
            "impact": "high",
            "urgency": "high",
            "watches": True,
            "note": "Several reports came in.",
            "stars": True,
        },
    ),
)

# short name, name, title, description, service, category, impact, urgency
TEMPLATES = (
    (
        "lost-laptop",
        "Lost or stolen laptop",
        "Laptop lost or stolen",
        "When and where was it seen last?\nWas it locked?\nWhich data are on it?",
        "devices",
        "hardware/laptop",
        "medium",
        "high",
    ),
    (
        "projector",
        "Lecture room",
        "No sound or picture in a lecture room",
        "Which room?\nWhen does the lecture begin?",
        "devices",
        "hardware/room/sound",
        "high",
        "high",
    ),
)
