"""A stand-in for ClinicalTrials.gov, the E-utilities and the PubMed file server, misbehaving on request.

The first part of a path names the misbehaviour; requests are counted per misbehaviour, those for a file per file:
    plain      none                         once500    the second request fails with 500
    busy       the first request gets 429   broken     the second body (of a file, the first) stops short of its length
    cut        the second body is a whole answer whose text is cut
    down       every request but the first fails with 500
    wrong      every request gets 400       rotten     files never have the sum that is told
    many       every search has more articles than are handed out, until it is cut by month
Writes its port to the file named first, then serves until killed.
"""

import hashlib
import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

STUDIES = 7
ARTICLES = 5
FILES = {f"pubmed99n{i:04d}.xml.gz": (b"not really gzip %d\n" % i) * 4000 for i in (1, 2, 3)}
seen = {}
log = []


def study(number):
    text = 'says \\"nextPageToken\\": \\"no\\" inside' if number == 1 else "plain"
    return '{"protocolSection":{"identificationModule":{"nctId":"NCT9900%04d"},"note":"%s"}}' % (number, text)


def studies_page(fields):
    size = int(fields["pageSize"][0])
    first = int(fields.get("pageToken", ["t0"])[0][1:])
    last = min(first + size, STUDIES)
    token = ',"nextPageToken":"t%d"' % last if last < STUDIES else ""
    return ('{"studies":[' + ",".join(study(i) for i in range(first, last)) + "]" + token + "}\n").encode()


def search_answer(fields, behaviour):
    count = ARTICLES
    if behaviour == "many":
        date = fields.get("mindate", [""])[0]
        same = date == fields.get("maxdate", [""])[0]
        if date and not date.startswith("202"):
            count = 0
        elif not date or not same:
            count = 20000
        elif "/" in date:
            count = 3 if date in ("2021/02", "2021/11") else 0
        else:
            count = 10000 if date == "2021" else 0
    return (
        '<?xml version="1.0"?>\n<eSearchResult><Count>%d</Count><RetMax>0</RetMax>'
        "<QueryKey>1</QueryKey><WebEnv>ENV_%s</WebEnv><IdList/>\n<TranslationSet/></eSearchResult>" % (count, behaviour)
    ).encode()


def fetch_answer(fields):
    first = int(fields["retstart"][0])
    ids = range(first, min(first + int(fields["retmax"][0]), ARTICLES))
    articles = "".join("<PubmedArticle><PMID>99%06d</PMID></PubmedArticle>\n" % i for i in ids)
    return ('<?xml version="1.0"?>\n<PubmedArticleSet>\n' + articles + "</PubmedArticleSet>\n").encode()


def file_answer(name, behaviour):
    if not name:
        rows = "".join('<a href="%s">%s</a> <a href="%s.md5">sum</a>\n' % (f, f, f) for f in FILES)
        return ("<html><pre>" + rows + "</pre></html>").encode()
    if name.endswith(".md5"):
        body = FILES[name[:-4]] + (b"x" if behaviour == "rotten" else b"")
        return ("MD5(%s)= %s\n" % (name[:-4], hashlib.md5(body).hexdigest())).encode()
    return FILES.get(name)


class Stub(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, code, body, headers=(), promised=None):
        self.send_response(code)
        for key, value in headers:
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body) if promised is None else promised))
        self.end_headers()
        self.wfile.write(body)
        if promised is not None:
            self.close_connection = True

    def serve(self, form):
        url = urlsplit(self.path)
        fields = parse_qs(url.query)
        fields.update(parse_qs(form))
        if url.path == "/log":
            return self.answer(200, json.dumps(log, indent=0).encode())
        behaviour, _, rest = url.path.lstrip("/").partition("/")
        is_file = rest.endswith(".gz")
        counter = behaviour + rest if is_file else behaviour
        seen[counter] = times = seen.get(counter, 0) + 1
        log.append(behaviour + " " + rest + " " + unquote(url.query + form) + " " + self.headers.get("Range", ""))
        if behaviour == "wrong":
            return self.answer(400, b"Unexpected token in query\n")
        if (behaviour == "once500" and times == 2) or (behaviour == "down" and times > 1):
            return self.answer(500, b"<html>out of order</html>")
        if behaviour == "busy" and times == 1:
            return self.answer(429, b"slow down", [("Retry-After", "1")])
        if rest == "studies":
            body = studies_page(fields)
        elif rest == "esearch.fcgi":
            body = search_answer(fields, behaviour)
        elif rest == "efetch.fcgi":
            body = fetch_answer(fields)
        else:
            body = file_answer(re.sub("^(baseline|updatefiles)/", "", rest), behaviour)
        if body is None:
            return self.answer(404, b"no such file\n")
        asked = re.match(r"bytes=(\d+)-$", self.headers.get("Range", ""))
        if asked and int(asked[1]) >= len(body):
            return self.answer(416, b"")
        if asked:
            return self.answer(206, body[int(asked[1]) :], [("Content-Range", "bytes %s-%d/%d" % (asked[1], len(body) - 1, len(body)))])
        if behaviour == "broken" and times == (1 if is_file else 2):
            return self.answer(200, body[: len(body) // 2], promised=len(body))
        if behaviour == "cut" and times == 2:
            return self.answer(200, body[: len(body) // 2])
        return self.answer(200, body)

    def do_GET(self):
        self.serve("")

    def do_POST(self):
        self.serve(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())


server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
with open(sys.argv[1] + ".part", "w") as out:
    out.write(str(server.server_address[1]))

os.replace(sys.argv[1] + ".part", sys.argv[1])
server.serve_forever()
