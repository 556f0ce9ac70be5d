"""Run an example without an account.

Every example ends with these lines:

    with emulator_if_no_credentials():
        main()

In a program of your own, call `main()` alone.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager

from tigris_http import CredentialsError, TigrisHTTP
from tigris_http.emulator import Emulator


@contextmanager
def emulator_if_no_credentials(*, announce: bool = True) -> Generator[Emulator | None, None, None]:
    """Start a local emulator for `TigrisHTTP.from_env()`, unless the environment or a profile has credentials.

    Prints a line about it, and restores the environment afterwards.
    """
    try:
        TigrisHTTP.from_env().close()
    except CredentialsError as error:
        reason = error.message.partition(";")[0]
    else:
        yield None
        return
    if announce:
        print(f"Using a local emulator: {reason}.", flush=True)
    before = dict(os.environ)
    with Emulator() as emulator:
        for name in before:
            if name.startswith(("AWS_", "TIGRIS_")):
                del os.environ[name]
        os.environ["AWS_ENDPOINT_URL_S3"] = emulator.endpoint
        os.environ["AWS_ACCESS_KEY_ID"] = emulator.credentials.access_key_id
        os.environ["AWS_SECRET_ACCESS_KEY"] = emulator.credentials.secret_access_key
        os.environ["no_proxy"] = "127.0.0.1,localhost"
        try:
            yield emulator
        finally:
            os.environ.clear()
            os.environ.update(before)
