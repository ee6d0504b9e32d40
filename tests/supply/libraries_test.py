"""libraries_test.py GENKYO BILL-PROGRAM BILL SOURCE CC: what genkyo is made of, as the build files, docs/libraries.md,
scripts/packages, genkyo --version, its bill of materials, the linker and dpkg know it. Prints TAP.

What only Debian can tell is skipped elsewhere.
"""

import functools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

genkyo, bill_program, bill_at, source = (pathlib.Path(argument).resolve() for argument in sys.argv[1:5])
compiler = sys.argv[5:]
# What pkg-config and the linker call the libraries of docs/libraries.md.
NAMES = {"libxxhash": "xxHash", "libutf8proc": "utf8proc", "jansson": "jansson", "yaml-0.1": "libyaml", "libpcre2-8": "PCRE2",
         "sqlite3": "SQLite", "libzip": "libzip", "expat": "Expat", "libuv": "libuv", "libssh2": "libssh2",
         "libcrypto": "OpenSSL", "netsnmp": "net-snmp", "libcurl": "libcurl", "csv": "libcsv", "Clp": "Clp",
         "xlsxwriter": "libxlsxwriter", "libseccomp": "libseccomp"}
# Those that only tests and completions use.
OTHERS = {"cmocka", "libical", "bash-completion"}
number = failures = 0


def check(what, complaints):
    global number, failures
    number += 1
    complaints = list(complaints)
    print(f"{'not ok' if complaints else 'ok'} {number} - {what}", flush=True)
    failures += bool(complaints)
    for complaint in complaints[:20]:
        print(f"#   {complaint}"[:400])


def skip(what, why):
    global number
    number += 1
    print(f"ok {number} - {what} # SKIP {why}")


def run(*command, **environment):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C.UTF-8", **environment}).stdout


def differences(these, those, one, other):
    yield from (f"only in {one}: {item}" for item in sorted(these - those))
    yield from (f"only in {other}: {item}" for item in sorted(those - these))


def key(version):
    return [int(part) for part in re.findall(r"\d+", version)]


@functools.cache
def table():
    """The rows of docs/libraries.md, by name."""
    rows = {}
    for line in (source / "docs/libraries.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().strip("`").replace("–", "") for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 7 and cells[0] != "library":
            rows[cells[0]] = dict(zip(("oldest", "tested", "run", "compile", "licence", "purpose"), cells[1:]))
    return rows


@functools.cache
def build_files():
    return {path.relative_to(source): path.read_text(encoding="utf-8") for path in sorted(source.glob("**/meson.build"))
            if not any(part.startswith(("build", ".")) for part in path.relative_to(source).parts[:-1])}


@functools.cache
def wanted():
    """What the build files want: [(file, what pkg-config calls it, oldest version or None)]."""
    found = []
    for path, text in build_files().items():
        for name, rest in re.findall(r"(?<!declare_)\bdependency\('([^']+)'([^\n]*)", text):
            version = re.search(r"version: '>=([^']+)'", rest)
            found.append((path, name, version and version[1]))
    rules = re.findall(r"^  \[\w+, '(\w+)', '[^']+', \[[^]]*\], '>=([^']+)'\],$", build_files()[pathlib.Path("meson.build")],
                       re.M)
    asked = dict(rules)
    found = [(path, name, version or asked.get(name)) for path, name, version in found]
    for path, text in build_files().items():
        for name in re.findall(r"find_library\('([^']+)'", text):
            found.append((path, name, asked.get(name)))
    return [one for one in found if one[1] not in ("threads", "m")]  # of the C library


@functools.cache
def told():
    """What genkyo --version says: {name: (version, remark)}."""
    lines = run(genkyo, "--version").splitlines()
    found = (re.fullmatch(r"  (\S+) +(\S+)(?: \((.*)\))?", line) for line in lines)
    return {match[1]: (match[2], match[3]) for match in found if match}


@functools.cache
def bill():
    return json.loads(bill_at.read_text(encoding="utf-8"))


def parts(kind):
    return {part["name"]: part for part in bill()["components"] if part["type"] == kind}


def packages_of(part):
    return {one["name"]: one["value"] for one in part.get("properties", [])}


def check_build_files():
    check("every library in the build files has an oldest version",
          (f"{path}: {name}" for path, name, version in wanted() if not version))
    check("every library in the build files is known here",
          (f"{path}: {name}" for path, name, _ in wanted() if name not in NAMES and name not in OTHERS))
    oldest = {NAMES[name]: version for path, name, version in wanted() if name in NAMES and path.name == str(path)}
    check("docs/libraries.md has the oldest versions of meson.build",
          differences({(name, version) for name, version in oldest.items()},
                      {(name, row["oldest"]) for name, row in table().items() if row["oldest"]},
                      "meson.build", "docs/libraries.md"))
    check("each file wants the same oldest version",
          (f"{path}: {name} {version}" for path, name, version in wanted()
           if name in NAMES and version != oldest.get(NAMES[name])))
    check("no oldest version is above the one that is tested",
          (f"{name}: {row['oldest']} > {row['tested']}" for name, row in table().items()
           if row["oldest"] and key(row["oldest"]) > key(row["tested"])))


def check_table():
    listed = {group: set(run(source / "scripts/packages", "--list", group).split()) for group in ("build", "runtime")}
    rows = table()
    check("the table has rows", () if len(rows) >= 10 else ["there are none"])
    check("scripts/packages installs what is needed to compile",
          {row["compile"] for row in rows.values()} - listed["build"])
    check("scripts/packages installs what is needed to run, and no more",
          differences({row["run"] for row in rows.values() if row["run"]} | {"graphviz", "ca-certificates"},
                      listed["runtime"], "docs/libraries.md", "scripts/packages"))
    check("the bill of materials has the licences and packages of the table",
          differences({(name, row["licence"], row["run"] or row["compile"]) for name, row in rows.items()},
                      {(name, part["licenses"][0].get("expression") or part["licenses"][0]["license"]["id"],
                        packages_of(part).get("genkyo:debian:package", rows.get(name, {}).get("run")))
                       for name, part in parts("library").items()}, "docs/libraries.md", "the bill"))


def check_versions():
    lines = run(genkyo, "--version").splitlines()
    version = re.search(r"^  version: '([^']+)'", build_files()[pathlib.Path("meson.build")], re.M)[1]
    check("the first line of --version is the program and its version alone",
          () if lines[0] == f"genkyo {version}" else [lines[0]])
    japanese = run(genkyo, "--version", LC_ALL="ja_JP.UTF-8").splitlines()
    check("it is the same in Japanese, and the rest is not",
          () if japanese[0] == lines[0] and japanese[2] == "ライブラリ:" else japanese[:3])
    check("--version lists the libraries of the bill of materials",
          differences(set(told()), set(parts("library")), "--version", "the bill"))


def check_loaded():
    """A library that says to be another: what is loaded counts, and what was compiled for is said, too."""
    with tempfile.TemporaryDirectory() as work:
        path = pathlib.Path(work) / "other.c"
        path.write_text('const char *sqlite3_libversion(void); const char *sqlite3_libversion(void) { return "99.1"; }\n')
        run(*compiler, "-shared", "-fPIC", "-o", f"{work}/other.so", path)
        lines = run(genkyo, "--version", LD_PRELOAD=f"{work}/other.so")
    built = parts("library")["SQLite"]["version"]
    check("--version tells what is loaded, and what it was built with where that is another",
          () if re.search(rf"^  SQLite +99\.1 \(built with {re.escape(built)}\)$", lines, re.M) else [lines])


def upstream(version):
    return re.sub(r"^\d+:|[+~-].*$", "", version)


def installed_packages(names):
    lines = run("dpkg-query", "-W", "-f", "${Package} ${Version} ${Architecture}\n", *sorted(names)).splitlines()
    return {line.split()[0]: line.split()[1:] for line in lines}


def check_debian():
    known = {name: packages_of(part)["genkyo:debian:package"] for name, part in parts("library").items()}
    installed = installed_packages(known.values())
    check("--version tells what dpkg has installed",
          (f"{name}: {told()[name][0]}, {package} {installed[package][0]}" for name, package in known.items()
           if not upstream(installed[package][0]).startswith(told()[name][0])))
    check("the bill has the versions that dpkg has installed, also in its Package URLs",
          (f"{name}: {part['purl']}" for name, part in parts("library").items()
           if packages_of(part)["genkyo:debian:version"] != installed[known[name]][0]
           or not part["purl"].startswith(f"pkg:deb/debian/{known[name].lower().replace('+', '%2B')}@")
           or not part["purl"].endswith(f"?arch={installed[known[name]][1]}&distro=debian-12")))
    check("docs/libraries.md has the versions of Debian 12 as those that are tested",
          (f"{name}: {row['tested']}, --version {told()[name][0]}" for name, row in table().items()
           if name in told() and key(told()[name][0])[:len(key(row["tested"]))] != key(row["tested"])))


def check_linked():
    """The linker's word: what is linked is what the bill says, but for what is compiled in."""
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "-d", genkyo))
    paths = dict(re.findall(r"^\s*(\S+) => (\S+)", run("ldd", genkyo), re.M))
    owners = {owner_of(paths[name]) for name in needed if name in paths}
    packages = {packages_of(part)["genkyo:debian:package"] for name, part in parts("library").items()}
    check("what the bill says is what is linked, and xxHash",
          differences(owners | {"libxxhash-dev"}, packages, "the program", "the bill"))


def owner_of(path):
    """The package of a library; dpkg may know it by the path before /usr was merged."""
    for one in (os.path.realpath(path), path, os.path.realpath(path).removeprefix("/usr"), "/usr" + path):
        answer = subprocess.run(["dpkg-query", "-S", one], capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return answer.stdout.split(":")[0]
    return f"nobody's {path}"


def check_bill():
    text = bill_at.read_text(encoding="utf-8")
    check("the bill has no path and no day", re.findall(r"(?<![\w.:/])/\w[^\"]*|20\d\d-\d\d-\d\d", text))
    again = run(source / "docs/print-bill", bill_program, TZ="Asia/Tokyo", LC_ALL="C")
    check("the bill is the same when it is made again", () if again == text else ["it is another"])
    names = {part["bom-ref"] for part in bill()["components"]}
    graph = {one["ref"]: set(one["dependsOn"]) for one in bill()["dependencies"]}
    check("genkyo depends on the libraries, and on no program",
          () if graph == {"genkyo": set(parts("library"))} and graph["genkyo"] < names else [str(graph)])
    notice = (source / "NOTICE").read_text(encoding="utf-8")
    check("NOTICE speaks of what is compiled in",
          (f"{name}" for name, row in table().items() if not row["run"] and name not in notice))


def main():
    check_build_files()
    check_table()
    check_versions()
    check_loaded()
    check_bill()
    release = pathlib.Path("/etc/os-release")
    if release.exists() and 'PRETTY_NAME="Debian GNU/Linux 12' in release.read_text(encoding="utf-8"):
        check_debian()
        check_linked()
    else:
        skip("what dpkg and the linker say", "this is no Debian 12")
    print(f"1..{number}")
    sys.exit(1 if failures else 0)


main()
