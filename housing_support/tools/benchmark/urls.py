"""The project's addresses, and the two pages that only the benchmark serves."""

from django.urls import path

from housing_support.tools.benchmark import views
from housing_support.urls import handler500, urlpatterns

__all__ = ["handler500", "urlpatterns"]

urlpatterns = [
    path("benchmark/bare/", views.bare, name="benchmark_bare"),
    path("benchmark/layout/", views.layout, name="benchmark_layout"),
    *urlpatterns,
]
