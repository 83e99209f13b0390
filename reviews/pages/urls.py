"""Addresses of the review's pages, and of the review on the incident's page."""

from django.urls import path

from reviews.pages.views import actions, incident, listing, page, parts

urlpatterns = [
    path("reviews/", listing.reviews, name="reviews"),
    path("reviews/new/", listing.start_review, name="start_review"),
    path("reviews/<str:number>/", page.review, name="review"),
    path("reviews/<str:number>/sections/<slug:name>/", page.section, name="review_section"),
    path("reviews/<str:number>/people/", page.people, name="review_people"),
    path("reviews/<str:number>/steps/<slug:name>/", page.step, name="review_step"),
    path("reviews/<str:number>/factors/new/", parts.new_factor, name="new_factor"),
    path("reviews/<str:number>/factors/<int:pk>/", parts.factor, name="factor"),
    path("reviews/<str:number>/timeline/new/", parts.new_moment, name="new_moment"),
    path("reviews/<str:number>/timeline/<int:pk>/", parts.moment, name="moment"),
    path("reviews/<str:number>/timeline/<int:pk>/star/", parts.star, name="star_moment"),
    path("reviews/<str:number>/actions/new/", actions.new_action, name="new_action"),
    path("reviews/<str:number>/actions/<int:position>/", actions.action, name="review_action"),
    path("reviews/<str:number>/actions/<int:position>/<slug:name>/", actions.move, name="move_action"),
    path("incidents/<str:number>/review/", incident.incident_review, name="incident_review"),
]
