# What the instance's systemd-logind would have read from its configuration (logind.conf(5)). Sourced.

# Prints yes or no: the last RemoveIPC= in [Login] of logind.conf and its drop-ins; the upstream default is yes.
remove_ipc() {
  # Drop-ins count in the order of their names, wherever they lie; of two with one name, /etc hides /run hides /usr/lib.
  dropins=$(for directory in /etc /run /usr/lib; do
    for file in "$directory"/systemd/logind.conf.d/*.conf; do
      [ -e "$file" ] && printf '%s %s\n' "${file##*/}" "$file"
    done
  done | LC_ALL=C sort -s -u -k1,1 | cut -d' ' -f2-)
  value=yes
  [ ! -e /etc/systemd/logind.conf ] || dropins="/etc/systemd/logind.conf
$dropins"
  found=$(printf '%s\n' "$dropins" | while IFS= read -r file; do
    [ -n "$file" ] || continue
    awk '/^[ \t]*\[/ { login = ($0 ~ /^[ \t]*\[Login\][ \t]*$/); next }
      login && /^[ \t]*RemoveIPC[ \t]*=/ { sub(/^[^=]*=[ \t]*/, ""); sub(/[ \t]*$/, ""); print tolower($0) }' "$file"
  done | tail -n 1)
  case $found in
    no | false | off | 0 | n | f) value=no ;;
  esac
  echo "$value"
}
