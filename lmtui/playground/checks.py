"""Whether the texts or the model that a recipe names can be opened: found out at once, before anything is trained."""

from __future__ import annotations

import os
import stat

from lmtui.errors import SettingError
from lmtui.playground.exports import quoted
from lmtui.playground.settings import MAX_CORPORA
from lmtui.recipe import Recipe
from lmtui.text import bundled


def check_sources(recipe: Recipe) -> None:
    """See that every file and folder a recipe names is there, is a file or folder, and may be read.

    Raises:
        SettingError: one is not; or there are too many.
    """
    if recipe.model:
        _check(recipe.model, f"there is no model {quoted(recipe.model)}; name an .arpa file or a trained folder")
        return
    if len(recipe.corpora) > MAX_CORPORA:
        raise SettingError(f"{len(recipe.corpora):,} corpora are too many; name at most {MAX_CORPORA}, or a folder")
    for name in dict.fromkeys(recipe.corpora):
        if name not in bundled.CORPORA:
            missing = f"no corpus or file {quoted(name)}; name a file, a folder, or a bundled corpus"
            _check(os.path.expanduser(name), missing)


def _check(path: str, missing: str) -> None:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        raise SettingError(missing) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SettingError(f"cannot read {quoted(path)}: {reason}; check the path") from None
    folder = stat.S_ISDIR(status.st_mode)
    if not folder and not stat.S_ISREG(status.st_mode):
        raise SettingError(f"{quoted(path)} is neither a file nor a folder; name one of these")
    if not os.access(path, os.R_OK | os.X_OK if folder else os.R_OK):
        raise SettingError(f"cannot read {quoted(path)}: Permission denied; check its permissions")
    if not folder and not status.st_size:
        raise SettingError(f"{quoted(path)} is empty; name another file")
