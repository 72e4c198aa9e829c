# http_targets PIDS: from listen_table's lines on stdin, one line a port that one of PIDS holds, at most 6: PORT SCHEME HOST
# A wildcard socket is asked on 127.0.0.1, any other on its own address.
http_targets() {
  awk -v pids=" $1 " '
    function value(hex,   i, v) { v = 0; for (i = 1; i <= length(hex); i++) v = v * 16 + index("0123456789ABCDEF", substr(hex, i, 1)) - 1; return v }
    function dotted(hex) { return value(substr(hex, 7, 2)) "." value(substr(hex, 5, 2)) "." value(substr(hex, 3, 2)) "." value(substr(hex, 1, 2)) }
    function swapped(hex) { return substr(hex, 7, 2) substr(hex, 5, 2) ":" substr(hex, 3, 2) substr(hex, 1, 2) }
    {
      ours = 0
      n = split(substr($5, 6), holder, ",")
      for (i = 1; i <= n; i++) if (index(pids, " " holder[i] " ")) ours = 1
      if (!ours || ($2 in done) || found >= 6) next
      done[$2] = 1; found++
      if ($3 ~ /^0*$/) host = "127.0.0.1"
      else if (length($3) == 8) host = dotted($3)
      else if (substr($3, 1, 24) == "0000000000000000FFFF0000") host = dotted(substr($3, 25))
      else host = "[" swapped(substr($3, 1, 8)) ":" swapped(substr($3, 9, 8)) ":" swapped(substr($3, 17, 8)) ":" swapped(substr($3, 25, 8)) "]"
      print $2, ($2 == 443 || $2 == 8443 ? "https" : "http"), host
    }'
}

# main_http_targets: the same for the main server, of what look found.
main_http_targets() {
  printf '%s\n' "$listening" | http_targets "$(printf '%s\n' "$table" | awk '$6 == "parent" || $6 == "child" { printf "%s ", $1 }')"
}

# http_status SCHEME HOST PORT: sets http_answer to "status=NNN", or "status=000 error=CODE", or, where nobody was asked, "tool=none", "tool=CODE" or
# "skipped=time". At most 4 seconds: curl ends by itself after 3, and says then what it was told. No proxy answers.
# Call it only while Apache's parent lives: a connection ends the orphan child that holds the ports, and with it evidence.
http_status() {
  url=$1://$2:$3/
  read_uptime
  if [ "$((${deadline_seconds:-$uptime_seconds + 5} - uptime_seconds))" -lt 5 ]; then
    http_answer=skipped=time
    return
  fi
  if command -v curl >/dev/null 2>&1; then
    status=$(bounded 4 curl -q -o /dev/null -m 3 -k --noproxy '*' -A mutex-responder -w '%{http_code}' "$url" 2>/dev/null)
    code=$?
  elif command -v wget >/dev/null 2>&1; then
    status=$(bounded 4 wget -S -O /dev/null -t 1 --max-redirect=0 --no-check-certificate --no-proxy -U mutex-responder "$url" 2>&1 |
      awk '$1 ~ /^HTTP\// { s = $2 } END { print s }')
    code=1
  elif [ "$1${2%%[0-9]*}" = http ] && command -v perl >/dev/null 2>&1; then
    # It knows no TLS, and no address in brackets.
    # shellcheck disable=SC2016 # perl's own variables
    status=$(bounded 4 perl -MIO::Socket::INET -e '
      my $s = IO::Socket::INET->new(PeerAddr => "$ARGV[0]:$ARGV[1]") or exit 7;
      print $s "GET / HTTP/1.0\r\nHost: $ARGV[0]\r\nUser-Agent: mutex-responder\r\n\r\n";
      print $1 if (<$s> // "") =~ m{^HTTP/\S+ (\d{3})}' "$2" "$3" 2>/dev/null)
    code=$?
  else
    http_answer=tool=none
    return
  fi
  case $status/$code in
    [1-9][0-9][0-9]/*) http_answer=status=$status ;;
    # A tool that could not run, or had no memory, asked nobody.
    */2 | */27 | */12[5-7] | */13?) http_answer=tool=$code ;;
    *) http_answer="status=000 error=$code" ;;
  esac
}
