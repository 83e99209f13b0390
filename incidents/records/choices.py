"""The words of the incident record."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """The seven states; breach, major and review are side tracks, never states (spec/lifecycle 3.2)."""

    NEW = "new", _("New")
    ASSIGNED = "assigned", _("Assigned")
    IN_PROGRESS = "in_progress", _("In progress")
    ON_HOLD = "on_hold", _("On hold")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STATES = (State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.ON_HOLD)


class MajorState(TextChoices):
    """The major-incident track, beside the state (M1 to M6)."""

    NONE = "none", _("Not major")
    CANDIDATE = "candidate", _("Candidate")
    DECLARED = "declared", _("Declared")
    STOOD_DOWN = "stood_down", _("Stood down")
    REJECTED = "rejected", _("Rejected")


class DetectedBy(TextChoices):
    """Who noticed first (CH-17)."""

    USER = "user", _("User")
    MONITORING = "monitoring", _("Monitoring")
    SUPPORT_STAFF = "support_staff", _("Support staff")
    SUPPLIER = "supplier", _("Supplier")


class Evidence(TextChoices):
    """How we know that it works again (RES-08) or that it may close (CLO-12)."""

    MONITOR = "monitor", _("The monitor is clear")
    AGENT_TEST = "agent_test", _("Tested by an agent")
    REQUESTER_WORD = "requester_word", _("The requester said so")
    SILENT = "silent", _("Nobody objected in time")


class DirectResolution(TextChoices):
    """Why an incident went to Resolved without work in progress (T9)."""

    FIRST_CONTACT = "first_contact", _("First contact")
    SELF_HEALED = "self_healed", _("Self-healed")
    BY_CALLER = "by_caller", _("By the caller")
    BY_PARENT = "by_parent", _("With its parent")


class EntryKind(TextChoices):
    """What a timeline entry is: words to the requester, words for staff, or something that happened."""

    PUBLIC = "public", _("Public reply")
    WORK_NOTE = "work_note", _("Work note")
    STORY = "story", _("Event")


class LinkKind(TextChoices):
    """How two incidents belong together (LOG-12)."""

    RELATED = "related", _("Related to")
    DUPLICATE = "duplicate_of", _("Duplicate of")
    BLOCKED_BY = "blocked_by", _("Blocked by")
    RECURRENCE = "recurrence_of", _("Recurrence of")
    FOLLOW_UP = "follow_up_of", _("Follow-up of")


class AffectedKind(TextChoices):
    """What can be affected by an incident (LOG-03)."""

    PERSON = "person", _("person")
    TEAM = "team", _("team")
    ORGANISATION = "organisation", _("organisation")


class Story(TextChoices):
    """What can happen to an incident, as the timeline tells it."""

    OPENED = "opened", _("Opened")
    TRIAGED = "triaged", _("Triaged")
    STARTED = "started", _("Work started")
    HELD = "held", _("Put on hold")
    RESUMED = "resumed", _("Resumed")
    TRANSFERRED = "transferred", _("Handed over")
    RESOLVED = "resolved", _("Resolved")
    REOPENED = "reopened", _("Reopened")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")
    RESTORED = "restored", _("Brought back")
    CHANGED = "changed", _("Changed")
    ASSIGNED = "assigned", _("Assigned")
    LINKED = "linked", _("Linked")
    UNLINKED = "unlinked", _("Unlinked")
    ATTACHED = "attached", _("File attached")
    WATCHED = "watched", _("Watcher added")
    UNWATCHED = "unwatched", _("Watcher removed")
    AFFECTED = "affected", _("Affected person named")
    NOT_AFFECTED = "not_affected", _("Affected person removed")
    GROUP_AFFECTED = "group_affected", _("Affected group named")
    GROUP_NOT_AFFECTED = "group_not_affected", _("Affected group removed")
    TASK_ADDED = "task_added", _("Task added")
    TASK_DONE = "task_done", _("Task done")
    TASK_REOPENED = "task_reopened", _("Task reopened")
    ALERT_FIRED = "alert_fired", _("Alert fired")
    ALERT_REPEATED = "alert_repeated", _("Alert repeated")
    ALERT_ACKNOWLEDGED = "alert_acknowledged", _("Alert acknowledged")
    ALERT_CLEARED = "alert_cleared", _("Alert cleared")
    ALERT_JOINED = "alert_joined", _("Alert joined")
    GROUPING_SUGGESTED = "grouping_suggested", _("Grouping suggested")
    GROUPING_ACCEPTED = "grouping_accepted", _("Grouping accepted")
    GROUPING_REJECTED = "grouping_rejected", _("Grouping rejected")
    STORM_GATHERED = "storm_gathered", _("Reports gathered")
    FLAPPING = "flapping", _("Alert flaps")
    FLAPPING_ENDED = "flapping_ended", _("Alert no longer flaps")
    CHANGE_SUSPECTED = "change_suspected", _("Change suspected")
    CHANGE_IS_CAUSE = "change_is_cause", _("Change is a cause")
    CHANGE_CLEARED = "change_cleared", _("Change cleared")
    FOLLOWED_UP = "followed_up", _("Followed up")
    IMPACT_STATED = "impact_stated", _("Impact stated")
    SPLIT_OFF = "split_off", _("Message split off")
    SPLIT_FROM = "split_from", _("Split off another")
    CHILDREN_LEFT = "children_left", _("Children left as they are")
    MERGED = "merged", _("Merged into another")
    MERGED_IN = "merged_in", _("Another merged into it")
    UNMERGED = "unmerged", _("Merge taken back")
    PARTED = "parted", _("Another taken out again")
    MAJOR_PROPOSED = "major_proposed", _("Proposed as major")
    MAJOR_DECLARED = "major_declared", _("Declared major")
    MAJOR_REJECTED = "major_rejected", _("Major rejected")
    MAJOR_STOOD_DOWN = "major_stood_down", _("Stood down")
    REVIEW_DUE = "review_due", _("Review due")
    TARGET_NEAR = "target_near", _("Target near")
    TARGET_MISSED = "target_missed", _("Target missed")
    TARGET_REAPPLIED = "target_reapplied", _("Service level applied anew")
    BREACH_EXPLAINED = "breach_explained", _("Missed target explained")
    BREACH_WAIVED = "breach_waived", _("Missed target waived")


class Wanted(TextChoices):
    """What somebody who follows a service or a team is told of."""

    ALL = "all", _("Everything")
    OUTCOME = "outcome", _("How it ends: resolved, closed, cancelled")
    MAJOR = "major", _("Major incidents only")
    NONE = "none", _("Nothing, whatever the role follows")
