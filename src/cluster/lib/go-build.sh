# shellcheck shell=bash
# Programs built from Go modules, kept in the cache under a key that changes with everything that goes into them.

hash_of() {
  if command -v sha256sum >/dev/null 2>&1; then
    cat "$@" | sha256sum | cut -c1-12
  else
    cat "$@" | shasum -a 256 | cut -c1-12
  fi
}

# cache_entry NAME FILE...: where a build of that name, made from those files, is kept.
cache_entry() {
  local name=$1 cache
  shift
  cache=$(cache_dir) || exit
  printf '%s/%s-%s-%s-%s\n' "$cache" "$name" "$(hash_of "$@")" "$(uname -s | tr '[:upper:]' '[:lower:]')" "$(uname -m)"
}

# require_go MODULE PURPOSE [ALTERNATIVE]
require_go() {
  local module=$1 purpose=$2 needed running
  needed=$(sed -n 's/^go //p' "$module/go.mod")
  command -v go >/dev/null 2>&1 || die "there is no 'go' on the PATH, and $purpose is built from source." \
    "Install Go ${needed%.*} or newer: https://go.dev/dl/" ${3:+"$3"}
  # Inside the module Go itself decides: since 1.21 it may fetch the toolchain that the module asks for.
  if ! running=$(cd "$module" && GOWORK=off go env GOVERSION 2>&1) || ! version_at_least "${running#go}" "$needed"; then
    running=$(cd / && GOTOOLCHAIN=local go version 2>&1 | tail -n 1)
    die "Go is too old: $purpose needs Go ${needed%.*}, and $(command -v go) is: $running." \
      "Install Go ${needed%.*} or newer: https://go.dev/dl/" \
      "or, with Go 1.21 or newer, let it fetch that toolchain itself: export GOTOOLCHAIN=auto"
  fi
}

version_at_least() {
  local have=${1%%[!0-9.]*} want=$2 have_major have_minor want_major want_minor
  IFS=. read -r have_major have_minor _ <<<"$have"
  IFS=. read -r want_major want_minor _ <<<"$want"
  [[ -n $have_major && -n ${have_minor:-} ]] &&
    ((have_major > want_major || (have_major == want_major && have_minor >= want_minor)))
}

# build_programs ENTRY MODULE LABEL ESTIMATE LDFLAGS PACKAGE...: fills the cache directory ENTRY, unless it is there.
# A build happens in a directory beside it and appears by a rename, so an entry that exists is complete. Go's own
# caches keep what an interrupted build has done.
build_programs() {
  local entry=$1 module=$2 label=$3
  [[ -d $entry ]] && return 0
  require_go "$module" "$label" "${go_alternative:-}"
  # In a subshell, so that its traps and its lock end with it. Callers capture output, where errexit is off in old
  # versions of bash: everything below ends by itself when it fails.
  (
    umask "$callers_umask"
    exec 8>"$entry.lock" || die "$entry.lock can't be written." "Set ROADSTEAD_CACHE to a directory you may write to."
    lock_descriptor 8 "another process builds $label"
    if [[ ! -d $entry ]]; then
      build_locked "$@"
    fi
  ) 9>&- || exit
}

build_locked() {
  local entry=$1 module=$2 label=$3 estimate=$4 ldflags=$5 started=$SECONDS
  shift 5
  # Whoever left these was killed: the lock is ours.
  rm -rf "$(dirname "$entry")/.building-$(basename "$entry")".*
  building=$(dirname "$entry")/.building-$(basename "$entry").$$
  builder=
  trap stop_building EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir -p "$building/bin" || die "$building can't be made." "Set ROADSTEAD_CACHE to a directory you may write to."

  say "Building $label from source, once for this machine: $estimate"
  say "  kept in $entry"
  run_go "$module" "$building/list" list -deps "$@"
  packages=$(wc -l <"$building/list.out")
  run_go "$module" "$building/build" build -v -trimpath -ldflags "$ldflags" -o "$building/bin/" "$@"

  # The etcd module's program is called after its directory.
  [[ ! -f $building/bin/server ]] || mv "$building/bin/server" "$building/bin/etcd"
  mv "$building/bin" "$entry" || die "the finished build can't be moved to $entry." "Look for what is in its way."
  say "Built $label in $(seconds_text $((SECONDS - started)))"
}

stop_building() {
  if [[ -n $builder ]]; then
    kill -TERM -- "-$builder" 2>/dev/null || true
    wait "$builder" 2>/dev/null || true
  fi
  rm -rf "$building"
}

# run_go MODULE LOG ARGUMENT...: runs go with an eye on it. Job control gives it a process group of its own, so that
# the compilers it starts end with it.
run_go() {
  local module=$1 log=$2
  shift 2
  set -m
  (
    cd "$module" || exit
    exec env CGO_ENABLED=0 GOWORK=off GOFLAGS='-mod=readonly -buildvcs=false' GOOS= GOARCH= go "$@"
  ) </dev/null >"$log.out" 2>"$log.err" 8>&- &
  builder=$!
  set +m
  show_progress "$log.err" "$1"
  local status=0
  wait "$builder" || status=$?
  builder=
  ((status == 0)) || explain_build_failure "$log.err"
}

show_progress() {
  local log=$1 verb=$2 last=$SECONDS frames=$'|/-\\' frame=0 line
  while kill -0 "$builder" 2>/dev/null; do
    # Whoever wanted the build was killed. In a subshell $$ is still the script itself.
    process_identity "$$" >/dev/null || exit 143
    if [[ -t 2 ]]; then
      frame=$(((frame + 1) % 4))
      line=$(progress_line "$log" "$verb")
      printf '\r\033[K%s %.*s' "${frames:frame:1}" "$((${COLUMNS:-80} - 3))" "$line" >&2
    elif ((SECONDS - last >= 10)); then
      last=$SECONDS
      say "  $(progress_line "$log" "$verb")"
    fi
    sleep 0.5
  done
  [[ ! -t 2 ]] || printf '\r\033[K' >&2
}

progress_line() {
  local log=$1 verb=$2 elapsed last
  elapsed=$(seconds_text $((SECONDS - started)))
  last=$(tail -n 1 "$log")
  if [[ -z $last ]]; then
    printf '%s: resolving and linking' "$elapsed"
  elif [[ $verb == list || $last == 'go: downloading '* ]]; then
    printf '%s: fetching sources: %s' "$elapsed" "${last#go: downloading }"
  else
    printf '%s: compiled %d of up to %d packages, now %s' "$elapsed" "$(grep -vc '^go: ' "$log")" "$packages" "$last"
  fi
}

explain_build_failure() {
  local log=$1 reason remedies
  if grep -q 'no space left on device' "$log"; then
    reason='the disk is full.'
    remedies=("A first build needs some 5 GB, nearly all of it in Go's caches. Look with:"
      "  df -h $(cache_dir) $(go env GOCACHE GOMODCACHE | tr '\n' ' ')${TMPDIR:-/tmp}"
      "Free some space, or point ROADSTEAD_CACHE, GOCACHE, GOMODCACHE or TMPDIR to a larger disk.")
  elif grep -Eq 'dial tcp|no such host|proxyconnect|i/o timeout|TLS handshake|connection re' "$log"; then
    reason="the Go module proxy does not answer ($(go env GOPROXY))."
    remedies=("Check the network, and set HTTPS_PROXY or GOPROXY if this machine needs them. What is done so far is kept.")
  elif grep -Eq 'signal: killed|out of memory' "$log"; then
    reason='the compiler was killed, most likely for want of memory.'
    remedies=("Free some memory (2 GB per core is plenty), or compile less at a time: export GOMAXPROCS=1")
  else
    reason='go failed.'
    remedies=("Read what it says above, and try again: what is done so far is kept.")
  fi
  tail -n 15 "$log" | sed 's/^/  | /' >&2
  die "$reason" "${remedies[@]}"
}
