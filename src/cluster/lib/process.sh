# shellcheck shell=bash
# Processes that outlive the script that started them. A pid alone proves nothing after a reboot or a crash, so each
# pid is kept together with what makes it unique: the moment its process started. Nothing else is ever signalled.

# Prints what identifies a live process; fails when there is none, or only a zombie nobody has reaped.
process_identity() {
  local pid=$1 stat='' fields boot
  if [[ -r /proc/self/stat ]]; then
    # Not $(<file): where that fails, bash 5.2 ends the whole script.
    { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || return 1
    # The name in parentheses may itself hold spaces and parentheses: count from the last one.
    read -r -a fields <<<"${stat##*) }"
    [[ ${fields[0]} != Z && ${fields[0]} != X ]] || return 1
    read -r boot </proc/sys/kernel/random/boot_id
    printf '%s/%s\n' "$boot" "${fields[19]}"
  else
    [[ $(ps -o stat= -p "$pid" 2>/dev/null) != Z* ]] || return 1
    stat=$(ps -o lstart= -p "$pid" 2>/dev/null) && [[ -n $stat ]] || return 1
    printf '%s\n' "${stat// /_}"
  fi
}

is_same_process() {
  local pid=$1 identity=$2
  [[ -n $pid && $(process_identity "$pid") == "$identity" ]]
}

record_process() {
  local file=$1 pid=$2 identity
  identity=$(process_identity "$pid") || identity=gone
  printf '%s %s\n' "$pid" "$identity" >"$file.new"
  mv "$file.new" "$file"
}

is_recorded_process_alive() {
  local file=$1 pid='' identity=''
  [[ -f $file ]] || return 1
  read -r pid identity <"$file" || true
  is_same_process "$pid" "$identity"
}

# stop_recorded_process FILE SIGNAL SECONDS: sends the signal, waits, and falls back to KILL.
stop_recorded_process() {
  local file=$1 signal=$2 seconds=$3 pid='' identity='' tenths
  [[ -f $file ]] || return 0
  read -r pid identity <"$file" || true
  if is_same_process "$pid" "$identity"; then
    kill -"$signal" "$pid" 2>/dev/null || true
    for ((tenths = seconds * 10; tenths > 0; tenths--)); do
      is_same_process "$pid" "$identity" || break
      sleep 0.1
    done
    if is_same_process "$pid" "$identity"; then
      kill -KILL "$pid" 2>/dev/null || true
      for ((tenths = 50; tenths > 0; tenths--)); do
        is_same_process "$pid" "$identity" || break
        sleep 0.1
      done
      if is_same_process "$pid" "$identity"; then
        die "process $pid of $file does not end, even when killed." "Look at it with: ps -o pid,stat,cmd -p $pid"
      fi
    fi
  fi
  rm -f "$file"
}

# start_process DIR NAME COMMAND...: runs it in DIR, in a session of its own, logging to DIR/logs/NAME.log. Descriptor
# 9, the caller's lock, is closed there: a lock ends with its script, not with the cluster.
start_process() {
  local dir=$1 name=$2 detach=''
  shift 2
  command -v setsid >/dev/null 2>&1 && detach=setsid
  mkdir -p "$dir/logs"
  # After a crash the old log is what one wants to read.
  if [[ -f $dir/logs/$name.log ]]; then mv "$dir/logs/$name.log" "$dir/logs/$name.previous.log"; fi
  (
    cd "$dir" || exit
    exec $detach "$@"
  ) </dev/null >"$dir/logs/$name.log" 2>&1 9>&- &
  record_process "$dir/$name.pid" $!
}
