# The state of apache2.service. Sourced by the systemctl double.
# The unit's cgroup is "every living process named apache2 in this instance": there is no other Apache in it.
# kill-mode "process" behaves like the unit that systemd generates from the init script on Ubuntu 16.04
# (KillMode=process, no main PID known): active while any process lives, and a stop leaves strays alone.
# kill-mode "control-group" behaves like the packaged unit of later releases: the end of the parent fails the unit,
# and whatever is left is killed.
unit_state=/run/mutex-lab/apache2.state # active, inactive or failed, as the last job left it

kill_mode() { cat /etc/mutex-lab/kill-mode; }

apache_pids() {
  for entry in /proc/[0-9]*; do
    # A zombie has an empty cmdline: systemd would have reaped it.
    if read -r name 2>/dev/null <"$entry/comm" && [ "$name" = apache2 ] && [ -n "$(tr -d '\0' 2>/dev/null <"$entry/cmdline")" ]; then
      echo "${entry#/proc/}"
    fi
  done
}

parent_pid() { # the pid in the pid file, if that process is an Apache and alive; else nothing
  pid=$(cat /var/run/apache2/apache2.pid 2>/dev/null || :)
  for candidate in $(apache_pids); do
    [ "$candidate" != "$pid" ] || echo "$pid"
  done
}

job_state() { cat "$unit_state" 2>/dev/null || echo inactive; }

set_state() { printf '%s\n' "$1" >"$unit_state"; }

active_state() {
  state=$(job_state)
  if [ "$state" = active ] && [ -z "$(apache_pids)" ]; then
    state=inactive
    [ "$(kill_mode)" != control-group ] || state=failed
  fi
  echo "$state"
}

kill_rest() { # SIGTERM, at most 5 s, SIGKILL
  # shellcheck disable=SC2046
  kill -TERM $(apache_pids) 2>/dev/null || :
  turns=0
  while [ -n "$(apache_pids)" ] && [ "$turns" -lt 100 ]; do
    sleep 0.05
    turns=$((turns + 1))
  done
  # shellcheck disable=SC2046
  kill -KILL $(apache_pids) 2>/dev/null || :
}

unit_start() {
  # A start of an active unit is no job at all: with KillMode=process that is the trap of the orphan child.
  [ "$(active_state)" != active ] || return 0
  # systemd starts it with an environment of its own, whatever the caller's is.
  if ! env -i PATH="$PATH" LANG=C APACHE_STARTED_BY_SYSTEMD=true apache2ctl start >>/var/log/console.log 2>&1; then
    set_state failed
    echo 'Job for apache2.service failed because the control process exited with error code.' >&2
    return 1
  fi
  # Type=forking: the start is over when the parent has written its pid file.
  turns=0
  while [ -z "$(parent_pid)" ] && [ "$turns" -lt 100 ]; do
    sleep 0.05
    turns=$((turns + 1))
  done
  if [ -z "$(parent_pid)" ]; then
    set_state failed
    echo 'Job for apache2.service failed: no parent process appeared within 5 s.' >&2
    return 1
  fi
  set_state active
  if [ "$(kill_mode)" = control-group ]; then
    setsid /usr/local/lib/mutex-lab/apache2-unit-watch.sh "$(parent_pid)" </dev/null >/dev/null 2>&1 &
  fi
}

unit_stop() {
  parent=$(parent_pid)
  set_state inactive
  if [ -n "$parent" ]; then
    apache2ctl graceful-stop >>/var/log/console.log 2>&1 || :
    turns=0
    while [ "$(parent_pid)" = "$parent" ] && [ "$turns" -lt 1200 ]; do
      sleep 0.05
      turns=$((turns + 1))
    done
  fi
  if [ "$(kill_mode)" = control-group ]; then
    kill_rest
  elif [ -n "$(apache_pids)" ]; then
    echo 'apache2.service: processes that the pid file does not name are still running and were left alone' >>/var/log/console.log
  fi
}

unit_reload() {
  if [ "$(active_state)" != active ]; then
    echo 'apache2.service is not active, cannot reload.' >&2
    return 1
  fi
  apache2ctl graceful >>/var/log/console.log 2>&1
}
