"""All the stories of the demo, in the order in which they happened, so that numbers rise with time."""

from incidents.demo.plots.finished import FINISHED
from incidents.demo.plots.majors import MAJORS
from incidents.demo.plots.stopped import STOPPED
from incidents.demo.plots.unstarted import UNSTARTED
from incidents.demo.plots.working import WORKING

IN_ORDER = sorted((*MAJORS, *FINISHED, *WORKING, *UNSTARTED, *STOPPED), key=lambda plot: -plot.age)
