# Shared by the scripts beside it: makes sure that what they need is there, and says what it does.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# One compiler that stays for all projects: to start one for each takes longer than they do.
export UseSharedCompilation=true

say() { printf '%s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# The address ranges of the networks that an engine started here hands out: docker0, the product's default, those of the tests.
engine_pools=(172.17.0.0/16 172.20.0.0/16 172.28.0.0/14)

# install PACKAGE...: as root on Debian installs, otherwise says what to install.
install() {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing $* ..."
    apt-get update -qq >/dev/null 2>&1 || say "warning: apt-get update failed; trying with the lists that are there"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/tmp/orchestry-install.log 2>&1 \
      || { tail -n 20 /tmp/orchestry-install.log >&2; die "could not install $*"; }
  else
    die "missing: $*. Install them (Debian: sudo apt-get install $*) and run this again."
  fi
}

need_dotnet() {
  command -v dotnet >/dev/null || die "the .NET SDK 10 is not installed; see https://dotnet.microsoft.com/download"
  dotnet --list-sdks | grep -q '^10\.' || die "the .NET SDK 10 is needed; installed: $(dotnet --list-sdks | tr '\n' ' ')"
}

need_curl() { command -v curl >/dev/null || install curl ca-certificates; }

need_jq() { command -v jq >/dev/null || install jq; }

need_busybox() {
  [ -x /bin/busybox ] && grep -q 'busybox-static' <(dpkg-query -W -f '${Package} ${Status}\n' busybox-static 2>/dev/null) && return
  install busybox-static
}

# PostgreSQL's server programs, and a pooler: tests start servers of their own. Debian would make and start one when it installs them, for nobody here.
need_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && [ -x /usr/sbin/pgbouncer ] && return
  if ! dpkg-query -W postgresql-common >/dev/null 2>&1; then
    install postgresql-common
    sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  fi
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || install postgresql-15
  install pgbouncer
}

# nginx's program: tests start their own. Debian would start one when it installs it, on port 80 and for nobody here.
need_nginx() {
  [ -x /usr/sbin/nginx ] && return
  local policy=/usr/sbin/policy-rc.d
  if [ "$(id -u)" = 0 ] && [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    # In a shell of its own, so that the policy goes whatever becomes of the installation.
    (trap 'rm -f "$policy"' EXIT; install nginx-light)
  else
    install nginx-light
  fi
}

# promtool's program, which judges what Prometheus would be given: tests run it, and no server. Debian would start one when it installs it.
need_promtool() {
  [ -x /usr/bin/promtool ] && return
  local policy=/usr/sbin/policy-rc.d
  if [ "$(id -u)" = 0 ] && [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    (trap 'rm -f "$policy"' EXIT; install prometheus)
  else
    install prometheus
  fi
}

# What the Python client of Orchestry 1.0 is made of.
need_python_imports() {
  /usr/bin/python3 -c 'import typer, requests, yaml, dotenv, platformdirs' 2>/dev/null \
    || install python3-typer python3-requests python3-yaml python3-dotenv python3-platformdirs
}

need_wrk() { command -v wrk >/dev/null || install wrk; }

engine_answers() { timeout 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# An engine at DOCKER_HOST, installed and started if it may be.
need_engine() {
  command -v docker >/dev/null && engine_answers && return
  [ -z "${DOCKER_HOST:-}" ] || die "no container engine answers at DOCKER_HOST=$DOCKER_HOST. Start it, or unset DOCKER_HOST."
  if [ "$(id -u)" != 0 ]; then
    die "no container engine answers at unix:///var/run/docker.sock. Install and start one (Debian: sudo apt-get install docker.io), and let $(id -un) use it (sudo adduser $(id -un) docker), or set DOCKER_HOST."
  fi
  command -v dockerd >/dev/null && command -v iptables >/dev/null || install docker.io iptables iproute2
  if ! engine_answers; then start_engine; fi
}

start_engine() {
  if [ -d /run/systemd/system ]; then
    say "Starting the container engine (systemctl start docker) ..."
    systemctl start docker
  else
    say "Starting the container engine (dockerd, log in /var/log/orchestry-dockerd.log) ..."
    rm -f /var/run/docker.pid
    setsid nohup dockerd >/var/log/orchestry-dockerd.log 2>&1 </dev/null &
    keep_traffic_here
  fi
  for _ in $(seq 120); do
    engine_answers && return
    sleep 0.25
  done
  tail -n 20 /var/log/orchestry-dockerd.log >&2 2>/dev/null || true
  die "the container engine did not start"
}

# A probe to a container that is gone must not leave the machine by its default gateway. Skipped for a range the machine itself lives in.
keep_traffic_here() {
  command -v ip >/dev/null || return 0
  local pool
  for pool in "${engine_pools[@]}"; do
    if [ -n "$(ip -4 -o addr show to "$pool" | grep -v ' docker0\| br-' || true)" ]; then continue; fi
    ip route add unreachable "$pool" metric 4294967295 2>/dev/null || true
  done
}

# build_solution [PROJECT]: Release, quiet unless it fails.
build_solution() {
  local log
  log=$(mktemp)
  say "Building ${1:-the solution} (Release) ..."
  dotnet build "$root/${1:-Orchestry.Akka.sln}" -c Release -v q -clp:ErrorsOnly >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; die "the build failed"; }
  rm -f "$log"
}

# The runtime identifier of this machine.
machine_rid() {
  case $(uname -m) in
    x86_64) echo linux-x64 ;;
    aarch64) echo linux-arm64 ;;
    *) die "there is no .NET runtime for $(uname -m)" ;;
  esac
}

# publish PROJECT RID FOLDER [OPTION...]: with its runtime, compiled ahead of time.
publish() {
  local project=$1 rid=$2 folder=$3 log
  shift 3
  log=$(mktemp)
  rm -rf "$folder"
  dotnet publish "$root/$project" -c Release -r "$rid" --self-contained -p:PublishReadyToRun=true "$@" -v q -o "$folder" >"$log" 2>&1 \
    || { cat "$log" >&2; rm -f "$log"; die "publishing failed"; }
  rm -f "$log"
}

# publish_controller RID FOLDER: orchestryd as it is shipped. Compiled as one with the runtime: what is generic in the one over types of the other
# would else be compiled while it runs, some 5,000 methods, and most of them in a start or a change of leader.
publish_controller() {
  say "Publishing orchestryd for $1, compiled ahead of time; that takes two or three minutes ..."
  publish src/Host/Orchestry.Host.csproj "$1" "$2" -p:PublishReadyToRunComposite=true
}

# publish_cli RID FOLDER: the command line as it is shipped, one file.
publish_cli() {
  say "Publishing orchestry for $1, compiled ahead of time; that takes a minute ..."
  publish src/Cli/Orchestry.Cli.csproj "$1" "$2" -p:DebugType=none
  # Started under this name it has Ring's verbs.
  ln -s orchestry "$2/ring"
}

# The image of the sample application: on busybox from a registry where one answers, else on the static busybox of this machine.
need_sample_image() {
  local context base=busybox:stable
  docker image inspect orchestry/hello:1 >/dev/null 2>&1 && docker image inspect orchestry/hello:2 >/dev/null 2>&1 && return
  context=$(mktemp -d)
  cp -r "$root/samples/hello/." "$context"
  if ! docker image inspect "$base" >/dev/null 2>&1 && ! timeout 20 docker pull -q "$base" >/dev/null 2>&1; then
    say "No registry answers: making the sample image from this machine's static busybox ..."
    need_busybox
    mkdir -p "$context/base/bin"
    cp /bin/busybox "$context/base/bin/busybox"
    printf 'FROM scratch\nCOPY base/ /\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n' >"$context/Dockerfile.base"
    base=orchestry/busybox:static
    DOCKER_BUILDKIT=0 docker build -q -t "$base" -f "$context/Dockerfile.base" "$context" >/dev/null 2>"$context/log" \
      || { cat "$context/log" >&2; die "could not make the base image"; }
  fi
  local version
  for version in 1 2; do
    DOCKER_BUILDKIT=0 docker build -q -t "orchestry/hello:$version" --build-arg "BASE=$base" --build-arg "VERSION=$version" "$context" \
      >/dev/null 2>"$context/log" || { cat "$context/log" >&2; die "could not make the sample image"; }
  done
  rm -rf "$context"
}
