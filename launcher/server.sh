# Starts, stops and shows the server. Sourced by ../binome.
# shellcheck shell=bash

readonly server_main=io.binome.server.BinomeServer
readonly server_pid=$state/run/server.pid
# Written by the server once it answers: its base URL, and nothing else.
readonly server_address=$state/run/server.address
readonly server_log=$state/logs/server.log

# running_pid PID_FILE WORD: prints the pid when that process runs and has WORD in its command line.
running_pid() {
  local pid
  [[ -r $1 ]] || return 1
  pid=$(<"$1")
  [[ $pid =~ ^[0-9]+$ ]] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "$2" || return 1
  printf '%s' "$pid"
}

# stop_process PID SECONDS: asks it to end and waits.
stop_process() {
  local tries
  kill -TERM "$1" 2>/dev/null || return 0
  for ((tries = 0; tries < $2 * 10; tries++)); do
    [[ -d /proc/$1 && $(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) != Z ]] || return 0
    sleep 0.1
  done
  return 1
}

server_running() { running_pid "$server_pid" "$server_main"; }

server_options() {
  # G1 gives memory back while the server idles, which the serial collector does at full collections only: measured after
  # work, 341 MB resident against 519 MB (./binome bench plan memory).
  program+=(-XX:+UseG1GC -Xms64m -Xmx1g -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:G1PeriodicGCInterval=20000
    -XX:+ExitOnOutOfMemoryError)
  local -a more=()
  read -r -a more <<<"${BINOME_JAVA_OPTIONS:-}"
  program+=("${more[@]}")
}

# What found Docker and HAProxy here must find them there.
server_environment() {
  [[ -z ${DOCKER_HOST:-} ]] || export BINOME_DOCKER_HOST=${BINOME_DOCKER_HOST:-$DOCKER_HOST}
  export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
}

server_up() {
  local pid detach=
  if [[ ${1:-} == --detach ]]; then
    detach=yes
    shift
  fi
  if pid=$(server_running); then
    say "binome: the server runs already (process $pid) at $(cat "$server_address" 2>/dev/null || echo 'an address not known yet')."
    return 0
  fi
  require_prerequisites server
  find_jdk
  build
  if [[ -n $detach ]]; then
    server_start_detached "$@"
    return
  fi
  server_environment
  server_prepare
  # exec keeps the pid, and what stops the launcher (Ctrl-C, a supervisor's TERM) reaches the server itself.
  printf '%s\n' "$$" >"$server_pid"
  exec_program server "$server_main" "$@"
}

server_prepare() {
  umask 077
  mkdir -p "$state/run" "$state/logs"
  rm -f "$server_address"
}

server_start_detached() {
  local pid tries
  server_environment
  (
    server_prepare
    program_options server
    cd "$state" || exit 1
    setsid "$JAVA_HOME/bin/java" "${program[@]}" "$server_main" "$@" </dev/null >"$server_log" 2>&1 &
    printf '%s\n' "$!" >"$server_pid"
  )
  pid=$(<"$server_pid")
  for ((tries = 0; tries < 1200; tries++)); do
    if [[ -s $server_address ]]; then
      # What the server has to say to a person begins with this word; the one-time password of a first start is there.
      sed -n 's/^binome: //p' "$server_log"
      say "binome: the server answers at $(<"$server_address") (process $pid, log $server_log)"
      return 0
    fi
    [[ -d /proc/$pid ]] || break
    sleep 0.1
  done
  tail -n 20 "$server_log" >&2
  fail "the server did not come up; its whole log is in $server_log"
}

# server_down [--all]: the containers and the edge go on; --all stops the edge and a dockerd started by the launcher too.
server_down() {
  local pid
  if pid=$(server_running); then
    # A run that is interrupted gets its grace (binome.opentofu.grace) to end in good order.
    stop_process "$pid" 180 || fail "the server (process $pid) has not stopped after 180 s; look into $server_log"
    rm -f "$server_pid" "$server_address"
    if [[ ${1:-} == --all ]]; then
      say "binome: the server has stopped."
    else
      say "binome: the server has stopped; what it runs goes on."
    fi
  else
    say "binome: the server does not run."
  fi
  if [[ ${1:-} == --all ]]; then
    if pid=$(running_pid "$state/edge/haproxy.pid" haproxy); then
      stop_process "$pid" 30 || say "binome: HAProxy (process $pid) has not stopped after 30 s; it is left alone."
    fi
    stop_docker
  fi
}

# Exit status 0 when the server runs, 3 when not.
server_status() {
  local pid result=0
  if pid=$(server_running); then
    printf 'server   runs (process %s) at %s\n' "$pid" "$(cat "$server_address" 2>/dev/null || echo '- starting')"
  else
    printf 'server   stopped\n'
    result=3
  fi
  if docker_answers; then
    printf 'docker   answers at %s\n' "${DOCKER_HOST:-unix://$docker_socket}"
  else
    printf 'docker   does not answer at %s\n' "${DOCKER_HOST:-unix://$docker_socket}"
  fi
  if pid=$(running_pid "$state/edge/haproxy.pid" haproxy); then
    printf 'edge     runs (process %s)\n' "$pid"
  else
    printf 'edge     stopped\n'
  fi
  printf 'state    %s\n' "$state"
  return "$result"
}
