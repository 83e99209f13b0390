"""Suppliers and their references by the API (CH-24)."""

from accounts.history import save_as
from incidents.catalogue.models import Supplier
from tests.builders import make_incident
from tests.incidents.api.callers import assert_problem


def test_ch24_by_the_api(cast, agnes, ruth):
    carrier = Supplier(slug="carrier", name="Carrier Ltd", contact="+49 30 901820")
    save_as(carrier, by=cast.actor("adam"))
    body = {"title": "No uplink", "supplier": "carrier", "supplier_reference": "CHG-77"}
    made = agnes.post("incidents/", body)
    assert (made.status_code, made.json()["detected_by"]) == (201, "supplier")
    make_incident(cast)
    for query in ("supplier=carrier", "supplier_reference=CHG-77", "q=CHG-77"):
        rows = agnes.get(f"incidents/?{query}&expand=details").json()["results"]
        assert [(row["details"]["supplier"], row["details"]["supplier_reference"]) for row in rows] == [
            ("carrier", "CHG-77")
        ]
    number = made.json()["number"]
    assert_problem(
        agnes.call("patch", f"incidents/{number}/", {"supplier": None}), 422, "guard_failed", "supplier"
    )
    assert agnes.get("suppliers/").json()["results"][0]["contact"] == "+49 30 901820"
    assert agnes.get("suppliers/carrier/").json()["name"] == "Carrier Ltd"
    assert ruth.get("suppliers/").json()["results"] == []
    assert ruth.get("suppliers/carrier/").status_code == 404
