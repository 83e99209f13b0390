"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from itsm.whole_bodies import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itsm.settings")
os.environ.setdefault("EVENKEEL_PROCESS", "web")

application = whole_bodies(get_wsgi_application())
