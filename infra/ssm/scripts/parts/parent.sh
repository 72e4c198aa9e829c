# run_config_value TEXT KEY: sets value, that of the one KEY: "value" line of the run configuration in TEXT, or empty.
run_config_value() {
  value=
  case $newline$1 in
    *"$newline$2: "*)
      value=$newline$1
      value=${value#*"$newline$2: "}
      value=${value%%"$newline"*}
      value=${value#\"}
      value=${value%\"}
      ;;
  esac
}

# envvar NAME: what Debian's envvars file sets the variable to; nothing where there is no such file. In $(...) only: the file
# is run.
envvar() {
  [ -r /etc/apache2/envvars ] || return 0
  # shellcheck disable=SC1091 # on the instance only
  . /etc/apache2/envvars >/dev/null 2>&1 && eval "printf '%s\n' \"\${$1:-}\""
}

# find_pid_file RUN_CONFIGURATION: sets pid_file, also where the configuration cannot be dumped.
find_pid_file() {
  run_config_value "$1" PidFile
  pid_file=$value
  case $pid_file$layout in
    debian)
      pid_file=$(envvar APACHE_PID_FILE)
      pid_file=${pid_file:-/var/run/apache2/apache2.pid}
      ;;
    rhel) pid_file=/run/httpd/httpd.pid ;;
  esac
}

# read_pid FILE: sets pid_file_pid, the number in a pid file, or empty.
read_pid() {
  pid_file_pid=
  [ -f "$1" ] || return 0
  pid_file_pid=$(head -c 20 "$1" 2>/dev/null)
  pid_file_pid=${pid_file_pid%%[!0-9]*}
}
