# Keeps Binome's packet filter in force on this host. $1 is the table as nft text, $2 the one that counts, which is made
# when it or its chain $3 is seen not to be there and otherwise left alone: it would begin again at zero.
# Looks every five seconds: somebody may flush all tables, or the host may get other name servers.
trap 'exit 0' TERM INT
applied=
seen=
uncounted=
counted=

# missing CHAIN: whether the table that counts is gone or has no such chain. Not when nft cannot say, as it may now and then
# for want of memory: who looks again in five seconds has lost nothing.
missing() {
  nft list chain inet binome_usage "$1" > /dev/null 2>&1 && return 1
  tables=$(nft list tables 2> /dev/null) || return 1
  case "
$tables
" in
    *"
table inet binome_usage
"*)
      held=$(nft list table inet binome_usage 2> /dev/null) || return 1
      case "$held" in *"chain $1 {"*) return 1 ;; esac
      ;;
  esac
  return 0
}

while :; do
  wanted=$1
  for file in /host/etc/resolv.conf /etc/resolv.conf /run/systemd/resolve/resolv.conf; do
    [ -r "$file" ] || continue
    while read -r key address rest || [ -n "$key" ]; do
      case "$key:$address" in
        nameserver: | nameserver:127.* | nameserver:*[!0-9.]*) ;;
        nameserver:*) wanted="$wanted
add element inet binome resolvers { $address }" ;;
      esac
    done < "$file"
  done
  if ! missing "$3"; then
    counted=yes
  elif printf '%s\n' "$2" | nft -f - 2> /dev/null; then
    [ -z "$counted" ] || echo "traffic is counted from zero: what counted it was gone"
    counted=yes
  elif [ -z "$uncounted" ]; then
    uncounted=yes
    echo "traffic is not counted: that takes Linux 5.7 and nftables 0.9.5 or newer"
  fi
  if [ "$wanted" != "$applied" ] || [ "$(nft list table inet binome 2> /dev/null)" != "$seen" ]; then
    printf '%s\n' "$wanted" | nft -f - || exit 1
    seen=$(nft list table inet binome)
    applied=$wanted
    echo "in force"
  fi
  sleep 5 &
  wait $!
done
