from django.urls import include, path

from housing_support import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("account/", include("allauth.urls")),
    path("", include("partners.urls")),
    path("", include("tenancies.urls")),
    path("", include("referrals.urls")),
]
