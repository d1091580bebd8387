"""Packages from the index that tests compare with or run under: one virtual environment a Python, below the build folder,
and further ones for what cannot be in it, by their name.

    python = packages.python_with("Pympler==1.1")     # an interpreter that can import it, or unittest.SkipTest with the reason
    sys.path.append(packages.folder_with("numpy"))    # for a test that imports it itself

What an environment has is kept for the next run; tests that run at the same time wait for each other's installation.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import fcntl
import os
import subprocess
import sys
import unittest
from pathlib import Path

BUILD = Path(os.environ.get("REFSCOPE_BUILD", Path(__file__).resolve().parents[2] / "build"))


def python_with(*requirements, environment=""):
    """The interpreter of an environment with these packages; raises unittest.SkipTest where they cannot be had."""
    folder = _folder(environment)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(str(folder) + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for missing in [requirement for requirement in requirements if not _note(folder, requirement).exists()]:
            _install(folder, missing)
    return str(_python(folder))


def folder_with(*requirements):
    """The folder that has these packages, for sys.path; raises unittest.SkipTest where they cannot be had."""
    python_with(*requirements)
    return str(_folder("") / "lib" / ("python%d.%d" % sys.version_info[:2]) / "site-packages")


def _folder(environment):
    return BUILD / "packages" / ("%d.%d.%d%s" % (*sys.version_info[:3], environment and "-" + environment))


def _python(folder):
    return folder / "bin" / "python"


def _note(folder, requirement):
    return folder / ("has " + requirement)


def _install(folder, requirement):
    try:
        if not _python(folder).exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True, timeout=300)
        subprocess.run([str(_python(folder)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement], check=True,
                       capture_output=True, text=True, timeout=600)
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1:]
        raise unittest.SkipTest("%s cannot be installed for this Python: %s" % (requirement, "".join(said))) from None
    _note(folder, requirement).touch()
