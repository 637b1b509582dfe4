from housing_support.views.errors import csrf_failure, server_error
from housing_support.views.health import health
from housing_support.views.home import home

__all__ = ["csrf_failure", "health", "home", "server_error"]
