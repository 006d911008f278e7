# shellcheck shell=bash
# Everything that up, down and status need.

# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=SCRIPTDIR/process.sh
. "$cluster_home/lib/process.sh"
# shellcheck source=SCRIPTDIR/go-build.sh
. "$cluster_home/lib/go-build.sh"
# shellcheck source=SCRIPTDIR/programs.sh
. "$cluster_home/lib/programs.sh"
# shellcheck source=SCRIPTDIR/watch.sh
. "$cluster_home/lib/watch.sh"
# shellcheck source=SCRIPTDIR/provider-binaries.sh
. "$cluster_home/lib/provider-binaries.sh"
# shellcheck source=SCRIPTDIR/provider-docker.sh
. "$cluster_home/lib/provider-docker.sh"
# shellcheck source=SCRIPTDIR/provider-kubeconfig.sh
. "$cluster_home/lib/provider-kubeconfig.sh"
