# shellcheck shell=bash disable=SC2154,SC2034 # the files of lib/ are parts of one program
# What --check holds the quickstart to. Expected numbers are counted in the CSV files, not written down here.

failures=()
checked=0
reported=no

# expect WHAT ACTUAL EXPECTED
expect() {
  checked=$((checked + 1))
  if [[ $2 == "$3" ]]; then
    printf '  %sok%s %s\n' "$green" "$plain" "$1"
  else
    printf '  %snot so%s %s\n' "$red" "$plain" "$1"
    failures+=("$1: expected '$3', found '$2'")
  fi
}

# expect_match WHAT ACTUAL PATTERN
expect_match() {
  checked=$((checked + 1))
  if [[ $2 =~ $3 ]]; then
    printf '  %sok%s %s\n' "$green" "$plain" "$1"
  else
    printf '  %snot so%s %s\n' "$red" "$plain" "$1"
    failures+=("$1: expected something like '$3', found '$2'")
  fi
}

# expect_soon WHAT EXPECTED COMMAND...: for counters, which may lag behind a little.
expect_soon() {
  local what=$1 expected=$2 begin=$SECONDS actual
  shift 2
  while true; do
    actual=$("$@")
    if [[ $actual == "$expected" ]] || ((SECONDS - begin >= 20)); then break; fi
    pause 1
  done
  expect "$what" "$actual" "$expected"
}

# value SQL: the single value a consumer gets, or the error.
value() {
  local answer
  answer=$(src/postgres/query --secret "${secret:-insights/delays-departures}" "$1" 2>&1) || true
  case $answer in
  error*) printf '%s\n' "${answer%%$'\n'*}" ;;
  *) printf '%s\n' "$answer" | sed -n '3s/^ *//p' ;;
  esac
}

check_access() {
  heading "Checking the access"
  local data=examples/quickstart/data joined from_two distinct
  from_two=$(awk -F, 'NR > 1 && ($4 == "JFK" || $4 == "LGA")' $data/departures.csv | wc -l | tr -d ' ')
  distinct=$(awk -F, 'NR > 1 && ($4 == "JFK" || $4 == "LGA") && $6 != "" {print $6}' $data/departures.csv | sort -u | wc -l | tr -d ' ')
  joined=$(awk -F, 'FNR == 1 {next} NR == FNR {plane[$1] = 1; next} ($4 == "JFK" || $4 == "LGA") && $6 in plane' \
    $data/planes.csv $data/departures.csv | wc -l | tr -d ' ')
  expect "the row filter shows exactly the departures from JFK and LGA" \
    "$(value "SELECT count(*) FROM $departures.departures")" "$from_two"
  expect "no other airport is seen" \
    "$(value "SELECT string_agg(DISTINCT origin, ' ' ORDER BY origin) FROM $departures.departures")" "JFK LGA"
  expect "every masked tail number is 32 hex digits" \
    "$(value "SELECT count(*) FROM $departures.departures WHERE tail_number !~ '^[0-9a-f]{32}\$'")" 0
  expect "equal tail numbers stay equal, different ones stay different" \
    "$(value "SELECT count(DISTINCT tail_number) FROM $departures.departures")" "$distinct"
  expect "the masked values of both ports join, as many as in the files" \
    "$(value "SELECT count(*) FROM $departures.departures JOIN $planes.planes USING (tail_number)")" "$joined"
  expect_match "the inner table is refused" \
    "$(value "SELECT tail_number FROM flights__nyc__main__data.departures LIMIT 1")" '^error 42501: '
  expect_match "the port's own schema is refused" \
    "$(value "SELECT tail_number FROM flights__departures__v1__port.departures LIMIT 1")" '^error 42501: '
  expect_match "the consumer can't write" \
    "$(value "DELETE FROM $planes.planes")" '^error (42501|55000): '
}

check_status() {
  heading "Checking what the objects say"
  local request
  for request in $(field dataproduct insights delays '{.status.inputs[*].accessRequestName}'); do
    expect_match "the receipt of $request" "$(field accessrequest insights "$request" '{.status.proof}')" \
      '^read .* as .*; refused: inner table 42501'
    expect_match "the end of $request" "$(field accessrequest insights "$request" '{.status.grant.notAfter}')" \
      '^20[0-9-]+T[0-9:]+Z$'
    expect "$request is Verified" "$(condition accessrequest insights "$request" Verified | cut -d'|' -f1)" True
  done
  expect "the product has two requests" \
    "$(field dataproduct insights delays '{.status.inputs[*].accessRequestName}' | wc -w | tr -d ' ')" 2
  expect_match "the waiting request says what it waits for" \
    "$(condition accessrequest insights "$waiting_request" Approved)" '^False\|NoPolicy\|.*for port planes, only product insights/delays;.*suggestedPolicy'
  expect "the waiting request stands in the port's queue" \
    "$(field outputport fleet planes '{.status.waitingRequests[*].name}')" "$waiting_request"
}

# The way the owner goes: paste what the status suggests.
check_suggestion() {
  heading "Checking the way out of the wait"
  field accessrequest insights "$waiting_request" '{.status.suggestedPolicy}' >"$state/suggested.yaml"
  show kubectl --as tom --as-group fleet-team apply -f "$state/suggested.yaml"
  await accessrequest insights "$waiting_request" Ready True 60
  local own
  own=$(field accessrequest insights "$waiting_request" '{.status.binding.name}')
  expect_match "the request reads the port now" \
    "$(secret=insights/$own value "SELECT count(*) FROM $(secret_value insights "$own" schema).planes")" '^[1-9][0-9]*$'
  expect_soon "the port's queue is empty again" "" field outputport fleet planes '{.status.waitingRequests[*].name}'
}

# --- a session that stays open ---------------------------------------------------------------------------------------

open_session=''

# open_a_session SECRET
open_a_session() {
  rm -f "$state/session.in"
  mkfifo "$state/session.in"
  src/postgres/query --secret "$1" - <"$state/session.in" >"$state/session.out" 2>&1 &
  open_session=$!
  exec 7>"$state/session.in"
}

# in_session SQL: the value or error of one statement in the open session.
in_session() {
  local before begin=$SECONDS
  before=$(answers)
  printf '%s\n' "$1" >&7
  until (($(answers) > before)); do
    ((SECONDS - begin < 30)) || break
    pause 0.2
  done
  sed -n '/^error /p; /^(.*rows*)$/{x;s/^ *//;p;x;}; h' "$state/session.out" | tail -n 1
}

answers() {
  grep -c -E '^(error |\([0-9]+ rows?\)$)' "$state/session.out" || true
}

end_sessions() {
  [[ -n $open_session ]] || return 0
  exec 7>&-
  kill -TERM "$open_session" 2>/dev/null || true
  wait "$open_session" 2>/dev/null || true
  open_session=''
}

utc_in() {
  local then=$(($(date +%s) + $1))
  date -u -d "@$then" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -r "$then" +%Y-%m-%dT%H:%M:%SZ
}

# The end of a lease needs no operator: it is stopped while the time runs out.
check_end() {
  heading "Checking that a lease ends on time, with the operator stopped"
  local own schema end answer
  own=$(field accessrequest insights "$waiting_request" '{.status.binding.name}')
  schema=$(secret_value insights "$own" schema)
  end=$(utc_in 8)
  sed "s/^spec:\$/&\\
  notAfter: \"$end\"/" "$state/suggested.yaml" | kubectl --as tom --as-group fleet-team apply -f - >/dev/null
  expect_soon "the end that the owner sets reaches the grant" "$end" \
    field accessrequest insights "$waiting_request" '{.status.grant.notAfter}'
  open_a_session "insights/$own"
  expect_match "an open session reads before the end" "$(in_session "SELECT count(*) FROM $schema.planes")" '^[1-9][0-9]*$'
  kill -STOP "$operator"
  while [[ ! $(utc_in 0) > $end ]]; do pause 0.5; done
  answer=$(in_session "SELECT count(*) FROM $schema.planes")
  kill -CONT "$operator"
  expect_match "its next statement after the end names the request" "$answer" \
    "^error 42501: access to fleet/planes.v1 by request insights/$waiting_request ended at $end"
  note "     $answer"
  end_sessions
  await accessrequest insights "$waiting_request" Ready False 60
  expect_match "the condition says that it has expired" \
    "$(condition accessrequest insights "$waiting_request" Approved)" '^False\|Expired\|'
  kubectl --as tom --as-group fleet-team apply -f "$state/suggested.yaml" >/dev/null
  await accessrequest insights "$waiting_request" Ready True 60
  expect "a later end gives the same address back" "$(secret_value insights "$own" schema)" "$schema"
  expect_match "and it can be read again" "$(secret=insights/$own value "SELECT count(*) FROM $schema.planes")" '^[1-9][0-9]*$'
}

check_revocation() {
  heading "Checking that access ends at once"
  open_a_session insights/delays-departures
  expect_match "an open session reads planes" "$(in_session "SELECT count(*) FROM $planes.planes")" '^[1-9][0-9]*$'
  show kubectl --as tom --as-group fleet-team delete policies.roadstead.dev --namespace fleet insights-delays
  local request answer begin=$SECONDS
  request=$(field dataproduct insights delays "{.status.inputs[?(@.name=='planes')].accessRequestName}")
  await accessrequest insights "$request" Ready False 60
  note "  revoked $(seconds_text $((SECONDS - begin))) after the Policy went"
  answer=$(in_session "SELECT count(*) FROM $planes.planes")
  expect_match "the session's next statement is refused" "$answer" '^error (42501|42P01|3F000): '
  note "     $answer"
  expect_match "the other grant of the same session never notices" \
    "$(in_session "SELECT count(*) FROM $departures.departures")" '^[1-9][0-9]*$'
  show kubectl --as tom --as-group fleet-team apply -f "$manifests/3-fleet.yaml"
  await accessrequest insights "$request" Ready True 60
  expect_match "after the Policy is back the same session reads at the same address" \
    "$(in_session "SELECT count(*) FROM $planes.planes")" '^[1-9][0-9]*$'
  end_sessions
}

check_applying_again() {
  heading "Checking that applying everything again changes nothing"
  local files=(-f "$manifests/1-domains.yaml" -f "$manifests/2-flights.yaml" -f "$manifests/3-fleet.yaml"
    -f "$manifests/4-insights.yaml" -f "$state/storeclass.yaml") before
  expect "kubectl apply says unchanged" "$(kubectl apply "${files[@]}" | grep -v -c ' unchanged$' || true)" 0
  before=$(versions generation)
  # The first server-side apply takes the fields over from the client-side one, which is a change of managedFields.
  kubectl apply --server-side --force-conflicts "${files[@]}" >/dev/null
  kubectl apply --server-side "${files[@]}" >/dev/null
  expect "no spec changed by kubectl apply --server-side" "$(versions generation)" "$before"
  pause 3
  # Once a minute a StoreClass tells the head of its history, if there is a new one.
  before=$(versions resourceVersion | grep -v '^StoreClass/')
  kubectl apply --server-side "${files[@]}" >/dev/null
  pause 3
  expect "kubectl apply --server-side and the operator write nothing" \
    "$(versions resourceVersion | grep -v '^StoreClass/')" "$before"
  before=$(crd_generations)
  kubectl apply --server-side -f crds/ >/dev/null
  expect "the CRDs stay as they are" "$(crd_generations)" "$before"
}

versions() {
  kubectl get roadstead -A \
    -o "jsonpath={range .items[*]}{.kind}/{.metadata.namespace}/{.metadata.name}={.metadata.$1}{'\n'}{end}"
}

crd_generations() {
  # shellcheck disable=SC2046 # several arguments
  kubectl get $(crd_names) -o 'jsonpath={.items[*].metadata.generation}'
}

report() {
  local failure
  reported=yes
  if ((${#failures[@]} == 0)); then
    heading "${green}All $checked checks hold.$plain"
    return 0
  fi
  heading "${red}${#failures[@]} of $checked checks do not hold:$plain"
  for failure in "${failures[@]}"; do say "  $failure"; done
  return 1
}
