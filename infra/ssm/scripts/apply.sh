#!/bin/sh
# shellcheck disable=SC2034,SC2317 # the parts are shared: not every script uses all of each, or uses it by name
# Moves Apache's mutexes to files, and removes leaked semaphores that were named. Changes the configuration on disk only:
# recover.sh brings the running server to it. Either the change is complete and proved by Apache's own dump, or the files
# are again, byte for byte, what they were.
# Set before: EXPECTED_BOOT_ID, EXPECTED_CONFIG_HASH, REMEDY (conf-available, uncomment, conf-d or none),
# REMOVE_SEMAPHORES (ids with commas, or empty), INCIDENT_ID.
# Exit: 0 done or nothing to do, 10 refused, 20 failed and restored, 21 the restore failed too.
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
step=apply

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

# >>> parts/change.sh
config_is_sound() {
  test_output=$(bounded 15 "$ctl" -t 2>&1)
}

copy_files() {
  (umask 077 && mkdir -p "$1/files") || return 1
  while read -r path; do
    if [ -L "$path" ] || [ -e "$path" ]; then
      mkdir -p "$1/files${path%/*}" || return 1
      cp -pP "$path" "$1/files$path.new" || return 1
      mv -f "$1/files$path.new" "$1/files$path" || return 1
      if [ -L "$path" ]; then echo "link $path"; else echo "file $path"; fi
    else
      echo "absent $path"
    fi
  done >"$1/manifest.new"
}

put_back() {
  put_back_status=0
  while read -r kind path; do
    case $kind in
      file | link)
        rm -f "${path%/*}/.${path##*/}.mutex-new"
        { cp -pP "$1/files$path" "$path.mutex-restore" && mv -f "$path.mutex-restore" "$path"; } || put_back_status=1
        ;;
      absent)
        rm -f "${path%/*}/.${path##*/}.mutex-new" "$path" || put_back_status=1
        ;;
    esac
  done <"$1/manifest"
  sync
  return "$put_back_status"
}

of_manifest() {
  awk -v key="$1" '$1 == key { value = $2 } END { print value }' "$state_dir/manifest" 2>/dev/null
}

change_is_half_done() {
  [ -n "$(of_manifest hash-before)" ] && [ -z "$(of_manifest hash-after)" ]
}

# shellcheck disable=SC2016 # Apache expands APACHE_LOCK_DIR, not this shell
shipped_line='^[[:space:]]*#[[:space:]]*Mutex[[:space:]]\{1,\}file:\${APACHE_LOCK_DIR}[[:space:]]\{1,\}default[[:space:]]*$'
# shellcheck disable=SC2016
wanted_line='Mutex file:${APACHE_LOCK_DIR} default'

half_is_ours() {
  case "$(of_manifest remedy)" in
    uncomment)
      cmp -s "$main_config" "$state_dir/files$main_config" ||
        sed "s/$shipped_line/$wanted_line/" "$state_dir/files$main_config" | cmp -s - "$main_config"
      ;;
  esac
}
# <<< parts/change.sh

# mutex_state: fixed, explicit-mpm-accept (a line for mpm-accept itself, which the default does not override), or other.
mutex_state() {
  run_config | awk '
    /^Mutex default: / { if (/ mechanism=fcntl( |$)/) by_default = 1 }
    /^Mutex mpm-accept: / { if (!/using_defaults/ && !/ mechanism=(fcntl|flock)( |$)/) explicit = 1 }
    END { print explicit ? "explicit-mpm-accept" : by_default ? "fixed" : "other" }'
}

# touched_files: everything that the remedy may create, change or remove; a2enconf keeps its own books in /var/lib.
touched_files() {
  case $REMEDY in
    conf-available)
      printf '%s\n' "$config_root/conf-available/mutex-file.conf" "$config_root/conf-enabled/mutex-file.conf" \
        /var/lib/apache2/conf/enabled_by_admin/mutex-file /var/lib/apache2/conf/disabled_by_admin/mutex-file
      ;;
    uncomment) echo "$main_config" ;;
    conf-d) echo "$config_root/conf.d/00-mutex.conf" ;;
  esac
}

# back_up: what the remedy touches, and a manifest that is there only when all of it is.
back_up() {
  touched_files | copy_files "$state_dir" || return 1
  printf 'remedy %s\nhash-before %s\n' "$REMEDY" "$EXPECTED_CONFIG_HASH" >>"$state_dir/manifest.new" || return 1
  mv -f "$state_dir/manifest.new" "$state_dir/manifest" && sync
}

# Puts back what the manifest tells, proves it by the hash from before, and writes down that nothing is half done any more.
restore() {
  put_back "$state_dir"
  current_hash=$(config_hash "$config_root")
  [ "$current_hash" = "$(of_manifest hash-before)" ] && mv -f "$state_dir/manifest" "$state_dir/manifest.undone" && sync
}

fail() {
  trap - HUP INT TERM
  deadline_uptime_seconds=
  if restore; then
    result failed-restored "$1" 20 "remedy=$REMEDY" "hash=$current_hash"
  else
    result failed "$1" 21 "remedy=$REMEDY" "hash=$current_hash"
  fi
}

# write_file PATH: stdin becomes the file, in one move; an existing file keeps its mode and owner.
write_file() {
  new_file=${1%/*}/.${1##*/}.mutex-new
  rm -f "$new_file"
  if [ -e "$1" ]; then cp -p "$1" "$new_file" || return 1; fi
  cat >"$new_file" && mv -f "$new_file" "$1"
}

change() {
  # shellcheck disable=SC2016 # Apache expands APACHE_LOCK_DIR, not this shell
  case $REMEDY in
    conf-available)
      printf '%s\n' '# AH00144: a SysV semaphore is removed when the last session of its owner ends (logind, RemoveIPC).' \
        "$wanted_line" | write_file "$config_root/conf-available/mutex-file.conf" &&
        bounded 20 a2enconf -q mutex-file
      ;;
    uncomment)
      changed_config=$(sed "s/$shipped_line/$wanted_line/" "$main_config" && echo end) || return 1
      printf '%s' "${changed_config%end}" | write_file "$main_config"
      ;;
    conf-d)
      printf '%s\n' '# AH00144: a SysV semaphore is removed when the last session of its owner ends (logind, RemoveIPC).' \
        'Mutex file:/run/httpd default' | write_file "$config_root/conf.d/00-mutex.conf"
      ;;
  esac
}

# leaked ID: it is an Apache semaphore (key 0, mode 600, one semaphore, owned by Apache's user, made by root), and the
# process that used it last is gone.
leaked() {
  awk -v id="$1" -v uid="$apache_uid" '$2 == id && $1 == 0 && $3 == 600 && $4 == 1 && $5 == uid && $7 == 0 { found = 1 } END { exit !found }' /proc/sysvipc/sem || return 1
  last_pid=$(ipcs -s -i "$1" 2>/dev/null | awk 'seen && NF == 5 { print $5; exit } $1 == "semnum" { seen = 1 }')
  case $last_pid in '' | *[!0-9]*) return 1 ;; esac
  [ ! -d "/proc/$last_pid" ]
}

# Only while no Apache lives here: a living one may be using any of them.
remove_semaphores() {
  removed=0 kept=0
  [ -n "$REMOVE_SEMAPHORES" ] || return 0
  apache_uid=$(run_config | awk '/^User: / { if (match($0, /id=[0-9]+/)) print substr($0, RSTART + 3, RLENGTH - 3); exit }')
  own_namespaces
  table=$(apache_table)
  own_living ''
  for id in $(printf '%s' "$REMOVE_SEMAPHORES" | tr ',' ' '); do
    if [ -z "$living" ] && [ -n "$apache_uid" ] && leaked "$id" && ipcrm -s "$id"; then
      removed=$((removed + 1))
    else
      kept=$((kept + 1))
    fi
  done
}

# done_with STATUS REASON: the configuration is as wanted; now the named semaphores, then the end.
done_with() {
  trap - HUP INT TERM
  remove_semaphores
  done_status=$1
  [ "$removed" -eq 0 ] || done_status=changed
  result "$done_status" "$2" 0 "remedy=$REMEDY" "hash=$current_hash" "semaphores_removed=$removed" "semaphores_kept=$kept"
}

end_within 100
guard_common
matches "$EXPECTED_CONFIG_HASH" '[0-9a-f]{64}' || refuse bad-parameter
matches "$REMOVE_SEMAPHORES" '([0-9]{1,10}(,[0-9]{1,10}){0,31})?' || refuse bad-parameter
case $layout/$REMEDY in
  debian/conf-available | debian/uncomment | rhel/conf-d | */none) ;;
  *) refuse remedy-does-not-fit ;;
esac

# From leaving half a change behind: a power cut or a kill came between the backup and the end. Told as what it is, and not
# as a refusal: something was changed. In the same boot the order may go on from there.
if change_is_half_done; then
  half_is_ours || result failed interrupted 21 "remedy=$REMEDY" "hash=$(config_hash "$config_root")"
  [ "$boot_id/$(of_manifest hash-before)" = "$EXPECTED_BOOT_ID/$EXPECTED_CONFIG_HASH" ] || fail interrupted
  restore || fail interrupted
fi

# From orders that are older than the last boot: the semaphores and processes they were about are gone.
[ "$boot_id" = "$EXPECTED_BOOT_ID" ] || refuse stale-boot-id

# From overwriting what a person or a tool changed after the evidence was taken. The same order twice is no such change.
current_hash=$(config_hash "$config_root")
if [ "$current_hash" != "$EXPECTED_CONFIG_HASH" ]; then
  if [ -n "$current_hash" ] && grep -qx "hash-before $EXPECTED_CONFIG_HASH" "$state_dir/manifest" 2>/dev/null &&
    grep -qx "hash-after $current_hash" "$state_dir/manifest"; then
    done_with unchanged already-applied
  fi
  refuse stale-config
fi

# From taking the blame, and from a restart that cannot work: a configuration that is broken already is for a person.
config_is_sound || { printf '%s\n' "$test_output" | tail -n 5; refuse config-broken; }

[ "$REMEDY" != none ] || done_with unchanged none-wanted
case $(mutex_state) in
  fixed) done_with unchanged already-fixed ;;
esac
# From changing a file through a link: its target may be shared, and the hash does not cover it.
[ "$REMEDY" != uncomment ] || [ ! -L "$main_config" ] || refuse main-config-is-a-link
[ "$REMEDY" != uncomment ] || grep -q "$shipped_line" "$main_config" || refuse no-commented-line

back_up || refuse backup-failed
trap 'fail interrupted' HUP INT TERM
change || fail write-failed
config_is_sound || { printf '%s\n' "$test_output" | tail -n 5; fail configtest; }
case $(mutex_state) in
  fixed) ;;
  explicit-mpm-accept) fail explicit-mpm-accept ;;
  *) fail overridden-default ;;
esac
current_hash=$(config_hash "$config_root")
[ -n "$current_hash" ] || fail hash-after
echo "hash-after $current_hash" >>"$state_dir/manifest" && sync
done_with changed applied
