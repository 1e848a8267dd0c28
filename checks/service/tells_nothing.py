"""Looks at what a running service says on its standard output and error: no words, no link, no password, no session, no token.

    tells_nothing.py THROUGHLINE [--database postgres://…]

A whole story is told to the real program: first words, the person's own page, more words, a file, a sign-in that fails and one that does
not, a call, a public question, a program that sends JSON; then the store breaks, and all of it is sent again; then it is mended, killed and
started again. Whatever must not be said is collected on the way, and looked for in all that was said, plain, in pieces and as browsers
write it. That something was said of what broke is looked for too, or nothing would be shown by the rest.
"""

import argparse
import contextlib
import http.client
import json
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse

from never_lost import SETUP

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PERSON = {
    "words": "my landlord Marmaduke has mould behind the wardrobe",
    "reach": "07700 900417\nzebedee.quill@example.org",
    "name": "Zebedee Quillfeather",
}
MORE = "the wardrobe fell on my foot on Whitsun"
FILE = b"a letter from Marmaduke about the rent"
QUESTION = "does Ermintrude at number forty owe you rent"
CALL = "Florence says that her boiler hums"
BY_PROGRAM = "a kiosk says that Dougal needs a ramp"
WRONG_PASSWORD = "tartan umbrella weather"
# The break of a place that keeps its events in a file, and of one that has a server.
BROKEN, MENDED = "ALTER TABLE event RENAME TO away", "ALTER TABLE away RENAME TO event"


class Told:
    """A service whose every output is kept, and what must not be in it."""

    def __init__(self, ask, folder):
        self.ask, self.folder = ask, folder
        self.said = folder.parent / "said"
        self.secret = {}
        self.process = None
        self.start()

    def start(self):
        command = [self.ask.throughline, "serve", str(self.folder), "--listen", "127.0.0.1:0"]
        command += ["--database", self.ask.database] if self.ask.database else []
        with open(self.said, "ab") as errors:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        line = self.process.stdout.readline()
        with open(self.said, "a") as said:
            said.write(line)
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", line)[1])

    def end(self, how):
        self.process.send_signal(how)
        rest = self.process.stdout.read()
        self.process.wait(timeout=60)
        with open(self.said, "a") as said:
            said.write(rest)

    def keep(self, what, secret):
        """Something that nobody may find in what the service says."""
        if len(secret) < 6:
            raise SystemExit(f"{what} is too short to be looked for: {secret!r}")
        self.secret.setdefault(secret, what)
        return secret

    def send(self, path, fields=None, headers=None, body=None):
        """Asks for a page, or sends a form; answers status, where it leads, what it set as cookies, and the page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if fields is not None:
            body, headers = urllib.parse.urlencode({"made": "1", **fields}), {**FORM, **(headers or {})}
        connection.request("GET" if body is None else "POST", path, body, headers or {})
        answer = connection.getresponse()
        page = answer.read().decode("utf-8", "replace")
        cookies = dict(cookie.split(";")[0].split("=", 1) for cookie in answer.headers.get_all("Set-Cookie") or [])
        return answer.status, answer.getheader("Location") or "", cookies, page

    def breaks(self, sql):
        if self.ask.database:
            psql = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/psql"))[-1]
            subprocess.run([psql, "-q", "-d", self.ask.database, "-c", sql], check=True)
            return
        with contextlib.closing(sqlite3.connect(self.folder / "throughline.sqlite", timeout=30)) as database:
            database.execute(sql)
            database.commit()


def expect(what, found, wanted):
    if found not in wanted:
        raise SystemExit(f"{what} was answered {found}, not {wanted}")


def all_sent(told, password, link, session, broken=False):
    """Everything that people, workers and programs send; where the store is broken, until it says so."""
    ok = {503} if broken else {200, 201, 303}
    status, to, _, _ = told.send("/", {**PERSON, "once": told.keep("a form's token", "once-of-the-first-form")})
    expect("first words", status, ok)
    link = link or to.split("?")[0]
    if not broken:
        told.keep("the secret of a link", link.split("/")[3])
    expect("the person's page", told.send(link)[0], ok)
    expect("more words", told.send(f"{link}/more", {"words": MORE})[0], ok)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="letter-of-marmaduke.txt"\r\n\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    expect("a file", told.send(f"{link}/file", headers=kind, body=head + FILE + b"\r\n--x--\r\n")[0], ok)
    # A form that is cut short, a page that is not there, a reference that is looked for.
    expect("half a file", told.send(f"{link}/file", headers=kind, body=head + FILE)[0], {400, 503})
    expect("another link", told.send(f"{link}0")[0], {404, 503})
    expect("a reference", told.send(f"/back?reference={link.split('/')[2]}")[0], {200, 503})
    expect("a question", told.send("/questions/ask", {"words": QUESTION, "name": PERSON["name"]})[0], {200, 303, 503})
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in session.items())}
    expect("the need at the desk", told.send(f"/desk/need/{link.split('/')[2]}", headers=cookie)[0], {200, 503})
    call = {"words": CALL, "who": "07700 900417", "about": "other", "token": session.get("token", "")}
    expect("a call", told.send("/desk/call", call, headers=cookie)[0], ok)
    wrong = {"name": "asha", "password": told.keep("a password that is not one", WRONG_PASSWORD)}
    expect("a wrong password", told.send("/desk/sign-in", wrong)[0], {200, 503})
    fields = {"words": BY_PROGRAM, "reach": "07700 900418", "once": told.keep("a program's token", "once-of-a-program")}
    to_json = {"Content-Type": "application/json"}
    status, _, _, page = told.send("/api/v1/needs", headers=to_json, body=json.dumps(fields))
    expect("words by a program", status, ok)
    if not broken:
        secret = told.keep("the secret of a program", json.loads(page)["secret"])
        path = f"/api/v1/needs/{json.loads(page)['reference']}/{secret}"
        expect("a program that reads", told.send(path)[0], ok)
    expect("JSON that is none", told.send("/api/v1/needs", headers=to_json, body='{"words": "' + BY_PROGRAM)[0], {400})
    return link


def signed_in(told, password):
    """Signs in; answers the cookies, and the token that every form carries."""
    status, _, cookies, _ = told.send("/desk/sign-in", {"name": "asha", "password": password})
    expect("the right password", status, {303})
    for name, value in cookies.items():
        told.keep(f"the cookie {name}", value)
    page = told.send("/desk/password", headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())})[3]
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    return {**cookies, "token": told.keep("the token of a form", token)}


def pieces(secret):
    """The ways in which it might stand there: whole, as browsers write it, and of what people said every word that nobody else says."""
    yield secret
    yield urllib.parse.quote(secret)
    yield urllib.parse.quote_plus(secret)
    yield from re.findall(r"[A-Z][a-z]{5,}|\d{5} ?\d{6}|\S+@\S+", secret)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("throughline")
    parser.add_argument("--database")
    ask = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(made) / "place"
        folder.mkdir()
        (folder / "service.toml").write_text(SETUP)
        seat = ["--role", "worker", "--worker", "Asha", "--organisation", "Council", "--team", "Front door"]
        account = [ask.throughline, "account", str(folder), "asha", *seat]
        account += ["--database", ask.database] if ask.database else []
        printed = subprocess.run(account, check=True, capture_output=True, text=True).stdout
        told = Told(ask, folder)
        password = told.keep("the password", max(re.findall(r"[\w-]{12,}", printed), key=len))
        for what, said in {**PERSON, "more words": MORE, "a file": FILE.decode(), "a question": QUESTION, "a call": CALL}.items():
            told.keep(what, said)
        told.keep("what a program sent", BY_PROGRAM)
        if ask.database and (of_server := urllib.parse.urlsplit(ask.database).password):
            told.keep("the password of the server", of_server)
        session = signed_in(told, password)
        link = all_sent(told, password, None, session)
        told.breaks(BROKEN)
        all_sent(told, password, link, session, broken=True)
        told.breaks(MENDED)
        told.end(signal.SIGKILL)
        told.start()
        session = signed_in(told, password)
        expect("the person's page", told.send(link)[0], {200})
        told.end(signal.SIGTERM)
        said = told.said.read_text(errors="replace")
    found = {what for secret, what in told.secret.items() for piece in pieces(secret) if piece.lower() in said.lower()}
    broke = [line for line in said.splitlines() if "does not work" in line]
    print(f"{len(said.splitlines())} lines were said, {len(broke)} of them of what broke; {len(told.secret)} secrets looked for")
    if found:
        print(f"said, and should not be: {', '.join(sorted(found))}\n{said}")
    if len(broke) < 5:
        print(f"too little was said of what broke:\n{said}")
    return 1 if found or len(broke) < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
