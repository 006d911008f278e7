# shellcheck shell=bash disable=SC2154,SC2034 # the files of lib/ are parts of one program
# kubectl, and waiting for conditions.

# Chosen once: an installed kubectl, else the one that src/cluster builds. What is printed is what one would type.
kubectl_words=kubectl
choose_kubectl() {
  command -v kubectl >/dev/null 2>&1 || kubectl_words=src/cluster/kubectl
}

kubectl() {
  if [[ $kubectl_words == kubectl ]]; then
    command kubectl "$@"
  else
    "$repository/src/cluster/kubectl" "$@"
  fi
}

# condition KIND NAMESPACE NAME TYPE: status|reason|message, empty while the operator has not seen the latest spec.
condition() {
  local kind=$1 namespace=$2 name=$3 type=$4 answer generation observed
  answer=$(kubectl get "$kind.roadstead.dev" --namespace "$namespace" "$name" -o jsonpath="{.metadata.generation} \
{.status.observedGeneration} {.status.conditions[?(@.type==\"$type\")].status}|\
{.status.conditions[?(@.type==\"$type\")].reason}|{.status.conditions[?(@.type==\"$type\")].message}" 2>/dev/null) || return 0
  read -r generation observed answer <<<"$answer"
  [[ $generation != "$observed" ]] || printf '%s\n' "$answer"
}

# await KIND NAMESPACE NAME TYPE STATUS SECONDS: shows what it waits for each time that changes.
await() {
  local kind=$1 namespace=$2 name=$3 type=$4 wanted=$5 limit=$6
  local what="$kind $namespace/$name" now status reason message last='' begin=$SECONDS
  [[ $namespace != default ]] || what="$kind $name"
  while true; do
    now=$(condition "$kind" "$namespace" "$name" "$type")
    IFS='|' read -r status reason message <<<"$now"
    if [[ $status == "$wanted" ]]; then
      printf '  %s%s%s %s: %s %s\n' "$green" "ok" "$plain" "$what" "$type=$status" "${reason:-}"
      return 0
    fi
    if [[ ${now:-none} != "$last" ]]; then
      note "  .. $what: ${status:+$type=$status $reason: }${message:-waiting for the operator to look at it}"
      last=${now:-none}
    fi
    operator_is_running || die "the operator has ended." "The end of its log, $log:" "$(tail -n 15 "$log")"
    if ((SECONDS - begin >= limit)); then
      die "$what is not $type=$wanted after $(seconds_text "$limit")${status:+: $reason: $message}" \
        "Its conditions: $kubectl_words describe $kind.roadstead.dev --namespace $namespace $name" \
        "The operator's log: $log"
    fi
    pause 1
  done
}

field() {
  kubectl get "$1.roadstead.dev" --namespace "$2" "$3" -o jsonpath="$4"
}

# secret_value NAMESPACE NAME KEY
secret_value() {
  kubectl get secret --namespace "$1" "$2" -o jsonpath="{.data.$3}" | base64 --decode
}
