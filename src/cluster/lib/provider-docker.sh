# shellcheck shell=bash
# Provider "docker": one k3s container with a node, so Pods run too. Only containers that carry our label and this
# cluster's name are ever touched.

k3s_image=${ROADSTEAD_K3S_IMAGE:-rancher/k3s:${kubernetes_version}-k3s1}
cluster_label=roadstead.dev/cluster

docker_answers() {
  command -v docker >/dev/null 2>&1 && docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

docker_prepare() {
  command -v docker >/dev/null 2>&1 || die "there is no 'docker' on the PATH." "Install Docker, or use --provider binaries."
  docker_answers || die "no Docker daemon answers (${DOCKER_HOST:-the default socket})." \
    "Start it, check that you may use it with: docker version" "or use --provider binaries."
}

docker_container() {
  printf 'roadstead-%s\n' "$(state_get "$1" name)"
}

docker_is_running() {
  local container
  container=$(docker_container "$1")
  [[ -s $1/kubeconfig && $(docker container inspect --format '{{.State.Running}}' "$container" 2>/dev/null) == true ]] &&
    docker exec "$container" kubectl get --raw /readyz >/dev/null 2>&1
}

docker_start() {
  local dir=$1 timeout=$2 container owner deadline
  write_state "$dir" docker
  container=$(docker_container "$dir")
  if owner=$(docker container inspect --format "{{index .Config.Labels \"$cluster_label\"}}" "$container" 2>/dev/null); then
    [[ $owner == "$dir" ]] || die "a container named $container exists, and it is not of this cluster." \
      "Choose another --name, or remove it: docker rm -f $container"
    say "Starting the container $container again"
    docker start "$container" >/dev/null
  else
    say "Starting the container $container from $k3s_image"
    docker run --detach --privileged --name "$container" --label "$cluster_label=$dir" --publish 127.0.0.1::6443 \
      --add-host host.docker.internal:host-gateway --tmpfs /run --tmpfs /var/run "$k3s_image" server --disable=traefik,servicelb,metrics-server --tls-san=127.0.0.1 \
      >/dev/null || die "docker could not start $k3s_image." \
      "Read what it says above. Another image is set with ROADSTEAD_K3S_IMAGE; --provider binaries needs none."
  fi
  deadline=$((SECONDS + timeout))
  until docker exec "$container" kubectl get --raw /readyz >/dev/null 2>&1 &&
    docker exec "$container" kubectl get serviceaccount default --namespace default >/dev/null 2>&1; do
    if ((SECONDS >= deadline)) ||
      [[ $(docker container inspect --format '{{.State.Running}}' "$container") != true ]]; then
      docker logs --tail 12 "$container" 2>&1 | cut -c1-400 | sed 's/^/  | /' >&2
      die "k3s in the container $container did not become ready." "Its log: docker logs $container" \
        "More time: --timeout. Without Docker: $cluster_home/down --dir $dir, then --provider binaries"
    fi
    sleep 0.5
  done
  docker_write_kubeconfig "$dir" "$container"
}

# Docker may choose another port each time the container starts.
docker_write_kubeconfig() {
  local dir=$1 container=$2 address
  address=$(docker port "$container" 6443/tcp | head -n 1)
  docker exec "$container" cat /etc/rancher/k3s/k3s.yaml |
    sed "s#server: https://.*#server: https://127.0.0.1:${address##*:}#" >"$dir/kubeconfig.new"
  mv "$dir/kubeconfig.new" "$dir/kubeconfig"
}

docker_remove() {
  local dir=$1 container owner
  container=$(docker_container "$dir")
  if ! docker_answers; then
    die "no Docker daemon answers, so the container $container can't be removed." "Start Docker and try again."
  fi
  owner=$(docker container inspect --format "{{index .Config.Labels \"$cluster_label\"}}" "$container" 2>/dev/null) || return 0
  [[ $owner != "$dir" ]] || docker rm --force --volumes "$container" >/dev/null
}

docker_status() {
  local container state
  container=$(docker_container "$1")
  state=$(docker container inspect --format '{{.State.Status}}' "$container" 2>/dev/null) || state='does not exist'
  printf 'container %s: %s\n' "$container" "$state"
}
