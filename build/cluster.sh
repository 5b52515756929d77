# Part of build/run: several controllers that share a PostgreSQL of their own.
# shellcheck shell=bash disable=SC2154

cluster_folder() {
  # As root the server runs as the user postgres, who can't pass through root's home.
  if [ "$(id -u)" = 0 ]; then echo "/var/lib/orchestry-cluster/$1"; else echo "$HOME/.orchestry-cluster/$1"; fi
}

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# check_cluster_options NAME OPTION...: what differs from node to node can't be said for all of them.
check_cluster_options() {
  local option
  [[ $1 =~ ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$ ]] \
    || die "--cluster-name must be 1 to 63 lowercase letters, digits and hyphens, alphanumeric at both ends"
  for option in "${@:2}"; do
    case $option in
      --port|--port=*|--node-id|--node-id=*|--api-url|--api-url=*|--data-dir|--data-dir=*|--host|--host=*|--ingress-port|--ingress-port=*|--ring-port|--ring-port=*)
        die "${option%%=*} can't be combined with --cluster: every controller gets its own" ;;
    esac
  done
}

# check_cluster NAME SIZE: takes the cluster's folder for this run, ends what an earlier one left behind, and checks the ports.
check_cluster() {
  local port
  folder=$(cluster_folder "$1")
  mkdir -p "$folder"
  [ "$(id -u)" != 0 ] || chmod 755 "$(dirname "$folder")" "$folder"
  exec 9>"$folder/lock"
  flock -n 9 || die "cluster '$1' runs already in another terminal. Stop it there, or give this one another --cluster-name and stop the first for its ports."
  stop_nodes "$1" quietly
  for port in $(seq 8001 $((8000 + $2))) $(seq 8081 $((8080 + $2))) $(seq 3031 $((3030 + $2))); do
    ! is_taken "$port" || die "port $port is taken by another program (ss -ltnp 'sport = :$port' shows it). Stop that, then run this again."
  done
}

# node_pid NODE NAME: the process of a node that runs; nothing when it does not, or its number is somebody else's by now.
node_pid() {
  local pid
  pid=$(cat "$folder/$1/pid" 2>/dev/null) || return 0
  [ -n "$pid" ] && [ -r "/proc/$pid/cmdline" ] || return 0
  if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q -- "orchestryd.dll --cluster-name $2 --node-id $1 "; then echo "$pid"; fi
}

# stop_nodes NAME [quietly]: SIGTERM to every node, SIGKILL to what has not stopped after 15 s.
stop_nodes() {
  local node pid pids=()
  for node in "$folder"/node-*/; do
    node=$(basename "$node")
    pid=$(node_pid "$node" "$1")
    [ -n "$pid" ] || continue
    [ -z "${2:-}" ] || say "Stopping $node of an earlier run (pid $pid) ..."
    kill -TERM "$pid" 2>/dev/null && pids+=("$pid")
  done
  for pid in "${pids[@]}"; do
    for _ in $(seq 150); do
      # Not kill -0: a process that nobody has collected yet is still there for it.
      [ -n "$(tr -d '\0' 2>/dev/null <"/proc/$pid/cmdline")" ] || continue 2
      sleep 0.1
    done
    say "warning: controller $pid did not stop within 15 s; killing it"
    kill -KILL "$pid" 2>/dev/null || true
  done
}

# as_postgres PROGRAM ARGUMENT...: one of PostgreSQL's programs, which refuse root.
as_postgres() {
  local program=$postgres/$1
  shift
  if [ "$(id -u)" != 0 ]; then "$program" "$@"
  elif command -v setpriv >/dev/null; then setpriv --reuid=postgres --regid=postgres --init-groups "$program" "$@"
  else runuser -u postgres -- "$program" "$@"; fi
}

# start_database: the cluster's own PostgreSQL, made when there is none, on a loopback port of its own ($database_port).
start_database() {
  local data=$folder/database/data version=
  if [ -f "$data/PG_VERSION" ]; then
    version=$(cat "$data/PG_VERSION")
    postgres=/usr/lib/postgresql/$version/bin
    [ -x "$postgres/postgres" ] || die "the database in $folder is of PostgreSQL $version, which is not installed. Install it, or remove that folder."
  else
    postgres=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)")
  fi
  # What follows is run from a folder that the user postgres can be in, and without the lock, which would outlive this run with the server.
  cd /
  if [ ! -f "$folder/database/ready" ]; then
    say "Making a PostgreSQL in $folder ..."
    # An earlier run may have been ended in the middle of this.
    rm -rf "${folder:?}/database"
    (umask 077; mkdir "$folder/database"; head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$folder/password"; cp "$folder/password" "$folder/database/password")
    [ "$(id -u)" != 0 ] || chown -R postgres: "$folder/database"
    as_postgres initdb -D "$data" -U postgres --auth=scram-sha-256 --pwfile="$folder/database/password" --encoding=UTF8 --locale=C.UTF-8 \
      >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; die "could not make a PostgreSQL"; }
    rm -f "$folder/database/password"
  fi
  # Left behind when an earlier run was killed.
  if as_postgres pg_ctl -D "$data" status >/dev/null 2>&1; then as_postgres pg_ctl -D "$data" -w -t 30 -m fast stop >/dev/null; fi
  database_port=15432
  while is_taken $database_port; do database_port=$((database_port + 1)); done
  say "Starting PostgreSQL on 127.0.0.1:$database_port ..."
  as_postgres pg_ctl -D "$data" -w -t 30 -l "$folder/database/log" \
    -o "-p $database_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" start >/dev/null 9>&- \
    || { tail -n 20 "$folder/database/log" >&2; die "PostgreSQL did not start"; }
  if [ ! -f "$folder/database/ready" ]; then
    # By standard input, since everybody on the machine can read a command line.
    PGPASSWORD=$(cat "$folder/password") "$postgres/psql" -h 127.0.0.1 -p $database_port -U postgres -d postgres -X -q -v ON_ERROR_STOP=1 <<SQL
CREATE ROLE orchestry LOGIN PASSWORD '$(cat "$folder/password")';
CREATE DATABASE orchestry OWNER orchestry;
SQL
    touch "$folder/database/ready"
  fi
  cd "$root"
}

# write_start NODE PORT OPTION...: the script that starts a node, now and whenever somebody wants it back.
write_start() {
  local node=$1 port=$2
  shift 2
  mkdir -p "$folder/$node"
  cat >"$folder/$node/start" <<TEXT
#!/bin/sh
# Starts $node; its log is appended to $folder/$node/log.
unset ORCHESTRY_DATABASE POSTGRES_PASSWORD CLUSTER_MODE CLUSTER_HOSTNAME ORCHESTRY_KEY RING_HOST
export POSTGRES_HOST=127.0.0.1 POSTGRES_PORT=$database_port POSTGRES_DB=orchestry POSTGRES_USER=orchestry POSTGRES_SSL_MODE=disable
export POSTGRES_PASSWORD_FILE='$folder/password' ORCHESTRY_KEY_FILE='$folder/master.key' ORCHESTRY_HOST=127.0.0.1
cd '$root' || exit 1
echo \$\$ >'$folder/$node/pid'
exec dotnet '$controller'$(printf ' %q' "$@") --port $port --api-url http://127.0.0.1:$port --data-dir '$folder/$node' >>'$folder/$node/log' 2>&1
TEXT
  chmod 755 "$folder/$node/start"
}

# leader_by PORT: the id of the leader that the node there knows.
leader_by() { curl -s -m 2 "http://127.0.0.1:$1/cluster/health" | sed -n 's/.*"leader_id": *"\([^"]*\)".*/\1/p'; }

# agreed_leader NAME SIZE: the leader that every node knows ($leader); fails while they don't know the same one.
agreed_leader() {
  local i known
  leader=
  for ((i = 1; i <= $2; i++)); do
    [ -n "$(node_pid "node-$i" "$1")" ] || { tail -n 20 "$folder/node-$i/log" >&2; die "node-$i has ended; its log is $folder/node-$i/log"; }
    known=$(leader_by $((8000 + i))) || return 1
    [ -n "$known" ] && [ "$known" = "${leader:-$known}" ] || return 1
    leader=$known
  done
}

# wait_for_leader NAME SIZE: at most 30 s.
wait_for_leader() {
  say "Waiting for a leader ..."
  for _ in $(seq 150); do
    if agreed_leader "$1" "$2"; then return; fi
    sleep 0.2
  done
  die "the controllers did not agree on a leader within 30 s; their logs are $folder/node-*/log"
}

# show_cluster NAME SIZE: the nodes, and how to see a failover.
show_cluster() {
  local i state ask=1
  printf '\nCluster %s, led by %s:\n  %-8s %-9s %-9s %-22s %-22s %s\n' "$1" "$leader" node state pid API ingress log
  for ((i = 1; i <= $2; i++)); do
    state=follower
    if [ "node-$i" = "$leader" ]; then state=leader; else ask=$i; fi
    printf '  %-8s %-9s %-9s %-22s %-22s %s\n' "node-$i" $state "$(cat "$folder/node-$i/pid")" \
      "http://127.0.0.1:$((8000 + i))" "http://127.0.0.1:$((8080 + i))" "$folder/node-$i/log"
  done
  cat <<TEXT

Try a failover, in another terminal:
  kill -9 \$(cat $folder/$leader/pid)   # the leader's process, $(cat "$folder/$leader/pid")
  curl http://127.0.0.1:$((8080 + ask))/hello/cgi-bin/who           # the application, by any node's ingress (registered with --demo)
  curl -L http://127.0.0.1:$((8000 + ask))/cluster/leader       # who leads now
  curl -L http://127.0.0.1:$((8000 + ask))/cluster/status       # every node, the term and the lease
  curl -L -X POST http://127.0.0.1:$((8000 + ask))/api/v1/apps/hello/scale -H 'Content-Type: application/json' -d '{"replicas":4}'
                                                      # a write to any node: -L follows a follower's redirect (307) to the leader
  setsid -f $folder/$leader/start   # start the node again: it joins as a follower

The database: PGPASSWORD=\$(cat $folder/password) psql -h 127.0.0.1 -p $database_port -U orchestry orchestry
Ctrl-C stops all controllers and the database, not the applications.
TEXT
}

# stop_cluster NAME: controllers first, so that the leader can hand over its office in order.
stop_cluster() {
  trap '' INT TERM
  say ""
  say "Stopping the controllers ..."
  stop_nodes "$1"
  say "Stopping PostgreSQL ..."
  cd /
  as_postgres pg_ctl -D "$folder/database/data" -w -t 30 -m fast stop >/dev/null 2>&1 || say "warning: PostgreSQL was not running any more; its log is $folder/database/log"
  say "Cluster '$1' has stopped: all controllers and the database. The applications run on (docker ps); run this again and it takes them over."
}

# run_cluster NAME SIZE OPTION...: until Ctrl-C.
run_cluster() {
  local name=$1 size=$2 i option others=() skip=
  shift 2
  for option in "$@"; do
    if [ -n "$skip" ]; then skip=; continue; fi
    case $option in
      --cluster-name) skip=1 ;;
      --cluster-name=*) ;;
      *) others+=("$option") ;;
    esac
  done
  start_database
  trap 'stop_cluster "$name"' EXIT
  trap 'exit 0' INT TERM HUP
  rm -rf "$folder"/node-*
  for ((i = 1; i <= size; i++)); do
    write_start "node-$i" $((8000 + i)) --cluster-name "$name" --node-id "node-$i" --ingress-port $((8080 + i)) --ring-port $((3030 + i)) "${others[@]}"
    say "Starting node-$i on http://127.0.0.1:$((8000 + i)) ..."
    setsid "$folder/node-$i/start" 9>&- </dev/null &
    # A node that somebody kills to see a failover needs no notice of the shell's.
    disown
  done
  for ((i = 1; i <= size; i++)); do
    for _ in $(seq 50); do
      [ -z "$(node_pid "node-$i" "$name")" ] || break
      sleep 0.1
    done
  done
  wait_for_leader "$name" "$size"
  if [ -n "$demo" ]; then
    # Through a follower where there is one: its redirect is followed.
    for ((i = 1; i <= size; i++)); do
      url=http://127.0.0.1:$((8000 + i)) ingress=http://127.0.0.1:$((8080 + i))/
      [ "node-$i" = "$leader" ] || break
    done
    demonstrate
  fi
  show_cluster "$name" "$size"
  # Nodes come and go by the commands above; this stays until it is told to stop.
  while true; do sleep 1 9>&-; done
}
