# Shared by the scripts that build, test and pack the SDKs; sourced after lib.sh.
# shellcheck shell=bash

need_python() {
  command -v python3 >/dev/null || install python3
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' || die "Python 3.9 or newer is needed; this is $(python3 --version)"
}

# Environments of their own, with pip: the wheel is installed into one.
need_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null || install python3-venv; }

need_mypy() { command -v mypy >/dev/null || install mypy; }

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null || die "Node.js 20 or newer with npm is not installed; see https://nodejs.org"
  [ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ] || die "Node.js 20 or newer is needed; this is $(node --version)"
}

need_browser() {
  local name
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then return; fi
  done
  install chromium
}

# need_sdk_tools [python] [node]: what the tests of these SDKs need. Their rig is in Python, whichever is tested.
need_sdk_tools() {
  local sdk
  need_python
  for sdk in "$@"; do
    case $sdk in
      python) need_venv; need_mypy ;;
      node) need_node; need_browser ;;
    esac
  done
}

# build_node_sdk LOG: sdk/node/dist, with the packages that the lock file names.
build_node_sdk() (
  cd "$root/sdk/node"
  # What is there already fits the lock file, or is made to.
  [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-progress >"$1" 2>&1 || { cat "$1" >&2; die "npm ci failed"; }
  node build.mjs >"$1" 2>&1 || { cat "$1" >&2; die "the Node package does not build"; }
)

# pack_sdks FOLDER: orchestry-VERSION-py3-none-any.whl with its source archive, and orchestry-client-VERSION.tgz.
pack_sdks() {
  local log
  log=$(mktemp)
  mkdir -p "$1"
  rm -f "$1"/orchestry-*.whl "$1"/orchestry-[0-9]*.tar.gz "$1"/orchestry-client-*.tgz
  python3 -B "$root/sdk/python/build_wheel.py" "$1" >"$log" 2>&1 || { cat "$log" >&2; die "the Python package does not build"; }
  build_node_sdk "$log"
  (cd "$root/sdk/node" && npm pack --ignore-scripts --pack-destination "$1" >"$log" 2>&1) || { cat "$log" >&2; die "npm pack failed"; }
  rm -f "$log"
}
