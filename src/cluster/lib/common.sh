# shellcheck shell=bash
# What every script of src/cluster shares: messages, the cache, where a cluster's state lies, and locks.
# Kept to what bash 3.2 knows, because macOS has no newer one.

cluster_home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
kubernetes_version=v1.34.4
helm_version=v3.22.0
state_file=roadstead-cluster
callers_umask=$(umask)

# A failure inside $(…) must not pass for an empty answer. Unknown to macOS' old bash, which only runs the two
# providers that start no process.
shopt -s inherit_errexit 2>/dev/null || true

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

# The lines between "# usage" and the first line that is no comment are the script's help.
print_help() {
  sed -n '/^# usage:/,/^[^#]/{/^#/s/^# \{0,1\}//p;}' "$0"
}

cache_dir() {
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
  mkdir -p "$base" 2>/dev/null || die "the cache directory $base can't be made or written." \
    "Set ROADSTEAD_CACHE to a directory you may write to."
  (cd "$base" && pwd -P)
}

# Which cluster the options name; --dir wins.
cluster_name=default
dir=

require_value() {
  (($# > 1)) || usage_error "$1 needs a value."
  [[ -n $2 ]] || usage_error "$1 needs a value."
}

choose_cluster() {
  case $1 in
    --name)
      [[ $2 =~ ^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$ ]] ||
        die "'$2' can't name a cluster." "Use 1 to 40 small letters, digits and '-', not '-' at either end."
      cluster_name=$2
      ;;
    --dir) dir=$2 ;;
  esac
}

# Prints the state directory of the chosen cluster, absolute, whether or not it exists yet.
state_dir() {
  local path=$dir parent
  if [[ -z $path ]]; then
    parent=$(cache_dir) || exit
    path=$parent/run/$cluster_name
  fi
  while [[ $path == */ && $path != / ]]; do path=${path%/}; done
  parent=$(dirname "$path")
  if [[ -d $path ]]; then
    (cd "$path" && pwd -P)
  elif [[ -d $parent ]]; then
    printf '%s/%s\n' "$(cd "$parent" && pwd -P)" "$(basename "$path")"
  elif [[ $path == /* ]]; then
    printf '%s\n' "$path"
  else
    printf '%s/%s\n' "$PWD" "$path"
  fi
}

# The state file holds key=value lines. It is read, never sourced: what lies in a directory is data.
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

# write_state DIR PROVIDER [KEY=VALUE...]
write_state() {
  local dir=$1 provider=$2
  shift 2
  printf '%s\n' "name=$cluster_name" "provider=$provider" "kubernetes=$kubernetes_version" "$@" >"$dir/$state_file.new"
  mv "$dir/$state_file.new" "$dir/$state_file"
}

# Waits for an exclusive lock on an open file descriptor, telling about it when that takes long.
# Without flock (macOS) nothing is locked: cache entries are still safe, because they appear by a rename.
lock_descriptor() {
  local descriptor=$1 why=$2 waited=0
  command -v flock >/dev/null 2>&1 || return 0
  flock -n "$descriptor" && return 0
  say "$why; waiting for it"
  until flock -w 10 "$descriptor"; do
    waited=$((waited + 10))
    say "  ${waited}s: still waiting"
  done
}

# Locks a state directory through descriptor 9. The directory may have been deleted by the one who held the lock, so
# what was locked must still be what the path leads to.
lock_state() {
  local dir=$1 create=$2
  while true; do
    if [[ $create == create ]]; then
      (umask 077 && mkdir -p "$dir") 2>/dev/null || die "the state directory $dir can't be made." \
        "Give another one with --dir, or set ROADSTEAD_CACHE to a directory you may write to."
    elif [[ ! -d $dir ]]; then
      return 1
    fi
    if { exec 9<"$dir"; } 2>/dev/null; then
      lock_descriptor 9 "another command works on $dir"
      if [[ ! -e /proc/self/fd/9 || $dir -ef /proc/self/fd/9 ]]; then
        return 0
      fi
      exec 9<&-
    elif [[ -d $dir ]]; then
      die "$dir can't be read." "It belongs to another user: give another one with --dir."
    fi
  done
}

seconds_text() {
  local seconds=$1
  if ((seconds < 60)); then
    printf '%ds' "$seconds"
  else
    printf '%dm%02ds' $((seconds / 60)) $((seconds % 60))
  fi
}
