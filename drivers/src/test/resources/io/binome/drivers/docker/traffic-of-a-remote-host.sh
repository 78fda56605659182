# Three network namespaces of its own: a container behind the bridge bn00aa, its host, and outside. $1 is the table as nft
# text. Prints what the packet filter has counted after a client outside got a mebibyte, and after one was sent to outside.
set -e
container=bc$$
host=bh$$
outside=bo$$
file=$(mktemp)
trap 'for name in $container $host $outside; do ip netns del $name 2> /dev/null || true; done; rm -f "$file"' EXIT
for name in $container $host $outside; do
  ip netns add "$name"
  ip -n "$name" link set lo up
done
ip -n "$host" link add bn00aa type veth peer name eth0 netns "$container"
ip -n "$host" link add ext0 type veth peer name eth0 netns "$outside"
ip -n "$host" addr add 10.77.1.1/24 dev bn00aa
ip -n "$host" addr add 10.77.2.1/24 dev ext0
ip -n "$container" addr add 10.77.1.2/24 dev eth0
ip -n "$outside" addr add 10.77.2.2/24 dev eth0
ip -n "$host" link set bn00aa up
ip -n "$host" link set ext0 up
ip -n "$container" link set eth0 up
ip -n "$outside" link set eth0 up
ip -n "$container" route add default via 10.77.1.1
ip -n "$outside" route add default via 10.77.2.1
ip netns exec "$host" sysctl -qw net.ipv4.ip_forward=1
printf '%s\n' "$1" | ip netns exec "$host" nft -f -
head -c 1048576 /dev/zero > "$file"

# listening NAMESPACE PORT: waits until somebody does.
listening() {
  until ip netns exec "$1" ss -Hltn "sport = :$2" | grep -q .; do sleep 0.05; done
}

ip netns exec "$container" timeout 20 socat -u "FILE:$file" TCP-LISTEN:8080,reuseaddr &
listening "$container" 8080
ip netns exec "$outside" timeout 20 socat -u TCP:10.77.1.2:8080 - > /dev/null
wait $!
echo "to a client:"
ip netns exec "$host" nft -a list table inet binome_usage
ip netns exec "$outside" timeout 20 socat -u TCP-LISTEN:9090,reuseaddr - > /dev/null &
listening "$outside" 9090
ip netns exec "$container" timeout 20 socat -u "FILE:$file" TCP:10.77.2.2:9090
wait $!
echo "to outside:"
ip netns exec "$host" nft -a list table inet binome_usage
