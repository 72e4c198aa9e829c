#!/bin/sh
# shellcheck disable=SC2034,SC2317 # the parts are shared: not every script uses all of each, or uses it by name
# Collects the facts about Apache, its mutexes and its semaphores on this machine. Changes nothing, needs root, can be
# pasted by hand. Prints at most 24,000 bytes between #evidence-begin and #evidence-end; every content line starts with
# "|", so that no content can imitate a section header. Missing tools and failing commands only leave their section thin.
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
deadline_epoch_seconds=$(($(date +%s) + 50))

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

# >>> parts/config-hash.sh
config_hash() {
  (
    cd "$1" 2>/dev/null || exit 0
    directories=$(bounded 2 find . -type d) || exit 0
    links=$(bounded 2 find . -type l) || exit 0
    contents=$(bounded 6 find . -type f -exec sha256sum {} +) || exit 0
    {
      printf '%s\n' "$directories" | sort
      printf '%s\n' "$links" | sort | while IFS= read -r link; do printf '%s -> %s\n' "$link" "$(readlink "$link")"; done
      printf '%s\n' "$contents" | sort -k2
    } | sha256sum | cut -d' ' -f1
  )
}
# <<< parts/config-hash.sh

# section NAME MAX_LINES MAX_BYTES head|tail [ATTRIBUTES]: prints stdin as one section, of its beginning or its end.
# The sum of all MAX_BYTES plus 1,400 for the headers stays below 24,000: what Systems Manager keeps of a step's output.
# Lines are cut at 300 characters, and anything but printable ASCII becomes "?".
section() {
  awk -v name="$1" -v max_lines="$2" -v max_bytes="$3" -v side="$4" -v attributes="${5:-}" '
    BEGIN { mark = sprintf("%c", 1); n = 0; first = 1 }
    index($0, mark) == 1 { status = substr($0, 2); next }
    {
      line = substr($0, 1, 301)
      if (length(line) > 300) { line = substr(line, 1, 300); cut = 1 }
      gsub(/\t/, " ", line); gsub(/[^ -~]/, "?", line)
      if (side == "head" && n - first + 1 >= max_lines) { cut = 1; next }
      kept[++n] = line
      if (n - first + 1 > max_lines) { delete kept[first++]; cut = 1 }
    }
    END {
      while (n >= first && kept[n] == "") n--
      total = 0
      if (side == "tail") {
        for (i = n; i >= first && total + length(kept[i]) + 2 <= max_bytes; i--) total += length(kept[i]) + 2
        if (i >= first) cut = 1
        first = i + 1
      } else {
        for (i = first; i <= n && total + length(kept[i]) + 2 <= max_bytes; i++) total += length(kept[i]) + 2
        if (i <= n) cut = 1
        n = i - 1
      }
      printf "[%s%s%s%s]\n", name, attributes == "" ? "" : " " attributes, status == "" ? "" : " exit=" status, cut ? " cut=1" : ""
      for (i = first; i <= n; i++) print "|" kept[i]
    }'
}

# with_status COMMAND...: the command's output, then its exit status behind the mark that section looks for.
with_status() {
  "$@"
  printf '\n\001%s\n' "$?"
}

# attribute TEXT: the text as a value for a section header.
attribute() {
  printf '%s' "$1" | tr -c 'A-Za-z0-9_./:@%+-' '_' | cut -c1-120
}

# By head, not by read: some shells read byte by byte, and files below /proc/sys answer the first byte only.
read_first_line() {
  head -n 1 "$1" 2>/dev/null
}

find_apache
own_namespaces
boot_id=$(read_first_line /proc/sys/kernel/random/boot_id)

# Before Apache's control script is called for the first time: it creates the lock directory where that is missing.
case $layout in
  debian) lock_dir=$(envvar APACHE_LOCK_DIR) ;;
  rhel) lock_dir=/run/httpd ;;
  *) lock_dir='' ;;
esac
lock_dir_facts=$(
  echo "path=$lock_dir"
  if [ -n "$lock_dir" ] && [ -d "$lock_dir" ]; then
    echo exists=1
    # shellcheck disable=SC2016 # awk's own fields
    echo "fstype=$(bounded 2 stat -f -c %T "$lock_dir" 2>/dev/null)"
    bounded 2 stat -L -c 'mode=%a
owner=%U:%G' "$lock_dir" 2>/dev/null
  else
    echo exists=0
  fi
)

runcfg=$([ "$layout" = none ] || with_status run_config)
pid_file=$(printf '%s\n' "$runcfg" | run_config_value PidFile)
[ -n "$pid_file" ] || [ "$layout" = none ] || pid_file=$(default_pid_file)
error_log=$(printf '%s\n' "$runcfg" | run_config_value 'Main ErrorLog')
if [ -z "$error_log" ] && [ "$layout" = debian ]; then error_log=$(envvar APACHE_LOG_DIR)/error.log; fi
if [ -z "$error_log" ] && [ "$layout" = rhel ]; then error_log=/var/log/httpd/error_log; fi

table=$(apache_table)
own_table=$(printf '%s\n' "$table" | own_living)
pid_file_pid=$([ -z "$pid_file" ] || read_pid "$pid_file")
parent=$(printf '%s\n' "$own_table" | parent_pid "$pid_file_pid")

user_line=$(printf '%s\n' "$runcfg" | awk '/^User: name="/ { sub(/^User: name="/, ""); sub(/".*/, ""); print; exit }')
if [ -z "$user_line" ]; then
  if [ "$layout" = debian ]; then user_line=$(envvar APACHE_RUN_USER); fi
  if [ "$layout" = rhel ]; then user_line=$(awk 'tolower($1) == "user" { print $2; exit }' "$main_config" 2>/dev/null); fi
fi
user_uid=$([ -z "$user_line" ] || id -u -- "$user_line" 2>/dev/null)

meta() {
  echo format=1
  echo "time=$(date +%s)"
  echo "utc_offset=$(date +%z)"
  echo "boot_id=$boot_id"
  uptime=$(read_first_line /proc/uptime)
  echo "uptime_seconds=${uptime%%.*}"
  echo "uid=$(id -u)"
  echo "hostname=$(uname -n)"
  echo "kernel=$(uname -r)"
}

apache_facts() {
  echo "layout=$layout"
  echo "ctl=$ctl"
  echo "server=$server"
  echo "config_root=$config_root"
  echo "main_config=$main_config"
  echo "pid_file=$pid_file"
  echo "error_log=$error_log"
  echo "unit=$unit"
}

version() {
  bounded 3 "$ctl" -v 2>&1
}

build() {
  build_output=$(bounded 4 "$ctl" -V 2>&1)
  build_status=$?
  printf '%s\n' "$build_output" | grep -E '^Server |^Architecture|^ *-D (APR_USE_|SINGLE_LISTEN|DEFAULT_PIDLOG|DEFAULT_REL_RUNTIMEDIR|SERVER_CONFIG_FILE|HTTPD_ROOT)|AH[0-9]'
  return "$build_status"
}

config_test() {
  bounded 10 "$ctl" -t 2>&1
}

config_facts() {
  echo "hash=$(config_hash "$config_root")"
  echo "files=$(bounded 2 find "$config_root" \( -type f -o -type l \) -print 2>/dev/null | wc -l | tr -d ' ')"
}

# The directives that decide about the accept mutex, in the files that the packaged layout includes.
directives() {
  if [ "$layout" = debian ]; then
    set -- "$main_config" /etc/apache2/ports.conf /etc/apache2/mods-enabled/*.load /etc/apache2/mods-enabled/*.conf \
      /etc/apache2/conf-enabled/*.conf /etc/apache2/sites-enabled/*
  else
    set -- "$main_config" /etc/httpd/conf.modules.d/*.conf /etc/httpd/conf.d/*.conf
  fi
  bounded 3 grep -inHE '^[[:space:]]*(#?[[:space:]]*Mutex[[:space:]]|Listen[[:space:]]|LoadModule[[:space:]]+mpm_)' "$@" 2>/dev/null
}

pid_file_facts() {
  echo "path=$pid_file"
  echo "pid=$pid_file_pid"
  if [ -n "$pid_file_pid" ] && printf '%s\n' "$own_table" | grep -q "^$pid_file_pid "; then echo alive=1; else echo alive=0; fi
}

# Only while the parent lives: see http_status.
http_answers() {
  [ -n "$parent" ] || return 0
  printf '%s\n' "$listening" | http_targets | while read -r port scheme host; do
    echo "port=$port scheme=$scheme $(http_status "$scheme" "$host" "$port")"
  done
}

# Blanks squeezed; those of Apache's user first, so that a cut never takes them away.
semaphores() {
  awk -v uid="${user_uid:--}" '
    { $1 = $1 }
    NR == 1 { print; next }
    $5 == uid { print; next }
    n < 200 { other[++n] = $0 }
    END { for (i = 1; i <= n; i++) print other[i] }' /proc/sysvipc/sem 2>/dev/null
}

user_facts() {
  echo "name=$user_line"
  echo "uid=$user_uid"
  [ -z "$user_line" ] || echo "passwd=$(bounded 2 getent passwd "$user_line" 2>/dev/null | awk -F: '{ print $1 ":" $2 ":" $3 ":" $4 "::" $6 ":" $7; exit }')"
}

# logind.conf and its drop-ins, each name once (/etc over /run over /usr/lib), in the order in which logind reads them.
logind_files() {
  echo /etc/systemd/logind.conf
  for directory in /etc /run /usr/local/lib /usr/lib /lib; do
    for file in "$directory"/systemd/logind.conf.d/*.conf; do
      [ ! -e "$file" ] || echo "${file##*/} $file"
    done
  done | awk '!seen[$1]++' | sort -k1,1 | cut -d' ' -f2-
}

# What logind really uses, asked over D-Bus; else the last setting in its files; else the distribution's default.
remove_ipc() {
  lines=$(logind_files | head -n 50 | while IFS= read -r file; do
    awk -v file="$file" '/^[ \t]*\[/ { login = /^[ \t]*\[Login\]/ } login && /^[ \t]*RemoveIPC[ \t]*=/ { sub(/^[ \t]*/, ""); print file ":" $0 }' "$file" 2>/dev/null
  done)
  answer=$(bounded 3 busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager RemoveIPC 2>/dev/null)
  setting=$(printf '%s\n' "$lines" | tail -n 1 | sed 's/^[^=]*=[[:space:]]*//; s/[[:space:]]*$//')
  case $answer in
    'b true') effective=yes source=busctl ;;
    'b false') effective=no source=busctl ;;
    *)
      source=config
      case $setting in
        1 | [Yy] | [Yy][Ee][Ss] | [Tt] | [Tt][Rr][Uu][Ee] | [Oo][Nn]) effective=yes ;;
        0 | [Nn] | [Nn][Oo] | [Ff] | [Ff][Aa][Ll][Ss][Ee] | [Oo][Ff][Ff]) effective=no ;;
        *)
          source=default
          # shellcheck disable=SC1091 # on the instance only
          case $( (. /etc/os-release && echo " ${ID:-} ${ID_LIKE:-} ") 2>/dev/null) in
            ' amzn '*) effective=unknown ;;
            *' debian '* | *' ubuntu '*) effective=yes ;;
            *' rhel '* | *' centos '* | *' fedora '*) effective=no ;;
            *) effective=unknown ;;
          esac
          ;;
      esac
      ;;
  esac
  echo "effective=$effective"
  echo "source=$source"
  [ -z "$lines" ] || printf '%s\n' "$lines" | sed 's/^/line=/'
}

# Ends of sessions, and the beginnings that say which session was that of Apache's user.
session_lines() {
  awk -v user="$user_line" '
    /systemd/ && (/Removed session/ || /logged out/ || /Removed slice .*User Slice/ || /Stopped User Manager for UID/) { print; next }
    user != "" && /systemd-logind/ && /New session/ && index($0, " of user " user ".") { print }' | tail -n 20
}

journal_sessions() {
  bounded 6 journalctl -q --no-pager -o short-unix -n 4000 SYSLOG_IDENTIFIER=systemd-logind + SYSLOG_IDENTIFIER=systemd 2>/dev/null | session_lines
}

file_sessions() {
  for file in /var/log/auth.log /var/log/secure; do
    [ ! -r "$file" ] || { bounded 2 tail -c 1048576 "$file" | session_lines; return; }
  done
}

linger() {
  if [ -z "$user_line" ]; then
    echo linger=unknown
  elif [ -e "/var/lib/systemd/linger/$user_line" ]; then
    echo linger=yes
  else
    echo linger=no
  fi
}

error_lines() {
  [ -f "$error_log" ] || return 0
  bounded 3 tail -c 262144 "$error_log" 2>/dev/null | grep -aiE 'AH00|AH02818|AH0202[4-7]|mutex' | tail -n 40
}

unit_facts() {
  if command -v systemctl >/dev/null 2>&1; then
    bounded 3 systemctl show -p Id,ActiveState,SubState,MainPID,Restart,KillMode,SourcePath,UnitFileState "$unit.service" 2>&1
  else
    echo sysv=1
  fi
}

# Apache in other IPC namespaces (containers): it has semaphores of its own, and this script sees none of them.
neighbours() {
  printf '%s\n' "$table" | awk -v own="$own_ipc_ns" 'NF && $6 != own && $6 != 0 && !seen[$6]++ { print $1, $6, $8 }' |
    head -n 20 | while read -r pid ns comm; do
    echo "$pid $ns $comm $(tail -n 1 "/proc/$pid/cgroup" 2>/dev/null | tail -c 60)"
  done
}

os_release() {
  grep -E '^(NAME|PRETTY_NAME|ID|ID_LIKE|VERSION|VERSION_ID|VERSION_CODENAME)=' /etc/os-release 2>/dev/null
}

listening=$(listen_table "$(printf '%s\n' "$own_table" | cut -d' ' -f1)")

echo "#evidence-begin 1 $boot_id"
meta | section meta 10 400 head
os_release | section os-release 10 400 head
apache_facts | section apache 10 600 head
if [ "$layout" != none ]; then
  with_status version | section version 5 200 head
  with_status build | section build 20 900 head
  with_status config_test | section configtest 10 1000 tail
  printf '%s\n' "$runcfg" | section runcfg 60 1600 head
  config_facts | section config 2 120 head
  directives | section directives 40 1300 head
fi
printf '%s\n' "$table" | section processes 100 2700 head "total=$(printf '%s\n' "$table" | grep -c .)"
printf 'ipc_ns=%s\npid_ns=%s\n' "$own_ipc_ns" "$own_pid_ns" | section self 2 80 head
[ "$layout" = none ] || pid_file_facts | section pidfile 3 250 head
printf '%s\n' "$listening" | section listen 50 1200 head
http_answers | section http 6 400 head
semaphores | section sem 120 2400 head "total=$(awk 'END { print NR ? NR - 1 : 0 }' /proc/sysvipc/sem 2>/dev/null)"
read_first_line /proc/sys/kernel/sem | section sem-limits 1 60 head
bounded 3 ipcs -a 2>&1 | section ipcs 100 2100 head
if [ "$layout" != none ]; then
  user_facts | section user 3 300 head
fi
remove_ipc | section removeipc 8 500 head
sessions=$(journal_sessions) sessions_source=journal
[ -n "$sessions" ] || { sessions=$(file_sessions) sessions_source=file; }
[ -n "$sessions" ] || sessions_source=none
printf '%s\n' "$sessions" | section logins 20 1300 tail "source=$sessions_source"
if [ "$layout" != none ]; then
  linger | section linger 1 20 head
  error_lines | section errorlog 40 3900 tail "path=$(attribute "$error_log")"
  printf '%s\n' "$lock_dir_facts" | section lockdir 5 250 head
  unit_facts | section unit 8 400 head
fi
neighbours | section neighbours 10 400 head
echo "#evidence-end 1 $boot_id"
exit 0
