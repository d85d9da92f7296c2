"""Check that the texts or the model of a recipe can be opened, before anything is trained."""

from __future__ import annotations

import os

from lmtui.errors import SettingError
from lmtui.files import cannot_read, quoted
from lmtui.playground.settings import MAX_CORPORA
from lmtui.recipe import Recipe
from lmtui.text.named import stands_for_corpus
from lmtui.text.regular_files import SpecialFileError, open_regular


def check_sources(recipe: Recipe) -> None:
    """Check that every path in a recipe leads to a file or folder that may be read. A server is asked later.

    Raises:
        SettingError: a path does not; or there are too many corpora.
    """
    if recipe.server:
        return
    if recipe.model:
        _check(recipe.model, f"there is no model {quoted(recipe.model)}; name an .arpa file or a trained folder")
        return
    if len(recipe.corpora) > MAX_CORPORA:
        raise SettingError(f"{len(recipe.corpora):,} corpora are too many; name at most {MAX_CORPORA}, or a folder")
    for name in dict.fromkeys(recipe.corpora):
        if not stands_for_corpus(name):
            missing = f"no corpus or file {quoted(name)}; name a file, a folder, or one of `lmtui corpora`"
            _check(os.path.expanduser(name), missing)
    if recipe.limit_vocab:
        missing = f"there is no file of words {quoted(recipe.limit_vocab)}; check the path"
        _check(os.path.expanduser(recipe.limit_vocab), missing)


def _check(path: str, missing: str) -> None:
    try:
        with open_regular(path) as file:
            if not os.fstat(file.fileno()).st_size:
                raise SettingError(f"{quoted(path)} is empty; name another file")
    except FileNotFoundError:
        raise SettingError(missing) from None
    except IsADirectoryError:
        if not os.access(path, os.R_OK | os.X_OK):
            raise SettingError(_forbidden(path)) from None
    except PermissionError:
        raise SettingError(_forbidden(path)) from None
    except SpecialFileError:
        raise SettingError(f"{quoted(path)} is neither a file nor a folder; name one of these") from None
    except (OSError, ValueError) as error:
        raise SettingError(cannot_read(path, error)) from None


def _forbidden(path: str) -> str:
    return f"cannot read {quoted(path)}: Permission denied; check its permissions"
