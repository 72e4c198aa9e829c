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

# is_as_kept DIRECTORY KIND PATH: it is what copy_files found there; also where the line names no path.
is_as_kept() {
  case $2 in
    file) [ -f "$3" ] && [ ! -L "$3" ] && cmp -s "$3" "$1/files$3" ;;
    link) [ -L "$3" ] && [ "$(readlink "$3")" = "$(readlink "$1/files$3")" ] ;;
    absent) [ ! -e "$3" ] && [ ! -L "$3" ] ;;
  esac
}

# label FILE: gives it the security context that the policy has for its path, where SELinux is on: a new file has its folder's.
label() {
  [ ! -e /sys/fs/selinux/enforce ] || bounded 5 restorecon "$1" >/dev/null 2>&1
  return 0
}

# put_back DIRECTORY: makes each path of DIRECTORY/manifest what it was, each file in one move; 1 where one could not be.
# What is as it was is not touched, and no half of a move stays behind.
put_back() {
  put_back_status=0
  while read -r kind path; do
    rm -f "${path%/*}/.${path##*/}.mutex-new" "$path.mutex-restore"
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
