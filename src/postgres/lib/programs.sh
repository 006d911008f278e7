# shellcheck shell=bash disable=SC2154 # what common.sh sets
# Where the programs come from: PostgreSQL's own out of a jar on Maven Central, ours compiled from src/postgres/tool.
# Every entry of the cache appears by one rename, so a broken download or an interrupted build leaves nothing behind.

# The builds of https://github.com/zonkyio/embedded-postgres-binaries: stock PostgreSQL, server programs only.
postgres_release() {
  case $1 in
  18) printf '18.1.0\n' ;;
  17) printf '17.7.0\n' ;;
  16) printf '16.11.0\n' ;;
  15) printf '15.15.0\n' ;;
  *) usage_error "--version $1 is not on offer; it is one of 18, 17, 16, 15" ;;
  esac
}

platform() {
  local system machine musl=''
  case $(uname -s) in
  Linux) system=linux ;;
  Darwin) system=darwin ;;
  *) die "there are no PostgreSQL programs for $(uname -s) here." "Linux and macOS are served; on Windows use WSL 2." ;;
  esac
  case $(uname -m) in
  x86_64 | amd64) machine=amd64 ;;
  aarch64 | arm64) machine=arm64v8 ;;
  *) die "there are no PostgreSQL programs for a $(uname -m) processor here." \
    "Use a PostgreSQL of your own: src/postgres/README.md, \"Your own server\"." ;;
  esac
  [[ ! -e /etc/alpine-release ]] || musl=-alpine
  printf '%s-%s%s\n' "$system" "$machine" "$musl"
}

java_home() {
  "$repository/src/launch/find-java" jdk || exit
}

# The version the operator itself is built with, so that there is one place to raise it.
jdbc_version() {
  sed -n 's:.*<postgresql\.version>\(.*\)</postgresql\.version>.*:\1:p' "$repository/pom.xml"
}

# fetch_jar GROUP:ARTIFACT:VERSION DIR: through the project's Maven, so that its mirrors and proxies apply.
fetch_jar() {
  local coordinates=$1 dir=$2 output
  # From a directory without a pom: what is fetched must not hang on a work tree that builds.
  output=$(cd "$postgres_home" && "$repository/mvnw" -q -B \
    org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy \
    -Dartifact="$coordinates" -DoutputDirectory="$dir" -Dmdep.useBaseVersion=true 2>&1) || {
    printf '%s\n' "$output" | cut -c1-300 | head -n 12 | sed 's/^/  | /' >&2
    die "Maven could not fetch $coordinates." \
      "Is Maven Central, or a mirror named in ~/.m2/settings.xml, reachable from here?"
  }
}

# Prints a directory with our tools as classes and the JDBC driver beside them.
tools() {
  local base=$1 sources version entry building home
  version=$(jdbc_version)
  sources=$(cat "$postgres_home"/tool/*.java | cksum | cut -d' ' -f1)
  entry=$base/tools-$version-$sources
  if [[ ! -d $entry ]]; then
    home=$(java_home)
    exec 9<"$base"
    lock_descriptor_9 "another command fills the cache $base"
    if [[ ! -d $entry ]]; then
      say "Fetching the JDBC driver $version and a decompressor from Maven Central"
      building=$(mktemp -d "$base/.building-XXXXXX")
      fetch_jar "org.postgresql:postgresql:$version" "$building"
      fetch_jar org.tukaani:xz:1.10 "$building"
      "$home/bin/javac" -nowarn -d "$building" -cp "$building/*" "$postgres_home"/tool/*.java >&2 ||
        die "the tools of $postgres_home/tool do not compile with $home." "Is that a JDK of this project's Java version?"
      chmod -R u+rwX,go+rX "$building"
      publish "$building" "$entry"
    fi
    exec 9<&-
  fi
  printf '%s\n' "$entry"
}

# Prints the directory whose bin/ holds initdb, pg_ctl and postgres.
postgres_programs() {
  local base=$1 version=$2 release platform tools entry building home
  release=$(postgres_release "$version") || exit
  platform=$(platform) || exit
  entry=$base/$release-$platform
  if [[ ! -d $entry ]]; then
    tools=$(tools "$base") || exit
    home=$(java_home) || exit
    exec 9<"$base"
    lock_descriptor_9 "another command fills the cache $base"
    if [[ ! -d $entry ]]; then
      say "Fetching PostgreSQL $release for $platform (15 MB) from Maven Central"
      building=$(mktemp -d "$base/.building-XXXXXX")
      fetch_jar "io.zonky.test.postgres:embedded-postgres-binaries-$platform:$release" "$building"
      mkdir "$building/postgres"
      "$home/bin/java" -cp "$tools:$tools/*" Unpack "$building"/*.jar | tar -x -f - -C "$building/postgres" ||
        die "the PostgreSQL programs in $building could not be unpacked." "Is the disk full? Then try again."
      # The service user of a root's server is another one.
      chmod -R u+rwX,go+rX "$building"
      publish "$building/postgres" "$entry"
      rm -rf "$building"
    fi
    exec 9<&-
  fi
  printf '%s\n' "$entry"
}

# Where nothing is locked another run may have been faster: its entry is as good.
publish() {
  if [[ -d $2 ]]; then
    rm -rf "$1"
  else
    mv "$1" "$2"
  fi
}

run_tool() {
  local tools=$1 home
  shift
  home=$(java_home) || exit
  "$home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -cp "$tools:$tools/*" "$@"
}
