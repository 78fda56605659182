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

readonly pages_stamp=$project/server/target/pages.stamp

# maven_over_pages ARGUMENT...: Maven on a build with the server in it. What makes Java of the console's pages writes all of
# it each time, after which the server is compiled anew; so it has its turn only when a page has changed since.
maven_over_pages() {
  local done=0
  if pages_stand; then
    maven -Dpages.phase=none "$@" || return
  else
    mkdir -p "${pages_stamp%/*}"
    touch "$pages_stamp.new"
    maven "$@" || done=$?
    ((done != 0)) || mv "$pages_stamp.new" "$pages_stamp"
    return "$done"
  fi
}

# Whether the Java made of the console's pages is of those that are there. A page that is gone leaves its folder changed.
pages_stand() {
  [[ -e $pages_stamp && -d $project/server/target/generated-sources/jte ]] &&
    [[ -z $(find "$project"/server/src/main/jte "$project"/{,server/}pom.xml -newer "$pages_stamp" -print -quit) ]]
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
  if ! maven_over_pages -q -T1C -pl "$modules" -am -Dmaven.test.skip=true package >"$builds/build.log" 2>&1; then
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
    # What is there came from the same sources; a copy with another time would make the caches of others unfit.
    if [[ ! -e $layout/lib/$name ]]; then
      if [[ $name == binome-* ]]; then cp "$jar" "$layout/lib/$name"; else add_library "$jar" "$layout/lib/$name"; fi
    fi
    classpath+=${classpath:+:}$layout/lib/$name
  done
  printf '%s' "$classpath" >"$layout/$module.classpath.new"
  mv "$layout/$module.classpath.new" "$layout/$module.classpath"
}

# A JVM keeps no class of a signed jar in its cache. Maven has compared the checksum of what it fetched; the signatures,
# which JGit and Bouncy Castle carry, add nothing to that here.
add_library() {
  local jar=$1 target=$2 folder
  if ! "$JAVA_HOME/bin/jar" tf "$jar" | grep -qE '^META-INF/[^/]+[.](SF|RSA|DSA|EC)$'; then
    ln "$jar" "$target" 2>/dev/null || cp "$jar" "$target"
    return
  fi
  folder=$(mktemp -d "$builds/unsigned.XXXXXX")
  (cd "$folder" && "$JAVA_HOME/bin/jar" xf "$jar" && rm -f META-INF/*.{SF,RSA,DSA,EC})
  "$JAVA_HOME/bin/jar" cfm "$target.new" "$folder/META-INF/MANIFEST.MF" -C "$folder" .
  mv "$target.new" "$target"
  rm -rf "$folder"
}

# Makes an AOT cache by one short run. Without it everything works, only slower to start: failing is no error.
train() {
  local module=$1 main scratch
  local -a arguments=()
  case $module in
    cli)
      main=io.binome.cli.BinomeCommand
      arguments=(help)
      ;;
    server)
      # Listens where nobody looks, finds neither engine nor edge, keeps its database to itself, and ends by itself.
      main=io.binome.server.BinomeServer
      arguments=(--training=true --binome.port=0 --binome.docker.host=unix:///nowhere/docker.sock
        --binome.edge.program=/bin/false)
      ;;
    *) return 0 ;;
  esac
  [[ ! -r $layout/$module.aot ]] || return 0
  scratch=$(mktemp -d "$builds/training.XXXXXX")
  say "binome: preparing a fast start of the $module ..."
  program_options "$module"
  # Only what proves to fit is kept: with AOTMode=on the JVM refuses to start beside a cache that it cannot use.
  # The environment stays outside: what a user has set for a server, a database for one, is not for this one.
  if (cd "$scratch" && exec env -i PATH="$PATH" BINOME_HOME="$scratch" timeout -k 10 600 "$JAVA_HOME/bin/java" \
    -XX:AOTCacheOutput="$scratch/cache" "${program[@]}" "$main" "${arguments[@]}") \
    </dev/null >"$builds/training-$module.log" 2>&1 &&
    "$JAVA_HOME/bin/java" -XX:AOTMode=on -XX:AOTCache="$scratch/cache" "${program[@]}" -version \
      </dev/null >>"$builds/training-$module.log" 2>&1; then
    mv "$scratch/cache" "$layout/$module.aot"
  else
    say "binome: no fast start for the $module, see $builds/training-$module.log"
  fi
  end_training "$scratch"
}

# A server that ended well has left only files, one that was cut off its database as well.
end_training() {
  local home=$1 database=$1 pid
  # Where root's servers keep the database: see EmbeddedPostgresSettings.
  ((EUID != 0)) || database=/var/lib/binome/$(printf '%s' "$home" | sha256sum | cut -c1-16)
  if pid=$(running_pid "$database/postgres/data/postmaster.pid" "$database"); then
    stop_process "$pid" 20 || true
  fi
  rm -rf "$home" "$database"
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

# exec_program MODULE MAIN [ARGUMENT...]: becomes the program.
exec_program() {
  program_options "$1"
  shift
  exec "$JAVA_HOME/bin/java" "${program[@]}" "$@"
}

# Sets $program: how the JVM of a module is started. Training takes the same options, as an AOT cache is tied to them.
program_options() {
  program=(--enable-native-access=ALL-UNNAMED)
  case $1 in
    server) server_options ;;
    # Working a large invoice out again takes memory; nothing else does, and what is not taken costs nothing.
    cli) program+=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms16m -XX:MaxRAMPercentage=50) ;;
    # The agent, which writes nothing to a log but what it says itself.
    drivers) program+=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx96m -Dslf4j.internal.verbosity=ERROR) ;;
    bench) program+=(-XX:+UseSerialGC -Xmx256m "-Dbinome.launcher=$project/binome") ;;
  esac
  if [[ -r $layout/$1.aot ]]; then
    # A cache that does not fit is passed over; that is worth a line in a server's log, but not to who typed a command.
    program+=("-XX:AOTCache=$layout/$1.aot")
    [[ $1 == server ]] || program+=(-Xlog:aot=off -Xlog:cds=off)
  fi
  program+=(-cp "$(<"$layout/$1.classpath")")
}

