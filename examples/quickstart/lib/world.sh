# shellcheck shell=bash disable=SC2154,SC2034 # the files of lib/ are parts of one program
# What the quickstart starts, and how all of it ends: cluster, PostgreSQL, operator.

launcher=$repository/operator/target/roadstead/bin/roadstead
system=roadstead-system
# Fixed, so that an existing database is known again by the next run.
mesh_id=quickstart
domains=(flights fleet insights)

state='' log='' operator='' watcher='' health_port='' has_cluster=no has_postgres=no has_applied=no

make_state() {
  state=$(mktemp -d "${TMPDIR:-/tmp}/roadstead-quickstart-XXXXXX")
  log=$state/operator.log
}

# --- the operator's program -------------------------------------------------------------------------------------------

sources_newer_than() {
  find "$repository/pom.xml" "$repository"/crds/pom.xml "$repository"/crds/src/main "$repository"/operator/pom.xml \
    "$repository/operator/src/main" "$repository/src/launch" "$repository"/crds/*.yaml -newer "$1" -print 2>/dev/null |
    head -n 1
}

build_operator() {
  local stamp=$repository/operator/target/quickstart-built reference
  reference=$stamp
  [[ -e $reference ]] || reference=$(find "$repository/operator" -path '*/target/roadstead/lib/roadstead-operator*.jar' | head -n 1)
  if [[ -x $launcher && -n $reference && -z $(sources_newer_than "$reference") ]]; then
    note "  operator/target/roadstead is up to date"
    return
  fi
  "$repository/src/launch/find-java" jdk >/dev/null || exit 1
  if [[ -d ${MAVEN_USER_HOME:-$HOME/.m2}/wrapper ]]; then
    note "  ./mvnw package: about a minute on 2 cores"
  else
    note "  ./mvnw package: the first build downloads Maven and libraries, about 200 MB; 2 to 5 minutes"
  fi
  run_with_ticks "$state/build.log" "$repository/mvnw" -B -ntp -f "$repository/pom.xml" package -DskipTests \
    -Dspotless.check.skip=true ||
    die "the operator does not build." "$(grep -m 8 -E 'ERROR|WARNING.*[.]java' "$state/build.log" || tail -n 12 "$state/build.log")" \
      "To see all of it: ./mvnw package -DskipTests"
  touch "$stamp"
}

# run_with_ticks FILE COMMAND...: its output goes to FILE; every 15 seconds a line says that it still runs.
run_with_ticks() {
  local file=$1 begin=$SECONDS status=0 next=15
  shift
  "$@" >"$file" 2>&1 </dev/null &
  child=$!
  while kill -0 "$child" 2>/dev/null; do
    pause 1
    if ((SECONDS - begin >= next)); then
      note "  .. $(seconds_text $((SECONDS - begin)))"
      next=$((next + 15))
    fi
  done
  wait "$child" || status=$?
  child=''
  return "$status"
}

# --- cluster and PostgreSQL -------------------------------------------------------------------------------------------

start_cluster() {
  [[ $cluster != kubeconfig ]] || existing_cluster_check
  has_cluster=yes
  run_in_background "$repository/src/cluster/up" --name "$run_name" --provider "$cluster" --watch-pid $$ \
    >"$state/cluster" 2> >(indent >&3) || die "there is no cluster; the reason stands above."
  KUBECONFIG=$(tail -n 1 "$state/cluster")
  export KUBECONFIG
  note "  $(kubectl version -o yaml 2>/dev/null | sed -n '/^serverVersion/,$s/^ *gitVersion: /Kubernetes /p')"
}

indent() {
  sed -u 's/^/  /' 2>/dev/null || sed 's/^/  /'
}

# The quickstart makes and deletes cluster-wide objects, so it does not run beside a Roadstead that is in use.
existing_cluster_check() {
  local found
  kubectl version >/dev/null 2>&1 || die "the cluster of KUBECONFIG=${KUBECONFIG:-~/.kube/config} does not answer." \
    "Choose its context with: kubectl config use-context, or let the quickstart start a cluster: --cluster auto"
  found=$(kubectl get namespaces "${domains[@]}" "$system" --ignore-not-found -o name)
  found+=$(kubectl get roadstead -A -o name 2>/dev/null || true)
  [[ -z $found ]] || die "this cluster already has: $(printf '%s' "$found" | tr '\n' ' ')" \
    "The quickstart would change or delete it. Use another cluster, or --cluster auto."
  existing_crds=$(kubectl get crds -o name | grep -c '\.roadstead\.dev$' || true)
}
existing_crds=0

start_postgres() {
  if [[ $postgres == environment ]]; then
    use_existing_postgres
    return
  fi
  has_postgres=yes
  run_in_background "$repository/src/postgres/up" --name "$run_name" --version "$postgres" --watch-pid $$ \
    >"$state/postgres" 2> >(indent >&3) || die "there is no PostgreSQL; the reason stands above."
  local file key value
  file=$(tail -n 1 "$state/postgres")
  while IFS='=' read -r key value; do
    case $key in
    PGHOST) pg_host=$value ;;
    PGPORT) pg_port=$value ;;
    PGDATABASE) pg_database=$value ;;
    OPERATOR_USER) pg_user=$value ;;
    OPERATOR_PASSWORD) pg_password=$value ;;
    esac
  done <"$file"
  pg_tls=Disable
}

use_existing_postgres() {
  local name
  for name in PGHOST PGDATABASE PGUSER PGPASSWORD; do
    [[ -n ${!name:-} ]] || die "--postgres environment needs $name." \
      "Set PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE as for psql; the role needs what" \
      "src/postgres/minimum-rights.sql gives it."
  done
  pg_host=$PGHOST pg_port=${PGPORT:-5432} pg_database=$PGDATABASE pg_user=$PGUSER pg_password=$PGPASSWORD
  case ${PGSSLMODE:-verify-full} in
  disable) pg_tls=Disable ;;
  require) pg_tls=Require ;;
  verify-ca) pg_tls=VerifyCA ;;
  verify-full) pg_tls=VerifyFull ;;
  *) die "PGSSLMODE=$PGSSLMODE would let the server choose." "Use disable, require, verify-ca or verify-full." ;;
  esac
  # Nothing below is meant to log in as the operator by accident.
  unset PGHOST PGPORT PGDATABASE PGUSER PGPASSWORD PGSSLMODE
  note "  PostgreSQL at $pg_host:$pg_port, database $pg_database, as $pg_user"
}

# --- Roadstead in the cluster ------------------------------------------------------------------------------------------

# Not -f crds/: kubectl get and wait would also read the folders below it.
crd_names() {
  local file
  for file in "$repository"/crds/*.roadstead.dev.yaml; do
    printf 'crd/%s\n' "$(basename "$file" .yaml)"
  done
}

install_roadstead() {
  has_applied=yes
  kubectl apply --server-side -f "$repository/crds/" | indent
  # shellcheck disable=SC2046 # several arguments
  kubectl wait --for=condition=Established --timeout=60s $(crd_names) >/dev/null
  kubectl create namespace "$system" >/dev/null
  kubectl apply --server-side -f "$quickstart/rbac.yaml" | indent
  apply_store_class
}

# Passwords go through standard input: arguments are for all to see in the process list.
apply_store_class() {
  {
    printf '%s\n' 'apiVersion: v1' 'kind: Secret' 'metadata:' '  name: quickstart-operator' "  namespace: $system" \
      'type: kubernetes.io/basic-auth' 'data:' "  username: $(printf '%s' "$pg_user" | base64 | tr -d '\n')" \
      "  password: $(printf '%s' "$pg_password" | base64 | tr -d '\n')"
    if [[ -n ${PGSSLROOTCERT:-} ]]; then
      printf '%s\n' '---' 'apiVersion: v1' 'kind: Secret' 'metadata:' '  name: quickstart-ca' "  namespace: $system" \
        'data:' "  ca.crt: $(base64 <"$PGSSLROOTCERT" | tr -d '\n')"
    fi
  } | kubectl apply --server-side -f - >/dev/null
  {
    printf '%s\n' 'apiVersion: roadstead.dev/v1alpha1' 'kind: StoreClass' 'metadata:' '  name: warehouse' 'spec:' \
      '  default: true' '  postgres:' "    host: $pg_host" "    port: $pg_port" "    database: $pg_database" \
      '    credentialsSecretRef: {name: quickstart-operator}' '    tls:' "      mode: $pg_tls"
    [[ -z ${PGSSLROOTCERT:-} ]] || printf '%s\n' '      caSecretRef: {name: quickstart-ca}'
  } >"$state/storeclass.yaml"
  kubectl apply -f "$state/storeclass.yaml" | indent
}

# The operator runs outside the cluster, but as the chart's ServiceAccount and with no other right.
operator_kubeconfig() {
  local file=$state/operator-kubeconfig user
  (
    umask 077
    kubectl config view --raw --minify --flatten >"$file"
    user=$(kubectl config view --kubeconfig "$file" -o jsonpath='{.contexts[0].context.user}')
    kubectl config --kubeconfig "$file" unset "users.$user" >/dev/null
    kubectl config --kubeconfig "$file" set-context --current --user=roadstead-operator >/dev/null
    {
      printf '%s\n' 'users:' '- name: roadstead-operator' '  user:'
      printf '    token: %s\n' "$(kubectl create token roadstead-operator --namespace "$system" --duration=168h)"
    } >"$file.user"
    KUBECONFIG=$file.user:$file kubectl config view --raw --flatten >"$file.new"
    mv "$file.new" "$file"
    rm -f "$file.user"
  )
  printf '%s\n' "$file"
}

start_operator() {
  local file
  file=$(operator_kubeconfig)
  # Its own environment: no password of the caller, no other settings.
  env -u KUBECONFIG JAVA_OPTS="${JAVA_OPTS:--Xmx512m}" "$launcher" operator --kubeconfig "$file" --namespace "$system" \
    --mesh-id "$mesh_id" --health-port 0 >"$log" 2>&1 </dev/null &
  operator=$!
  # When this script is killed outright, its clean-up does not run; the operator must not go on alone.
  (while kill -0 $$ && kill -0 "$operator"; do sleep 2; done && kill -TERM "$operator" && rm -rf "$state") >/dev/null 2>&1 &
  watcher=$!
  note "  process $operator, log $log"
  local begin=$SECONDS
  until grep -q 'operator started' "$log" 2>/dev/null; do
    operator_is_running || die "the operator does not start. Its log, $log:" "$(tail -n 15 "$log")"
    ((SECONDS - begin < 90)) || die "the operator is not up after 90 seconds." "Its log: $log"
    pause 0.5
  done
  health_port=$(sed -n 's/.*operator started.*health-port=\([0-9]*\).*/\1/p' "$log" | tail -n 1)
}

operator_is_running() {
  [[ -n $operator ]] && kill -0 "$operator" 2>/dev/null
}

stop_operator() {
  local waited=0
  [[ -z $watcher ]] || kill -TERM "$watcher" 2>/dev/null || true
  operator_is_running || return 0
  kill -TERM "$operator" 2>/dev/null || true
  # A check may have stopped it.
  kill -CONT "$operator" 2>/dev/null || true
  while operator_is_running && ((waited < 50)); do
    sleep 0.5
    waited=$((waited + 1))
  done
  kill -KILL "$operator" 2>/dev/null || true
  wait "$operator" 2>/dev/null || true
}

# --- the end ----------------------------------------------------------------------------------------------------------

# Runs at every exit, and takes down only what was started here.
clean_up() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  # A signal may have come inside a function whose output was redirected.
  exec >&3 2>&3
  [[ -n $state ]] || exit "$status"
  ((status == 0 || ${#failures[@]} == 0)) || [[ $reported == yes ]] || report || true
  if ((status != 0)) && [[ $explained == no && -n $failed_at ]]; then
    say "${red}error:$plain stopped by a failure at $failed_at"
  fi
  heading "Cleaning up"
  [[ -z $child ]] || kill -TERM "$child" 2>/dev/null || true
  end_sessions
  # What outlives the run must not keep grants or objects of ours: with the operator still there to take them back.
  if [[ $has_applied == yes && ($cluster == kubeconfig || $postgres == environment) ]]; then
    remove_objects 2>&1 | indent || say "  not everything could be removed; see above"
  fi
  stop_operator
  [[ $has_postgres != yes ]] || "$repository/src/postgres/down" --name "$run_name" 2>&1 | indent
  [[ $has_cluster != yes ]] || "$repository/src/cluster/down" --name "$run_name" 2>&1 | indent
  if ((status != 0 && status != 130 && status != 143)) && [[ -s $log ]]; then
    rm -f "$state"/operator-kubeconfig* "$state/shown"
    say "  the operator's log stays: $log"
  else
    rm -rf "$state"
  fi
  exit "$status"
}

remove_objects() {
  local domain
  operator_is_running || return 1
  # First what would rightly refuse the rest, while consumers still read.
  kubectl delete validatingadmissionpolicybindings,validatingadmissionpolicies roadstead-in-use roadstead-namespace-in-use \
    --ignore-not-found
  for domain in "${domains[@]}"; do
    kubectl delete accessrequests,policies.roadstead.dev,outputports,dataproducts --all --namespace "$domain" \
      --ignore-not-found --timeout=60s
  done
  kubectl delete domains.roadstead.dev "${domains[@]}" --ignore-not-found --timeout=60s
  kubectl delete storeclasses.roadstead.dev warehouse --ignore-not-found --timeout=60s
  if [[ $cluster == kubeconfig ]]; then
    kubectl delete namespace "${domains[@]}" "$system" --ignore-not-found --timeout=120s
    kubectl delete -f "$quickstart/rbac.yaml" --ignore-not-found
    [[ $existing_crds != 0 ]] || kubectl delete -f "$repository/crds/" --ignore-not-found --timeout=60s
  fi
  [[ $postgres != environment ]] ||
    say "The tables and schemas stay in database $pg_database, as they would in earnest; a DBA may drop them."
}
