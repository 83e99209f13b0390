"""The words of people and access that every other part uses."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """The door a change or an incident came through (AUD-01)."""

    WEB = "web", _("Desk")
    PORTAL = "portal", _("Portal")
    API = "api", _("API")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    WALK_UP = "walk_up", _("Walk-up")
    MONITORING = "monitoring", _("Monitoring")
    ADMIN = "admin", _("Administration")
    IMPORT = "import", _("Import")
    SYSTEM = "system", _("System")


class PersonKind(TextChoices):
    """Whether an account is a human being, an integration or the product itself."""

    PERSON = "person", _("Person")
    SERVICE = "service", _("Service account")
    SYSTEM = "system", _("System account")


class Density(TextChoices):
    """How much room a row of a list takes."""

    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")


class Right(TextChoices):
    """Rights beyond the table permissions; roles are groups of them (ROL-01, ROL-05)."""

    AGENT = "act_as_agent", _("Work as a service desk agent")
    RESOLVER = "act_as_resolver", _("Work as a resolver in the own teams")
    LEAD = "act_as_lead", _("Lead the own teams")
    INCIDENT_MANAGER = "act_as_incident_manager", _("Act as incident manager")
    MAJOR_INCIDENT_MANAGER = "act_as_major_incident_manager", _("Act as major incident manager")
    INTEGRATE = "act_as_integration", _("Send and read incidents as an integration")
    SEE_ALL = "see_all_incidents", _("See all incidents")
    SEE_ORGANISATION = "see_organisation_incidents", _("See the incidents of the own organisation")
    COMMUNICATE = "send_communications", _("Send communications of major incidents")
    OVERRIDE_PRIORITY = "override_priority", _("Override the calculated priority")
    WAIVE_SLA = "waive_sla", _("Waive a missed service level")
    RESTRICT = "restrict_incidents", _("Restrict incidents")
    EXPORT = "export_incidents", _("Export incidents")
    SEE_COST = "see_cost", _("See costs")
    SEE_PERSONAL_DATA = "see_personal_data", _("See personal data")
    DELETE = "delete_incidents", _("Delete incidents")
    EDIT_KNOWLEDGE = "edit_knowledge", _("Edit knowledge")
    REVIEW = "write_reviews", _("Write post-incident reviews")
    APPROVE_REVIEWS = "approve_reviews", _("Approve post-incident reviews")
    AUDIT = "read_audit", _("Read the audit history")
    CONFIGURE = "configure", _("Configure the product")

    @property
    def permission(self) -> str:
        """Return the name that `has_perm` understands."""
        return f"accounts.{self.value}"
