# Finds a JDK that is new enough. Sourced by ../binome.
# shellcheck shell=bash

readonly wanted_java=25

# The feature version of the JDK in this folder, from its release file so that no JVM is started; 0 for none.
jdk_version() {
  local version=0
  if [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]]; then
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  fi
  printf '%s' "${version:-0}"
}

# Sets and exports JAVA_HOME: the given one, that of the PATH, or the newest of the usual folders.
find_jdk() {
  local candidate on_path newest=0 version
  local -a candidates=()
  [[ -z ${JAVA_HOME:-} ]] || candidates+=("$JAVA_HOME")
  if on_path=$(type -P javac); then
    candidates+=("$(dirname "$(dirname "$(readlink -f "$on_path")")")")
  fi
  for candidate in "${candidates[@]}"; do
    if (($(jdk_version "$candidate") >= wanted_java)); then
      export JAVA_HOME=$candidate
      return
    fi
  done
  for candidate in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*-jdk* \
    "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/*; do
    version=$(jdk_version "$candidate")
    if ((version >= wanted_java && version > newest)); then
      newest=$version
      JAVA_HOME=$candidate
    fi
  done
  if ((newest == 0)); then
    say "Binome needs a JDK $wanted_java or newer; none is in JAVA_HOME, on the PATH or in the usual folders."
    say "Install one, for instance Eclipse Temurin $wanted_java (https://adoptium.net), and set JAVA_HOME to its folder."
    exit 1
  fi
  export JAVA_HOME
}
