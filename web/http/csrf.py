"""Requests that a foreign page could make a browser send."""

from starlette.requests import Request

from web.http.codes import CROSS_SITE_REQUEST
from web.http.refusals import Refusal

PREFLIGHT = "graphql-require-preflight"
OWN = ("same-origin", "same-site", "none")


def refuse_cross_site(request: Request) -> None:
    """Refuse (403) a GET that a page of another site caused.

    A POST needs no check: its JSON content type already makes the browser ask first, and we answer no preflight.
    Programs send no `Sec-Fetch-Site`; a page that can set the preflight header has been allowed to.
    """
    site = request.headers.get("sec-fetch-site")
    if request.method == "GET" and site is not None and site not in OWN and PREFLIGHT not in request.headers:
        raise Refusal(CROSS_SITE_REQUEST, 403)
