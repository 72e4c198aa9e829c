# What apply.sh and restore.sh share: a change of the configuration on disk, and its undoing.
. "${0%/*}/parts/bounded.sh"
. "${0%/*}/parts/layout.sh"
. "${0%/*}/parts/processes.sh"
. "${0%/*}/parts/config-hash.sh"
. "${0%/*}/parts/guards.sh"
. "${0%/*}/parts/reboot-guards.sh"

# Who is an orphan does not matter to them: no need to know who listens.
read_listening() { :; }
listen_holders() { :; }

# config_is_sound: Apache takes the configuration on disk; else the end of what it says of it is printed.
config_is_sound() {
  test_output=$(bounded 15 "$ctl" -t 2>&1) && return
  printf '%s\n' "$test_output" | tail -n 5 | cut -c1-300
  return 1
}

# copy_files DIRECTORY: keeps what is at each path on stdin: copies with mode, owner and time below DIRECTORY/files, and a
# line "file PATH", "link PATH" or "absent PATH" for each in DIRECTORY/manifest.new.
copy_files() {
  own_directory "${1%%/mr-*}" && own_directory "$1" && (umask 077 && mkdir -p "$1/files") || return 1
  while read -r path; do
    kind=file
    if [ -L "$path" ]; then kind=link; elif [ ! -e "$path" ]; then kind=absent; fi
    if [ "$kind" != absent ]; then
      mkdir -p "$1/files${path%/*}" && cp -pP "$path" "$1/files$path.new" && mv -f "$1/files$path.new" "$1/files$path" || return 1
    fi
    echo "$kind $path" || return 1
  done >"$1/manifest.new"
}

# is_as_kept DIRECTORY KIND PATH: it is what copy_files found there.
is_as_kept() {
  case $2 in
    file) [ -f "$3" ] && [ ! -L "$3" ] && cmp -s "$3" "$1/files$3" ;;
    link) [ -L "$3" ] && [ "$(readlink "$3")" = "$(readlink "$1/files$3")" ] ;;
    *) [ ! -e "$3" ] && [ ! -L "$3" ] ;;
  esac
}

# put_back DIRECTORY: makes each path of DIRECTORY/manifest what it was, each file in one move; 1 where one could not be.
# What is as it was is not touched, and no half of a move stays behind.
put_back() {
  put_back_status=0
  while read -r kind path; do
    case $kind in file | link | absent) ;; *) continue ;; esac
    rm -f "${path%/*}/.${path##*/}.mutex-new"
    if is_as_kept "$1" "$kind" "$path"; then continue; fi
    if [ "$kind" = absent ]; then
      rm -f "$path" || put_back_status=1
    elif cp -pP "$1/files$path" "$path.mutex-restore" && mv -f "$path.mutex-restore" "$path"; then
      label "$path"
    else
      rm -f "$path.mutex-restore"
      put_back_status=1
    fi
  done <"$1/manifest"
  sync
  return "$put_back_status"
}

# of_manifest KEY: the value of that key in this incident's manifest, or nothing.
of_manifest() {
  awk -v key="$1" '$1 == key { value = $2 } END { print value }' "$state_dir/manifest" 2>/dev/null
}

# change_is_half_done: this incident's backup is complete, and neither the end of its change nor its undoing was written down.
change_is_half_done() {
  [ -n "$(of_manifest hash-before)" ] && [ -z "$(of_manifest hash-after)" ]
}

# fix_of REMEDY: the file that the layout has for it; nothing where it has none.
fix_of() {
  for fix in $fixes; do
    [ "${fix%%=*}" != "$1" ] || echo "${fix#*=}"
  done
}

# changed_text REMEDY FILE: what the remedy makes of a file that is there. The line that Debian and Ubuntu ship commented
# out loses its mark and nothing else; elsewhere the line comes at the end: what a person has in the file stays.
changed_text() {
  if [ "$1" = uncomment ]; then sed "s/$shipped_line/$fix_line\1/" "$2"; else cat "$2" && end_line "$2" && printf '%s\n' "$fix_line"; fi
}
# shellcheck disable=SC2016 # Apache expands APACHE_LOCK_DIR, not this shell
shipped_line='^[[:space:]]*#[[:space:]]*Mutex[[:space:]]\{1,\}file:\${APACHE_LOCK_DIR}[[:space:]]\{1,\}default\([[:space:]]*\)$'

# end_line FILE: the line feed that its last line lacks.
end_line() {
  [ -z "$(tail -c 1 "$1")" ] || echo
}

# label FILE: gives it the security context that the policy has for its path, where SELinux is on: a new file has its folder's.
label() {
  if [ -e /sys/fs/selinux/enforce ] && command -v restorecon >/dev/null 2>&1; then bounded 5 restorecon "$1" >/dev/null 2>&1; fi
  return 0
}

# half_is_ours: what a half-done change may have touched of a person's is what it was before, or what that change makes of
# it: what was written into it since must not be lost.
half_is_ours() {
  half_file=$(fix_of "$(of_manifest remedy)")
  [ ! -f "$state_dir/files$half_file" ] || cmp -s "$half_file" "$state_dir/files$half_file" ||
    changed_text "$(of_manifest remedy)" "$state_dir/files$half_file" | cmp -s - "$half_file"
}
