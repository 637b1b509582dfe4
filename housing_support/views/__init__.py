from housing_support.views.errors import csrf_failure, server_error
from housing_support.views.health import health, worker_health

__all__ = ["csrf_failure", "health", "server_error", "worker_health"]
