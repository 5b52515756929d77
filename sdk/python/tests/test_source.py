import ast
import inspect
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import venv

import orchestry
from orchestry import AsyncClient, AsyncRing, Client, Ring, _calls, _ring_calls

from .shapes import public

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Twins(unittest.TestCase):
    def test_both_clients_have_the_same_methods_parameters_and_words(self):
        for one, other in ((Client, AsyncClient), (Ring, AsyncRing)):
            self.compare(public(one), public(other))

    def compare(self, blocking, asyncio):
        self.assertEqual(list(blocking), list(asyncio))
        for name, method in blocking.items():
            with self.subTest(name):
                self.assertEqual(str(inspect.signature(method)).split(" ->")[0], str(inspect.signature(asyncio[name])).split(" ->")[0])
                self.assertEqual(method.__doc__, asyncio[name].__doc__)

    def test_every_call_has_a_method_with_the_same_parameters(self):
        for calls, kind in ((_calls, Client), (_ring_calls, Ring)):
            for name, call in public(calls).items():
                if call.__module__ == calls.__name__:
                    with self.subTest(name):
                        known = set(inspect.signature(getattr(kind, name)).parameters)
                        self.assertLessEqual(set(inspect.signature(call).parameters), known)

    def test_every_method_says_what_it_does(self):
        for name, method in (public(Client) | public(Ring)).items():
            with self.subTest(name):
                self.assertTrue((method.__doc__ or "").strip().endswith("."))


class Source(unittest.TestCase):
    def test_it_is_python_3_9(self):
        for path in [*(ROOT / "src").rglob("*.py"), *(ROOT / "examples").rglob("*.py"), ROOT / "build_wheel.py"]:
            with self.subTest(path.name):
                ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))

    def test_it_needs_nothing_but_the_standard_library(self):
        for path in (ROOT / "src").rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
                for name in names:
                    self.assertIn(name.split(".")[0], sys.stdlib_module_names if hasattr(sys, "stdlib_module_names") else [name.split(".")[0]], path.name)

    @unittest.skipUnless(shutil.which("mypy"), "mypy is not installed")
    def test_its_types_are_right(self):
        with tempfile.TemporaryDirectory() as cache:
            checked = subprocess.run(["mypy", "--cache-dir", cache], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout)


class Package(unittest.TestCase):
    def test_the_wheel_installs_into_a_fresh_environment_without_a_network(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, str(ROOT / "build_wheel.py"), folder], check=True, stdout=subprocess.DEVNULL, cwd=folder)
            wheel, = pathlib.Path(folder).glob("*.whl")
            self.assertEqual(wheel.name, f"orchestry-{orchestry.__version__}-py3-none-any.whl")
            venv.create(folder + "/fresh", with_pip=True)
            python = folder + "/fresh/bin/python"
            installed = subprocess.run([python, "-m", "pip", "install", "--no-index", "--disable-pip-version-check", str(wheel)],
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder)
            self.assertEqual(installed.returncode, 0, installed.stdout)
            program = "import orchestry, orchestry.aio; print(orchestry.Client('http://127.0.0.1:1'), orchestry.__version__, orchestry.__file__)"
            ran = subprocess.run([python, "-I", "-c", program], check=True, stdout=subprocess.PIPE, text=True, cwd=folder)
            self.assertEqual(ran.stdout.split()[:2], ["Client('http://127.0.0.1:1')", orchestry.__version__])
            self.assertIn("/fresh/", ran.stdout.split()[2])

    def test_the_same_sources_give_the_same_wheel(self):
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            for folder in (one, other):
                subprocess.run([sys.executable, str(ROOT / "build_wheel.py"), folder], check=True, stdout=subprocess.DEVNULL)
            self.assertEqual(*[next(pathlib.Path(folder).glob("*.whl")).read_bytes() for folder in (one, other)])

    def test_the_wheel_lists_what_it_holds(self):
        import zipfile

        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, str(ROOT / "build_wheel.py"), folder], check=True, stdout=subprocess.DEVNULL)
            with zipfile.ZipFile(next(pathlib.Path(folder).glob("*.whl"))) as wheel:
                listed = {row.split(",")[0] for row in wheel.read(f"orchestry-{orchestry.__version__}.dist-info/RECORD").decode().splitlines()}
                self.assertEqual(listed, set(wheel.namelist()))
                self.assertIn("orchestry/py.typed", listed)
