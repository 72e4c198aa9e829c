# The distributions, one entry each; adding one is an entry here and a recording. Of an entry:
# servers: the executables by which processes are told, or patterns: all of them, where a distribution has one for each MPM.
# ctls: what reads the configuration as the service does (Debian's loads envvars, without which the server cannot; SUSE's
# makes a part of the configuration); the first that is there.
# lock_dir, pid_file, error_log, user_name: where the run configuration cannot be dumped.
# directive_files: what the packaged layout includes; patterns.
# fixes: where a Mutex line goes, as REMEDY=FILE, the usual place first; fix_line is the line. The end of the main configuration
# comes after whatever it includes.
layout_entry() {
  servers='' ctls='' unit='' config_root='' main_config='' fixes='' fix_line='' lock_dir='' pid_file='' error_log='' user_name=''
  case $1 in
    debian)
      servers=/usr/sbin/apache2 ctls='/usr/sbin/apache2ctl /usr/sbin/apachectl' unit=apache2
      config_root=/etc/apache2 main_config=/etc/apache2/apache2.conf
      directive_files='ports.conf mods-enabled/*.load mods-enabled/*.conf conf-enabled/*.conf sites-enabled/*'
      fixes="conf-available=$config_root/conf-available/mutex-file.conf uncomment=$main_config append=$main_config"
      # shellcheck disable=SC2016 # Apache expands APACHE_LOCK_DIR, not this shell
      fix_line='Mutex file:${APACHE_LOCK_DIR} default'
      ;;
    rhel)
      servers=/usr/sbin/httpd ctls=/usr/sbin/httpd unit=httpd
      config_root=/etc/httpd main_config=/etc/httpd/conf/httpd.conf
      lock_dir=/run/httpd pid_file=/run/httpd/httpd.pid error_log=/var/log/httpd/error_log
      directive_files='conf.modules.d/*.conf conf.d/*.conf'
      fixes="conf-d=$config_root/conf.d/00-mutex.conf append=$main_config" fix_line='Mutex file:/run/httpd default'
      ;;
    suse)
      servers='/usr/sbin/httpd-[pwe]* /usr/sbin/httpd2-[pwe]*' ctls='/usr/sbin/start_apache2 /usr/sbin/apache2ctl' unit=apache2
      config_root=/etc/apache2 main_config=/etc/apache2/httpd.conf
      lock_dir=/run pid_file=/run/httpd.pid error_log=/var/log/apache2/error_log user_name=wwwrun
      directive_files='loadmodule.conf sysconfig.d/*.conf listen.conf default-server.conf conf.d/*.conf vhosts.d/*.conf'
      fixes="conf-d=$config_root/conf.d/00-mutex.conf append=$main_config" fix_line='Mutex file:/run default'
      ;;
    local)
      root=/usr/local/apache2
      servers=$root/bin/httpd ctls="$root/bin/apachectl $servers" unit=httpd
      config_root=$root/conf main_config=$root/conf/httpd.conf
      lock_dir=$root/logs pid_file=$root/logs/httpd.pid error_log=$root/logs/error_log
      directive_files='extra/*.conf'
      fixes="append=$main_config" fix_line="Mutex file:$root/logs default"
      ;;
  esac
}

# is_program FILE: it can be run; a directory can be entered.
is_program() { [ -f "$1" ] && [ -x "$1" ]; }

# runnable FILES: sets programs, those of them that are there and can be run, with blanks.
runnable() {
  programs=
  for program in $1; do
    ! is_program "$program" || programs="${programs:+$programs }$program"
  done
}

# find_apache: sets layout, to none where no known Apache is installed, with servers, ctl and the entry's own.
find_apache() {
  for layout in debian rhel suse local none; do
    layout_entry "$layout"
    runnable "$ctls"
    ctl=${programs%% *}
    runnable "$servers"
    # As the kernel names them, who knows no link.
    servers=
    for program in $programs; do servers="${servers:+$servers }$(readlink -f "$program")"; done
    if [ "$layout" = none ] || { [ -n "$servers" ] && [ -n "$ctl" ] && [ -f "$main_config" ]; }; then return; fi
  done
}

# run_config_value KEY: sets value, that of the one KEY: "value" line of run_config, or empty.
run_config_value() {
  value=
  case $newline$run_config in
    *"$newline$1: "*)
      value=$newline$run_config
      value=${value#*"$newline$1: "}
      value=${value%%"$newline"*}
      value=${value#\"}
      value=${value%\"}
      ;;
  esac
}

# read_run_config: sets run_config (what the configuration on disk would do: Apache's DUMP_RUN_CFG) and from it, or else from
# the layout's entry, pid_file, error_log, user_name and apache_uid.
read_run_config() {
  run_config=$(bounded 10 "$ctl" -t -D DUMP_RUN_CFG 2>&1 | head -c 65536)
  run_config_value PidFile
  pid_file=${value:-$pid_file}
  run_config_value 'Main ErrorLog'
  error_log=${value:-$error_log}
  run_config_value User
  apache_uid=${value##*id=}
  case $apache_uid in '' | *[!0-9]*) apache_uid='' ;; esac
  value=${value#name=\"}
  value=${value%%\"*}
  user_name=${value:-$user_name}
}
