# The state of apache2.service. Sourced by the systemctl double.
# The unit's cgroup is "every living apache2 in the process group of the parent that the unit started or the pid file names":
# another Apache of this instance has a group of its own.
# kill-mode "process" behaves like the unit that systemd generates from the init script on Ubuntu 16.04
# (KillMode=process, no main PID known): active while any process lives, and a stop leaves strays alone.
# kill-mode "control-group" behaves like the packaged unit of later releases: the end of the parent fails the unit,
# and whatever is left is killed.
unit_main=/run/mutex-lab/apache2.main # the parent that the unit started last
unit_state=/run/mutex-lab/apache2.state # active, inactive or failed, as the last job left it
kill_mode=process
{ read -r kill_mode </etc/mutex-lab/kill-mode; } 2>/dev/null || :

# look: sets pids (of the unit's cgroup), parent (the pid in the pid file, if that process is an Apache and alive; else
# empty), job_state (as the last job left it) and active_state (as systemctl tells it). It is asked again and again, and
# by every instance of a lab at once, so it starts no process.
look() {
  pids='' parent='' named='' main=''
  { read -r main <"$unit_main"; } 2>/dev/null || :
  { read -r named </var/run/apache2/apache2.pid; } 2>/dev/null || :
  for entry in /proc/[0-9]*; do
    { read -r stat <"$entry/stat"; } 2>/dev/null || continue
    case $stat in *'(apache2) '*) ;; *) continue ;; esac
    # shellcheck disable=SC2086 # numbers, from the state on: the third is the process group, the 18th the number of threads
    set -- ${stat##*) }
    case $1 in
      X) continue ;;
      # systemd would have reaped it, but for one whose other threads are still ending: they hold its port open.
      Z) [ "${18}" -gt 1 ] || continue ;;
    esac
    [ "$3" = "$named" ] || [ "$3" = "${main:--}" ] || continue
    pids="$pids ${entry#/proc/}"
    [ "${entry#/proc/}" != "$named" ] || parent=$named
  done
  job_state=inactive
  { read -r job_state <"$unit_state"; } 2>/dev/null || :
  active_state=$job_state
  if [ "$job_state" = active ] && [ -z "$pids" ]; then
    active_state=inactive
    [ "$kill_mode" != control-group ] || active_state=failed
  fi
}

# Both are written over in place, so that nobody who looks meanwhile finds them empty.
set_state() { printf '%-8s\n' "$1" 1<>"$unit_state"; }
set_main() { printf '%-8s\n' "$1" 1<>"$unit_main"; }

kill_rest() { # SIGTERM, at most 5 s, SIGKILL: those that are there now, and none that is started meanwhile
  look
  rest=$pids
  # shellcheck disable=SC2086
  [ -z "$rest" ] || kill -TERM $rest 2>/dev/null || :
  turns=0
  while [ -n "$rest" ] && [ "$turns" -lt 100 ]; do
    sleep 0.05
    turns=$((turns + 1))
    look
    doomed=$rest
    rest=''
    for pid in $doomed; do
      case "$pids " in *" $pid "*) rest="$rest $pid" ;; esac
    done
  done
  # shellcheck disable=SC2086
  [ -z "$rest" ] || kill -KILL $rest 2>/dev/null || :
}

unit_start() {
  # A start of an active unit is no job at all: with KillMode=process that is the trap of the orphan child.
  look
  [ "$active_state" != active ] || return 0
  # systemd starts it with an environment of its own, whatever the caller's is.
  if ! env -i PATH="$PATH" LANG=C APACHE_STARTED_BY_SYSTEMD=true apache2ctl start >>/var/log/console.log 2>&1; then
    set_state failed
    echo 'Job for apache2.service failed because the control process exited with error code.' >&2
    return 1
  fi
  # Type=forking: the start is over when the parent has written its pid file.
  turns=0
  while look; [ -z "$parent" ] && [ "$turns" -lt 400 ]; do
    sleep 0.05
    turns=$((turns + 1))
  done
  if [ -z "$parent" ]; then
    set_state failed
    echo 'Job for apache2.service failed: no parent process appeared within 20 s.' >&2
    return 1
  fi
  set_main "$parent"
  set_state active
  if [ "$kill_mode" = control-group ]; then
    setsid /usr/local/lib/mutex-lab/apache2-unit-watch.sh "$parent" </dev/null >/dev/null 2>&1 &
  fi
}

unit_stop() {
  look
  stopped=$parent
  set_state inactive
  if [ -n "$stopped" ]; then
    apache2ctl graceful-stop >>/var/log/console.log 2>&1 || :
    turns=0
    while look; [ "$parent" = "$stopped" ] && [ "$turns" -lt 1200 ]; do
      sleep 0.05
      turns=$((turns + 1))
    done
  fi
  if [ "$kill_mode" = control-group ]; then
    kill_rest
    return
  fi
  # The pid file goes first, and the port with the last of its processes, or not for a while.
  turns=0
  while [ -n "$stopped" ] && [ -e "/proc/$stopped" ] && [ "$turns" -lt 100 ]; do
    sleep 0.05
    turns=$((turns + 1))
  done
  look
  if [ -n "$pids" ]; then
    echo 'apache2.service: processes that the pid file does not name are still running and were left alone' >>/var/log/console.log
  fi
}

unit_reload() {
  look
  if [ "$active_state" != active ]; then
    echo 'apache2.service is not active, cannot reload.' >&2
    return 1
  fi
  apache2ctl graceful >>/var/log/console.log 2>&1
}
