"""The key of all keyed hashes: made once, kept outside the tree, never printed."""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from painmap.errors import PainmapError
from painmap.stages.store import disk_error

KEY_VARIABLE = "PAINMAP_KEY_FILE"
_BYTES = 32
# Published on purpose: it protects nothing but made-up persons.
_DEMO = hashlib.sha256(b"painmap: published key of the synthetic demo data").digest()


@dataclass(frozen=True, repr=False)
class Key:
    """A secret and what may be said about it.

    Attributes:
        secret: 32 bytes.
        is_demo: Whether it is the published key of the demo data.
    """

    secret: bytes
    is_demo: bool

    @property
    def fingerprint(self) -> str:
        """12 hex digits that tell keys apart and give nothing away."""
        return hashlib.blake2b(self.secret, digest_size=6, person=b"painmap-key").hexdigest()

    def __repr__(self) -> str:
        return f"Key(fingerprint={self.fingerprint})"


DEMO_KEY = Key(_DEMO, is_demo=True)


def key_path() -> Path:
    """The key file: `PAINMAP_KEY_FILE`, else `key` in the user's configuration folder."""
    if named := os.environ.get(KEY_VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("painmap", appauthor=False) / "key"


def load_key() -> Key:
    """The key of the user.

    Raises:
        PainmapError: There is none, or the file is not a key.
    """
    path = key_path()
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise PainmapError(
            "Нет файла ключа",
            where=str(path),
            remedy="выполните «painmap doctor», он создаст ключ; если ключ уже был, верните его на место",
        ) from None
    except OSError as error:
        raise disk_error(error, path) from None
    except ValueError:
        secret = b""
    if len(secret) != _BYTES:
        raise PainmapError(
            "Файл ключа повреждён",
            where=str(path),
            remedy="верните файл из резервной копии; новый ключ сделает прежние хеши несопоставимыми",
        )
    return Key(secret, is_demo=False)


def ensure_key() -> tuple[Key, bool]:
    """The key of the user, made if there is none; and whether it was made now."""
    path = key_path()
    if path.exists():
        return load_key(), False
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # O_EXCL: of two builds that start at once, one makes the key and the other reads it.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(_BYTES) + "\n")
    except FileExistsError:
        return load_key(), False
    except OSError as error:
        raise disk_error(error, path) from None
    return load_key(), True


def new_key_advice(key: Key) -> str:
    """What to tell the person for whom a key was just made."""
    return (
        f"Создан ключ хеширования {key_path()} (отпечаток {key.fingerprint}). "
        "Сделайте его резервную копию: без него прежние хеши не восстановить."
    )


def is_private(path: Path) -> bool:
    """Whether only the owner may read the key file (not checked on Windows)."""
    return sys.platform == "win32" or (path.stat().st_mode & 0o077) == 0
