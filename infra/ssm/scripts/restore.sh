#!/bin/sh
# shellcheck disable=SC2034,SC2317 # the parts are shared: not every script uses all of each, or uses it by name
# Takes one change of apply.sh back: the files are again, byte for byte, what they were before it. Changes the configuration
# on disk only: recover.sh brings the running server to it. Either the whole of it is done and proved by the hash that was
# taken before the change, or the files are again what they were when this began.
# Set before: EXPECTED_BOOT_ID, EXPECTED_CONFIG_HASH, INCIDENT_ID (of the incident that made the change).
# Exit: 0 done or nothing to do, 10 refused, 20 failed and undone, 21 undoing failed too.
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
step=restore

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

manifest_paths() {
  awk '$1 == "file" || $1 == "link" || $1 == "absent" { print substr($0, index($0, " ") + 1) }' "$state_dir/manifest"
}

# keep_current: what is there now, so that a rollback that does not work can be undone.
keep_current() {
  manifest_paths | copy_files "$undo_dir" && mv -f "$undo_dir/manifest.new" "$undo_dir/manifest" && sync
}

fail() {
  trap - HUP INT TERM
  deadline_uptime_seconds=
  put_back "$undo_dir"
  left_hash=$(config_hash "$config_root")
  if [ "$left_hash" = "$EXPECTED_CONFIG_HASH" ] || [ "$left_hash" = "${hash_after:--}" ]; then
    rm -f "$undo_dir/manifest"
    result failed-restored "$1" 20 "hash=$left_hash"
  else
    result failed "$1" 21 "hash=$left_hash"
  fi
}

end_within 100
guard_common
matches "$EXPECTED_CONFIG_HASH" '[0-9a-f]{64}' || refuse bad-parameter

undo_dir=$state_dir/undo
hash_before=$(of_manifest hash-before) hash_after=$(of_manifest hash-after)

# From leaving half a rollback behind: a power cut or a kill came in the middle of it. What a person wrote since must not be lost.
if [ -r "$undo_dir/manifest" ]; then
  if [ "$(of_manifest remedy)" != uncomment ] || cmp -s "$main_config" "$undo_dir/files$main_config" ||
    cmp -s "$main_config" "$state_dir/files$main_config"; then fail interrupted; fi
  result failed interrupted 21 "hash=$(config_hash "$config_root")"
fi

# From orders that are older than the last boot.
[ "$boot_id" = "$EXPECTED_BOOT_ID" ] || refuse stale-boot-id

[ -n "$hash_before" ] || refuse no-backup

# From overwriting what a person or a tool changed after the evidence was taken. The same order twice is no such change.
current_hash=$(config_hash "$config_root")
if [ "$current_hash" != "$EXPECTED_CONFIG_HASH" ]; then
  if [ "$current_hash" = "$hash_before" ] && [ "$EXPECTED_CONFIG_HASH" = "$hash_after" ]; then
    result unchanged already-restored 0 "hash=$current_hash"
  fi
  refuse stale-config
fi

# From undoing more than our own change: whatever was done after it would be half taken back. A change that a power cut
# ended half-way wrote down no hash: what it left is taken back as far as it is ours, which the hash from before proves.
if change_is_half_done; then
  half_is_ours || refuse changed-since
else
  [ "$current_hash" = "$hash_after" ] || refuse changed-since
fi

# From taking the blame: a configuration that is broken already is for a person.
config_is_sound || { printf '%s\n' "$test_output" | tail -n 5; refuse config-broken; }

keep_current || refuse backup-failed
trap 'fail interrupted' HUP INT TERM
put_back "$state_dir" || fail write-failed
config_is_sound || { printf '%s\n' "$test_output" | tail -n 5; fail configtest; }
[ "$(config_hash "$config_root")" = "$hash_before" ] || fail hash-differs
trap - HUP INT TERM
rm -f "$undo_dir/manifest"
[ -n "$hash_after" ] || mv -f "$state_dir/manifest" "$state_dir/manifest.undone"
result restored as-before 0 "hash=$hash_before"
