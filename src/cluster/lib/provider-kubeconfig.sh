# shellcheck shell=bash
# Provider "kubeconfig": a cluster that exists already. It is only ever asked whether it answers.

kubeconfig_is_running() {
  local kubectl
  kubectl=$(kubectl_program)
  [[ -s $1/kubeconfig ]] &&
    "$kubectl" --kubeconfig "$1/kubeconfig" get --raw /readyz --request-timeout=10s >/dev/null 2>&1
}

kubeconfig_prepare() {
  kubectl_program >/dev/null
}

# The copy holds the current context alone, so that a later 'kubectl config use-context' moves nothing under a test.
kubeconfig_start() {
  local dir=$1 kubectl answer
  [[ -n ${KUBECONFIG:-} ]] || die "--provider kubeconfig uses the cluster that KUBECONFIG names, and it is not set." \
    "Set it: export KUBECONFIG=~/.kube/config"
  kubectl=$(kubectl_program)
  "$kubectl" config view --minify --flatten --raw >"$dir/kubeconfig.new" ||
    die "KUBECONFIG=$KUBECONFIG has no usable current context." "Choose one: kubectl config use-context NAME"
  if ! answer=$("$kubectl" --kubeconfig "$dir/kubeconfig.new" get --raw /readyz --request-timeout=10s 2>&1); then
    rm -f "$dir/kubeconfig.new"
    die "the cluster of KUBECONFIG=$KUBECONFIG does not answer: $answer" \
      "Check it with: kubectl get --raw /readyz" "or leave --provider out, and a cluster is started for you."
  fi
  write_state "$dir" kubeconfig
  mv "$dir/kubeconfig.new" "$dir/kubeconfig"
}

kubeconfig_remove() {
  say "The cluster existed before and is left as it is"
}

kubeconfig_status() {
  if kubeconfig_is_running "$1"; then printf 'cluster: answers\n'; else printf 'cluster: does not answer\n'; fi
}
