"""Addresses of the requester's pages."""

from django.urls import path

from incidents.portal.views import answering, following, incident, links, listing, reporting

urlpatterns = [
    path("help/", listing.home, name="portal"),
    path("help/report/", reporting.report, name="portal_report"),
    path("help/following/", following.following, name="following"),
    path("help/following/by-role/<int:pk>/end/", following.unfollow_role, name="unfollow_role"),
    path("help/following/<int:pk>/end/", following.unfollow, name="unfollow"),
    path("help/links/<str:token>/", links.action_link, name="action_link"),
    path("help/<str:number>/", incident.incident, name="portal_incident"),
    path("help/<str:number>/reply/", answering.reply, name="portal_reply"),
    path("help/<str:number>/answer/", answering.answer, name="portal_answer"),
    path("help/<str:number>/withdraw/", answering.withdraw, name="portal_withdraw"),
]
