"""pytest --refscope-cycles: a test fails when it leaves reference cycles behind that only the garbage collector can free.

    pytest --refscope-cycles             every test
    pytest --refscope-report             the same, but nothing fails: a list at the end
    @pytest.mark.refscope(max_cycles=0)  this test, whatever the options; ignore=[globs]; max_cycles=None: never fails
    def test_x(refscope_cycles): ...     refscope_cycles() is a list of refscope.Pattern: what the test has made so far

Counted is what the call phase of a test makes, not its fixtures: the collector is paused from just before the test function to
just behind it. In the ini file: refscope_cycles (off, fail, report), refscope_max_cycles, refscope_ignore (a glob a line).

SPDX-License-Identifier: GPL-2.0-or-later
"""
import shutil
import textwrap

import pytest

from refscope._cycle_check import Check, Rules, counted

__all__ = ["CyclesSoFar"]

_MODES = ("off", "fail", "report")
_TESTS_NAMED = 3  # for each pattern, in the summary
_PATTERNS_TOLD = 20  # there, unless -v
_check_key = pytest.StashKey()
_told_key = pytest.StashKey()


# ---- Options ------------------------------------------------------------------------------------------------------------

def pytest_addoption(parser):
    group = parser.getgroup("refscope", "reference cycles (refscope)")
    group.addoption("--refscope-cycles", dest="refscope_mode", action="store_const", const="fail",
                    help="fail tests that make reference cycles which only the garbage collector can free")
    group.addoption("--refscope-report", dest="refscope_mode", action="store_const", const="report",
                    help="report the reference cycles that tests make, without failing any")
    group.addoption("--refscope-max-cycles", metavar="N", type=int,
                    help="how many patterns of cycles a test may make (default: 0)")
    group.addoption("--refscope-ignore", metavar="GLOB", action="append",
                    help="patterns that do not count, by their text; may be given several times")
    parser.addini("refscope_cycles", "off, fail or report: watch every test for reference cycles", default="off")
    parser.addini("refscope_max_cycles", "how many patterns of cycles a test may make", default="0")
    parser.addini("refscope_ignore", "globs of patterns of cycles that do not count, one a line", type="linelist", default=[])


def pytest_configure(config):
    config.addinivalue_line("markers", "refscope(max_cycles=0, ignore=[]): the test may leave so many patterns of reference "
                            "cycles to the garbage collector, not counting those whose text a glob matches")
    config.pluginmanager.register(_Plugin(config), "refscope-cycles")


def _number(text, name):
    try:
        return int(text)
    except ValueError:
        raise pytest.UsageError("refscope: %s: must be a whole number, not %r" % (name, text)) from None


def _rules_of(config):
    given = config.getoption("--refscope-max-cycles")
    most = _number(config.getini("refscope_max_cycles"), "refscope_max_cycles") if given is None else given
    ignore = list(config.getini("refscope_ignore")) + (config.getoption("--refscope-ignore") or [])
    try:
        return Rules(most, ignore)
    except (TypeError, ValueError) as error:
        raise pytest.UsageError("refscope: %s" % error) from None


def _rules_of_marker(marker, item, general):
    """What @pytest.mark.refscope(...) says; the globs of the options count besides its own."""
    try:
        chosen = Rules(*_marker_arguments(*marker.args, **marker.kwargs))
    except (TypeError, ValueError) as error:
        what = str(error).replace("_marker_arguments()", "it")
        raise pytest.UsageError("refscope: %s: @pytest.mark.refscope: %s" % (item.nodeid, what)) from None
    return Rules(chosen.max_cycles, general.ignore + chosen.ignore)


def _marker_arguments(max_cycles=0, ignore=()):
    return max_cycles, ignore


# ---- What is pytest's own -----------------------------------------------------------------------------------------------

def _is_pytests(pattern):
    """`with pytest.raises(...) as caught`: the traceback that `caught` holds has the frame in which `caught` is a name."""
    return "_pytest._code.code.ExceptionInfo" in pattern.types


# ---- The tests ----------------------------------------------------------------------------------------------------------

class _Plugin:
    def __init__(self, config):
        self.config = config
        self.mode = config.getoption("refscope_mode") or config.getini("refscope_cycles")
        if self.mode not in _MODES:
            raise pytest.UsageError("refscope: refscope_cycles: must be off, fail or report, not %r" % self.mode)
        self.rules = _rules_of(config)
        self.watched = 0
        self.tests = {}  # node id -> what its report told

    def _rules_for(self, item):
        """What holds for a test, or None when it is not watched."""
        marker = item.get_closest_marker("refscope")
        if marker is not None:
            return _rules_of_marker(marker, item, self.rules)
        if self.mode != "off":
            return Rules(self.rules.max_cycles if self.mode == "fail" else None, self.rules.ignore)
        return Rules(None, self.rules.ignore) if "refscope_cycles" in getattr(item, "fixturenames", ()) else None

    def pytest_collection_modifyitems(self, items):
        if hasattr(self.config, "workerinput"):  # xdist takes a worker that ends there for broken: its tests will say it
            return
        for item in items:  # a wrong marker is found before anything runs
            self._rules_for(item)

    @pytest.hookimpl(hookwrapper=True, trylast=True)  # the innermost: nothing but the test itself is inside
    def pytest_runtest_call(self, item):
        try:
            rules = self._rules_for(item) if isinstance(item, pytest.Function) else None
        except pytest.UsageError as error:
            pytest.fail(str(error), pytrace=False)
        if rules is None:
            yield
            return
        check = item.stash[_check_key] = Check(rules, excuses=_is_pytests)
        try:
            outcome = yield
            check.stop()
        finally:
            check.stop(look=False)
            del item.stash[_check_key]
        item.stash[_told_key] = _told(check)
        if check.failed and outcome.excinfo is None:  # a failed TestCase has its say in its own way
            _fail(outcome, check)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        if call.when == "call":
            told = item.stash.get(_told_key, None)
            if told is not None:
                outcome.get_result().refscope = told
            if call.excinfo is not None and isinstance(call.excinfo.value, _CyclesLeft):
                _shorten(outcome.get_result(), call.excinfo.value)

    def pytest_runtest_logreport(self, report):
        told = getattr(report, "refscope", None)
        if report.when == "call" and told is not None:
            self.watched += 1
            if any(told.values()):
                self.tests[report.nodeid] = told

    def pytest_terminal_summary(self, terminalreporter):
        if self.watched:
            _write_summary(terminalreporter, self.watched, self.tests)


class _CyclesLeft(pytest.fail.Exception):
    """The failure of a test that passed but for its cycles."""


def _shorten(report, failure):
    """Where one line is shown, the summary and the attribute of JUnit, a line says which patterns."""
    place = getattr(report.longrepr, "reprcrash", None)
    if place is not None:
        place.message = "Failed: " + failure.line


def _fail(outcome, check):
    failure = _CyclesLeft(check.text(), pytrace=False)
    failure.line = check.line()
    if hasattr(outcome, "force_exception"):
        outcome.force_exception(failure)
    else:  # pluggy before 1.1
        outcome._excinfo = (type(failure), failure, None)


def _told(check):
    """What the summary needs of a test, in plain data: under xdist it comes from another process."""
    return {"found": [_row(pattern) for pattern in check.found], "excused": len(check.excused), "ignored": len(check.ignored),
            "unseen": check.unseen()}


def _row(pattern):
    cut = pattern.cut
    return {"fingerprint": pattern.fingerprint, "text": pattern.text, "count": pattern.count,
            "cut": [cut.edge, cut.why] if cut else None}


# ---- The summary --------------------------------------------------------------------------------------------------------

def _write_summary(terminal, watched, tests):
    patterns = {}
    for test, told in tests.items():
        for row in told["found"]:
            patterns.setdefault(row["fingerprint"], (row, []))[1].append(test)
    makers = sum(1 for told in tests.values() if told["found"])
    terminal.section("reference cycles (refscope)")
    terminal.line("%s watched: %s made cycles that only the garbage collector can free, %s"
                  % (counted(watched, "test"), makers or "none", counted(len(patterns), "pattern")) if makers else
                  "%s watched: none made cycles that only the garbage collector can free" % counted(watched, "test"))
    found = sorted(patterns.values(), key=lambda one: (-len(one[1]), one[0]["text"]))
    told = len(found) if terminal.verbosity > 0 else _PATTERNS_TOLD
    for row, makers in found[:told]:
        _write_pattern(terminal, row, makers)
    if found[told:]:
        terminal.line("")
        terminal.line("… %s: pytest -v tells all" % counted(len(found[told:]), "more pattern"))
    _write_note(terminal, "ignored", sum(told["ignored"] for told in tests.values()), "as asked for")
    _write_note(terminal, "set aside", sum(told["excused"] for told in tests.values()),
                "of `with pytest.raises(…) as name`: the traceback that `name` holds has the test's own frame")
    _write_unseen(terminal, tests)


def _write_unseen(terminal, tests):
    sentences = [sentence for told in tests.values() for sentence in told["unseen"]]
    for sentence in sorted(set(sentences)):
        terminal.line("")
        for line in _wrapped("in %s %s" % (counted(sentences.count(sentence), "test"), sentence), 0):
            terminal.line(line)


def _write_pattern(terminal, row, makers):
    terminal.line("")
    terminal.line("%s   [%s]" % (row["text"], row["fingerprint"]), bold=True)
    if row["cut"]:
        edge, why = row["cut"]
        terminal.line("   cut  %s" % edge)
        for line in _wrapped(why, 8):
            terminal.line("        %s" % line)
    for test in makers[:_TESTS_NAMED]:
        terminal.line("   in   %s" % test)
    if len(makers) > _TESTS_NAMED:
        terminal.line("        … %d more" % (len(makers) - _TESTS_NAMED))


def _wrapped(text, indent):
    return textwrap.wrap(text, max(shutil.get_terminal_size().columns - indent, 20), break_long_words=False)


def _write_note(terminal, word, number, why):
    if number:
        terminal.line("")
        for line in _wrapped("%s: %s %s" % (word, counted(number, "pattern"), why), 0):
            terminal.line(line)


# ---- The fixture --------------------------------------------------------------------------------------------------------

class CyclesSoFar:
    """What the fixture refscope_cycles gives: called, it tells the patterns of garbage cycles that the test has made so far."""

    def __init__(self, item):
        self._item = item

    def __call__(self):
        return self._check().patterns()

    def text(self, columns=80):
        """The same as a report to read."""
        check = self._check()
        check.patterns()
        return check.text(columns)

    def _check(self):
        check = self._item.stash.get(_check_key, None)
        if check is None:
            raise RuntimeError("refscope_cycles: only while the test itself runs, not in its fixtures")
        return check


@pytest.fixture
def refscope_cycles(request):
    """Call it: a list of refscope.Pattern, the garbage cycles that the test has made so far. refscope_cycles.text(): a report."""
    return CyclesSoFar(request.node)
