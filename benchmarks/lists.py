"""What a page of a list costs: queries and milliseconds, for tables of 10, 1,000 and 100,000 rows.

Run in an environment that codegen is installed in: ``python benchmarks/lists.py``. The apps are the committed ones; the database is SQLite.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10, 1_000, 100_000)
LISTS = {
    "todo": (
        "Todo",
        ("/todos", "/todos?sort=-title&done=false", "/todos?q=row+7", "/todos?page=2&size=5"),
    ),
    "notes": ("Note", ("/notes", "/notes?pinned=false", "/notes?q=row+7", "/notes?page=2&size=5")),
    "school": (
        "Student",
        ("/students", "/students?q=row+7", "/classes/1/students", "/students?page=2&size=5"),
    ),
}
"""The entity of which there are many rows, and the lists that are asked for."""
RUNS = 15
MEASURE = """
import json, sys, time
from sqlalchemy import event, insert
from {app} import create_app, models
from {app}.extensions import db

sizes, paths, runs, name = json.loads(sys.argv[1])
app = create_app()
found = []
with app.app_context():
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    headers = {{}}
    first = 1
    if name == "Note":
        db.session.add(models.User(username="ann", password_hash="none"))
        db.session.commit()
        from {app}.auth import log_in
        headers["Authorization"] = "Bearer " + log_in(db.session.get(models.User, 1))
        db.session.commit()
    if name == "Student":
        db.session.add(models.Teacher(name="Ada", email="ada@example.com"))
        db.session.flush()
        db.session.add(models.Class(title="Sums", teacher=1))
        db.session.commit()
    model = getattr(models, name)
    have = db.session.query(model).count()
    for size in sizes:
        numbers = range(have, size)
        rows = {{
            "Todo": lambda n: {{"title": f"row {{n}}", "done": False}},
            "Note": lambda n: {{"title": f"row {{n}}", "body": "", "pinned": False, "owner": 1}},
            "Student": lambda n: {{"name": f"row {{n}}", "number": f"{{n:06}}"}},
        }}[name]
        if len(numbers):
            db.session.execute(insert(model), [rows(n) for n in numbers])
            if name == "Student":
                ids = db.session.scalars(db.select(model.id)).all()[have:]
                db.session.execute(insert(models.ClassStudent), [{{"class_id": 1, "student_id": i}} for i in ids])
            db.session.commit()
        have = max(have, size)
        client = app.test_client()
        for path in paths:
            client.get(path, headers=headers)  # the first one makes connections
            asked.clear()
            assert client.get(path, headers=headers).status_code == 200
            queries, times = len(asked), []
            for _ in range(runs):
                start = time.perf_counter()
                client.get(path, headers=headers)
                times.append(time.perf_counter() - start)
            found.append([size, path, queries, sorted(times)[runs // 2] * 1000])
print(json.dumps(found))
"""


def measured(app: str) -> list[tuple[int, str, int, float]]:
    """Rows, path, queries and milliseconds (the median) of each list of an app."""
    entity, paths = LISTS[app]
    with tempfile.TemporaryDirectory() as folder:
        place = shutil.copytree(ROOT / "generated" / app, Path(folder) / app)
        environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "k" * 64, "HOME": folder}

        def python(*arguments: str) -> str:
            done = subprocess.run(
                [sys.executable, *arguments],
                cwd=place,
                env=environment,
                check=True,
                text=True,
                stdout=subprocess.PIPE,
            )
            return done.stdout

        python("-m", "flask", "--app", "wsgi", "db", "upgrade")
        asked = json.dumps([SIZES, paths, RUNS, entity])
        found = json.loads(python("-c", MEASURE.format(app=app), asked).splitlines()[-1])
    return [(size, path, queries, ms) for size, path, queries, ms in found]


def main() -> None:
    """Prints a table of Markdown; the times of a list are told as shares of that of its smallest table too."""
    print("| app | list | queries | ms at 10 / 1,000 / 100,000 rows | times slower at 100,000 |")
    print("| --- | --- | --- | --- | --- |")
    for app in LISTS:
        found = measured(app)
        for path in LISTS[app][1]:
            of_path = [row for row in found if row[1] == path]
            queries = {row[2] for row in of_path}
            told = " / ".join(f"{row[3]:.1f}" for row in of_path)
            slower = of_path[-1][3] / statistics.fmean(row[3] for row in of_path[:1])
            print(
                f"| {app} | `{path}` | {'/'.join(map(str, sorted(queries)))} | {told} | {slower:.1f} |"
            )


if __name__ == "__main__":
    main()
