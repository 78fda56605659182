# Runs the guard in a network namespace of its own, with the machine's nft, which fails once in between. $1 is guard.sh, the
# rest its arguments. Prints the number of the table that counts: at first, after the failure, after the table was deleted.
set -e
folder=$(mktemp -d)
guard=$1
shift
real=$(command -v nft)
cat > "$folder/nft" <<END
#!/bin/sh
if [ "\$1 \$2 \$4" = "list chain binome_usage" ] && mv "$folder/fail" "$folder/failed" 2> /dev/null; then
  echo "netlink: Error: cache initialization failed: Cannot allocate memory" >&2
  exit 1
fi
exec "$real" "\$@"
END
# The guard waits five seconds between two looks: this long enough for nobody to wait.
cat > "$folder/sleep" <<END
#!/bin/sh
echo look >> "$folder/looks"
exec $(command -v sleep) 0.05
END
chmod +x "$folder/nft" "$folder/sleep"
touch "$folder/looks"
PATH=$folder:$PATH sh -c "$guard" guard "$@" > "$folder/log" 2>&1 &
pid=$!
trap 'kill $pid; wait $pid; rm -rf "$folder"' EXIT

# looked: waits until the guard has looked two more times, from its beginning to its end.
looked() {
  wanted=$(($(wc -l < "$folder/looks") + 3))
  for _ in $(seq 400); do
    [ "$(wc -l < "$folder/looks")" -ge "$wanted" ] && return
    kill -0 $pid || { cat "$folder/log"; exit 1; }
    sleep 0.05
  done
  cat "$folder/log"
  exit 1
}
number() {
  "$real" -a list table inet binome_usage | sed -n '1s/.*handle //p'
}
looked
number
touch "$folder/fail"
looked
[ -e "$folder/failed" ]
number
"$real" delete table inet binome_usage
looked
number
cat "$folder/log"
