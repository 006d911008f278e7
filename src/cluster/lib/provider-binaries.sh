# shellcheck shell=bash
# Provider "binaries": etcd, kube-apiserver and kube-controller-manager as plain processes on the loopback interface.

components=(etcd kube-apiserver kube-controller-manager)

binaries_check_available() {
  [[ $(uname -s) == Linux ]] || die "the provider 'binaries' works on Linux only, and this is $(uname -s)." \
    "Start Docker, or name an existing cluster: --provider kubeconfig"
}

binaries_is_running() {
  local dir=$1 component
  for component in "${components[@]}"; do
    is_recorded_process_alive "$dir/$component.pid" || return 1
  done
  "$(bootstrap_program)" get "$dir" "$(state_get "$dir" port)" /readyz >/dev/null 2>&1
}

binaries_prepare() {
  binaries_check_available
  control_plane_programs >/dev/null
  bootstrap_program >/dev/null
}

# Starts on what DIR holds: nothing, or the data, keys and port of a cluster that was killed.
binaries_start() {
  local dir=$1 timeout=$2 programs bootstrap port attempt
  programs=$(control_plane_programs)
  bootstrap=$(bootstrap_program)
  # What a crash left running would hold the data's lock and the port.
  binaries_stop "$dir" TERM 5
  "$bootstrap" credentials "$dir"
  for attempt in 1 2; do
    port=$(state_get "$dir" port)
    [[ -n $port ]] || port=$("$bootstrap" free-port)
    write_state "$dir" binaries "port=$port"
    "$bootstrap" kubeconfigs "$dir" "$port"
    start_etcd "$dir" "$programs"
    start_apiserver "$dir" "$programs" "$port"
    if wait_for "$dir" kube-apiserver "$timeout" "$bootstrap" get "$dir" "$port" /readyz; then
      break
    fi
    if ((attempt == 1)) && grep -q 'address already in use' "$dir/logs/kube-apiserver.log"; then
      say "Another program took port $port first; trying once more with another one"
      binaries_stop "$dir" TERM 5
      write_state "$dir" binaries
      continue
    fi
    binaries_give_up "$dir" kube-apiserver
  done
  start_controller_manager "$dir" "$programs"
  wait_for "$dir" kube-controller-manager "$timeout" \
    "$bootstrap" get "$dir" "$port" /api/v1/namespaces/default/serviceaccounts/default ||
    binaries_give_up "$dir" kube-controller-manager
}

# etcd speaks over Unix sockets in DIR: no port to clash, and no other user of this machine can reach the data. The
# names look like host and port because etcd insists; they are files, relative to DIR, so their length is no issue.
start_etcd() {
  local dir=$1 programs=$2 tenths
  rm -f "$dir/localhost:1" "$dir/localhost:2"
  start_process "$dir" etcd "$programs/etcd" --data-dir=etcd \
    --listen-client-urls=unix://localhost:1 --advertise-client-urls=unix://localhost:1 \
    --listen-peer-urls=unix://localhost:2 --initial-advertise-peer-urls=unix://localhost:2 \
    --initial-cluster=default=unix://localhost:2 \
    --unsafe-no-fsync --quota-backend-bytes=4294967296 --log-level=warn
  for ((tenths = 100; tenths > 0; tenths--)); do
    [[ ! -S $dir/localhost:1 ]] || return 0
    is_recorded_process_alive "$dir/etcd.pid" || break
    sleep 0.1
  done
  binaries_give_up "$dir" etcd
}

start_apiserver() {
  local dir=$1 programs=$2 port=$3
  start_process "$dir" kube-apiserver "$programs/kube-apiserver" \
    --etcd-servers=unix://localhost:1 \
    --bind-address=127.0.0.1 --secure-port="$port" --advertise-address=127.0.0.1 --endpoint-reconciler-type=none \
    --tls-cert-file=pki/apiserver.crt --tls-private-key-file=pki/apiserver.key \
    --token-auth-file=tokens.csv --authorization-mode=Node,RBAC \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file=pki/service-account.key --service-account-signing-key-file=pki/service-account.key \
    --service-cluster-ip-range=10.0.0.0/24 --allow-privileged=true --profiling=false
}

# The controllers that make objects behave: owner references, namespaces, tokens, quotas, and workloads as far as they
# go without a node. Its own request limit would make a namespace's deletion wait in line.
start_controller_manager() {
  local dir=$1 programs=$2 controllers
  controllers=garbage-collector-controller,namespace-controller,serviceaccount-controller
  controllers+=,serviceaccount-token-controller,root-ca-certificate-publisher-controller
  controllers+=,clusterrole-aggregation-controller,validatingadmissionpolicy-status-controller
  controllers+=,resourcequota-controller,job-controller,cronjob-controller,ttl-after-finished-controller
  controllers+=,deployment-controller,replicaset-controller
  start_process "$dir" kube-controller-manager "$programs/kube-controller-manager" \
    --kubeconfig=kube-controller-manager.kubeconfig --controllers="$controllers" \
    --service-account-private-key-file=pki/service-account.key --root-ca-file=pki/ca.crt \
    --leader-elect=false --secure-port=0 --kube-api-qps=500 --kube-api-burst=1000 --profiling=false
}

# wait_for DIR COMPONENT SECONDS COMMAND...: until the command succeeds, the component dies, or time is up.
wait_for() {
  local dir=$1 component=$2 deadline=$((SECONDS + $3))
  shift 3
  until "$@" >/dev/null 2>"$dir/logs/last-check.log"; do
    is_recorded_process_alive "$dir/$component.pid" || return 1
    if ((SECONDS >= deadline)); then
      say "$component is not ready in time. The last answer:"
      sed 's/^/  | /' "$dir/logs/last-check.log" >&2
      return 1
    fi
    sleep 0.1
  done
}

binaries_give_up() {
  local dir=$1 component=$2 log=$1/logs/$2.log cause="$2 was not ready in time."
  is_recorded_process_alive "$dir/$component.pid" || cause="$component ended while starting."
  tail -n 12 "$log" | cut -c1-400 | sed 's/^/  | /' >&2
  binaries_stop "$dir" KILL 5
  die "$cause" "Its log: $log" \
    "On a busy machine give it more time with --timeout. If old data is the cause, throw it away and start anew:" \
    "  $cluster_home/down --dir $dir && $cluster_home/up --dir $dir"
}

binaries_stop() {
  local dir=$1 signal=$2 seconds=$3 i
  for ((i = ${#components[@]} - 1; i >= 0; i--)); do
    stop_recorded_process "$dir/${components[i]}.pid" "$signal" "$seconds"
  done
}

# The data goes too, so nothing needs an orderly end.
binaries_remove() {
  binaries_stop "$1" KILL 5
}

binaries_status() {
  local dir=$1 component
  for component in "${components[@]}"; do
    if is_recorded_process_alive "$dir/$component.pid"; then
      printf '%s: running, pid %s\n' "$component" "$(cut -d' ' -f1 "$dir/$component.pid")"
    else
      printf '%s: not running, see %s\n' "$component" "$dir/logs/$component.log"
    fi
  done
}
