# The blog's pipeline on one machine: a customer, a router with BIRD and pmacctd, the internet.
# Sourced by run.sh; everything but the two hosts runs in the router's network namespace.
#
#   inet 203.0.113.10 — 203.0.113.1 router 198.51.100.1 — 198.51.100.10 cust
#
# BIRD gives pmacctd a route to 203.0.113.0/24 with the AS path 6939 15169; our AS is 64496.

# The part inside the router's namespace is a process of its own, and gets the names from outside.
export lab_inet=${lab_inet:-flowbridge-inet-$$}
export lab_router=${lab_router:-flowbridge-router-$$}
export lab_customer=${lab_customer:-flowbridge-cust-$$}

lab_remove() {
  local name
  for name in "$lab_inet" "$lab_router" "$lab_customer"; do
    ip netns del "$name" 2>/dev/null || true
  done
}

# lab_link <host> <interface of the router> <router's address> <host's address>
lab_link() {
  local host=$1 interface=$2 router_address=$3 host_address=$4
  ip link add "$interface" netns "$lab_router" type veth peer name eth0 netns "$host"
  ip -n "$lab_router" addr add "$router_address/24" dev "$interface"
  ip -n "$lab_router" link set "$interface" up
  ip -n "$host" addr add "$host_address/24" dev eth0
  ip -n "$host" link set eth0 up
  ip -n "$host" link set lo up
  ip -n "$host" route add default via "$router_address"
}

lab_network() {
  local name
  for name in "$lab_inet" "$lab_router" "$lab_customer"; do ip netns add "$name"; done
  ip -n "$lab_router" link set lo up
  ip -n "$lab_router" addr add 127.0.0.2/32 dev lo
  lab_link "$lab_inet" r-inet 203.0.113.1 203.0.113.10
  lab_link "$lab_customer" r-cust 198.51.100.1 198.51.100.10
  ip netns exec "$lab_router" sysctl -qw net.ipv4.ip_forward=1
  ip netns exec "$lab_router" nft -f - <<'TEXT'
table inet lab {
  counter received { }
  counter sent { }
  chain forward {
    type filter hook forward priority 0;
    meta nfproto ipv4 iifname "r-inet" counter name "received"
    meta nfproto ipv4 oifname "r-inet" counter name "sent"
  }
}
TEXT
}

# lab_counter <name>: IP bytes that the router has forwarded.
lab_counter() {
  nft -j list counter inet lab "$1" | jq '.nftables[] | select(.counter).counter.bytes'
}

lab_bird() {
  cat >"$run/bird.conf" <<'TEXT'
router id 203.0.113.1;
protocol device { }
protocol static internet {
  ipv4 { import filter { bgp_path.prepend(15169); bgp_path.prepend(6939); accept; }; };
  route 203.0.113.0/24 via "r-inet";
}
protocol bgp collector {
  local 127.0.0.1 as 64496;
  neighbor 127.0.0.2 port 1790 as 64496;
  rr client;
  ipv4 { import none; export all; next hop self; };
}
TEXT
  start bird bird -f -c "$run/bird.conf" -s "$PWD/$run/bird.ctl"
}

lab_pmacctd() {
  echo '64496,198.51.100.0/24' >"$run/networks.lst"
  echo 'set_label=bdr1.example.net' >"$run/pretag.map"
  echo 'bgp_ip=203.0.113.1 ip=0.0.0.0/0' >"$run/agent.map"
  cat >"$run/pmacctd.conf" <<TEXT
daemonize: false
pcap_interface: r-inet
pmacctd_as: longest
pmacctd_net: longest
networks_file: $PWD/$run/networks.lst
networks_file_no_lpm: true
pre_tag_map: $PWD/$run/pretag.map
aggregate: src_host, dst_host, src_port, dst_port, src_as, dst_as, label, proto
bgp_daemon: true
bgp_daemon_ip: 127.0.0.2
bgp_daemon_port: 1790
bgp_agent_map: $PWD/$run/agent.map
plugins: kafka
kafka_output: json
kafka_broker_host: 127.0.0.1
kafka_broker_port: $kafka_port
kafka_topic: pmacct.acct
kafka_refresh_time: 5
kafka_history: 5m
kafka_history_roundoff: m
TEXT
  # A group of its own: the daemon's children must end with it.
  start pmacctd setsid pmacctd -f "$run/pmacctd.conf"
}

# Σ bytes of the topic's records from one AS to another.
lab_topic_bytes() {
  jq -s "map(select(.as_src == $1 and .as_dst == $2).bytes) | add // 0" "$run/topic.jsonl"
}

# The newest value of a series, however long ago: the sum over its label sets.
lab_stored_bytes() {
  curl -fsS --get "$prometheus/api/v1/query" \
    --data-urlencode "query=sum(last_over_time($1[1h]))" |
    jq -r '.data.result[0].value[1] // "0"'
}

lab_expect() {
  local what=$1 topic=$2 stored=$3 forwarded=$4
  echo "$what: topic $topic, Prometheus $stored, nftables $forwarded"
  ((topic > 0)) || fail "nothing of AS 15169 on the topic"
  [[ "$topic" == "$stored" ]] || fail "$what: Prometheus holds $stored of $topic bytes"
  local difference=$((topic > forwarded ? topic - forwarded : forwarded - topic))
  ((difference * 1000 <= forwarded)) || fail "$what: $difference bytes away from nftables"
}

lab_traffic() {
  start server ip netns exec "$lab_inet" iperf3 -s -1 --forceflush
  until_ok 10 "iperf3 listens" grep -q listening "$run/server.log"
  ip netns exec "$lab_customer" iperf3 -c 203.0.113.10 -t 5 -b 20M >"$run/iperf3.log"
}

scenario_lab() {
  [[ $(id -u) == 0 ]] || fail "the lab needs root, for network namespaces"
  lab_remove
  trap 'lab_remove; end_all' EXIT
  lab_network
  ip netns exec "$lab_router" tests/e2e/run.sh lab_inside
  lab_remove
}

# In the router's namespace.
scenario_lab_inside() {
  start_kafka
  start_prometheus
  start_bridge --kafka.start=earliest --asn-db.file=scripts/demo-asn.txt
  lab_bird
  lab_pmacctd
  # Flows that are seen before pmacctd has the table would have AS 0.
  until_ok 60 "pmacctd has the route" grep -q 'BGP peers usage: 1' "$run/pmacctd.log"
  sleep 4
  lab_traffic
  sleep 12
  kill -- "-${pids[pmacctd]}" 2>/dev/null || true
  sleep 3
  wait_delivered 90
  kcat -b "127.0.0.1:$kafka_port" -C -t pmacct.acct -e -q >"$run/topic.jsonl"
  lab_expect received "$(lab_topic_bytes 15169 64496)" \
    "$(lab_stored_bytes 'flow_receive_bytes_total{source_as="15169"}')" "$(lab_counter received)"
  lab_expect sent "$(lab_topic_bytes 64496 15169)" \
    "$(lab_stored_bytes 'flow_transmit_bytes_total{destination_as="15169"}')" "$(lab_counter sent)"
}
