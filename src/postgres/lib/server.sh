# shellcheck shell=bash disable=SC2154 # what common.sh sets
# One server in one directory: DIR/data, DIR/server.log, DIR/env, DIR/roadstead-postgres.

# Prints the server's process id if it runs. A number in a file proves nothing after a crash, so the process must have
# been started on exactly this data directory: nothing else is ever signalled.
server_pid() {
  local data=$1/data pid='' command
  { read -r pid <"$data/postmaster.pid"; } 2>/dev/null || return 1
  [[ $pid =~ ^[0-9]+$ ]] || return 1
  process_identity "$pid" >/dev/null || return 1
  if [[ -r /proc/$pid/cmdline ]]; then
    command=$(tr '\0' ' ' <"/proc/$pid/cmdline")
  else
    command=$(ps -o command= -p "$pid" 2>/dev/null)
  fi
  [[ $command == *"postgres -D $data"* ]] || return 1
  printf '%s\n' "$pid"
}

# The eighth line of postmaster.pid is PostgreSQL's own word on whether it takes connections; pg_ctl reads it too.
is_server_ready() {
  local dir=$1 status
  server_pid "$dir" >/dev/null || return 1
  status=$(sed -n 8p "$dir/data/postmaster.pid" 2>/dev/null) || return 1
  [[ ${status// /} == ready ]]
}

# stop_server DIR SIGNAL SECONDS: INT ends sessions and writes a checkpoint, QUIT leaves recovery to the next start.
# Waits for the process, not for its postmaster.pid: PostgreSQL deletes that file before it is gone.
stop_server() {
  local dir=$1 signal=$2 seconds=$3 pid identity
  pid=$(server_pid "$dir") && identity=$(process_identity "$pid") || return 0
  kill -"$signal" "$pid" 2>/dev/null || true
  has_ended "$pid" "$identity" "$seconds" && return 0
  kill -KILL "$pid" 2>/dev/null || true
  has_ended "$pid" "$identity" 5 && return 0
  die "PostgreSQL, process $pid, does not end, even when killed." "Look at it with: ps -o pid,stat,cmd -p $pid"
}

has_ended() {
  local pid=$1 identity=$2 tenths=$(($3 * 10))
  for (( ; tenths > 0; tenths--)); do
    [[ $(process_identity "$pid") == "$identity" ]] || return 0
    sleep 0.1
  done
  return 1
}

random_text() {
  od -An -v -tx1 -N16 /dev/urandom | tr -d ' \n'
}

# Below the range that systems hand out to outgoing connections, so that few others come by.
random_port() {
  printf '%s\n' $((20000 + (RANDOM * 32768 + RANDOM) % 12000))
}

init_data() {
  local dir=$1 programs=$2 password=$3 user
  user=$(server_user)
  (umask 077 && mkdir "$dir/data.new" && printf '%s\n' "$password" >"$dir/password.new")
  [[ -z $user ]] || chown "$user" "$dir/data.new" "$dir/password.new"
  # data.new takes its name only when it is whole: an interrupted first start must not look like a server's data.
  (
    cd /
    exec_as_server_user "$programs/bin/initdb" -D "$dir/data.new" -U postgres --pwfile="$dir/password.new" \
      --auth=scram-sha-256 --encoding=UTF8 --no-locale --no-sync
  ) >"$dir/initdb.log" 2>&1 9>&- || {
    tail -n 12 "$dir/initdb.log" | cut -c1-400 | sed 's/^/  | /' >&2
    die "initdb failed." "Its log: $dir/initdb.log"
  }
  rm -f "$dir/password.new"
  mv "$dir/data.new" "$dir/data"
}

# Settings go on the command line of each start, so that the data directory holds only what initdb wrote.
launch() {
  local dir=$1 programs=$2 port=$3 detach=''
  shift 3
  command -v setsid >/dev/null 2>&1 && detach=setsid
  (
    cd /
    # Descriptor 9 is the caller's lock: it ends with the script, not with the server.
    exec 9>&- </dev/null >>"$dir/server.log" 2>&1
    # setsid would fork if it led a process group, which a subshell never does.
    exec_as_server_user $detach "$programs/bin/postgres" -D "$dir/data" -p "$port" \
      -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c log_statement=none \
      -c fsync=off -c synchronous_commit=off -c full_page_writes=off "$@"
  ) &
  launched=$!
}

# start_server DIR PROGRAMS PORT SECONDS [-c key=value]...: leaves the port it got in the variable `port`. PORT may be
# empty: any. A port that another program took first is no reason to fail.
start_server() {
  local dir=$1 programs=$2 seconds=$4 attempt launched deadline lines
  port=$3
  shift 4
  for ((attempt = 1; attempt <= 10; attempt++)); do
    [[ -n $port ]] || port=$(random_port)
    lines=0
    [[ ! -f $dir/server.log ]] || lines=$(wc -l <"$dir/server.log")
    launch "$dir" "$programs" "$port" "$@"
    deadline=$((SECONDS + seconds))
    until is_server_ready "$dir"; do
      kill -0 "$launched" 2>/dev/null || break
      ((SECONDS < deadline)) || break 2
      sleep 0.1
    done
    is_server_ready "$dir" && return 0
    if tail -n +$((lines + 1)) "$dir/server.log" | grep -q 'Address already in use'; then
      say "Another program has port $port; trying another one"
      port=''
    elif tail -n +$((lines + 1)) "$dir/server.log" | grep -Eq 'still in use|lock file .* already exists'; then
      # The sessions of a server that was killed take a moment to notice.
      sleep 1
    else
      break
    fi
  done
  tail -n +$((lines + 1)) "$dir/server.log" | tail -n 12 | cut -c1-400 | sed 's/^/  | /' >&2
  stop_server "$dir" QUIT 5
  die "PostgreSQL did not start." "Its log: $dir/server.log" \
    "If old data is the cause, throw it away and start anew:" "  $postgres_home/down --dir $dir"
}

# make_database DIR TOOLS NAME: a database that a DBA owns, with the rights the operator needs in it. The operator's
# role is one per server, so only the first call sets its password.
make_database() {
  local dir=$1 tools=$2 database=$3 hardened
  hardened=$(state_get "$dir" hardened)
  set -- database=postgres "set=database=$database" set=operator=roadstead set=other_databases=revoke \
    set-verifier=verifier=OPERATOR_PASSWORD \
    "sql=SELECT 'CREATE ROLE mesh_owner NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mesh_owner') \\gexec" \
    "sql=SELECT format('CREATE DATABASE %I OWNER mesh_owner', :'database') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec" \
    "database=$database" "file=$postgres_home/minimum-rights.sql"
  [[ $(state_get "$dir" applied) == yes ]] || set -- "$@" "sql=ALTER ROLE :\"operator\" PASSWORD :'verifier'"
  [[ $hardened == no ]] || set -- "$@" "file=$postgres_home/hardening.sql"
  PGHOST=127.0.0.1 PGPORT=$(state_get "$dir" port) PGUSER=postgres \
    PGPASSWORD=$(state_get "$dir" superuser_password) OPERATOR_PASSWORD=$(state_get "$dir" operator_password) \
    run_tool "$tools" Apply "$@"
}
