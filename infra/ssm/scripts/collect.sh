#!/bin/sh
# Collects the facts about Apache, its mutexes and its semaphores on this machine. Changes nothing, needs root, can be
# pasted by hand. Prints at most 24,000 bytes between #evidence-begin and #evidence-end; every content line starts with
# "|", so that no content can imitate a section header. Missing tools and failing commands only leave their section thin.

. "${0%/*}/parts/environment.sh"
. "${0%/*}/parts/bounded.sh"
. "${0%/*}/parts/layout.sh"
. "${0%/*}/parts/processes.sh"
. "${0%/*}/parts/listening.sh"
. "${0%/*}/parts/http.sh"
. "${0%/*}/parts/loaded.sh"
. "${0%/*}/parts/logins.sh"
. "${0%/*}/parts/config-hash.sh"

# section NAME MAX_LINES MAX_BYTES head|tail [ATTRIBUTES]: what is printed from here on is one section, of its beginning or
# its end. The sum of all MAX_BYTES plus 1,400 for the headers stays below 24,000: what Systems Manager keeps of a step's output.
section() {
  echo
  echo "$mark section $*"
}

# attributes TEXT: more for the header of the section that is being printed.
attributes() {
  echo
  echo "$mark attributes $*"
}

# with_status COMMAND...: the command's output, and its exit status for the section's header.
with_status() {
  "$@"
  attributes "exit=$?"
}

# print_sections: stdin as sections. One process for all of them: its orders are the lines that begin with the mark, which
# is made anew for each run, so that no content can give one, and comes as the first line: what stands in a program's arguments
# everybody can read. Lines are cut at 300 characters, and anything but printable ASCII becomes "?".
print_sections() {
  awk '
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
      print "[" name attributes status "" (cut ? " cut=1" : "") "]"
      for (i = first; i <= n; i++) print "|" kept[i]
    }
    function keep(line) {
      if (side == "head" && n - first + 1 >= max_lines) { cut = 1; return }
      kept[++n] = line
      if (n - first + 1 > max_lines) { delete kept[first++]; cut = 1 }
    }
    NR == 1 { mark = $0 " "; next }
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

# envvar NAME: what Debian's envvars file, which is run for it, sets the variable to.
envvar() {
  # shellcheck disable=SC2016 # the inner shell's own
  bounded 3 sh -c '. /etc/apache2/envvars >/dev/null 2>&1 && eval "value=\${$1:-}" && printf "%s\n" "$value"' sh "$1"
}

end_within 50
find_apache

# By cat, not by read: some shells read byte by byte, and files below /proc/sys answer the first byte only. The last one is
# missing where the kernel has no SysV semaphores.
# shellcheck disable=SC2046 # no line of the first four has a blank
set -- $(cd /proc/sys/kernel && cat random/boot_id random/uuid hostname osrelease sem 2>/dev/null)
boot_id=${1:-} mark=$(printf '\001')${2:-$$} hostname=${3:-} kernel=${4:-}
sem_limits=${5:-}${6:+ $6}${7:+ $7}${8:+ $8}

# Before Apache's control script is called for the first time: it creates the lock directory where that is missing.
if [ "$layout" = debian ]; then lock_dir=$(envvar APACHE_LOCK_DIR); fi
lock_dir_facts=$(
  echo "path=$lock_dir"
  if [ -n "$lock_dir" ] && [ -d "$lock_dir" ]; then
    echo exists=1
    bounded 2 stat -f -c fstype=%T "$lock_dir" 2>/dev/null || echo fstype=
    bounded 2 stat -L -c 'mode=%a
owner=%U:%G' "$lock_dir" 2>/dev/null
  else
    echo exists=0
  fi
)

run_config='' apache_uid='' table='' table_state=unknown parent='' listening='' directives=''
if [ "$layout" != none ]; then
  read_run_config
  if [ "$layout" = debian ]; then
    # Where the configuration is broken there is no dump of it.
    [ -n "$pid_file" ] || pid_file=$(envvar APACHE_PID_FILE)
    [ -n "$error_log" ] || error_log=$(envvar APACHE_LOG_DIR)/error.log
    [ -n "$user_name" ] || user_name=$(envvar APACHE_RUN_USER)
  fi
  directives=$(directive_lines '^[[:space:]]*(#?[[:space:]]*(Accept)?Mutex[[:space:]]|LockFile[[:space:]]|Listen[[:space:]]|LoadModule[[:space:]]+mpm_|Include(Optional)?[[:space:]].*([*]|default-server))')
fi

# The user's line of the user database without what may name a person, and the uid in it.
passwd='' user_uid=$apache_uid
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
apache_uid=$user_uid
[ "$layout" = none ] || look
[ "$table_state" = whole ] || read_listening ''

meta() {
  echo format=2
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
  echo "server=$servers"
  echo "config_root=$config_root"
  echo "main_config=$main_config"
  echo "pid_file=$pid_file"
  echo "error_log=$error_log"
  echo "unit=$unit"
  echo "fix_line=$fix_line"
  for fix in $fixes; do echo "fix=$fix"; done
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
  echo "hash=$(config_hash '')"
  echo "files=$(bounded 2 find "$config_root" \( -type f -o -type l \) -print 2>/dev/null | wc -l)"
  # A tool that writes the configuration anew says so in the files that it wrote.
  bounded 3 grep -rsnEi -m 1 '^[[:space:]]*#.*[^a-z](puppet|ansible|chef|saltstack|cfengine)([^a-z]|$)' "$config_root" 2>/dev/null | head -n 2 | cut -c1-150 | sed 's/^/managed=/'
}

# Where it does not lie in memory, a pid file may be of an earlier boot.
pid_file_facts() {
  echo "path=$pid_file"
  echo "pid=$pid_file_pid"
  bounded 2 stat -f -c fstype=%T "$pid_file" 2>/dev/null
  bounded 2 stat -L -c written=%Y "$pid_file" 2>/dev/null
  [ -z "$parent" ] || echo "loaded=$(last_loaded)"
}

# Only while the parent lives: see http_status. A port's number is no proof of TLS: behind a load balancer there is often none.
http_answers() {
  [ -n "$parent" ] || return 0
  main_http_targets | while read -r port scheme host; do
    http_status "$scheme" "$host" "$port"
    case $scheme/$http_answer in
      https/status=000*)
        first_answer=$http_answer
        http_status http "$host" "$port"
        # 400 is what a port with TLS says to whoever speaks without it.
        case $http_answer in status=000* | status=400 | tool=* | skipped=*) http_answer=$first_answer ;; *) scheme=http ;; esac
        ;;
    esac
    echo "port=$port scheme=$scheme $http_answer"
  done
}

processes() {
  printf '%s\n' "$table"
  [ "$table_state" = whole ]
}

# The mutexes that the running server made as files: it holds each under the mutex's name and its own pid, which OmitPID leaves out,
# deleted at once for fcntl. What root's parent holds open no other user can make; what it holds open to append to is a log, whatever its name. 1 where not
# all of it was seen, and where a deleted file in a directory of mutexes has another name: then none is no proof that there is none.
file_locks() {
  [ -n "$parent" ] || return 1
  { printf '%s\n' "$run_config" | sed -n 's/^Mutex \([a-z-]*\): .*/\1/p' && mutex_directories f | while read -r directory; do readlink -f "$directory"; done && echo && descriptors "$parent"; } | awk -v pid="$parent" '
    !listed && NF == 0 { listed = 1; next }
    !listed { of_mutexes[$0] = 1; next }
    $0 == "/proc/self/fd:" { whole = 1; exit }
    (at = index($0, " -> /")) {
      flags = ""; file = "/proc/" pid "/fdinfo/" $9
      while ((getline line < file) > 0) if (line ~ /^flags/) flags = line
      close(file)
      if (flags ~ /[2367]...$/) next
      name = substr($0, at + 4); deleted = sub(/ \(deleted\)$/, "", name); folder = name
      sub(/.*\//, "", name); sub(/\/[^\/]*$/, "", folder)
      kind = name; has_pid = sub("[.]" pid "$", "", kind); sub(/-[0-9]+$/, "", kind)
      if (flags != "" && ((has_pid && kind ~ /^[a-z-]+$/) || kind == "mpm-accept" || (kind in of_mutexes))) print kind
      else if (flags == "" || (deleted && (folder in of_mutexes))) strange = 1
    }
    END { exit !whole || strange }'
}

# The arrays of Apache's kind, each: KEY SEMID PERMS NSEMS UID CUID CTIME. Any user can make others and give them to Apache's: they count,
# and no more.
semaphores() {
  awk -v uid="${apache_uid:--}" 'NR == 1 { print "key semid perms nsems uid cuid ctime" } NR > 1 && $1 == 0 && $3 == 600 && $4 == 1 && $5 == uid && $7 == 0 { print $1, $2, $3, $4, $5, $7, $10 }' /proc/sysvipc/sem 2>/dev/null
  attributes "$(awk 'NR > 1 { total++; sum += $4 } END { printf "total=%d", total }' /proc/sysvipc/sem 2>/dev/null)"
  attributes "$(awk 'NR > 1 { sum += $4 } END { printf "semaphores=%d", sum }' /proc/sysvipc/sem 2>/dev/null)"
}

user_facts() {
  echo "name=$user_name"
  echo "uid=$apache_uid"
  [ -z "$user_name" ] || echo "passwd=$passwd"
}

# What Apache and its modules log of mutexes, and all of the server's own codes. From the table in MutexMessages.cs; a test compares the two.
mutex_lines='AH00
mutex
lock process table
AH(01180|01194|01203|01322|01673|01675|01678|01683|01760|01946|01947|01948|01949|01959|02024|02025)
AH(02026|02027|02350|02355|02366|02368|02371|02384|02388|02390|02391|02394|02478|02479|02480|02689)
AH(02691|02705|02712|02721|02722|02743|02816|02818|02855|02856|02857|02858|02867|03016|03278|03282)
AH(03293|10095|10134|10135|10165|10166|10350|10351|10352|10488|10489)'

# 1 where there is no file to read: syslog, a pipe, or none; 124 where there was no time for it: it says nothing then.
error_lines() {
  [ -f "$error_log" ] && [ -r "$error_log" ] || return 1
  # shellcheck disable=SC2016 # the inner shell's own
  bounded 3 sh -c 'tail -c 262144 "$1" | grep -aiE "$2" || :' sh "$error_log" "$mutex_lines" 2>/dev/null
}

# mutex_directories MECHANISM: those that the configuration names for mutexes, of a mechanism that begins so.
mutex_directories() {
  printf '%s\n' "$run_config" | sed -n 's|^Mutex [a-z-]*: dir="\([^"]*[^"/]\)/*" mechanism='"$1"'.*|\1|p' | sort -u | head -n 20
}

# Directories of mutex files that lie in memory and that nothing makes at the next boot. The layout's own the package's start makes.
lock_dirs_gone_at_boot() {
  mutex_directories f | while read -r directory; do
    if [ "$directory" -ef "$lock_dir" ] || [ "$(bounded 2 stat -f -c %T "$directory" 2>/dev/null)" != tmpfs ]; then continue; fi
    # A mount point is made by the boot itself.
    if [ "$(stat -L -c %d "$directory")" != "$(stat -L -c %d "$directory/..")" ]; then continue; fi
    path=$(readlink -f "$directory")
    if bounded 3 grep -rsqE "^[dDvqQ][^[:space:]]*[[:space:]]+(/var)?$path/?([[:space:]]|\$)" /etc/tmpfiles.d /run/tmpfiles.d /usr/lib/tmpfiles.d; then continue; fi
    unit_property RuntimeDirectory
    case " $value " in *" ${path#/run/} "*) continue ;; esac
    attribute "$directory"
    echo "gone_at_boot=$value"
  done
}

unit_facts() {
  if command -v systemctl >/dev/null 2>&1; then
    bounded 3 systemctl show -p Id,ActiveState,SubState,MainPID,Restart,KillMode,SourcePath,UnitFileState "$unit.service" 2>&1
  else
    echo sysv=1
  fi
}

# Programs that are called as Apache's are, and are not the main one's file: in other IPC namespaces (containers), and where no
# known Apache is installed. Anybody can name a program so: a hint for a person, and no more. PID here|elsewhere NAME CGROUP
neighbours() {
  # shellcheck disable=SC2016 # the inner shell's own
  for process in /proc/[0-9]*; do echo "$process/exe"; done | xargs sh -c 'exec timeout 5 /usr/bin/find "$@" \( -lname "*/httpd" -o -lname "*/httpd-*" -o -lname "*/httpd2-*" -o -lname "*/apache2" \) -print' sh 2>/dev/null |
    head -n 20 | while IFS=/ read -r _ _ pid _; do
      if [ "/proc/$pid/ns/ipc" -ef /proc/self/ns/ipc ]; then [ "$layout" != none ] || echo "$pid here"; else echo "$pid elsewhere"; fi
    done | awk '{
      name = "?"; group = ""
      file = "/proc/" $1 "/comm"; getline name < file; close(file)
      file = "/proc/" $1 "/cgroup"; while ((getline line < file) > 0) group = line; close(file)
      gsub(/[^A-Za-z0-9._-]/, "_", name)
      print $1, $2, name, substr(group, length(group) > 60 ? length(group) - 59 : 1)
    }'
}

os_release() {
  grep -E '^(NAME|PRETTY_NAME|ID|ID_LIKE|VERSION|VERSION_ID|VERSION_CODENAME)=' /etc/os-release 2>/dev/null
}

attribute "$error_log"
error_log_attribute=$value

echo "#evidence-begin 2 $boot_id"
{
  echo "$mark"
  section meta 10 400 head
  meta
  section os-release 10 400 head
  os_release
  section apache 14 900 head
  apache_facts
  if [ "$layout" != none ]; then
    build_output=$(bounded 4 "$ctl" -V 2>&1)
    build_status=$?
    section version 5 200 head
    with_status version
    section build 20 700 head
    with_status build
    section configtest 10 800 tail
    with_status config_test
    section runcfg 60 1500 head
    printf '%s\n' "$run_config"
    section config 4 430 head
    config_facts
    section directives 40 1100 head
    printf '%s\n' "$directives"
    section processes 70 2000 head
    with_status processes
    count_lines "$table"
    attributes "total=$line_count"
    section pidfile 5 290 head
    pid_file_facts
    section locks 20 400 head
    with_status file_locks
  fi
  section listen 50 1000 head
  # Ten holders of each are enough to read; all of them count.
  printf '%s\n' "$listening" | sed 's/\(pids=\([0-9]*,\)\{9\}[0-9]*\),.*/\1/'
  section http 6 400 head
  http_answers
  section sem 140 4440 head
  semaphores
  section sem-limits 1 60 head
  echo "$sem_limits"
  section ipcs 100 1600 head
  bounded 3 ipcs -a 2>&1
  if [ "$layout" != none ]; then
    section user 3 300 head
    user_facts
  fi
  section removeipc 8 500 head
  remove_ipc
  sessions=$(journal_sessions) sessions_source=journal
  # A file holds whatever a user gives to syslog under their names: only where there is no journal.
  [ -n "$sessions" ] || [ -d /run/log/journal ] || [ -d /var/log/journal ] || { sessions=$(file_sessions) sessions_source=file; }
  [ -n "$sessions" ] || sessions_source=none
  section logins 20 1000 tail "source=$sessions_source"
  printf '%s\n' "$sessions"
  if [ "$layout" != none ]; then
    section linger 1 20 head
    linger
    section errorlog 40 3400 tail "path=$error_log_attribute"
    with_status error_lines
    section lockdir 7 350 head
    printf '%s\n' "$lock_dir_facts"
    lock_dirs_gone_at_boot
    section unit 8 400 head
    unit_facts
  fi
  section neighbours 10 400 head
  neighbours
} | print_sections
echo "#evidence-end 2 $boot_id"
exit 0
