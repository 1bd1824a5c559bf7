"""A real OpenID Connect provider on loopback: Canaille with the configuration that we ship (deploy/canaille)."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).with_name("canaille")
PASSWORD = "mot-mat-khau-du-dai"
CLIENT, OTHER_CLIENT, CLIENT_SECRET = "tien-do", "phan-mem-khac", "khoa-cua-phan-mem-khi-thu"
START_SECONDS = 60


@dataclass(frozen=True)
class Account:
    login: str
    name: str
    email: str | None


@dataclass(frozen=True)
class Provider:
    """One that runs. `settings` is the environment that its own commands need."""

    address: str
    settings: Mapping[str, str]

    @property
    def metadata_url(self) -> str:
        return f"{self.address}/.well-known/openid-configuration"

    def command(self, *arguments: str, given: str = "") -> str:
        """What one of Canaille's commands printed."""
        whole = [str(PROGRAM), *arguments]
        done = subprocess.run(
            whole, check=False, env=self.settings, input=given, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, f"canaille {arguments}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    @contextmanager
    def speaking_to(self, audience: str) -> Iterator[None]:
        """What it says about people is meant for another program, until the end of the block."""
        self._name_audience(audience)
        try:
            yield
        finally:
            self._name_audience(CLIENT)

    def _name_audience(self, audience: str) -> None:
        """In its own table: its command takes five seconds for it."""
        statement = "UPDATE client_audience_association_table SET audience_id = ? WHERE client_id = ?"
        with closing(sqlite3.connect(self.database, timeout=30)) as connection, connection:
            changed = connection.execute(statement, (audience, CLIENT)).rowcount
        assert changed == 1

    @property
    def database(self) -> str:
        return self.settings["CANAILLE_SQL__DATABASE_URI"].removeprefix("sqlite:///")


def _settings(folder: Path, port: int, app_address: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CANAILLE", "STREAMLIT"))}
    key = RSAKey.generate_key(2048, auto_kid=True).as_dict(private=True)
    return {
        **kept,
        "CANAILLE_CONFIG": str(ROOT / "deploy" / "canaille" / "canaille.toml"),
        "CANAILLE_SQL__DATABASE_URI": f"sqlite:///{folder / 'canaille.sqlite'}",
        "CANAILLE_OIDC__ACTIVE_JWKS": json.dumps([key]),
        "CANAILLE_OIDC__TRUSTED_DOMAINS": urlsplit(app_address).hostname or "",
        "SECRET_KEY": os.urandom(32).hex(),
        "SERVER_NAME": f"127.0.0.1:{port}",
        "PREFERRED_URL_SCHEME": "http",
    }


def _models(app_address: str, accounts: tuple[Account, ...]) -> str:
    """Everybody and the two programs, as `canaille restore` takes them."""
    callback = [f"{app_address}/oauth2callback"]
    client = {
        "client_secret": CLIENT_SECRET,
        "client_uri": app_address,
        "redirect_uris": callback,
        "post_logout_redirect_uris": callback,
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "scope": ["openid", "email", "profile"],
        "token_endpoint_auth_method": "client_secret_basic",
    }
    return json.dumps(
        {
            "user": [_user(account) for account in accounts],
            "client": [
                {"id": name, "client_id": name, "client_name": name, "audience": [name], **client}
                for name in (CLIENT, OTHER_CLIENT)
            ],
        }
    )


def _user(account: Account) -> dict[str, object]:
    return {
        "id": account.login,
        "user_name": account.login,
        "password": PASSWORD,
        "formatted_name": account.name,
        "family_name": account.name.split()[0],
        "emails": [account.email] if account.email else [],
    }


def sign_in_settings(provider: Provider, app_address: str) -> dict[str, str]:
    """The program's environment, with a secret of its own."""
    return {
        "TIENDO_AUTH_CLIENT_ID": CLIENT,
        "TIENDO_AUTH_CLIENT_SECRET": CLIENT_SECRET,
        "TIENDO_AUTH_METADATA_URL": provider.metadata_url,
        "TIENDO_AUTH_REDIRECT_URI": f"{app_address}/oauth2callback",
        "TIENDO_AUTH_COOKIE_SECRET": os.urandom(32).hex(),
    }


@contextmanager
def providing(folder: Path, port: int, app_address: str, accounts: tuple[Account, ...]) -> Iterator[Provider]:
    """Canaille with these people and a client for the program, from its first answer until it is stopped."""
    provider = Provider(f"http://127.0.0.1:{port}", _settings(folder, port, app_address))
    provider.command("install")
    log = folder / "canaille.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [str(PROGRAM), "run", "--bind", f"127.0.0.1:{port}"],
            cwd=folder,
            env=provider.settings,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
        )
    try:
        provider.command("restore", given=_models(app_address, accounts))
        _wait_until_it_answers(process, provider, log)
        yield provider
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_it_answers(process: subprocess.Popen[bytes], provider: Provider, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(provider.metadata_url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the provider did not start ({process.poll()}):\n{log.read_text(encoding='utf-8', errors='replace')}")


def _wait_for_the_next_second() -> None:
    """Canaille's tokens of one person differ by the second, and it fails on a second one that is the same."""
    time.sleep(1 - time.time() % 1)


def give_name_and_password(page: Page, account: Account) -> None:
    """The provider's two forms."""
    page.get_by_label("Login").fill(account.login)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    _wait_for_the_next_second()
    page.get_by_role("button", name="Sign in").click()


def sign_in_without_a_browser(client: httpx.Client, address: str, login: str, target: str = "/") -> httpx.Response:
    """Through the program's own page and the provider's two forms; the answer after the last redirect."""
    _wait_for_the_next_second()
    at = client.get(f"{address}/dang-nhap", params={"den": target}, follow_redirects=True)
    for given in ({"login": login}, {"password": PASSWORD}):
        at = client.post(at.url, data={**_hidden_fields(at.text), **given}, follow_redirects=True)
    return at


def _hidden_fields(html: str) -> dict[str, str]:
    return {
        name: value
        for field in re.findall(r'<input[^>]*type="hidden"[^>]*>', html)
        for name, value in [(_attribute(field, "name"), _attribute(field, "value"))]
    }


def _attribute(field: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', field)
    return found[1] if found else ""
