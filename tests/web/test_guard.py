"""Who may call the page, and what a browser may do with it."""

from __future__ import annotations

from tests.web.conftest import Serve
from tests.web.reading import Site


async def test_this_machine_is_served(site: Site) -> None:
    for host in ("127.0.0.1", "127.0.0.1:8080", "localhost:1", "[::1]:80", "LOCALHOST"):
        assert (await site.call("GET", "/", headers={"Host": host}))[0] == 200, host


async def test_a_foreign_name_for_this_machine_is_refused(site: Site) -> None:
    names = ["evil.example", "127.0.0.1.evil.example", "localhost.evil:80", "", "[::2]", "10.0.0.1"]
    for host in names:
        for path in ("/", "/static/page.js", "/chat/events"):
            status, said, _ = await site.call("GET", path, headers={"Host": host})
            assert status == 403, (host, path)
            assert "WEB_HOSTS" in said


async def test_a_call_from_another_origin_is_refused(site: Site) -> None:
    other = f"http://localhost:{site.port}"  # the same server by another name
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1", other, "file://", ""):
        headers = {**site.reader().headers, "Origin": origin}
        said = {"json": {"text": "/about"}, "headers": headers}
        assert (await site.call("POST", "/chat/say", **said))[0] == 403, origin


async def test_a_call_from_its_own_origin_passes(site: Site) -> None:
    headers = {**site.reader().headers, "Origin": site.root}
    assert (await site.call("POST", "/chat/say", json={"text": "/about"}, headers=headers))[
        0
    ] == 202


async def test_no_other_site_gets_leave_to_call(site: Site) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    status, _, answered = await site.call("OPTIONS", "/chat/say", headers=headers)
    assert status == 403
    assert not [name for name in answered if name.lower().startswith("access-control")]


async def test_a_name_of_the_operators_is_served(serve: Serve) -> None:
    async with serve(hosts=frozenset({"bot.example.org"})) as site:
        own = {"Host": "bot.example.org"}
        assert (await site.call("GET", "/", headers=own))[0] == 200
        posted = {**site.reader().headers, **own, "Origin": "https://bot.example.org:443"}
        said = {"json": {"text": "/about"}, "headers": posted}
        assert (await site.call("POST", "/chat/say", **said))[0] == 202
        assert (await site.call("GET", "/", headers={"Host": "bot.example.com"}))[0] == 403


async def test_the_policy_allows_nothing_from_elsewhere(site: Site) -> None:
    for path in ("/", "/static/page.js", "/nowhere", "/chat/events"):
        _, _, headers = await site.call("GET", path)
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["require-trusted-types-for"] == "'script'"
        assert policy["frame-ancestors"] == "'none'"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in headers


async def test_only_sites_that_are_named_may_embed_it(serve: Serve) -> None:
    async with serve(ancestors=("https://example.org", "https://www.example.org")) as site:
        _, _, headers = await site.call("GET", "/?embed")
        allowed = "frame-ancestors https://example.org https://www.example.org"
        assert headers["Content-Security-Policy"].endswith(allowed)
        assert "X-Frame-Options" not in headers
