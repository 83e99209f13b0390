"""Signals without a broker: the command that does what is due opens incidents and tells people."""

from io import StringIO

from django.core import mail
from django.core.management import call_command

from incidents.records.models import Incident
from tests.incidents.intake.bodies import alert, group


def test_a_tick_takes_in_signals_and_delivers_what_follows(alertmanager) -> None:
    alertmanager.receive(group(alert()))
    said = StringIO()
    call_command("tick", "--until-idle", stdout=said)
    assert {"mail 0", "heartbeats 0", "signals 1", "holds 0"} <= set(said.getvalue().split(", "))
    assert Incident.objects.count() == 1
    assert mail.outbox
