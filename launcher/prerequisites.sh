# Docker Engine, HAProxy and what tests need: found, or installed on Debian as root. Sourced by ../binome.
# shellcheck shell=bash

readonly docker_socket=/var/run/docker.sock
readonly docker_log=$project/.binome/logs/dockerd.log
readonly docker_pid=$project/.binome/run/dockerd.pid

# require_prerequisites server|demo|test|fast
require_prerequisites() {
  local -a packages=()
  local purpose=$1
  mkdir -p "$project/.binome/logs" "$project/.binome/run"

  want haproxy haproxy
  [[ $purpose == fast ]] || want_sandbox
  case $purpose in
    server) want_docker ;;
    fast) want git git ;;
    demo)
      want_docker
      want git git
      want busybox busybox-static
      ;;
    test)
      want_docker
      want git git
      want busybox busybox-static
      want chromium chromium
      want shellcheck shellcheck
      want nft nftables
      want ip iproute2
      want faketime faketime
      want prometheus prometheus
      [[ -x /lib/systemd/systemd ]] || packages+=(systemd)
      [[ -d /usr/share/fonts/truetype/dejavu ]] || packages+=(fonts-dejavu-core)
      ;;
  esac
  ((${#packages[@]} == 0)) || install_packages "$purpose" "${packages[@]}"
  [[ $purpose == fast ]] || docker_answers || start_docker
}

# want PROGRAM PACKAGE: also looks where an unprivileged user's PATH does not.
want() {
  [[ -n $(PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin type -P "$1") ]] || packages+=("$2")
}

# What runs the code of authors apart. The others of these are essential packages of Debian, and may lack elsewhere.
want_sandbox() {
  want bwrap bubblewrap
  want socat socat
  want setpriv util-linux
  want mount mount
  want mkfs.ext4 e2fsprogs
}

want_docker() {
  if ! docker_answers; then
    want dockerd docker.io
    # Debian leaves out cgroupfs-mount with the other recommendations; without systemd nobody else mounts them.
    [[ -n $(ls -A /sys/fs/cgroup 2>/dev/null) ]] || packages+=(cgroupfs-mount)
  fi
}

docker_answers() {
  local host=${DOCKER_HOST:-unix://$docker_socket}
  if [[ $host == unix://* ]]; then
    [[ -S ${host#unix://} && -w ${host#unix://} ]] || return 1
  fi
  if type -P docker >/dev/null; then
    timeout 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
  elif [[ $host == unix://* ]] && type -P curl >/dev/null; then
    curl -sf -m 10 --unix-socket "${host#unix://}" http://docker/_ping >/dev/null
  elif [[ $host == tcp://* && -z ${DOCKER_TLS_VERIFY:-} ]] && type -P curl >/dev/null; then
    curl -sf -m 10 "http://${host#tcp://}/_ping" >/dev/null
  else
    # Nothing here can speak to it; the server will, and says what is wrong.
    [[ $host != unix://* || -S ${host#unix://} ]]
  fi
}

install_packages() {
  local purpose=$1 log=$project/.binome/logs/apt.log
  shift
  if [[ $EUID -ne 0 ]] || ! type -P apt-get >/dev/null; then
    if [[ $purpose == fast ]]; then
      say "binome: not found: $* - the tests that need it are skipped."
      return 0
    fi
    say "Binome needs what these Debian packages bring, and can install them only as root on Debian: $*"
    say "Install them (apt-get install $*), start Docker or set DOCKER_HOST, and run this again."
    exit 1
  fi
  say "binome: installing $* ..."
  if ! {
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
      apt-get install -y -qq --no-install-recommends "$@"
  } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    fail "the packages could not be installed; the whole log is in $log"
  fi
}

start_docker() {
  if [[ -n ${DOCKER_HOST:-} ]]; then
    say "The Docker Engine of DOCKER_HOST ($DOCKER_HOST) does not answer."
    say "Start it, correct DOCKER_HOST, or unset it to use the engine of this machine."
    exit 1
  fi
  if [[ $EUID -ne 0 ]]; then
    say "The Docker Engine at $docker_socket does not answer, or this user may not use it."
    say "Start it and join the group docker, or set DOCKER_HOST to an engine that answers."
    exit 1
  fi
  if [[ -d /run/systemd/system ]] && systemctl start docker >/dev/null 2>&1 && docker_comes 30; then
    return
  fi
  say "binome: starting dockerd ..."
  setsid dockerd --host "unix://$docker_socket" --default-address-pool "base=$(free_range),size=26" \
    </dev/null >>"$docker_log" 2>&1 &
  printf '%s\n' "$!" >"$docker_pid"
  if ! docker_comes 60; then
    tail -n 15 "$docker_log" >&2
    fail "dockerd did not come up; its whole log is in $docker_log"
  fi
}

docker_comes() {
  local tries
  for ((tries = 0; tries < $1 * 5; tries++)); do
    if docker_answers; then
      return 0
    fi
    sleep 0.2
  done
  return 1
}

# A /16 that this machine has no route to. Docker's own pools end after 31 networks; a /16 in pieces of /26 holds 1,024
# networks of 61 containers. The ranges are private (RFC 1918) and away from the ones that others take by default:
# Docker 172.17 to 172.31 and 192.168, Kubernetes 10.96, 10.244, 10.42, 10.43, cloud networks 10.0 and 172.31.
free_range() {
  local second
  for second in 201 203 207 211 213 217; do
    if ! grep -qs "^[^[:space:]]*[[:space:]]*$(route_word 10 "$second")" /proc/net/route; then
      printf '10.%s.0.0/16' "$second"
      return
    fi
  done
  printf '10.201.0.0/16'
}

# The last four digits of a destination in /proc/net/route: little endian, so the first two bytes come last.
route_word() {
  printf '....%02X%02X' "$2" "$1"
}

# Stops a dockerd that this launcher started; containers stop with it.
stop_docker() {
  local pid
  pid=$(running_pid "$docker_pid" dockerd) || return 0
  stop_process "$pid" 60 || say "binome: dockerd (process $pid) has not stopped after 60 s; it is left alone."
  rm -f "$docker_pid"
}
