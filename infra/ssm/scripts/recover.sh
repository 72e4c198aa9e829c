#!/bin/sh
# shellcheck disable=SC2034,SC2317 # the parts are shared: not every script uses all of each, or uses it by name
# Brings Apache back on the configuration that is on disk: by one reboot, or by ending what is left of it and starting it.
# Set before: EXPECTED_BOOT_ID, RECOVERY (reboot or restart), EXPECTED_PARENT (Apache's parent when the order was given, as
# PID-STARTTICKS; empty where none lived), INCIDENT_ID.
# Exit: 0 recovered, 10 refused, 30 Apache did not come back, 194 the agent is to reboot and to run this script again.
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
step=recover

# >>> parts/bounded.sh
newline='
'

read_uptime() {
  uptime_seconds=
  read -r uptime_seconds _ </proc/uptime
  uptime_seconds=${uptime_seconds%%.*}
  uptime_seconds=${uptime_seconds:-0}
}

end_within() {
  read_uptime
  deadline_uptime_seconds=$((uptime_seconds + $1))
}

bounded() {
  limit_seconds=$1
  shift
  if [ -n "${deadline_uptime_seconds:-}" ]; then
    read_uptime
    left_seconds=$((deadline_uptime_seconds - uptime_seconds))
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
apache_table() {
  # shellcheck disable=SC2012 # one process for all links; names below /proc are tame
  ls -ld /proc/[0-9]*/exe /proc/[0-9]*/ns/ipc /proc/[0-9]*/ns/pid 2>/dev/null | awk '
    function line_of(file,   text) { text = ""; getline text < file; close(file); return text }
    function uid_of(pid,   file, text, uid, field) {
      file = "/proc/" pid "/status"; uid = "?"
      while (uid == "?" && (getline text < file) > 0) if (text ~ /^Uid:/) { split(text, field, " "); uid = field[2] }
      close(file)
      return uid
    }
    {
      i = index($0, " /proc/")
      if (!i) next
      n = split(substr($0, i + 1), word, " "); split(word[1], part, "/"); pid = part[3]
      if (part[4] == "ns") { number = word[3]; gsub(/[^0-9]/, "", number); if (number != "") ns[pid "/" part[5]] = number }
      else if (n < 3) unread[pid] = 1
      else if (word[3] ~ /\/(apache2|httpd)$/) found[pid] = 1
    }
    END {
      for (pid in unread) if (line_of("/proc/" pid "/comm") ~ /^(apache2|httpd)$/) found[pid] = 1
      for (pid in found) {
        text = line_of("/proc/" pid "/stat")
        if (!match(text, /.*\)/)) continue
        from = index(text, "(") + 1
        comm = substr(text, from, RLENGTH - from)
        split(substr(text, RLENGTH + 2), field, " ")
        uid = uid_of(pid)
        rank = uid == "0" ? 0 : field[2] == 1 ? 1 : 2
        print rank, pid, field[2], uid, field[1], field[20], (((pid "/ipc") in ns) ? ns[pid "/ipc"] : 0), (((pid "/pid") in ns) ? ns[pid "/pid"] : 0), comm
      }
    }' | sort -k1,1n -k2,2n | sed -n '1,2000s/^[0-9] //p'
}

own_namespaces() {
  own_ipc_ns=$(readlink /proc/self/ns/ipc) own_pid_ns=$(readlink /proc/self/ns/pid)
  own_ipc_ns=${own_ipc_ns#*\[} own_pid_ns=${own_pid_ns#*\[}
  own_ipc_ns=${own_ipc_ns%\]} own_pid_ns=${own_pid_ns%\]}
}

own_living() {
  living='' living_pids='' parent='' roots='' ppids=' '
  set -f
  IFS=$newline
  for line in $table; do
    case ${line#* * * } in [ZX]*) continue ;; esac
    case ${line#* * * * * } in "$own_ipc_ns $own_pid_ns "*) ;; *) continue ;; esac
    living=$living${living:+$newline}$line
    pid=${line%% *} ppid=${line#* }
    living_pids="$living_pids $pid"
    ppids="$ppids${ppid%% *} "
    case ${line#* * } in '0 '*) roots="$roots $pid" ;; esac
  done
  unset IFS
  for pid in $roots; do
    case $ppids in *" $pid "*) parent=${parent:-$pid} ;; esac
  done
  for pid in $roots; do
    [ "$pid" != "$1" ] || parent=$pid
  done
  set +f
}
# <<< parts/processes.sh

# >>> parts/parent.sh
run_config_value() {
  value=
  case $newline$1 in
    *"$newline$2: "*)
      value=$newline$1
      value=${value#*"$newline$2: "}
      value=${value%%"$newline"*}
      value=${value#\"}
      value=${value%\"}
      ;;
  esac
}

envvar() {
  [ -r /etc/apache2/envvars ] || return 0
  # shellcheck disable=SC1091 # on the instance only
  . /etc/apache2/envvars >/dev/null 2>&1 && eval "printf '%s\n' \"\${$1:-}\""
}

find_pid_file() {
  run_config_value "$1" PidFile
  pid_file=$value
  case $pid_file$layout in
    debian)
      pid_file=$(envvar APACHE_PID_FILE)
      pid_file=${pid_file:-/var/run/apache2/apache2.pid}
      ;;
    rhel) pid_file=/run/httpd/httpd.pid ;;
  esac
}

read_pid() {
  pid_file_pid=
  [ -f "$1" ] || return 0
  pid_file_pid=$(head -c 20 "$1" 2>/dev/null)
  pid_file_pid=${pid_file_pid%%[!0-9]*}
}
# <<< parts/parent.sh

# >>> parts/http.sh
listen_table() {
  directories='' directory_count=0 tables=''
  for pid in $1; do
    [ "$directory_count" -lt 60 ] || break
    directory_count=$((directory_count + 1))
    directories="$directories /proc/$pid/fd"
  done
  for family in tcp tcp6; do
    [ ! -r "/proc/net/$family" ] || tables="$tables family=$family /proc/net/$family"
  done
  # shellcheck disable=SC2012,SC2086 # names below /proc are tame; each word is one argument
  ls -l /proc/self/fd $directories 2>/dev/null | awk -v pids="$1" '
    family == "" && /^\// { split($0, part, "/"); pid = part[3]; next }
    family == "" { if (/ -> socket:/) { inode = $NF; gsub(/[^0-9]/, "", inode); holds[pid, inode] = 1 } next }
    $4 == "0A" {
      list = ""; held = 0
      for (i = 1; i <= n; i++) if (((order[i], $10) in holds) && held++ < 10) list = list (list == "" ? "" : ",") order[i]
      print (list == "" ? 1 : 0), family, $2, $10, "pids=" list
    }
    BEGIN { n = split(pids, order, " ") }' - $tables | sort -k1,1n -k3,3 | cut -d' ' -f2-
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
    http_answer=tool=none
    return
  fi
  case $status in
    [1-9][0-9][0-9]) http_answer=status=$status ;;
    *) http_answer="status=000 error=$code" ;;
  esac
}
# <<< parts/http.sh

# >>> parts/guards.sh
result() {
  result_status=$1 result_reason=$2 result_exit=$3
  shift 3
  result_line="#result step=$step status=$result_status reason=$result_reason${*:+ $*}"
  echo "$result_line"
  exit "$result_exit"
}

refuse() {
  result refused "$1" 10
}

matches() {
  case $1 in *"$newline"*) return 1 ;; esac
  printf '%s\n' "$1" | grep -qxE -e "$2"
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

# look: sets living and living_pids (Apache's processes here) and parent (empty where none lives).
look() {
  table=$(apache_table)
  read_pid "$pid_file"
  own_living "$pid_file_pid"
}

# answers: a port of Apache's gives any HTTP status. Without a tool to ask with, listening has to do.
answers() {
  targets=$(listen_table "$living_pids" | http_targets)
  [ -n "$targets" ] || return 1
  printf '%s\n' "$targets" | {
    while read -r port scheme host; do
      http_status "$scheme" "$host" "$port"
      case $http_answer in
        status=000*) ;;
        *) exit 0 ;;
      esac
    done
    exit 1
  }
}

# await_apache SECONDS START_AFTER_SECONDS: until the parent lives and a port answers; starts Apache once where it is
# still not running after START_AFTER_SECONDS.
await_apache() {
  read_uptime
  begun_seconds=$uptime_seconds started=0 reason=no-parent
  while :; do
    look
    read_uptime
    waited_seconds=$((uptime_seconds - begun_seconds))
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

# finish SECONDS START_AFTER_SECONDS REASON
finish() {
  if await_apache "$1" "$2"; then
    result recovered "$3" 0 "boot_id=$boot_id" "parent=$parent"
  fi
  bounded 10 "$ctl" -t 2>&1 | tail -n 5
  result failed "$reason" 30 "boot_id=$boot_id"
}

# leftovers: "pid start_ticks" of Apache processes that no longer have a parent, such as the orphan that holds the ports.
# Those below another living parent belong to another instance of Apache on this machine, and are left alone.
leftovers() {
  look
  printf '%s\n' "$living" | awk '
    NF { line[$1] = $1 " " $5; uid[$1] = $3; ppid[$1] = $2 }
    END { for (pid in line) if (uid[pid] != 0 && !(ppid[pid] in line)) print line[pid] }'
}

# still LIST: the lines of LIST whose process is still the same one, and alive.
still() {
  look
  printf '%s\n' "$living" | awk -v list="$1" '
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

# write_marker TEXT
write_marker() {
  (umask 077 && mkdir -p "$state_dir") && echo "$1" >"$marker.new" && mv -f "$marker.new" "$marker" && sync
}

recover_by_reboot() {
  marker=$state_dir/reboot-from
  rebooted_from=$(head -n 1 "$marker" 2>/dev/null)
  if [ "$boot_id" = "$EXPECTED_BOOT_ID" ]; then
    # From a second reboot: the marker is written, and on disk, before the first is scheduled.
    [ "$rebooted_from" != "$boot_id" ] || result rebooting already-scheduled 194 "boot_id=$boot_id"
    write_marker "$boot_id" || refuse marker-not-written
    schedule_reboot
    result rebooting scheduled 194 "boot_id=$boot_id"
  fi
  # From doing anything in a boot that we did not ask for: the evidence was taken in another one.
  [ "$rebooted_from" = "$EXPECTED_BOOT_ID" ] || refuse stale-boot-id
  finish 60 15 reboot
}

recover_by_restart() {
  [ "$boot_id" = "$EXPECTED_BOOT_ID" ] || refuse stale-boot-id
  look
  found_parent=$(printf '%s\n' "$living" | awk -v parent="${parent:--}" '$1 == parent { print $1 "-" $5 }')
  # From restarting a healthy Apache because the order came twice: the marker names the order, and the parent that was found
  # when it was begun. A parent that is neither that one nor the order's is the restart's own. Where it was interrupted with
  # no parent left, it is done to its end; a later order of this incident knows the new parent, and is another one.
  marker=$state_dir/restart-from order="$boot_id ${EXPECTED_PARENT:--}"
  begun=$(head -n 1 "$marker" 2>/dev/null)
  case $begun in
    "$order "*)
      case $found_parent in
        '' | "$EXPECTED_PARENT" | "${begun##* }") ;;
        *) finish 60 15 already-restarted ;;
      esac
      ;;
  esac
  # Where that cannot be written, as on a full disk, a second restart is the smaller harm.
  write_marker "$order ${found_parent:--}"
  running=
  if [ -n "$parent" ]; then running=$(printf '%s\n' "$living" | awk -v parent="$parent" '$1 == parent || $2 == parent { print $1 " " $5 }'); fi
  service_do stop
  end_processes "$(still "$running")"
  clear_leftovers
  service_do start
  finish 60 15 restart
}

guard_common
matches "$EXPECTED_PARENT" '([0-9]{1,10}-[0-9]{1,20})?' || refuse bad-parameter
own_namespaces
find_pid_file "$(run_config)"
case $RECOVERY in
  reboot) recover_by_reboot ;;
  restart) recover_by_restart ;;
  *) refuse bad-parameter ;;
esac
