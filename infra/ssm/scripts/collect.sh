#!/bin/sh
# shellcheck disable=SC2034,SC2317 # the parts are shared: not every script uses all of each, or uses it by name
# Collects the facts about Apache, its mutexes and its semaphores on this machine. Changes nothing, needs root, can be
# pasted by hand. Prints at most 24,000 bytes between #evidence-begin and #evidence-end; every content line starts with
# "|", so that no content can imitate a section header. Missing tools and failing commands only leave their section thin.
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

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

# >>> parts/config-hash.sh
config_hash() {
  (
    cd "$1" 2>/dev/null || exit 0
    names=$(bounded 4 find . \( -type d -printf 'd%p\n' \) -o \( -type l -printf 'l%p\001%l\n' \) 2>/dev/null) ||
      names=$(names_one_by_one) || exit 0
    contents=$(bounded 6 find . -type f -exec sha256sum {} +) || exit 0
    {
      printf '%s\n' "$names" | sort | awk '
        /^d/ { print substr($0, 2); next }
        { links = 1; i = index($0, "\001"); print substr($0, 2, i - 2) " -> " substr($0, i + 1) }
        END { if (!links) print " -> " }'
      printf '%s\n' "$contents" | sort -k2
    } | sha256sum | { read -r hash _ && echo "$hash"; }
  )
}

names_one_by_one() {
  directories=$(bounded 2 find . -type d) || return 1
  links=$(bounded 2 find . -type l) || return 1
  printf '%s\n' "$directories" | sed 's/^/d/'
  [ -z "$links" ] || printf '%s\n' "$links" | while IFS= read -r link; do printf 'l%s\001%s\n' "$link" "$(readlink "$link")"; done
}
# <<< parts/config-hash.sh

# section NAME MAX_LINES MAX_BYTES head|tail [ATTRIBUTES]: what is printed from here on is one section, of its beginning or
# its end. The sum of all MAX_BYTES plus 1,400 for the headers stays below 24,000: what Systems Manager keeps of a step's output.
section() {
  printf '\n%s section %s\n' "$mark" "$*"
}

# attributes TEXT: more for the header of the section that is being printed.
attributes() {
  printf '\n%s attributes %s\n' "$mark" "$*"
}

# with_status COMMAND...: the command's output, and its exit status for the section's header.
with_status() {
  "$@"
  attributes "exit=$?"
}

# print_sections: stdin as sections. One process for all of them: its orders are the lines that begin with the mark, which
# is made anew for each run, so that no content can give one. Lines are cut at 300 characters, and anything but printable
# ASCII becomes "?".
print_sections() {
  awk -v mark="$mark " '
    function finish(   i, total) {
      if (name == "") return
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
      print "[" name attributes status (cut ? " cut=1" : "") "]"
      for (i = first; i <= n; i++) print "|" kept[i]
    }
    function keep(line) {
      if (side == "head" && n - first + 1 >= max_lines) { cut = 1; return }
      kept[++n] = line
      if (n - first + 1 > max_lines) { delete kept[first++]; cut = 1 }
    }
    index($0, mark) == 1 {
      $0 = substr($0, length(mark) + 1)
      if ($1 == "section") {
        finish()
        name = $2; max_lines = $3 + 0; max_bytes = $4 + 0; side = $5
        n = 0; first = 1; blank = 0; cut = 0; attributes = ""; status = ""
        for (i = 6; i <= NF; i++) attributes = attributes " " $i
      } else if ($2 ~ /^exit=/) status = " " $2
      else attributes = attributes " " $2
      next
    }
    {
      line = substr($0, 1, 301)
      if (length(line) > 300) { line = substr(line, 1, 300); cut = 1 }
      gsub(/\t/, " ", line); gsub(/[^ -~]/, "?", line)
      # Blank lines at the end are none of it.
      if (line == "") { blank++; next }
      while (blank > 0) { keep(""); blank-- }
      keep(line)
    }
    END { finish() }'
}

# count_lines TEXT: sets line_count.
count_lines() {
  set -f
  IFS=$newline
  # shellcheck disable=SC2086 # split into its lines
  set -- $1
  unset IFS
  set +f
  line_count=$#
}

# attribute TEXT: sets value, the text as a value for a section header.
attribute() {
  value=$1
  case $value in
    *[!A-Za-z0-9_./:@%+-]*) value=$(printf '%s' "$value" | tr -c 'A-Za-z0-9_./:@%+-' '_') ;;
  esac
  [ "${#value}" -le 120 ] || value=$(printf '%s' "$value" | cut -c1-120)
}

end_within 50
find_apache
own_namespaces

# By cat, not by read: some shells read byte by byte, and files below /proc/sys answer the first byte only. The last one is
# missing where the kernel has no SysV semaphores.
# shellcheck disable=SC2046 # no line of the first four has a blank
set -- $(cd /proc/sys/kernel && cat random/boot_id random/uuid hostname osrelease sem 2>/dev/null)
boot_id=${1:-} mark=$(printf '\001')${2:-$$} hostname=${3:-} kernel=${4:-}
sem_limits=${5:-}${6:+ $6}${7:+ $7}${8:+ $8}

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
    bounded 2 stat -f -c fstype=%T "$lock_dir" 2>/dev/null || echo fstype=
    bounded 2 stat -L -c 'mode=%a
owner=%U:%G' "$lock_dir" 2>/dev/null
  else
    echo exists=0
  fi
)

runcfg='' runcfg_status=0
if [ "$layout" != none ]; then
  runcfg=$(run_config)
  runcfg_status=$?
fi
find_pid_file "$runcfg"
run_config_value "$runcfg" 'Main ErrorLog'
error_log=$value
if [ -z "$error_log" ] && [ "$layout" = debian ]; then error_log=$(envvar APACHE_LOG_DIR)/error.log; fi
if [ -z "$error_log" ] && [ "$layout" = rhel ]; then error_log=/var/log/httpd/error_log; fi

table=$(apache_table)
read_pid "$pid_file"
own_living "$pid_file_pid"

run_config_value "$runcfg" User
user_name=${value#name=\"}
user_name=${user_name%%\"*}
if [ -z "$user_name" ]; then
  if [ "$layout" = debian ]; then user_name=$(envvar APACHE_RUN_USER); fi
  if [ "$layout" = rhel ]; then user_name=$(awk 'tolower($1) == "user" { print $2; exit }' "$main_config" 2>/dev/null); fi
fi

# The user's line of the user database without what may name a person, and the uid in it.
passwd='' user_uid=''
if [ -n "$user_name" ]; then
  passwd=$(bounded 2 getent passwd "$user_name" 2>/dev/null)
  set -f
  IFS=:
  # shellcheck disable=SC2086 # split into its fields
  set -- ${passwd%%"$newline"*} '' '' '' ''
  unset IFS
  set +f
  if [ -n "$passwd" ]; then
    passwd=$1:$2:$3:$4::$6:$7 user_uid=$3
  else
    user_uid=$(id -u -- "$user_name" 2>/dev/null)
  fi
fi

meta() {
  echo format=1
  date '+time=%s
utc_offset=%z'
  echo "boot_id=$boot_id"
  read_uptime
  echo "uptime_seconds=$uptime_seconds"
  echo "uid=$(id -u)"
  echo "hostname=$hostname"
  echo "kernel=$kernel"
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

# The first lines of what -V prints; asked for by themselves only where -V fails, as it may on a broken configuration.
version() {
  case $build_status/$build_output in
    0/*'Server version: '*) printf '%s\n' "$build_output" | grep -E '^Server (version|built):' ;;
    *) bounded 3 "$ctl" -v 2>&1 ;;
  esac
}

build() {
  printf '%s\n' "$build_output" | grep -E '^Server |^Architecture|^ *-D (APR_USE_|SINGLE_LISTEN|DEFAULT_PIDLOG|DEFAULT_REL_RUNTIMEDIR|SERVER_CONFIG_FILE|HTTPD_ROOT)|AH[0-9]'
  return "$build_status"
}

config_test() {
  bounded 10 "$ctl" -t 2>&1
}

config_facts() {
  echo "hash=$(config_hash "$config_root")"
  echo "files=$(bounded 2 find "$config_root" \( -type f -o -type l \) -print 2>/dev/null | wc -l)"
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
  case "$living_pids " in *" ${pid_file_pid:--} "*) echo alive=1 ;; *) echo alive=0 ;; esac
}

# Only while the parent lives: see http_status.
http_answers() {
  [ -n "$parent" ] || return 0
  printf '%s\n' "$listening" | http_targets | while read -r port scheme host; do
    http_status "$scheme" "$host" "$port"
    echo "port=$port scheme=$scheme $http_answer"
  done
}

# Blanks squeezed; those of Apache's user first, so that a cut never takes them away.
semaphores() {
  awk -v uid="${user_uid:--}" -v mark="$mark" '
    { $1 = $1 }
    NR == 1 { print; next }
    $5 == uid { print; next }
    n < 200 { other[++n] = $0 }
    END { for (i = 1; i <= n; i++) print other[i]; print mark " attributes total=" (NR ? NR - 1 : 0) }' /proc/sysvipc/sem 2>/dev/null
}

user_facts() {
  echo "name=$user_name"
  echo "uid=$user_uid"
  [ -z "$user_name" ] || echo "passwd=$passwd"
}

# The settings in logind.conf and its drop-ins, each name once (/etc over /run over /usr/lib), in the order in which logind
# reads them: FILE:LINE.
logind_settings() {
  set --
  names=/
  for file in /etc/systemd/logind.conf /etc/systemd/logind.conf.d/*.conf /run/systemd/logind.conf.d/*.conf \
    /usr/local/lib/systemd/logind.conf.d/*.conf /usr/lib/systemd/logind.conf.d/*.conf /lib/systemd/logind.conf.d/*.conf; do
    # An empty one, or a link to /dev/null, hides its namesakes as well.
    case $names in *"/${file##*/}/"*) continue ;; esac
    [ ! -e "$file" ] || names=$names${file##*/}/
    [ ! -f "$file" ] || [ ! -r "$file" ] || [ $# -ge 50 ] || set -- "$@" "$file"
  done
  [ $# -eq 0 ] || awk '
    FILENAME != file {
      file = FILENAME; login = 0; name = file
      if (name != "/etc/systemd/logind.conf") sub(/.*\//, "", name)
    }
    /^[ \t]*\[/ { login = /^[ \t]*\[Login\]/ }
    login && /^[ \t]*RemoveIPC[ \t]*=/ { sub(/^[ \t]*/, ""); printf "%s %06d %s:%s\n", name, NR, file, $0 }' "$@" 2>/dev/null
}

# What logind really uses, asked over D-Bus; else the last setting in its files; else the distribution's default.
remove_ipc() {
  lines=$(logind_settings)
  [ -z "$lines" ] || lines=$(printf '%s\n' "$lines" | sort | cut -d' ' -f3-)
  answer=$(bounded 3 busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager RemoveIPC 2>/dev/null)
  setting=${lines##*"$newline"}
  set -f
  # shellcheck disable=SC2086 # without the blanks around it
  set -- ${setting#*=}
  set +f
  setting=$*
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
  awk -v user="$user_name" '
    /systemd/ && (/Removed session/ || /logged out/ || /Removed slice .*User Slice/ || /Stopped User Manager for UID/) { print; next }
    user != "" && /systemd-logind/ && /New session/ && index($0, " of user " user ".") { print }'
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
  if [ -z "$user_name" ]; then
    echo linger=unknown
  elif [ -e "/var/lib/systemd/linger/$user_name" ]; then
    echo linger=yes
  else
    echo linger=no
  fi
}

# What Apache and its modules log of mutexes, and all of the server's own codes. From the table in MutexMessages.cs; a test compares the two.
mutex_lines='AH00
mutex
lock process table
AH(01180|01194|01203|01322|01673|01675|01678|01683|01760|01946|01947|01948|01949|01959|02024|02025)
AH(02026|02027|02350|02355|02366|02368|02371|02384|02388|02390|02391|02394|02478|02479|02480|02689)
AH(02691|02705|02712|02721|02722|02743|02816|02818|02855|02856|02857|02858|02867|03016|03278|03282)
AH(03293|10095|10134|10135|10165|10166|10350|10351|10352|10488|10489)'

error_lines() {
  [ -f "$error_log" ] || return 0
  bounded 3 tail -c 262144 "$error_log" 2>/dev/null | grep -aiE "$mutex_lines"
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
  [ "$living" != "$table" ] || return 0
  printf '%s\n' "$table" | awk -v own="$own_ipc_ns" 'NF && $6 != own && $6 != 0 && !seen[$6]++ && ++n <= 20 { print $1, $6, $8 }' |
    while read -r pid ns comm; do
      echo "$pid $ns $comm $(tail -n 1 "/proc/$pid/cgroup" 2>/dev/null | tail -c 60)"
    done
}

os_release() {
  grep -E '^(NAME|PRETTY_NAME|ID|ID_LIKE|VERSION|VERSION_ID|VERSION_CODENAME)=' /etc/os-release 2>/dev/null
}

listening=$(listen_table "$living_pids")
attribute "$error_log"
error_log_attribute=$value

echo "#evidence-begin 1 $boot_id"
{
  section meta 10 400 head
  meta
  section os-release 10 400 head
  os_release
  section apache 10 600 head
  apache_facts
  if [ "$layout" != none ]; then
    build_output=$(bounded 4 "$ctl" -V 2>&1)
    build_status=$?
    section version 5 200 head
    with_status version
    section build 20 900 head
    with_status build
    section configtest 10 1000 tail
    with_status config_test
    section runcfg 60 1600 head "exit=$runcfg_status"
    printf '%s\n' "$runcfg"
    section config 2 120 head
    config_facts
    section directives 40 1300 head
    directives
  fi
  section processes 100 2700 head
  printf '%s\n' "$table"
  count_lines "$table"
  attributes "total=$line_count"
  section self 2 80 head
  printf 'ipc_ns=%s\npid_ns=%s\n' "$own_ipc_ns" "$own_pid_ns"
  if [ "$layout" != none ]; then
    section pidfile 3 250 head
    pid_file_facts
  fi
  section listen 50 1200 head
  printf '%s\n' "$listening"
  section http 6 400 head
  http_answers
  section sem 120 2400 head
  semaphores
  section sem-limits 1 60 head
  echo "$sem_limits"
  section ipcs 100 2100 head
  bounded 3 ipcs -a 2>&1
  if [ "$layout" != none ]; then
    section user 3 300 head
    user_facts
  fi
  section removeipc 8 500 head
  remove_ipc
  sessions=$(journal_sessions) sessions_source=journal
  [ -n "$sessions" ] || { sessions=$(file_sessions) sessions_source=file; }
  [ -n "$sessions" ] || sessions_source=none
  section logins 20 1300 tail "source=$sessions_source"
  printf '%s\n' "$sessions"
  if [ "$layout" != none ]; then
    section linger 1 20 head
    linger
    section errorlog 40 3900 tail "path=$error_log_attribute"
    error_lines
    section lockdir 5 250 head
    printf '%s\n' "$lock_dir_facts"
    section unit 8 400 head
    unit_facts
  fi
  section neighbours 10 400 head
  neighbours
} | print_sections
echo "#evidence-end 1 $boot_id"
exit 0
