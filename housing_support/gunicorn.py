"""How gunicorn serves the application: `gunicorn --config python:housing_support.gunicorn housing_support.wsgi`.

`BIND` and `WEB_CONCURRENCY` are the operator's, `PORT` is that of `./run`.
"""

import gc
import os
import sys

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# A thread waits while another one asks the database: two workers of four serve some dozens of people.
worker_class = "gthread"
threads = 4
# How long one may compute while another, which the database has answered, waits: Python's own 5 ms at each of a dozen
# answers add up.
SECONDS_A_TURN = 0.0005
# Imported once and shared: starts sooner and takes less memory.
preload_app = True
timeout = 60
graceful_timeout = 10
loglevel = "warning"
# It would be made in the home directory of the account.
control_socket_disable = True


def when_ready(server):
    # What is imported stays: no worker goes through it again to find what may be thrown away, 60 ms each time.
    gc.collect()
    gc.freeze()
    from django.conf import settings  # only there once the application is loaded

    print(f"Passerelle est prête : http://{bind} (Ctrl-C pour arrêter).", flush=True)
    if settings.DEMO_MODE:
        print("La page de connexion propose chaque personnage de la démonstration : un clic suffit.", flush=True)


def post_fork(server, worker):
    sys.setswitchinterval(SECONDS_A_TURN)
