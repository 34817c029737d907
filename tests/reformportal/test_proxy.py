"""The reverse proxy, with its own configuration, before a web server that writes down what it is asked."""

import contextlib
import http.client
import http.server
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.processes import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
NGINX = shutil.which("nginx", path=f"/usr/sbin:/usr/bin:{ROOT}/var/nginx/usr/sbin")

pytestmark = pytest.mark.skipif(not NGINX, reason="NO NGINX: script/test fetches it on Debian")


class Proxy(NamedTuple):
    port: int
    folder: Path
    asked: list[tuple[str, dict[str, str], bytes]]
    web: http.server.ThreadingHTTPServer


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    asked: list[tuple[str, dict[str, str], bytes]] = []

    class Recorder(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append((self.path, dict(self.headers), body))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        do_POST = do_GET

        def log_message(self, *args):
            pass

    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    port = free_port()
    config = tmp_path / "nginx.conf"
    config.write_text(adapted(tmp_path, port, web.server_port))
    nginx = subprocess.Popen([str(NGINX), "-c", config, "-p", tmp_path, "-g", "daemon off;"], cwd=tmp_path)
    try:
        wait_for(port, nginx)
        yield Proxy(port, tmp_path, asked, web)
    finally:
        nginx.terminate()
        nginx.wait(10)
        web.shutdown()
        web.server_close()


def adapted(folder: Path, port: int, web_port: int) -> str:
    """The shipped configuration with other places and ports, without TLS, and with less patience."""
    shutil.copytree(ROOT / "deploy/pages", folder / "pages")
    (folder / "static").mkdir()
    (folder / "static/portal.css").write_text("body {}")
    (folder / "mime.types").write_text("types { text/html html; text/css css; }")
    text = (ROOT / "deploy/nginx.conf").read_text().replace(" /tmp/", f" {folder}/")
    text = re.sub(r"listen 8080 default_server", f"listen 127.0.0.1:{free_port()}", text)
    text = re.sub(r"listen 8443 ssl http2 default_server", f"listen 127.0.0.1:{port}", text)
    text = re.sub(r"^ *ssl_.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"client_body_timeout 10s", "client_body_timeout 1s", text)
    text = text.replace("access_log /dev/stdout", f"access_log {folder}/access.log")
    text = text.replace("server web:8000", f"server 127.0.0.1:{web_port}")
    text = text.replace("/etc/nginx/mime.types", f"{folder}/mime.types")
    for place in ("/srv/pages", "/srv/static"):
        text = text.replace(place, f"{folder}{place.removeprefix('/srv')}")
    return f"master_process off;\n{text}"


def wait_for(port: int, process: subprocess.Popen) -> None:
    while process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
    raise AssertionError("nginx does not accept its configuration")


def ask(
    port: int, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, dict(answer.getheaders()), text


def written_lines(log: Path, number: int) -> list[str]:
    """A line is written after its answer has left."""
    for _wait in range(100):
        lines = log.read_text().splitlines()
        if len(lines) >= number:
            return lines
        time.sleep(0.05)
    raise AssertionError(f"{log.name} has fewer than {number} lines")


def test_what_a_client_claims_about_itself_is_overwritten(proxy):
    ask(
        proxy.port,
        "GET",
        "/",
        X_Forwarded_For="10.1.1.1",
        X_Forwarded_Proto="https",
        X_Forwarded_Host="evil.example",
        Forwarded="for=10.1.1.1",
    )
    _path, seen, _body = proxy.asked[0]
    told = {name: value for name, value in seen.items() if "orwarded" in name}
    assert told == {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "http"}


def test_slow_senders_never_reach_the_web_server(proxy):
    slow = [socket.create_connection(("127.0.0.1", proxy.port)) for _client in range(60)]
    for client in slow:
        client.sendall(b"POST /reports/1/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf")
    assert ask(proxy.port, "GET", "/")[0] == 200
    for client in slow:
        client.settimeout(10)
        with contextlib.suppress(ConnectionError):
            client.recv(1000)  # returns when the proxy gives up
        client.close()
    assert [path for path, _headers, _body in proxy.asked] == ["/"]


def test_a_body_arrives_whole(proxy):
    body = b"x" * 3_000_000
    assert ask(proxy.port, "POST", "/reports/1/", body)[0] == 200
    assert proxy.asked[0][2] == body


def test_too_much_gets_a_page_that_says_what_became_of_it(proxy):
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as client:
        client.sendall(
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 57671681\r\nExpect: 100-continue\r\n\r\n"
        )
        answer = http.client.HTTPResponse(client)
        answer.begin()
        assert answer.status == 413
        assert "chưa được lưu" in answer.read().decode()
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert proxy.asked == []


def test_a_web_server_that_is_away_gets_a_page_of_our_own(proxy):
    proxy.web.shutdown()
    proxy.web.server_close()
    status, headers, text = ask(proxy.port, "GET", "/")
    assert status == 502
    assert "tạm thời không phục vụ được" in text
    assert headers["Cache-Control"] == "no-store"


def test_static_files_come_from_the_proxy(proxy):
    status, headers, text = ask(proxy.port, "GET", "/static/portal.css")
    assert (status, text) == (200, "body {}")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert proxy.asked == []


def test_readiness_is_not_told_to_strangers(proxy):
    assert ask(proxy.port, "GET", "/readyz")[0] == 404
    assert proxy.asked == []


@pytest.mark.parametrize(
    "path",
    [
        "/desk/deadlines/{}.ics",
        "/feedback/confirm/{}/",
        "/feedback/follow/renew/{}/?a=1",
        "/accounts/password/reset/key/{}/",
        "/feedback/handlings/?q={}",
        "/feedback/public/?q={}",
        "/feedback/send/similar/?q={}",
    ],
)
def test_t1_what_a_link_proves_or_is_searched_for_is_not_written_down(proxy, path):
    ask(
        proxy.port, "GET", path.format("c2VjcmV0"), Referer=f"https://portal.example{path.format('c2VjcmV0')}"
    )
    ask(proxy.port, "GET", "/feedback/public/numbers/?year=2026")
    first, second = written_lines(proxy.folder / "access.log", 2)
    assert path.partition("{")[0].removesuffix("q=") + "..." in first
    assert "c2VjcmV0" not in first
    assert "/feedback/public/numbers/?year=2026" in second
    assert proxy.asked[0][0] == path.format("c2VjcmV0")


def test_who_sends_in_a_rush_waits_and_reading_goes_on(proxy):
    sent = [ask(proxy.port, "POST", "/feedback/send/")[0] for _time in range(40)]
    assert sent[:30] == [200] * 30
    status, _headers, text = ask(proxy.port, "POST", "/feedback/follow/add/")
    assert (status, "chưa được lưu" in text) == (429, True)
    assert [ask(proxy.port, method, "/feedback/send/")[0] for method in ["GET"] * 40] == [200] * 40
    assert ask(proxy.port, "POST", "/feedback/follow/")[0] == 200
