"""Pages of the whole product that belong to no app."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

# The parts in the order of the sheet: file name, heading, what to know, how it is written.
PARTS = (
    (
        "colour",
        "Colour",
        "Grounds and ink, then the seven signal families: ink on tint, line, solid. The accent is for what can be pressed.",
        "[data-tone] · --tone-ink, --tone-tint, --tone-line, --tone-solid",
    ),
    (
        "type",
        "Type",
        "Weights 400, 550, 650. Figures are tabular wherever they are compared.",
        "--fs-xs 12 … --fs-3xl 32",
    ),
    (
        "button",
        "Button",
        "One primary per region. “…” when a dialog follows. Danger only inside the confirming dialog.",
        ".btn .btn-primary .btn-quiet .btn-note .btn-danger .btn-sm .btn-lg .btn-icon .btn-pair",
    ),
    (
        "chips",
        "Priority, state, tag, count, person",
        "Word or digit always; colour only repeats it. At most two tags in a row.",
        ".priority .state .state-chip .tag .count .avatar .person",
    ),
    (
        "timer",
        "SLA clock",
        "Says which clock and how long; the bar is the share of the target used. A paused clock says why and does not tick.",
        ".sla[data-health][data-due] · .clock",
    ),
    (
        "field",
        "Field",
        "The label stands above; the error says what to do and is tied by aria-describedby. No placeholder as label.",
        ".field > label, control, .hint, .error · .input .select .textarea .check .switch .segmented",
    ),
    (
        "filters",
        "Tabs, filters, segmented",
        "Tabs are links to views; a filter is a button that opens its menu and a cross that removes it.",
        ".tabs .filters > .filter[data-on] .segmented",
    ),
    (
        "callout",
        "Callout and banner",
        "A callout belongs to its place, a banner to the whole page. Icon, sentence, at most two buttons.",
        ".callout[data-tone] · .banner[data-tone] · .stale",
    ),
    (
        "timeline",
        "Timeline entry",
        "Who can read it is never in doubt: public has the accent edge, a work note is amber, dashed and locked.",
        ".timeline > li > .entry[data-kind] or .t-line",
    ),
    (
        "composer",
        "Composer",
        "The mode is a radio, so it works without script. The button says how many people get it.",
        ".composer .composer-mode .if-public .if-note",
    ),
    (
        "queue",
        "Queue row",
        "A real table; the title is the one link and covers the row. Unread is bold, current has the edge, ticked is tinted.",
        "table.queue > .q-group, .q-row[aria-current] .is-unread",
    ),
    (
        "table",
        "Table, property list",
        "For facts that are compared. Figures to the right, the first column is the row’s head.",
        ".table · dl.props",
    ),
    (
        "dialog",
        "Dialog, menu, palette, toast",
        "Native elements. A dialog names the consequence; a toast says what is done and offers Undo; an error stays.",
        "dialog.dialog · [popover].menu · .palette · .toasts > .toast",
    ),
    (
        "empty",
        "Empty, loading, failed",
        "An empty list says why and what next. A skeleton comes after 300 ms and has the size of what follows.",
        ".empty .skeleton",
    ),
    (
        "portal",
        "For requesters",
        "Bigger type and targets; the step in progress says whose turn it is.",
        ".steps .choice .rating",
    ),
    (
        "chart",
        "Charts",
        "SVG from the server, widths as attributes. Every chart has its table, every figure its list.",
        ".benefit .bars .heat .strip",
    ),
)


def component_sheet(request: HttpRequest) -> HttpResponse:
    """Show every part of every page in all its states; for developers and administrators."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    parts = [
        {
            "key": key,
            "name": name,
            "about": about,
            "markup": markup,
            "template": f"ui/sheet/{key}.html",
        }
        for key, name, about, markup in PARTS
    ]
    return render(request, "ui/sheet.html", {"parts": parts, "themes": ("light", "dark")})
