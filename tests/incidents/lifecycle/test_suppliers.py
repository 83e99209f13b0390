"""A supplier's notice as the origin of an incident, with the supplier's own reference (CH-24)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.history import save_as
from incidents.catalogue.models import Supplier
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.records.choices import DetectedBy
from incidents.records.models import Incident
from incidents.records.search import matching
from tests.builders import NOON, make_incident


def make_supplier(cast, slug, name):
    supplier = Supplier(slug=slug, name=name)
    save_as(supplier, by=cast.actor("adam"))
    return supplier


@pytest.fixture
def carrier(cast):
    return make_supplier(cast, "carrier", "Carrier Ltd")


def log(cast, **report):
    return open_incident(Report(title="No uplink", **report), by=cast.actor("agnes"), now=NOON)


def edit(cast, incident, **values):
    return change_details(incident, values, by=cast.actor("agnes"), now=NOON)


@pytest.mark.parametrize(
    ("said", "kept"), [("", DetectedBy.SUPPLIER), (DetectedBy.MONITORING, DetectedBy.MONITORING)]
)
def test_ch24_the_supplier_noticed_first_unless_somebody_else_is_named(cast, carrier, said, kept):
    incident = log(cast, supplier=carrier, supplier_reference=" CHG-77 ", detected_by=said)
    assert (incident.detected_by, incident.supplier, incident.supplier_reference) == (kept, carrier, "CHG-77")
    assert list(matching(Incident.objects.all(), "CHG-77")) == [incident]


def test_ch24_one_reference_may_stand_on_several_incidents(cast, carrier):
    other = make_supplier(cast, "grid", "Grid AG")
    numbers = {log(cast, supplier=one, supplier_reference="7").number for one in (carrier, carrier, other)}
    assert len(numbers) == 3


def test_ch24_a_reference_needs_its_supplier(cast, carrier):
    with pytest.raises(ValidationError) as refusal:
        log(cast, supplier_reference="CHG-77")
    assert set(refusal.value.message_dict) == {"supplier"}
    incident = log(cast, supplier=carrier, supplier_reference="CHG-77")
    with pytest.raises(ValidationError) as refusal:
        edit(cast, incident, supplier=None)
    assert set(refusal.value.message_dict) == {"supplier"}
    after = edit(cast, incident, supplier=None, supplier_reference="")
    assert (after.supplier, after.supplier_reference) == (None, "")
    with transaction.atomic(), pytest.raises(IntegrityError):
        Incident.objects.filter(pk=incident.pk).update(supplier_reference="x")


def test_ch24_a_retired_supplier_stays_and_is_not_chosen_anew(cast, carrier):
    kept = log(cast, supplier=carrier)
    Supplier.objects.filter(pk=carrier.pk).update(retired_at=NOON)
    carrier.refresh_from_db()
    assert edit(cast, kept, location="Roof").supplier == carrier
    for attempt in (
        lambda: log(cast, supplier=carrier),
        lambda: edit(cast, make_incident(cast), supplier=carrier),
    ):
        with pytest.raises(ValidationError) as refusal:
            attempt()
        assert set(refusal.value.message_dict) == {"supplier"}


def test_ch24_by_the_log_form_and_on_the_page(cast, carrier, client):
    client.force_login(cast.agnes)
    form = {"title": "No uplink", "channel": "phone", "impact": "medium", "urgency": "medium"}
    form |= {"detected_by": "supplier", "supplier": "carrier", "supplier_reference": "CHG-77"}
    refused = client.post("/incidents/new/", {**form, "supplier": ""})
    assert refused.status_code == 422
    assert "choose the supplier" in refused.content.decode() and "CHG-77" in refused.content.decode()
    assert client.post("/incidents/new/", form).status_code == 302
    page = client.get(Incident.objects.get().get_absolute_url()).content.decode()
    assert "Carrier Ltd" in page and "CHG-77" in page
    assert (
        'id="prop-supplier_reference"'
        not in client.get(make_incident(cast).get_absolute_url()).content.decode()
    )
