# The settings in logind.conf and its drop-ins, each name once (/etc over /run over /usr/lib), in the order in which logind
# reads them: FILE:LINE.
logind_settings() {
  set --
  names=/
  for file in /etc/systemd/logind.conf /etc/systemd/logind.conf.d/*.conf /run/systemd/logind.conf.d/*.conf \
    /usr/local/lib/systemd/logind.conf.d/*.conf /usr/lib/systemd/logind.conf.d/*.conf /lib/systemd/logind.conf.d/*.conf; do
    # An empty one, or a link to /dev/null, hides its namesakes as well.
    case $names in *"/${file##*/}/"*) continue ;; esac
    [ ! -e "$file" ] || names=$names${file##*/}/
    [ ! -f "$file" ] || [ ! -r "$file" ] || [ $# -ge 50 ] || set -- "$@" "$file"
  done
  [ $# -eq 0 ] || awk '
    FILENAME != file {
      file = FILENAME; login = 0; name = file
      if (name != "/etc/systemd/logind.conf") sub(/.*\//, "", name)
    }
    /^[ \t]*\[/ { login = /^[ \t]*\[Login\]/ }
    login && /^[ \t]*RemoveIPC[ \t]*=/ { sub(/^[ \t]*/, ""); printf "%s %06d %s:%s\n", name, NR, file, $0 }' "$@" 2>/dev/null
}

# What logind really uses, asked over D-Bus; else the last setting in its files; else the distribution's default.
remove_ipc() {
  lines=$(logind_settings)
  [ -z "$lines" ] || lines=$(printf '%s\n' "$lines" | sort | cut -d' ' -f3-)
  answer=$(bounded 3 busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager RemoveIPC 2>/dev/null)
  setting=${lines##*"$newline"}
  set -f
  # shellcheck disable=SC2086 # without the blanks around it
  set -- ${setting#*=}
  set +f
  setting=$*
  case $answer in
    'b true') effective=yes source=busctl ;;
    'b false') effective=no source=busctl ;;
    *)
      source=config
      case $setting in
        1 | [Yy] | [Yy][Ee][Ss] | [Tt] | [Tt][Rr][Uu][Ee] | [Oo][Nn]) effective=yes ;;
        0 | [Nn] | [Nn][Oo] | [Ff] | [Ff][Aa][Ll][Ss][Ee] | [Oo][Ff][Ff]) effective=no ;;
        *)
          source=default
          # shellcheck disable=SC1091 # on the instance only
          case $( (. /etc/os-release && echo " ${ID:-} ${ID_LIKE:-} ") 2>/dev/null) in
            ' amzn '*) effective=unknown ;;
            *' debian '* | *' ubuntu '*) effective=yes ;;
            *' rhel '* | *' centos '* | *' fedora '*) effective=no ;;
            *) effective=unknown ;;
          esac
          ;;
      esac
      ;;
  esac
  echo "effective=$effective"
  echo "source=$source"
  [ -z "$lines" ] || printf '%s\n' "$lines" | sed 's/^/line=/'
}

# Ends of sessions, and the beginnings that say which session was that of Apache's user.
session_lines() {
  awk -v user="$user_name" '
    /systemd/ && (/Removed session/ || /logged out/ || /Removed slice .*User Slice/ || /Stopped User Manager for UID/) { print; next }
    user != "" && /systemd-logind/ && /New session/ && index($0, " of user " user ".") { print }'
}

# What logind and systemd themselves wrote, by the fields that journald takes from the kernel: any user can write a line under their names.
journal_sessions() {
  bounded 6 journalctl -o short-unix -n 4000 _SYSTEMD_UNIT=systemd-logind.service + _PID=1 2>/dev/null | session_lines
}

file_sessions() {
  for file in /var/log/auth.log /var/log/secure; do
    [ ! -r "$file" ] || { bounded 2 tail -c 1048576 "$file" | session_lines; return; }
  done
}

linger() {
  if [ -z "$user_name" ]; then
    echo linger=unknown
  elif [ -e "/var/lib/systemd/linger/$user_name" ]; then
    echo linger=yes
  else
    echo linger=no
  fi
}
