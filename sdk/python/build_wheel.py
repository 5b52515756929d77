"""Builds the wheel and the source archive, with nothing but Python: the backend that pyproject.toml names (PEP 517), and a program.

``python3 build_wheel.py FOLDER`` writes both into a folder. The same sources give the same bytes.
"""

import base64
import hashlib
import io
import os
import re
import sys
import tarfile
import zipfile

_HERE = os.path.dirname(os.path.abspath(__file__))
# The earliest time that a ZIP archive can hold.
_TIME = (1980, 1, 1, 0, 0, 0)
_WHEEL = "Wheel-Version: 1.0\nGenerator: build_wheel\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    name = f"orchestry-{_fact('version')}-py3-none-any.whl"
    files = [(path[len("src/") :], _read(path)) for path in _sources()]
    _write_wheel(os.path.join(wheel_directory, name), files)
    return name


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = f"orchestry-{_fact('version')}-py3-none-any.whl"
    folder = os.path.join(_HERE, "src").encode()
    _write_wheel(os.path.join(wheel_directory, name), [("orchestry.pth", folder + b"\n")])
    return name


def build_sdist(sdist_directory, config_settings=None):
    root = f"orchestry-{_fact('version')}"
    files = [("PKG-INFO", _metadata())] + [(path, _read(path)) for path in ["README.md", "build_wheel.py", "pyproject.toml"] + _sources()]
    with tarfile.open(os.path.join(sdist_directory, root + ".tar.gz"), "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for path, content in files:
            entry = tarfile.TarInfo(f"{root}/{path}")
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    return root + ".tar.gz"


def get_requires_for_build_wheel(config_settings=None):
    return []


get_requires_for_build_sdist = get_requires_for_build_editable = get_requires_for_build_wheel


def _write_wheel(path, files):
    info = f"orchestry-{_fact('version')}.dist-info"
    files = files + [(f"{info}/METADATA", _metadata()), (f"{info}/WHEEL", _WHEEL.encode())]
    record = "".join(f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in files) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files + [(f"{info}/RECORD", record.encode())]:
            entry = zipfile.ZipInfo(name, _TIME)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def _digest(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _sources():
    found = []
    for folder, folders, names in os.walk(os.path.join(_HERE, "src", "orchestry")):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        found += [os.path.relpath(os.path.join(folder, name), _HERE) for name in sorted(names) if name.endswith((".py", ".typed"))]
    return found


def _metadata():
    lines = ["Metadata-Version: 2.1", "Name: orchestry"]
    lines += [f"{title}: {_fact(key)}" for title, key in [("Version", "version"), ("Summary", "description"), ("Requires-Python", "requires-python")]]
    lines += [f"Classifier: {line}" for line in re.findall(r'^    "(.*)",$', _project(), re.M)]
    return "\n".join(lines + ["Description-Content-Type: text/markdown", "", ""]).encode() + _read("README.md")


def _fact(name):
    # tomllib is there from Python 3.11 on only; this reads no more than the file beside it.
    return re.search(rf'^{name} = "(.*)"$', _project(), re.M).group(1)


def _project():
    return _read("pyproject.toml").decode()


def _read(path):
    with open(os.path.join(_HERE, path), "rb") as file:
        return file.read()


if __name__ == "__main__":
    target = sys.argv[1] if len(sys.argv) > 1 else "dist"
    os.makedirs(target, exist_ok=True)
    print(build_wheel(target))
    print(build_sdist(target))
