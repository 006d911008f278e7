# shellcheck shell=bash disable=SC2154,SC2034 # the files of lib/ are parts of one program
# The story the quickstart tells: what is applied and loaded, and what the consumer then sees.

manifests=examples/quickstart/manifests
waiting_request='planes-for-marketing'

apply_manifests() {
  say "The platform team makes three domains:"
  show kubectl apply -f "$manifests/1-domains.yaml"
  local domain
  for domain in "${domains[@]}"; do await domain default "$domain" Ready True 60; done
  say "Each team applies its own, with nothing but the rights its Domain gave it:"
  show kubectl --as mira --as-group flights-team apply -f "$manifests/2-flights.yaml"
  show kubectl --as tom --as-group fleet-team apply -f "$manifests/3-fleet.yaml"
  show kubectl --as ines --as-group insights-team apply -f "$manifests/4-insights.yaml"
}

load_data() {
  await dataproduct flights nyc Ready True 90
  await dataproduct fleet registry Ready True 60
  await outputport flights departures Ready True 60
  await outputport fleet planes Ready True 60
  say "The producers load, each as a writer of its store:"
  load flights/nyc/main.departures examples/quickstart/data/departures.csv
  load fleet/registry/main.planes examples/quickstart/data/planes.csv
}

# An existing database may hold the rows of an earlier run.
load() {
  local options=()
  [[ $postgres != environment ]] || options=(--replace)
  show operator/target/roadstead/bin/roadstead load ${options[@]+"${options[@]}"} "$@"
  ((shown_status == 0)) || die "the data could not be loaded; the reason stands above."
}

await_access() {
  await dataproduct insights delays InputsGranted True 90
  departures=$(secret_value insights delays-departures schema)
  planes=$(secret_value insights delays-planes schema)
}

show_overview() {
  show kubectl get roadstead -A
}

query() {
  show src/postgres/query --secret insights/delays-departures "$@"
}

show_access() {
  heading "The consumer joins both ports, on tail numbers it can't read"
  query "SELECT p.manufacture_year / 10 * 10 AS built_from, count(*) AS departures,
         count(DISTINCT d.tail_number) AS aircraft, round(avg(d.departure_delay_minutes), 1) AS mean_delay
  FROM $departures.departures d JOIN $planes.planes p USING (tail_number)
  WHERE p.manufacture_year IS NOT NULL GROUP BY 1 ORDER BY 1"
  heading "A masked column: equal aircraft stay equal, in both ports; which one it is stays hidden"
  query "SELECT tail_number, manufacturer, model, seats FROM $planes.planes ORDER BY seats DESC LIMIT 3"
  heading "A row filter: the flights domain shows departures from JFK and LaGuardia, not from Newark"
  query "SELECT origin, count(*) AS departures FROM $departures.departures GROUP BY 1 ORDER BY 1"
}

show_refusal() {
  heading "What was not granted is refused: the table behind the port"
  query "SELECT tail_number FROM flights__nyc__main__data.departures LIMIT 1"
}

show_waiting() {
  heading "A request that waits, and why"
  show kubectl get accessrequests.roadstead.dev --namespace insights "$waiting_request" \
    -o "jsonpath={.status.conditions[?(@.type=='Approved')].message}{'\n'}"
  say ""
  say "Its status holds the Policy that would allow it, for the owner to narrow and apply; it also stands in the port's"
  say "status.waitingRequests:"
  show kubectl get accessrequests.roadstead.dev --namespace insights "$waiting_request" \
    -o "jsonpath={.status.suggestedPolicy}"
}

say_how_to_look_around() {
  heading "Look around, from another terminal in $repository"
  local line
  for line in "export KUBECONFIG=$KUBECONFIG" \
    "$kubectl_words get roadstead -A" \
    "$kubectl_words describe accessrequests.roadstead.dev --namespace insights" \
    "src/postgres/query --secret insights/delays-departures 'SELECT * FROM $departures.departures LIMIT 5'" \
    "$kubectl_words get areq -n insights $waiting_request -o 'jsonpath={.status.suggestedPolicy}' | $kubectl_words apply -f -" \
    "$kubectl_words delete policies.roadstead.dev --namespace fleet insights-delays   # then read planes again"; do
    say "  $line"
  done
  say "The operator's log: $log"
  say "Its health and metrics: http://127.0.0.1:$health_port/readyz and /metrics"
  heading "It stays up until Ctrl-C, and then leaves nothing behind."
}
