"""produce.py GENKYO MAKE_SNAPSHOT SOURCE WORK: has the program write its JSON in many ways, into WORK/records.

The cases of the command line are run once more, through recording_genkyo. What they do not have is done here: a scan, and
nights that tell a web server, fail and are interrupted.
"""

import http.server
import os
import pathlib
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time

genkyo, make_snapshot, source, work = (pathlib.Path(argument).resolve() for argument in sys.argv[1:5])
records = work / "records"
cases = ["check/", "audit/", "reconcile/", "drift/", "findings/", "trend/", "import/", "nightly/nights", "nightly/year-end",
         "nightly/from", "nightly/tell"]


def recorder():
    """recording_genkyo as a program."""
    program = work / "genkyo"
    body = (source / "tests/machine/recording_genkyo").read_text(encoding="utf-8")
    program.write_text(f"#!/bin/bash\nrecords='{records}' genkyo='{genkyo}'\n{body}", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def keep(name, path, *names):
    """Copies files of a directory as they are now."""
    place = records / name
    for one in names:
        for found in pathlib.Path(path).glob(one):
            to = place / found.relative_to(path)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(found, to)


class Hook(http.server.BaseHTTPRequestHandler):
    """Keeps what is posted; refuses it at /down."""

    count = 0

    def do_POST(self):
        Hook.count += 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        place = records / f"hook{Hook.count}"
        place.mkdir()
        (place / "hook.webhook").write_bytes(body)
        (place / "command").write_text("genkyo run, to a web server\n", encoding="utf-8")
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def night(place, *options):
    return subprocess.run([genkyo, "run", "--config", place / "genkyo.yaml", "--quiet", *options], check=False,
                          capture_output=True)


def configure(place, scan, port):
    place.mkdir()
    shutil.copytree(source / "fixtures/ledger", place / "ledger")
    (place / "genkyo.yaml").write_text(
        f"""title: 架空省
language: ja
ledger: ledger
state: state
scan: {scan}
policy: {{coverage_min: 10}}
notify:
  webhooks:
    - {{url_from: "file:url", form: genkyo, attempts: 1}}
""", encoding="utf-8")
    url = place / "url"
    url.write_text(f"http://127.0.0.1:{port}/hook\n", encoding="utf-8")
    url.chmod(0o600)


def nights(port):
    """News, the same again, a correction, and a night without anything to look at."""
    place = work / "nights"
    configure(place, "{snapshot: inbox}", port)
    shutil.copytree(source / "fixtures/snapshot", place / "inbox")
    night(place, "--as-of", "2027-03-29")
    devices = place / "ledger/devices.csv"
    written = devices.read_text(encoding="utf-8")
    devices.write_text(written.replace("srv-db01", "srv-db99"), encoding="utf-8")
    night(place, "--as-of", "2027-03-30")
    devices.write_text(written, encoding="utf-8")
    night(place, "--as-of", "2027-03-31")
    keep("nights", place / "state", "runs/*.json", "results/latest/*.json*")
    (place / "inbox/manifest.json").unlink()
    night(place, "--as-of", "2027-04-01")
    keep("failed", place / "state", "runs/*.json")


def ledgers():
    """All that is wrong in the cases of `genkyo check`, and a ledger whose files are what ledger.yaml and headings say."""
    named = work / "named"
    named.mkdir()
    shutil.copy(source / "fixtures/ledger/devices.csv", named / "machines.csv")
    shutil.copy(source / "fixtures/ledger/licenses.csv", named / "list.csv")
    (named / "ledger.yaml").write_text("files:\n  - {file: machines.csv, table: devices}\n", encoding="utf-8")
    for number, ledger in enumerate([named, *sorted((source / "tests/cli/check").glob("*/ledger"))]):
        checked = subprocess.run([genkyo, "check", ledger, "--format", "json"], check=False, capture_output=True)
        place = records / f"ledger{number}"
        place.mkdir()
        (place / "command").write_text(f"genkyo check {ledger} --format json\n", encoding="utf-8")
        (place / "check.stdout").write_bytes(checked.stdout)


def wait_for(what):
    end = time.monotonic() + 20
    while not what():
        if time.monotonic() > end:
            sys.exit("produce.py: waited in vain")
        time.sleep(0.01)


def silent(place):
    """A scan of a machine that takes the connection and says nothing; it is interrupted."""
    server = socket.create_server(("127.0.0.1", 0))
    place.joinpath("targets.csv").write_text(
        f"address,port,method\n127.0.0.1,{server.getsockname()[1]},ssh\n127.0.0.1,,snmp\n", encoding="utf-8")
    secret = place / "secret"
    secret.write_text("secret-of-nobody\n", encoding="utf-8")
    secret.chmod(0o600)
    credentials = place / "credentials.yaml"
    credentials.write_text(
        """credentials:
  - {name: a, kind: ssh-password, user: nobody, password_from: "file:secret", scope: ["127.0.0.0/8"]}
  - {name: b, kind: snmp-v2c, community_from: "file:secret", scope: ["127.0.0.0/8"]}
""", encoding="utf-8")
    credentials.chmod(0o600)
    place.joinpath("known_hosts").write_text("", encoding="utf-8")
    return server


def interrupted(port):
    place = work / "interrupted"
    configure(place, "{targets: targets.csv, credentials: credentials.yaml, known_hosts: known_hosts, timeout: 60}", port)
    server = silent(place)
    process = subprocess.Popen([genkyo, "run", "--config", place / "genkyo.yaml", "--quiet"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server.accept()
    wait_for(lambda: any(place.glob("state/runs/*.json")))
    keep("running", place / "state", "runs/*.json")
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    keep("interrupted", place / "state", "runs/*.json", "snapshots/*/manifest.json")


def scan():
    place = work / "scan"
    place.mkdir()
    silent(place).close()
    subprocess.run([genkyo, "scan", "--targets", "targets.csv", "--credentials", "credentials.yaml",
                    "--known-hosts", "known_hosts", "--out", "snapshot", "--timeout", "5", "--quiet"],
                   cwd=place, check=False, capture_output=True)
    keep("scan", place, "snapshot/manifest.json")


def main():
    records.mkdir()
    program = recorder()
    for name in cases:
        # whether they show what is recorded is their own suite's matter
        subprocess.run([source / "tests/cli/run", "--genkyo", program, "--make-snapshot", make_snapshot, "--filter", name,
                        "--parallel", str(os.cpu_count())], check=False, stdout=subprocess.DEVNULL)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    nights(server.server_port)
    interrupted(server.server_port)
    scan()
    ledgers()
    server.shutdown()


main()
