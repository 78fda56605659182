# Builds when sources changed and starts programs from what was built. Sourced by ../binome.
#
# A build ends in a folder of its own, .binome/build/<fingerprint>, so that a running server never sees its jars change:
#   lib/*.jar           ours copied, others hard-linked out of Maven's repository
#   <module>.classpath  in a fixed order, as an AOT cache is tied to it
#   <module>.aot        the AOT cache, when training worked
# shellcheck shell=bash

readonly builds=$project/.binome/build

maven() {
  local program=mvn
  type -P mvn >/dev/null || program=$project/mvnw
  (cd "$project" && exec "$program" -B "$@")
}

# Names, sizes and times of everything a build reads, and the JDK.
fingerprint() {
  {
    cat "$JAVA_HOME/release"
    find "$project"/{pom.xml,.mvn,launcher/build.sh} "$project"/*/pom.xml "$project"/*/src/{main,generated} \
      -type f -printf '%p %s %T@\n' 2>/dev/null | LC_ALL=C sort || true
  } | sha256sum | cut -c1-16
}

# build [MODULE...]: afterwards $layout is the folder to start from. The server and the command line are always built.
build() {
  local wanted module lock missing=0
  wanted=$(fingerprint)
  layout=$builds/$wanted
  for module in server cli "$@"; do
    [[ -r $layout/$module.classpath ]] || missing=1
  done
  ((missing)) || return 0

  mkdir -p "$builds"
  exec {lock}>"$builds/lock"
  flock "$lock"
  missing=0
  for module in server cli "$@"; do
    [[ -r $layout/$module.classpath ]] || missing=1
  done
  if ((missing)); then
    build_layout server cli "$@"
    remove_old_builds
  fi
  exec {lock}>&-
}

build_layout() {
  local module modules
  modules=$(IFS=,; printf '%s' "$*")
  say "binome: building (sources changed) ..."
  if ! maven -q -T1C -pl "$modules" -am -Dmaven.test.skip=true package >"$builds/build.log" 2>&1; then
    tail -n 60 "$builds/build.log" >&2
    fail "the build failed; the whole log is in $builds/build.log"
  fi
  mkdir -p "$layout/lib"
  for module in "$@"; do
    lay_out "$module"
  done
  for module in "$@"; do
    train "$module"
  done
  touch "$layout"
}

# Fills lib/ and writes the class path of one module, last of all and in one step: its presence means "complete".
lay_out() {
  local module=$1 jar name classpath=
  local -a jars=("$project/$module/target/binome-$module-"*.jar)
  local -a dependencies
  IFS=: read -r -a dependencies <<<"$(<"$project/$module/target/runtime.classpath")"
  for jar in "${jars[0]}" "${dependencies[@]}"; do
    name=${jar##*/}
    if [[ $name == binome-* ]]; then
      cp "$jar" "$layout/lib/$name"
    elif [[ ! -e $layout/lib/$name ]]; then
      ln "$jar" "$layout/lib/$name" 2>/dev/null || cp "$jar" "$layout/lib/$name"
    fi
    classpath+=${classpath:+:}$layout/lib/$name
  done
  printf '%s' "$classpath" >"$layout/$module.classpath.new"
  mv "$layout/$module.classpath.new" "$layout/$module.classpath"
}

# Makes an AOT cache by one short run. Without it everything works, only slower to start: failing is no error.
train() {
  local module=$1 main scratch
  local -a options arguments=()
  case $module in
    cli)
      main=io/binome/cli/BinomeCommand
      options=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1)
      arguments=(help)
      ;;
    server)
      main=io/binome/server/BinomeServer
      options=(-XX:+UseSerialGC -Dspring.context.exit=onRefresh)
      ;;
    *) return 0 ;;
  esac
  "$JAVA_HOME/bin/jar" tf "$layout/lib/binome-$module-"*.jar | grep -qx "$main.class" || return 0
  scratch=$(mktemp -d "$builds/training.XXXXXX")
  say "binome: preparing a fast start of the $module ..."
  if ! BINOME_HOME=$scratch BINOME_TRAINING=true timeout -k 10 90 "$JAVA_HOME/bin/java" "${options[@]}" \
    -XX:AOTCacheOutput="$scratch/cache" -cp "$(<"$layout/$module.classpath")" "${main//\//.}" \
    "${arguments[@]}" </dev/null >"$builds/training-$module.log" 2>&1; then
    say "binome: no fast start for the $module, see $builds/training-$module.log"
  fi
  [[ ! -s $scratch/cache ]] || mv "$scratch/cache" "$layout/$module.aot"
  # What the trained server may have started outlives it by design, and is of no use without its folder.
  local left
  for left in "$scratch/edge/haproxy.pid" "$scratch"/*/data/postmaster.pid "$scratch"/*/*/data/postmaster.pid; do
    [[ ! -r $left ]] || kill "$(head -n 1 "$left")" 2>/dev/null || true
  done
  rm -rf "$scratch"
}

# Keeps the newest build and those that a running JVM was started from.
remove_old_builds() {
  local candidate
  for candidate in "$builds"/*/; do
    candidate=${candidate%/}
    [[ $candidate != "$layout" && ! -L $candidate ]] || continue
    grep -qsF "$candidate/lib" /proc/[0-9]*/cmdline || rm -rf "$candidate"
  done
}

# exec_program MODULE MAIN [JVM OPTION...] -- [ARGUMENT...]: becomes the program.
exec_program() {
  local module=$1 main=$2
  local -a options=()
  shift 2
  while [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift
  program_options "$module"
  exec "$JAVA_HOME/bin/java" "${options[@]}" "${program[@]}" "$main" "$@"
}

# Sets $program: the JVM options that every start of a module shares. The JVM refuses -Xshare beside an AOT cache.
program_options() {
  program=(--enable-native-access=ALL-UNNAMED)
  if [[ -r $layout/$1.aot ]]; then
    # A cache that does not fit is passed over; that is not worth a line to whoever typed a command.
    program+=("-XX:AOTCache=$layout/$1.aot" -Xlog:aot=off -Xlog:cds=off)
  else
    program+=(-Xshare:auto)
  fi
  program+=(-cp "$(<"$layout/$1.classpath")")
}
