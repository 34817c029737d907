"""docker-compose.yml: valid by the Compose schema, and its very own commands run against given servers."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import yaml

from tests.processes import end_group, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
SECRETS = {
    "PORTAL_TRIAL": "0",
    "SECRET_KEY": "uK3vJ9qW1xT7mZ5bN8cR2dF6gH4jL0pS-aE_yQwUiOtXzVnM-0123456789",
    "ALLOWED_HOSTS": "cchc.quangngai.example",
    "PORTAL_URL": "https://cchc.quangngai.example",
    "PORTAL_PROVINCE": "Quảng Ngãi",
    "EMAIL_HOST": "mail.quangngai.example",
    "HOSTNAME": socket.gethostname(),
}


@pytest.fixture
def environment(process_environment, tmp_path) -> dict[str, str]:
    """As in the containers, but with the servers of this test run."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return process_environment | SECRETS | {"PATH": path, "PORTAL_STATIC_DIR": str(tmp_path / "static")}


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def healthcheck(service: str, environment: dict[str, str], port: int = 0) -> int:
    """Run a service's own health check until it is content or its patience is over."""
    kind, *words = SERVICES[service]["healthcheck"]["test"]
    words = [word.replace("$$", "$").replace(":8000", f":{port}") for word in words]
    command = words if kind == "CMD" else ["sh", "-c", *words]
    for _attempt in range(10):
        done = run(command, environment)
        if done.returncode == 0:
            return 0
        time.sleep(0.5)
    return done.returncode


def test_it_is_valid_by_the_compose_schema():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = run([*command, "docker-compose.yml"], dict(os.environ))
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


def test_every_service_that_stays_has_a_health_check_and_no_root():
    stays = {name: service for name, service in SERVICES.items() if service["restart"] != "no"}
    assert [name for name, service in stays.items() if "healthcheck" not in service] == []
    dockerfile = (ROOT / "Dockerfile").read_text()
    built = {name for name, service in SERVICES.items() if "build" in service}
    assert re.findall(r"^USER (\w+)$", dockerfile, re.MULTILINE) == ["portal", "nginx"]
    assert [name for name, service in SERVICES.items() if name not in built and "user" not in service] == []


def test_no_secret_stands_in_the_file():
    text = (ROOT / "docker-compose.yml").read_text()
    secrets = re.findall(r"(?:SECRET_KEY|PASSWORD|CERTIFICATE\w*): (\S+)", text)
    assert [value for value in secrets if not value.startswith("${")] == []


def test_nothing_but_images_is_fetched():
    for name in ("Dockerfile", "docker-compose.yml"):
        addresses = re.findall(r"https?://[\w.-]+", (ROOT / name).read_text())
        assert set(addresses) <= {"https://build", "http://127.0.0.1"}


@pytest.mark.django_db(transaction=True)
def test_its_commands_run_in_production_settings(environment):
    assert run(["python", "manage.py", "collectstatic", "--noinput"], environment).returncode == 0
    assert run(SERVICES["prepare"]["command"], environment).returncode == 0
    port = free_port()
    commands = {
        name: [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in SERVICES[name]["command"]]
        for name in ("web", "worker", "beat")
    }
    processes = {
        name: subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        for name, command in commands.items()
    }
    try:
        health = {name: healthcheck(name, environment, port) for name in processes}
        assert health == {"web": 0, "worker": 0, "beat": 0}
        assert page(port) == 200
        assert {name: process.poll() for name, process in processes.items()} == dict.fromkeys(processes)
    finally:
        endings = {name: end_group(process) for name, process in processes.items()}
    assert endings == {"web": 0, "worker": 0, "beat": 0}


def page(port: int) -> int:
    """The home page as the proxy asks for it."""
    headers = {"Host": "cchc.quangngai.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
        return response.status
