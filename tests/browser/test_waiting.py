"""What journeys stand on: a page is read once it has come whole."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest


class InTwoParts(BaseHTTPRequestHandler):
    """Sends the link, then a page of which the end comes late."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.path == "/":
            self.wfile.write(b"<a href='/slow'>Follow</a>")
        elif self.path == "/slow":
            self.wfile.write(b"<main>" + b" " * 5000)
            self.wfile.flush()
            time.sleep(0.3)
            self.wfile.write(b"<p>End</p></main>")

    def log_message(self, *args):
        pass


@pytest.fixture
def slow_site():
    with HTTPServer(("127.0.0.1", 0), InTwoParts) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_click_waits_for_the_whole_page(open_page, slow_site):
    page = open_page()
    page.goto(slow_site)
    page.get_by_role("link", name="Follow").click()
    assert page.locator("p").count() == 1
