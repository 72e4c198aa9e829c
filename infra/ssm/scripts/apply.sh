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
deadline_epoch_seconds=$(($(date +%s) + 100))

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

# Puts back what the manifest tells, and proves it by the hash that the decision was made on.
restore() {
  put_back "$state_dir"
  [ "$(config_hash "$config_root")" = "$EXPECTED_CONFIG_HASH" ]
}

fail() {
  trap - HUP INT TERM
  deadline_epoch_seconds=
  if restore; then
    result failed-restored "$1" 20 "remedy=$REMEDY" "hash=$EXPECTED_CONFIG_HASH"
  else
    result failed "$1" 21 "remedy=$REMEDY" "hash=$(config_hash "$config_root")"
  fi
}

# write_file PATH: stdin becomes the file, in one move; an existing file keeps its mode and owner.
write_file() {
  new_file=${1%/*}/.${1##*/}.mutex-new
  rm -f "$new_file"
  if [ -e "$1" ]; then cp -p "$1" "$new_file" || return 1; fi
  cat >"$new_file" && mv -f "$new_file" "$1"
}

# Debian's and Ubuntu's own line, as a basic regular expression.
# shellcheck disable=SC2016 # Apache expands APACHE_LOCK_DIR, not this shell
shipped_line='^[[:space:]]*#[[:space:]]*Mutex[[:space:]]\{1,\}file:\${APACHE_LOCK_DIR}[[:space:]]\{1,\}default[[:space:]]*$'

change() {
  # shellcheck disable=SC2016 # Apache expands APACHE_LOCK_DIR, not this shell
  case $REMEDY in
    conf-available)
      printf '%s\n' '# AH00144: a SysV semaphore is removed when the last session of its owner ends (logind, RemoveIPC).' \
        'Mutex file:${APACHE_LOCK_DIR} default' | write_file "$config_root/conf-available/mutex-file.conf" &&
        bounded 20 a2enconf -q mutex-file
      ;;
    uncomment)
      changed_config=$(sed "s/$shipped_line/"'Mutex file:${APACHE_LOCK_DIR} default/' "$main_config" && echo end) || return 1
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
  apache_uid=$(run_config | awk '/^User: / { if (match($0, /id=[0-9]+/)) print substr($0, RSTART + 3, RLENGTH - 3); exit }')
  living=$(apache_table | own_living)
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

guard_common
matches "$EXPECTED_CONFIG_HASH" '[0-9a-f]{64}' || refuse bad-parameter
matches "$REMOVE_SEMAPHORES" '([0-9]{1,10}(,[0-9]{1,10}){0,31})?' || refuse bad-parameter
case $layout/$REMEDY in
  debian/conf-available | debian/uncomment | rhel/conf-d | */none) ;;
  *) refuse remedy-does-not-fit ;;
esac

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
