# Sourced with a number of days: starts the invented place with so many days of past, in a folder $data, at $address; it stops with the script.
# THROUGHLINE: the command.
data=$(mktemp -d)
"$THROUGHLINE" demo --keep "$data/place" --days "$1" --no-browser --listen 127.0.0.1:0 > "$data/said" &
service=$!
trap 'kill $service 2> /dev/null || true; wait $service 2> /dev/null || true; rm -rf "$data"' EXIT
for _ in $(seq 600); do
    address=$(grep -o 'http://localhost:[^ ]*/' "$data/said" | head -1 || true)
    [[ -z $address ]] || break
    kill -0 $service 2> /dev/null || { echo "the service did not start"; exit 1; }
    sleep 0.2
done
[[ -n $address ]] || { echo "the service did not say where it listens"; exit 1; }
# By its number: not every tool tries both addresses that the name may have.
address=${address/localhost/127.0.0.1}
