#!/bin/sh
# shellcheck disable=SC2034,SC2317 # the parts are shared: not every script uses all of each, or uses it by name
# Brings Apache back on the configuration that is on disk: by one reboot, or by ending what is left of it and starting it.
# Set before: EXPECTED_BOOT_ID, RECOVERY (reboot or restart), INCIDENT_ID.
# Exit: 0 recovered, 10 refused, 30 Apache did not come back, 194 the agent is to reboot and to run this script again.
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
step=recover

# >>> parts/bounded.sh
bounded() {
  limit_seconds=$1
  shift
  if [ -n "${deadline_epoch_seconds:-}" ]; then
    left_seconds=$((deadline_epoch_seconds - $(date +%s)))
    if [ "$left_seconds" -le 0 ]; then
      echo "skipped: the time for the whole step is used up"
      return 124
    fi
    [ "$limit_seconds" -le "$left_seconds" ] || limit_seconds=$left_seconds
  fi
  if command -v timeout >/dev/null 2>&1; then
    timeout -k 1 "$limit_seconds" "$@" </dev/null 9>&-
  else
    "$@" </dev/null 9>&-
  fi
}
# <<< parts/bounded.sh

# >>> parts/apache.sh
find_apache() {
  layout=none ctl='' server='' config_root='' main_config='' unit=''
  if [ -x /usr/sbin/apache2 ] && [ -f /etc/apache2/apache2.conf ]; then
    layout=debian server=/usr/sbin/apache2 config_root=/etc/apache2 main_config=/etc/apache2/apache2.conf unit=apache2
    ctl=/usr/sbin/apache2ctl
    [ -x "$ctl" ] || ctl=/usr/sbin/apachectl
  elif [ -x /usr/sbin/httpd ] && [ -f /etc/httpd/conf/httpd.conf ]; then
    layout=rhel server=/usr/sbin/httpd config_root=/etc/httpd main_config=/etc/httpd/conf/httpd.conf unit=httpd
    ctl=/usr/sbin/httpd
  fi
}

run_config() {
  bounded 6 "$ctl" -t -D DUMP_RUN_CFG 2>&1
}
# <<< parts/apache.sh

# >>> parts/processes.sh
apache_pids() {
  {
    for comm_file in /proc/[0-9]*/comm; do
      { read -r comm <"$comm_file"; } 2>/dev/null || continue
      case $comm in apache2 | httpd) echo "comm $comm_file" ;; esac
    done
    # shellcheck disable=SC2012 # one process for all links; names below /proc are tame
    ls -l /proc/[0-9]*/exe 2>/dev/null | awk '{ i = index($0, " /proc/"); if (i) print "exe" substr($0, i) }'
  } | awk '
    { split($2, part, "/"); pid = part[3] }
    $1 == "comm" { named[pid] = 1 }
    $1 == "exe" && $3 == "->" { known[pid] = 1; if ($4 ~ /\/(apache2|httpd)$/) print pid }
    END { for (pid in named) if (!(pid in known)) print pid }' | sort -n
}

apache_table() {
  table_pids=$(apache_pids | head -n 2000)
  [ -n "$table_pids" ] || return 0
  {
    for pid in $table_pids; do echo "/proc/$pid/ns/ipc /proc/$pid/ns/pid"; done | xargs ls -ld 2>/dev/null |
      awk '{ i = index($0, " /proc/"); split(substr($0, i + 1), f, " "); split(f[1], p, "/"); gsub(/[^0-9]/, "", f[3]); print "ns", p[3], p[5], f[3] }'
    for pid in $table_pids; do
      { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || continue
      uid=
      while read -r key value _; do
        [ "$key" != Uid: ] || uid=$value
      done 2>/dev/null <"/proc/$pid/status"
      comm=${stat#*\(}
      # shellcheck disable=SC2086 # split into the numbered fields
      set -- ${stat##*) }
      echo "process $pid $2 ${uid:-?} $1 ${20} ${comm%)*}"
    done
  } | awk '
    $1 == "ns" { ns[$2 "/" $3] = $4; next }
    { comm = $7; for (i = 8; i <= NF; i++) comm = comm " " $i
      rank = $4 == 0 ? 0 : $3 == 1 ? 1 : 2
      print rank, $2, $3, $4, $5, $6, ((($2 "/ipc") in ns) ? ns[$2 "/ipc"] : 0), ((($2 "/pid") in ns) ? ns[$2 "/pid"] : 0), comm }' |
    sort -k1,1n -k2,2n | cut -d' ' -f2-
}

own_namespaces() {
  own_ipc_ns=$(readlink /proc/self/ns/ipc | tr -cd '0-9')
  own_pid_ns=$(readlink /proc/self/ns/pid | tr -cd '0-9')
}

own_living() {
  awk -v ipc="$own_ipc_ns" -v pid="$own_pid_ns" '$4 !~ /[ZX]/ && $6 == ipc && $7 == pid'
}
# <<< parts/processes.sh

# >>> parts/parent.sh
run_config_value() {
  awk -v key="$1: " 'index($0, key) == 1 { v = substr($0, length(key) + 1); gsub(/"/, "", v); print v; exit }'
}

envvar() {
  [ -r /etc/apache2/envvars ] || return 0
  # shellcheck disable=SC1091 # on the instance only
  (. /etc/apache2/envvars >/dev/null 2>&1 && eval "printf '%s\n' \"\${$1:-}\"")
}

default_pid_file() {
  if [ "$layout" = debian ]; then
    pid_file=$(envvar APACHE_PID_FILE)
    printf '%s\n' "${pid_file:-/var/run/apache2/apache2.pid}"
  else
    echo /run/httpd/httpd.pid
  fi
}

read_pid() {
  if [ -f "$1" ]; then head -c 20 "$1" 2>/dev/null | head -n 1 | tr -cd '0-9'; fi
}

parent_pid() {
  awk -v named="$1" '
    { children[$2]++; if ($3 == 0) root[$1] = 1 }
    END {
      if (named in root) { print named; exit }
      for (pid in root) if (children[pid]) { print pid; exit }
    }'
}
# <<< parts/parent.sh

# >>> parts/http.sh
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
# <<< parts/http.sh

# >>> parts/guards.sh
result() {
  result_status=$1 result_reason=$2 result_exit=$3
  shift 3
  result_line="#result step=$step status=$result_status reason=$result_reason${*:+ $*}"
  echo "$result_line"
  if [ -n "${SSM_COMMAND_ID:-}" ] && [ -d "${state_dir:-}" ]; then echo "$result_line" >>"$state_dir/results-$SSM_COMMAND_ID"; fi
  exit "$result_exit"
}

refuse() {
  result refused "$1" 10
}

matches() {
  [ "$(printf '%s\n' "$1" | wc -l)" -eq 1 ] && printf '%s\n' "$1" | grep -qxE -e "$2"
}

guard_common() {
  matches "$EXPECTED_BOOT_ID" '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' || refuse bad-parameter
  matches "$INCIDENT_ID" 'mr-[0-9TZ]{16}-i-[0-9a-f]{8,17}' || refuse bad-parameter
  [ "$(id -u)" -eq 0 ] || refuse not-root
  umask 022
  touch /run/mutex-responder.lock || refuse locked
  exec 9>/run/mutex-responder.lock
  flock -n 9 9>&9 || refuse locked
  find_apache
  [ "$layout" != none ] || refuse no-apache
  own_namespaces
  state_dir=/var/lib/mutex-responder/$INCIDENT_ID
  boot_id=$(head -n 1 /proc/sys/kernel/random/boot_id)
}
# <<< parts/guards.sh

# >>> parts/service.sh
service_do() {
  if [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1; then
    if [ "$1" = start ]; then bounded 5 systemctl reset-failed "$unit.service" >/dev/null 2>&1; fi
    bounded 40 systemctl "$1" "$unit.service"
  elif [ -x "/etc/init.d/$unit" ]; then
    bounded 40 "/etc/init.d/$unit" "$1"
  else
    bounded 40 "$ctl" -k "$1"
  fi
}
# <<< parts/service.sh

# Seconds since boot: unlike the clock, no time server moves it.
now_seconds() {
  read -r uptime _ </proc/uptime
  echo "${uptime%%.*}"
}

# look: sets table (Apache's living processes here) and parent (empty where none lives).
look() {
  table=$(apache_table | own_living)
  parent=$(printf '%s\n' "$table" | parent_pid "$(read_pid "$pid_file")")
}

# answers: a port of Apache's gives any HTTP status. Without a tool to ask with, listening has to do.
answers() {
  targets=$(listen_table "$(printf '%s\n' "$table" | cut -d' ' -f1)" | http_targets)
  [ -n "$targets" ] || return 1
  printf '%s\n' "$targets" | {
    while read -r port scheme host; do
      case $(http_status "$scheme" "$host" "$port") in
        *status=000*) ;;
        *) exit 0 ;;
      esac
    done
    exit 1
  }
}

# await_apache SECONDS START_AFTER_SECONDS: until the parent lives and a port answers; starts Apache once where it is
# still not running after START_AFTER_SECONDS.
await_apache() {
  begun_seconds=$(now_seconds) started=0 reason=no-parent
  while :; do
    look
    waited_seconds=$(($(now_seconds) - begun_seconds))
    if [ -n "$parent" ]; then
      reason=no-answer
      if answers; then return 0; fi
    elif [ "$started" -eq 0 ] && [ "$waited_seconds" -ge "$2" ]; then
      reason=no-parent
      started=1
      service_do stop
      clear_leftovers
      service_do start
    else
      reason=no-parent
    fi
    [ "$waited_seconds" -lt "$1" ] || return 1
    sleep 0.2 2>/dev/null || sleep 1
  done
}

finish() {
  if await_apache "$1" "$2"; then
    result recovered "$RECOVERY" 0 "boot_id=$boot_id" "parent=$parent"
  fi
  bounded 10 "$ctl" -t 2>&1 | tail -n 5
  result failed "$reason" 30 "boot_id=$boot_id"
}

# leftovers: "pid start_ticks" of Apache processes that no longer have a parent, such as the orphan that holds the ports.
# Those below another living parent belong to another instance of Apache on this machine, and are left alone.
leftovers() {
  apache_table | own_living | awk '
    { line[$1] = $1 " " $5; uid[$1] = $3; ppid[$1] = $2 }
    END { for (pid in line) if (uid[pid] != 0 && !(ppid[pid] in line)) print line[pid] }'
}

# still LIST: the lines of LIST whose process is still the same one, and alive.
still() {
  apache_table | own_living | awk -v list="$1" '
    BEGIN { n = split(list, item, "\n"); for (i = 1; i <= n; i++) wanted[item[i]] = 1 }
    ($1 " " $5) in wanted { print $1 " " $5 }'
}

# end_processes LIST: TERM, at most 10 seconds, KILL, at most 5 seconds.
end_processes() {
  remaining=$1
  for attempt in TERM:50 KILL:25; do
    [ -n "$remaining" ] || return 0
    printf '%s\n' "$remaining" | while read -r pid _; do kill -s "${attempt%:*}" "$pid" 2>/dev/null; done
    tries=${attempt#*:}
    while [ "$tries" -gt 0 ]; do
      remaining=$(still "$remaining")
      [ -n "$remaining" ] || return 0
      tries=$((tries - 1))
      sleep 0.2 2>/dev/null || sleep 1
    done
  done
}

clear_leftovers() {
  end_processes "$(leftovers)"
  look
  # The init script of Ubuntu 16.04 believes a pid file whose number another process has taken since.
  if [ -z "$parent" ]; then rm -f "$pid_file"; fi
}

schedule_reboot() {
  # Exit 194 alone makes the agent wait a minute: most of the outage. The timer's own accuracy is a minute by default.
  if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1 &&
    bounded 5 systemd-run --on-active=3 --timer-property=AccuracySec=100ms systemctl reboot; then
    return
  fi
  detach='nohup'
  if command -v setsid >/dev/null 2>&1; then detach='setsid'; fi
  "$detach" sh -c 'sleep 3; shutdown -r now || reboot' </dev/null >/dev/null 2>&1 9>&- &
}

write_marker() {
  (umask 077 && mkdir -p "$state_dir") && echo "$boot_id" >"$marker.new" && mv -f "$marker.new" "$marker" && sync
}

recover_by_reboot() {
  marker=$state_dir/reboot-from
  rebooted_from=$(head -n 1 "$marker" 2>/dev/null)
  if [ "$boot_id" = "$EXPECTED_BOOT_ID" ]; then
    # From a second reboot: the marker is written, and on disk, before the first is scheduled.
    [ "$rebooted_from" != "$boot_id" ] || result rebooting already-scheduled 194 "boot_id=$boot_id"
    write_marker || refuse marker-not-written
    schedule_reboot
    result rebooting scheduled 194 "boot_id=$boot_id"
  fi
  # From doing anything in a boot that we did not ask for: the evidence was taken in another one.
  [ "$rebooted_from" = "$EXPECTED_BOOT_ID" ] || refuse stale-boot-id
  finish 60 15
}

recover_by_restart() {
  [ "$boot_id" = "$EXPECTED_BOOT_ID" ] || refuse stale-boot-id
  look
  running=
  if [ -n "$parent" ]; then running=$(printf '%s\n' "$table" | awk -v parent="$parent" '$1 == parent || $2 == parent { print $1 " " $5 }'); fi
  service_do stop
  end_processes "$(still "$running")"
  clear_leftovers
  service_do start
  finish 60 15
}

guard_common
pid_file=$(run_config | run_config_value PidFile)
[ -n "$pid_file" ] || pid_file=$(default_pid_file)
case $RECOVERY in
  reboot) recover_by_reboot ;;
  restart) recover_by_restart ;;
  *) refuse bad-parameter ;;
esac
