"""Addresses of signing in and out, of the password, and of one's own pages."""

from allauth.account import views as library
from django.urls import include, path, re_path

from accounts.access import sign_in

# Not `allauth.urls`: signing up and managing addresses are the administrators' business.
urlpatterns = [
    path("accounts/login/", sign_in.sign_in, name="account_login"),
    path("accounts/logout/", library.logout, name="account_logout"),
    path("accounts/inactive/", library.account_inactive, name="account_inactive"),
    path("accounts/password/change/", sign_in.change_password, name="account_change_password"),
    path("accounts/password/reset/", sign_in.reset_password, name="account_reset_password"),
    path("accounts/password/reset/done/", library.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.set_new_password,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        library.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("me/", include("accounts.me.urls")),
    path("me/notices/addresses/", include("accounts.notices.chat.urls")),
    path("me/notices/", include("accounts.notices.reach.urls")),
]
