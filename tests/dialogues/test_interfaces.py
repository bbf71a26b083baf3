"""Every interface of the door with all kinds of input, made by schemathesis from its OpenAPI description."""

from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services_db.settings import Limits
from web.app import create_app
from web.tokens import Tokens
from web.trial import Trial

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
EXAMPLES = 12
OPERATIONS = [
    (method.upper(), path)
    for path, methods in create_app(tokens=Tokens("x" * 32), limits=Limits()).openapi()["paths"].items()
    for method in methods
]


@pytest.fixture(scope="session")
def interfaces(running: Trial) -> Any:
    return schemathesis.openapi.from_url(f"{running.url}/openapi.json")


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_an_interface_keeps_its_word(running: Trial, interfaces: Any, method: str, path: str) -> None:
    with httpx2.Client(base_url=running.url, trust_env=False) as door:

        @given(case=interfaces[path][method].as_strategy())
        @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def tried(case: Any) -> None:
            token = door.post("/api/conversations", json={}).json()["token"]
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

        tried()
