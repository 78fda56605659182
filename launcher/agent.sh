# The agent of remote hosts: starts it from the checkout, and packs it for hosts that have none. Sourced by ../binome.
# shellcheck shell=bash

readonly agent_main=io.binome.drivers.agent.AgentCommand

# What the drivers need for other things than reading a host: the server's database, Git, documents, policies.
readonly agent_without='^(embedded-postgres|postgresql-|flyway-|jooq|HikariCP|zonky|org[.]eclipse[.]jgit|JavaEWAH|Saxon|saxon|xmlresolver'
readonly agent_without_too='|verapdf|validation-model|wcag|mustang|library-|validator-|pdfbox|fontbox|xmpbox|ph-|jaxb|rhino|tink|protobuf|cel|runtime-|json-schema|itu-)'

# Which source it is made of: the day and the commit, where Git says so.
agent_version() {
  git -C "$project" log -1 --date=short --format='%cd %h' 2>/dev/null || true
}

agent_run() {
  find_jdk
  build drivers
  program_options drivers
  exec "$JAVA_HOME/bin/java" "-Dbinome.version=$(agent_version)" "${program[@]}" "$agent_main" "$@"
}

# agent_pack FILE: one archive for hosts with nothing but a Java runtime.
agent_pack() {
  local file=${1:-}
  [[ $# == 1 && $file == *.tar.gz ]] || fail "say where to: ./binome agent-pack FILE.tar.gz"
  find_jdk
  build drivers
  pack_agent "$(<"$layout/drivers.classpath")" "$file"
  say "binome: packed the agent of ${layout##*/} into $file, $(du -h "$file" | cut -f1)."
}

# pack_agent CLASSPATH FILE: a folder binome-agent with the jars, a script that starts them, and a unit for systemd.
pack_agent() {
  local scratch folder jar name
  local -a jars
  scratch=$(mktemp -d)
  folder=$scratch/binome-agent
  mkdir -p "$folder/lib"
  IFS=: read -r -a jars <<<"$1"
  for jar in "${jars[@]}"; do
    name=${jar##*/}
    [[ $name =~ $agent_without$agent_without_too ]] || cp "$jar" "$folder/lib/$name"
  done
  sed "s|VERSION|$(agent_version)|" "$project/launcher/agent/agent" >"$folder/agent"
  chmod 755 "$folder/agent"
  cp "$project/launcher/agent/binome-agent.service" "$project/LICENSE" "$project/NOTICE" "$folder"
  tar -czf "$2.new" --owner=0 --group=0 -C "$scratch" binome-agent
  mv "$2.new" "$2"
  rm -rf "$scratch"
}
