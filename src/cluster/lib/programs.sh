# shellcheck shell=bash
# The programs this directory knows how to get. Each function prints the path of one program, or of a directory of them.

kubernetes_ldflags() {
  local version=${kubernetes_version#v} package=k8s.io/component-base/version
  local major=${version%%.*} rest=${version#*.}
  printf -- '-s -w -X %s.gitVersion=v%s -X %s.gitMajor=%s -X %s.gitMinor=%s' \
    "$package" "$version" "$package" "$major" "$package" "${rest%%.*}"
}

control_plane_programs() {
  local module=$cluster_home/kubernetes entry
  entry=$(cache_entry "kubernetes-$kubernetes_version" "$module/go.mod" "$module/go.sum")
  go_alternative="Or start Docker, and this uses the k3s image instead."
  build_programs "$entry" "$module" "Kubernetes $kubernetes_version (kube-apiserver, kube-controller-manager, etcd)" \
    "about 5 minutes on 2 idle cores, less on more." "$(kubernetes_ldflags)" \
    go.etcd.io/etcd/server/v3 k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kube-controller-manager
  printf '%s\n' "$entry"
}

bootstrap_program() {
  local module=$cluster_home/bootstrap entry
  entry=$(cache_entry bootstrap "$module/go.mod" "$module"/*.go)
  build_programs "$entry" "$module" "the bootstrap helper" "some seconds." "-s -w" roadstead.dev/cluster/bootstrap
  printf '%s\n' "$entry/bootstrap"
}

kubectl_program() {
  local module=$cluster_home/kubernetes entry
  if command -v kubectl >/dev/null 2>&1; then
    command -v kubectl
    return
  fi
  entry=$(cache_entry "kubectl-$kubernetes_version" "$module/go.mod" "$module/go.sum")
  go_alternative="Or install kubectl: https://kubernetes.io/docs/tasks/tools/"
  build_programs "$entry" "$module" "kubectl $kubernetes_version" "about a minute on 2 cores." "$(kubernetes_ldflags)" \
    k8s.io/kubernetes/cmd/kubectl
  printf '%s\n' "$entry/kubectl"
}

helm_program() {
  local module=$cluster_home/helm-module entry
  if command -v helm >/dev/null 2>&1 && [[ $(helm version --template '{{.Version}}' 2>/dev/null) == v3.* ]]; then
    command -v helm
    return
  fi
  entry=$(cache_entry "helm-$helm_version" "$module/go.mod" "$module/go.sum")
  go_alternative="Or install Helm 3: https://helm.sh/docs/intro/install/"
  build_programs "$entry" "$module" "Helm $helm_version" "about 2 minutes on 2 cores." \
    "-s -w -X helm.sh/helm/v3/internal/version.version=$helm_version" helm.sh/helm/v3/cmd/helm
  printf '%s\n' "$entry/helm"
}
