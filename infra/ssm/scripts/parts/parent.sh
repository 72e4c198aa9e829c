# run_config_value KEY: the value of one KEY: "value" line of run_config on stdin.
run_config_value() {
  awk -v key="$1: " 'index($0, key) == 1 { v = substr($0, length(key) + 1); gsub(/"/, "", v); print v; exit }'
}

# envvar NAME: what Debian's envvars file sets the variable to; nothing where there is no such file.
envvar() {
  [ -r /etc/apache2/envvars ] || return 0
  # shellcheck disable=SC1091 # on the instance only
  (. /etc/apache2/envvars >/dev/null 2>&1 && eval "printf '%s\n' \"\${$1:-}\"")
}

# default_pid_file: where the pid file is when the configuration cannot be dumped.
default_pid_file() {
  if [ "$layout" = debian ]; then
    pid_file=$(envvar APACHE_PID_FILE)
    printf '%s\n' "${pid_file:-/var/run/apache2/apache2.pid}"
  else
    echo /run/httpd/httpd.pid
  fi
}

# read_pid FILE: the number in a pid file, or nothing.
read_pid() {
  if [ -f "$1" ]; then head -c 20 "$1" 2>/dev/null | head -n 1 | tr -cd '0-9'; fi
}

# parent_pid PIDFILE_PID: the pid of the living parent from own_living's lines on stdin, or nothing. Owned by root, and
# either it has children or the pid file names it: a lone root process may be somebody's "apache2 -t".
parent_pid() {
  awk -v named="$1" '
    { children[$2]++; if ($3 == 0) root[$1] = 1 }
    END {
      if (named in root) { print named; exit }
      for (pid in root) if (children[pid]) { print pid; exit }
    }'
}
