from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.i18n import set_language

from reformportal import feeds, health, views

handler400 = "reformportal.errors.bad_request"
handler403 = "reformportal.errors.permission_denied"
handler404 = "reformportal.errors.not_found"
handler500 = "reformportal.errors.server_error"

# Of allauth's pages those for a password; addresses are the register's, and nobody signs up.
account_pages = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("help/", views.HelpView.as_view(), name="help"),
    path("desk/", views.DeskView.as_view(), name="desk"),
    path("desk/deadlines/<str:token>.ics", feeds.read_deadlines, name="deadlines_feed"),
    path("desk/deadlines/", feeds.DeadlinesView.as_view(), name="deadlines"),
    path("desk/deadlines/change/", feeds.ChangeView.as_view(), name="change_deadlines"),
    path("desk/deadlines/close/", feeds.CloseView.as_view(), name="close_deadlines"),
    path("design/", views.CatalogueView.as_view(), name="design"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("files/", include("records.urls")),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("agencies/", include("agencies.urls")),
    path("notices/", include("notices.urls")),
    path("plans/", include("plans.urls")),
    path("feedback/", include("feedback.urls")),
    path("", include("reports.urls")),
    path("accounts/", include(account_pages)),
]
