# config_is_sound: Apache takes the configuration on disk; what it says of it is in test_output.
config_is_sound() {
  test_output=$(bounded 15 "$ctl" -t 2>&1)
}

# copy_files DIRECTORY: keeps what is at each path on stdin: copies with mode, owner and time below DIRECTORY/files, and a
# line "file PATH", "link PATH" or "absent PATH" for each in DIRECTORY/manifest.new.
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

# put_back DIRECTORY: makes each path of DIRECTORY/manifest what it was, each file in one move; 1 where one could not be.
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

# of_manifest KEY: the value of that key in this incident's manifest, or nothing.
of_manifest() {
  awk -v key="$1" '$1 == key { value = $2 } END { print value }' "$state_dir/manifest" 2>/dev/null
}

# change_is_half_done: this incident's backup is complete, and neither the end of its change nor its undoing was written down.
change_is_half_done() {
  [ -n "$(of_manifest hash-before)" ] && [ -z "$(of_manifest hash-after)" ]
}

# Debian's and Ubuntu's own line, as a basic regular expression, and the line that takes its place.
# shellcheck disable=SC2016 # Apache expands APACHE_LOCK_DIR, not this shell
shipped_line='^[[:space:]]*#[[:space:]]*Mutex[[:space:]]\{1,\}file:\${APACHE_LOCK_DIR}[[:space:]]\{1,\}default[[:space:]]*$'
# shellcheck disable=SC2016
wanted_line='Mutex file:${APACHE_LOCK_DIR} default'

# half_is_ours: the main configuration is what it was before a half-done change, or what that change makes of it. It is a
# person's file as well: what was written into it since must not be lost.
half_is_ours() {
  case "$(of_manifest remedy)" in
    uncomment)
      cmp -s "$main_config" "$state_dir/files$main_config" ||
        sed "s/$shipped_line/$wanted_line/" "$state_dir/files$main_config" | cmp -s - "$main_config"
      ;;
  esac
}
