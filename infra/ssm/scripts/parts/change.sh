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
