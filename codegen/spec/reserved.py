"""App names that are refused.

Written out, never asked of the running Python: what a build emits must not depend on its version.
"""

# ruff: noqa: SIM905 - three hundred names read better as text
from __future__ import annotations

STANDARD_LIBRARY = frozenset("""
    abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop
    base64 bdb binascii bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs
    codeop collections colorsys compileall compression concurrent configparser contextlib
    contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis
    distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput
    fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip
    hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress
    itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math
    mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath
    nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes
    pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile
    pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter
    runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr
    socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string
    stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib
    tempfile termios test textwrap this threading time timeit tkinter token tokenize tomllib trace
    traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid
    venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile
    zipimport zlib zoneinfo
    """.split())
"""Top-level modules of Python 3.11 to 3.13, and those that 3.14 adds.

https://docs.python.org/3/library/sys.html#sys.stdlib_module_names
"""

PACKAGES = frozenset("""
    alembic annotated_types argon2 blinker cffi click codegen colorama cryptography dotenv
    email_validator exceptiongroup flask flask_limiter flask_migrate flask_sqlalchemy greenlet
    gunicorn hypothesis iniconfig itsdangerous jinja2 jwt limits mako markupsafe packaging pip
    pkg_resources pluggy psycopg psycopg_binary pwdlib py pycparser pydantic pydantic_core pygments
    pytest pytest_randomly setuptools sqlalchemy tomli typing_extensions typing_inspection werkzeug
    xdist
    """.split())
"""Import names of what emitted apps import or install, and of this tool."""

LAYOUT = frozenset("""
    conftest generated instance migrations tests wsgi
    """.split())
"""Folders and modules that lie next to an emitted app's package."""

KEYWORDS = frozenset("""
    and as assert async await break case class continue def del elif else except finally for from
    global if import in is lambda match nonlocal not or pass raise return try type while with yield
    """.split())
"""Python's keywords, soft ones included."""


def why_reserved(name: str) -> str | None:
    """What an app of that name would clash with, or None where it clashes with nothing."""
    reasons = {
        "a module of Python's standard library": STANDARD_LIBRARY,
        "a package that emitted apps use": PACKAGES,
        "a part of an emitted app's folder": LAYOUT,
        "a keyword of Python": KEYWORDS,
    }
    return next((reason for reason, names in reasons.items() if name in names), None)
