from django.urls import include, path

from housing_support import views
from housing_support.dashboard import views as dashboard_views
from housing_support.drafts import views as draft_views
from housing_support.home.views import home, worklist
from housing_support.search.views import search
from partners.views import sign_in

urlpatterns = [
    path("", home, name="home"),
    path("worklists/<slug:code>/", worklist, name="worklist"),
    path("dashboard/", dashboard_views.dashboard, name="dashboard"),
    path("dashboard/figures/<slug:code>/", dashboard_views.figure, name="dashboard_figure"),
    path("search/", search, name="search"),
    path("health/", views.health, name="health"),
    path("health/worker/", views.worker_health, name="worker_health"),
    path("drafts/", draft_views.draft_list, name="drafts"),
    path("drafts/keep/", draft_views.draft_keep, name="draft_keep"),
    path("drafts/<uuid:submission_id>/discard/", draft_views.draft_discard, name="draft_discard"),
    # allauth's sign-in page, with the personas in the demonstration.
    path("account/login/", sign_in, name="account_login"),
    path("account/", include("allauth.urls")),
    path("", include("partners.urls")),
    path("", include("tenancies.urls")),
    path("", include("referrals.urls")),
]

handler500 = "housing_support.views.server_error"
