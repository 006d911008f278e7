# shellcheck shell=bash disable=SC2034 # what the others read
# What every script of src/postgres shares: messages, directories, the user the server runs as, locks.
# Kept to what bash 3.2 knows, because macOS has no newer one.

postgres_home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
repository=$(cd "$postgres_home/../.." && pwd -P)
# Marks a directory as one of ours; holds key=value lines.
state_file=roadstead-postgres

say() {
  printf '%s\n' "$*" >&2
}

# The first argument is the cause, each further one a line that says what to do.
die() {
  if [[ -t 2 && -z ${NO_COLOR:-} ]]; then
    printf '\033[31merror:\033[0m %s\n' "$1" >&2
  else
    printf 'error: %s\n' "$1" >&2
  fi
  shift
  local line
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

usage_error() {
  die "$1" "$(basename "$0") --help lists the options."
}

# The comment that begins with "# usage:" is the script's help.
print_help() {
  sed -n '/^# usage:/,/^[^#]/{/^#/s/^# \{0,1\}//p;}' "$0"
}

# Reads the state of DIR; the file is parsed, never sourced, because what lies in a directory is data.
state_get() {
  local dir=$1 wanted=$2 key value
  [[ -f $dir/$state_file ]] || return 0
  while IFS='=' read -r key value; do
    if [[ $key == "$wanted" ]]; then
      printf '%s\n' "$value"
      return 0
    fi
  done <"$dir/$state_file"
}

absolute() {
  local path=$1
  while [[ $path == */ && $path != / ]]; do path=${path%/}; done
  if [[ -d $path ]]; then
    (cd "$path" && pwd -P)
  elif [[ -d $(dirname "$path") ]]; then
    printf '%s/%s\n' "$(cd "$(dirname "$path")" && pwd -P)" "$(basename "$path")"
  elif [[ $path == /* ]]; then
    printf '%s\n' "$path"
  else
    printf '%s/%s\n' "$PWD" "$path"
  fi
}

# PostgreSQL refuses to run as root. Prints the user it runs as instead, or nothing for an ordinary user.
server_user() {
  [[ $(id -u) == 0 ]] || return 0
  if id postgres >/dev/null 2>&1; then
    printf 'postgres\n'
  else
    printf 'nobody\n'
  fi
}

# Becomes the server's user for one command. It replaces the calling (sub)shell, so that the process id stays.
exec_as_server_user() {
  local user
  user=$(server_user)
  if [[ -z $user ]]; then
    exec "$@"
  elif command -v setpriv >/dev/null 2>&1; then
    exec setpriv --reuid="$(id -u "$user")" --regid="$(id -g "$user")" --clear-groups -- "$@"
  elif command -v runuser >/dev/null 2>&1; then
    exec runuser -u "$user" -- "$@"
  elif [[ $(uname -s) == Darwin ]]; then
    exec sudo -n -u "$user" -- "$@"
  fi
  die "PostgreSQL does not run as root, and this machine has neither setpriv nor runuser to become $user." \
    "Install util-linux, or run this as an ordinary user."
}

can_server_user_reach() {
  (cd / && exec_as_server_user test -x "$1") 2>/dev/null
}

# Where programs and servers are kept. Root's home is usually closed to the user the server runs as, and opening it
# is not ours to do: then they go to /var/cache.
base_dir() {
  local base=${ROADSTEAD_CACHE:-}
  if [[ -z $base ]]; then
    if [[ -n ${XDG_CACHE_HOME:-} ]]; then
      base=$XDG_CACHE_HOME/roadstead
    elif [[ -n ${HOME:-} ]]; then
      base=$HOME/.cache/roadstead
    else
      die "none of ROADSTEAD_CACHE, XDG_CACHE_HOME and HOME is set, so there is no place for a cache." \
        "Set ROADSTEAD_CACHE to a directory outside the work tree."
    fi
  fi
  make_reachable_dir "$base" || base=/var/cache/roadstead
  make_reachable_dir "$base" || die "the cache directory $base can't be made, or the server's user can't reach it." \
    "Set ROADSTEAD_CACHE to a directory you may write to and everybody may enter."
  make_reachable_dir "$base/postgres" || die "the cache directory $base/postgres can't be made."
  (cd "$base/postgres" && pwd -P)
}

make_reachable_dir() {
  (umask 022 && mkdir -p "$1") 2>/dev/null && [[ -w $1 ]] && can_server_user_reach "$1"
}

check_name() {
  [[ $1 =~ ^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$ ]] ||
    die "'$1' can't name a server." "Use 1 to 40 small letters, digits and '-', not '-' at either end."
}

# Prints the state directory of --name or --dir, absolute, whether or not it exists yet.
state_dir() {
  local name=$1 dir=$2 base
  if [[ -z $dir ]]; then
    base=$(base_dir) || exit
    dir=$base/run/$name
  fi
  absolute "$dir"
}

# Takes an exclusive lock on descriptor 9, telling about it when that takes long. Without flock (macOS) nothing is
# locked: cache entries are still whole, because they appear by a rename.
lock_descriptor_9() {
  local waited=0
  command -v flock >/dev/null 2>&1 || return 0
  flock -n 9 && return 0
  say "$1; waiting for it"
  until flock -w 10 9; do
    waited=$((waited + 10))
    say "  ${waited}s: still waiting"
  done
}

# Locks DIR until the script ends. The one who held the lock may have deleted DIR: what was locked must still be
# what the path leads to. Fails when DIR does not exist.
lock_dir() {
  local dir=$1
  while [[ -d $dir ]]; do
    if ! { exec 9<"$dir"; } 2>/dev/null; then
      [[ ! -d $dir ]] || die "$dir can't be read." "It belongs to another user: give another one with --dir."
      return 1
    fi
    lock_descriptor_9 "another command works on $dir"
    if [[ ! -e /proc/self/fd/9 || $dir -ef /proc/self/fd/9 ]]; then
      return 0
    fi
    exec 9<&-
  done
  return 1
}

# What tells a process from a later one with the same id; fails when there is none, or only a zombie.
process_identity() {
  local pid=$1 stat fields
  if [[ -r /proc/self/stat ]]; then
    # Not $(<file): when the file is missing, bash 5.2 leaves the whole script there under set -e.
    stat=$(cat "/proc/$pid/stat" 2>/dev/null) || return 1
    # The name in parentheses may itself hold spaces and parentheses: count from the last one.
    read -r -a fields <<<"${stat##*) }"
    [[ ${fields[0]} != Z && ${fields[0]} != X ]] || return 1
    printf '%s\n' "${fields[19]}"
  else
    stat=$(ps -o lstart= -p "$pid" 2>/dev/null) && [[ -n $stat ]] || return 1
    printf '%s\n' "${stat// /_}"
  fi
}
