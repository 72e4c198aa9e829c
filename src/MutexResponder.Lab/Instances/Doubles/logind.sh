# What the instance's systemd-logind would have read from its configuration (logind.conf(5)). Sourced.

# Prints yes or no: the last RemoveIPC= in [Login] of logind.conf and its drop-ins; the upstream default is yes.
remove_ipc() {
  set --
  for file in /etc/systemd/logind.conf.d/*.conf /run/systemd/logind.conf.d/*.conf /usr/lib/systemd/logind.conf.d/*.conf; do
    [ ! -e "$file" ] || set -- "$@" "${file##*/}/$file"
  done
  # Drop-ins count in the order of their names, wherever they lie; of two with one name, /etc hides /run hides /usr/lib.
  if [ "$#" -gt 1 ]; then
    names=$(printf '%s\n' "$@" | LC_ALL=C sort -s -u -t/ -k1,1)
    IFS='
'
    set -f
    # shellcheck disable=SC2086 # one word for each line
    set -- $names
    set +f
    unset IFS
  fi
  for file; do
    shift
    set -- "$@" "${file#*/}"
  done
  [ ! -e /etc/systemd/logind.conf ] || set -- /etc/systemd/logind.conf "$@"
  found=''
  [ "$#" -eq 0 ] || found=$(awk 'FNR == 1 { login = 0 } /^[ \t]*\[/ { login = ($0 ~ /^[ \t]*\[Login\][ \t]*$/); next }
    login && /^[ \t]*RemoveIPC[ \t]*=/ { sub(/^[^=]*=[ \t]*/, ""); sub(/[ \t]*$/, ""); found = tolower($0) } END { print found }' "$@")
  case $found in
    no | false | off | 0 | n | f) echo no ;;
    *) echo yes ;;
  esac
}
