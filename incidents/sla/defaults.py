"""The calendars and policies a new installation starts with; administrators change them later."""

from incidents.sla.choices import ClockKind, Majors, Tell, UpdateMode

OFFICE_HOURS, AROUND_THE_CLOCK = "office-hours", "around-the-clock"
_OFFICE_DAYS = ("mon", "tue", "wed", "thu", "fri")
STAMP = "service_levels"


def calendars(zone: str) -> tuple[tuple[str, str, dict[str, object]], ...]:
    """Return (short name, name, definition) of each calendar, in the installation's zone."""
    week = {day: [["09:00", "17:00"]] for day in _OFFICE_DAYS}
    return (
        (OFFICE_HOURS, "Office hours", {"zone": zone, "week": week}),
        (AROUND_THE_CLOCK, "Around the clock", {"zone": zone, "always": True}),
    )


# Minutes for P1 to P5; three office days are 1,440 working minutes.
_RESPONSE = (15, 30, 60, 240, 480)
_RESOLUTION = (240, 480, 960, 1440, 2400)
_UPDATE_IN_MAJORS = (30, 60, 60, 60, 60)

POLICIES: tuple[dict[str, object], ...] = (
    {
        "slug": "majors",
        "name": "Major incidents",
        "position": 10,
        "calendar": AROUND_THE_CLOCK,
        "majors": Majors.ONLY,
        "update_mode": UpdateMode.KEEP_INFORMED,
        "targets": {
            ClockKind.RESPONSE: _RESPONSE,
            ClockKind.UPDATE: _UPDATE_IN_MAJORS,
            ClockKind.RESOLUTION: _RESOLUTION,
        },
    },
    {
        "slug": "critical",
        "name": "Critical incidents",
        "position": 20,
        "calendar": AROUND_THE_CLOCK,
        "priorities": [1],
        "targets": {ClockKind.RESPONSE: _RESPONSE[:1], ClockKind.RESOLUTION: _RESOLUTION[:1]},
    },
    {
        "slug": "standard",
        "name": "Standard",
        "position": 100,
        "calendar": OFFICE_HOURS,
        "follows_service": True,
        "targets": {ClockKind.RESPONSE: _RESPONSE, ClockKind.RESOLUTION: _RESOLUTION},
    },
)

# Levels 1 to 4: owner, lead, incident manager, and one more target later the service owner (spec/sla 2.3).
STEPS = (
    (75, [Tell.OWNER]),
    (90, [Tell.LEAD]),
    (100, [Tell.INCIDENT_MANAGER]),
    (200, [Tell.SERVICE_OWNER]),
)
