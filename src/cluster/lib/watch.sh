# shellcheck shell=bash
# A cluster started with --watch-pid lives as long as any process that watches it. DIR/watched lists those.

watch_cluster() {
  local dir=$1 pid=$2 identity
  # It may have ended while the cluster started: the watchdog will see that.
  identity=$(process_identity "$pid") || identity=gone
  printf '%s %s\n' "$pid" "$identity" >>"$dir/watched"
  if ! is_recorded_process_alive "$dir/watchdog.pid"; then
    start_process "$dir" watchdog "$cluster_home/lib/watchdog" "$dir"
  fi
}

is_anybody_watching() {
  local dir=$1 pid identity
  while read -r pid identity; do
    if is_same_process "$pid" "$identity"; then return 0; fi
  done <"$dir/watched"
  return 1
}

# The watchdog itself becomes the 'down' that calls this.
stop_watchdog() {
  local dir=$1 pid=''
  [[ -f $dir/watchdog.pid ]] || return 0
  read -r pid _ <"$dir/watchdog.pid" || true
  [[ $pid == "$$" ]] || stop_recorded_process "$dir/watchdog.pid" TERM 3
}
