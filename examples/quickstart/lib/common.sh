# shellcheck shell=bash disable=SC2154,SC2034 # the files of lib/ are parts of one program
# Messages, waiting and running, for the scripts of the quickstart. Kept to what bash 3.2 knows, because macOS has no
# newer one.

quickstart=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
repository=$(cd "$quickstart/../.." && pwd -P)

# The screen, also where standard output is captured.
exec 3>&1

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  bold=$'\033[1m' dim=$'\033[2m' red=$'\033[31m' green=$'\033[32m' plain=$'\033[0m'
else
  bold='' dim='' red='' green='' plain=''
fi

say() {
  printf '%s\n' "$*"
}

note() {
  printf '%s%s%s\n' "$dim" "$*" "$plain"
}

heading() {
  printf '\n%s%s%s\n' "$bold" "$*" "$plain"
}

# The first argument is the cause, each further one a line that says what to do.
explained=no failed_at=''
die() {
  explained=yes
  printf '\n%serror:%s %s\n' "$red" "$plain" "$1" >&2
  shift
  local line
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

usage_error() {
  printf 'error: %s\n  run --help lists the options.\n' "$1" >&2
  exit 2
}

# The comment that begins with "# usage:" is the script's help.
print_help() {
  sed -n '/^# usage:/,/^[^#]/{/^#/s/^# \{0,1\}//p;}' "$0"
}

seconds_text() {
  if (($1 < 60)); then
    printf '%ds' "$1"
  else
    printf '%dm%02ds' $(($1 / 60)) $(($1 % 60))
  fi
}

# Sleeps so that a signal is answered at once: bash puts traps off while a program runs in the foreground.
pause() {
  sleep "$1" &
  wait $! || true
}

# run_in_background COMMAND...: waits for it, but is interrupted by signals; the clean-up ends it then.
child=''
run_in_background() {
  "$@" &
  child=$!
  local status=0
  wait "$child" || status=$?
  child=''
  return "$status"
}

# Prints a command as one would type it. Arguments with spaces are quoted; line breaks in SQL stay.
print_command() {
  local word line=''
  [[ $1 != kubectl ]] || set -- "$kubectl_words" "${@:2}"
  for word in "$@"; do
    case $word in
    *[[:space:]\*\(\)\<\>\;\$]*) line+=" \"$word\"" ;;
    *) line+=" $word" ;;
    esac
  done
  printf '%s$%s%s\n' "$bold" "$line" "$plain"
}

# show COMMAND...: the command and its real output, both in what is captured and on the screen. Its exit status is kept
# in shown_status, its output in shown.
shown='' shown_status=0
show() {
  print_command "$@"
  run_shown "$@"
}

run_shown() {
  shown_status=0
  run_in_background "$@" >"$state/shown" 2>&1 || shown_status=$?
  shown=$(cat "$state/shown")
  printf '%s\n' "$shown"
}
