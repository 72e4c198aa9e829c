# listen_table PIDS: one line a LISTEN socket of this network namespace: tcp|tcp6 HEXADDRESS:HEXPORT inode pids=1,2
# with those of PIDS that hold it, ten of them at most; sockets held by them come first (proc(5): /proc/net/tcp).
listen_table() {
  {
    for pid in $(printf '%s\n' "$1" | head -n 60); do
      # shellcheck disable=SC2012 # names below /proc are tame
      ls -ld "/proc/$pid/fd/"* 2>/dev/null | awk -v pid="$pid" '/ -> socket:/ { i = $NF; gsub(/[^0-9]/, "", i); print "fd", pid, i }'
    done
    for family in tcp tcp6; do
      awk -v family="$family" '$4 == "0A" { print "socket", family, $2, $10 }' "/proc/net/$family" 2>/dev/null
    done
  } | awk '
    $1 == "fd" { if (!(($2, $3) in seen) && held[$3] < 10) { seen[$2, $3] = 1; pids[$3] = pids[$3] (held[$3]++ ? "," : "") $2 } next }
    { print ($4 in pids ? 0 : 1), $2, $3, $4, "pids=" ($4 in pids ? pids[$4] : "") }' | sort -k1,1n -k3,3 | cut -d' ' -f2-
}

# http_targets: from listen_table's lines on stdin, one line a port held by Apache, at most 6: port scheme host
# A wildcard socket is asked on 127.0.0.1, any other on its own address.
http_targets() {
  awk '
    function value(hex,   i, v) { v = 0; for (i = 1; i <= length(hex); i++) v = v * 16 + index("0123456789ABCDEF", substr(hex, i, 1)) - 1; return v }
    function dotted(hex) { return value(substr(hex, 7, 2)) "." value(substr(hex, 5, 2)) "." value(substr(hex, 3, 2)) "." value(substr(hex, 1, 2)) }
    function swapped(hex) { return substr(hex, 7, 2) substr(hex, 5, 2) ":" substr(hex, 3, 2) substr(hex, 1, 2) }
    $4 == "pids=" { next }
    {
      split(toupper($2), at, ":"); port = value(at[2])
      if (port in done || found >= 6) next
      done[port] = 1; found++
      if (at[1] ~ /^0*$/) host = "127.0.0.1"
      else if (length(at[1]) == 8) host = dotted(at[1])
      else if (substr(at[1], 1, 24) == "0000000000000000FFFF0000") host = dotted(substr(at[1], 25))
      else host = "[" swapped(substr(at[1], 1, 8)) ":" swapped(substr(at[1], 9, 8)) ":" swapped(substr(at[1], 17, 8)) ":" swapped(substr(at[1], 25, 8)) "]"
      print port, (port == 443 || port == 8443 ? "https" : "http"), host
    }'
}

# http_status SCHEME HOST PORT: prints "status=NNN", or "status=000 error=CODE", or "tool=none". At most 3 seconds.
# Call it only while Apache's parent lives: a connection ends the orphan child that holds the ports, and with it evidence.
http_status() {
  url=$1://$2:$3/
  if command -v curl >/dev/null 2>&1; then
    status=$(bounded 4 curl -s -o /dev/null -m 3 -k --noproxy '*' -A mutex-responder -w '%{http_code}' "$url" 2>/dev/null)
    code=$?
  elif command -v wget >/dev/null 2>&1; then
    status=$(bounded 4 wget -S -O /dev/null -T 3 -t 1 --max-redirect=0 --no-check-certificate --no-proxy -U mutex-responder "$url" 2>&1 |
      awk '$1 ~ /^HTTP\// { s = $2 } END { print s }')
    code=1
  elif [ "$1" = http ] && command -v perl >/dev/null 2>&1; then
    # shellcheck disable=SC2016 # perl's own variables
    status=$(bounded 4 perl -MIO::Socket::INET -e '
      my $s = IO::Socket::INET->new(PeerAddr => "$ARGV[0]:$ARGV[1]", Timeout => 3) or exit 7;
      print $s "GET / HTTP/1.0\r\nHost: $ARGV[0]\r\nUser-Agent: mutex-responder\r\n\r\n";
      print $1 if (<$s> // "") =~ m{^HTTP/\S+ (\d{3})}' "$2" "$3" 2>/dev/null)
    code=$?
  else
    echo tool=none
    return
  fi
  case $status in
    [1-9][0-9][0-9]) echo "status=$status" ;;
    *) echo "status=000 error=$code" ;;
  esac
}
