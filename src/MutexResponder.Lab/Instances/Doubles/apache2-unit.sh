# The state of apache2.service. Sourced by the systemctl double.
# The unit's cgroup is "every living apache2 in the process group of the parent that the unit started, stops or finds in the pid file":
# another Apache of this instance has a group of its own.
# kill-mode "process" behaves like the unit that systemd generates from the init script on Ubuntu 16.04
# (KillMode=process, no main PID known): active while any process lives, and a stop leaves strays alone.
# kill-mode "control-group" behaves like the packaged unit of later releases: the end of the parent fails the unit,
# and whatever is left is killed.
# What the last job left: active, inactive or failed, and the parent that the unit started last. One line, so that nobody reads one without the other.
unit_job=/run/mutex-lab/apache2.job
kill_mode=process
{ read -r kill_mode </etc/mutex-lab/kill-mode; } 2>/dev/null || :

# is_apache PID: it lives. Sets group, its process group.
is_apache() {
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return
  case $stat in *'(apache2) '*) ;; *) return 1 ;; esac
  # shellcheck disable=SC2086 # numbers, from the state on: the third is the process group, the 18th the number of threads
  set -- ${stat##*) }
  group=$3
  case $1 in
    X) return 1 ;;
    # systemd would have reaped it, unless other threads of it are still ending: until then they hold the port open.
    Z) [ "${18}" -gt 1 ] ;;
  esac
}

# look: sets pids (of the unit's cgroup), parent (the pid in the pid file, if that process is an Apache and alive; else
# empty), job_state and main (as the last job left them) and active_state (as systemctl tells it). It is asked again and again, and
# by every instance of a lab at once, so it starts no process.
look() {
  pids='' parent='' named=''
  read_job
  { read -r named </var/run/apache2/apache2.pid; } 2>/dev/null || :
  for entry in /proc/[0-9]*; do
    is_apache "${entry#/proc/}" || continue
    case $group in "$named" | "${main:--}" | "${stopped:--}") ;; *) continue ;; esac
    pids="$pids ${entry#/proc/}"
    [ "${entry#/proc/}" != "$named" ] || parent=$named
  done
  active_state=$job_state
  if [ "$job_state" = active ] && { [ -z "$pids" ] || { [ "$kill_mode" = control-group ] && ! main_lives; }; }; then
    # It has died, unless a job was done while the processes were looked at.
    looked_for=$main
    read_job
    active_state=$job_state
    if [ "$job_state" = active ] && [ "$main" = "$looked_for" ]; then
      case $kill_mode/$pids in
        control-group/) active_state=failed ;;
        control-group/*) active_state=deactivating ;;
        *) active_state=inactive ;;
      esac
    fi
  fi
}

main_lives() { case "$pids " in *" ${main:--} "*) ;; *) return 1 ;; esac }

# As look. Where the main process has died, a job comes after the watch's word and not before it, as with systemd: 200 turns at most.
look_before_job() {
  look
  turns=0
  while [ "$kill_mode $job_state$parent" = 'control-group active' ] && ! main_lives && [ "$turns" -lt 200 ]; do
    sleep 0.05
    turns=$((turns + 1))
    look
  done
}

read_job() {
  job_state=inactive main=''
  { read -r job_state main <"$unit_job"; } 2>/dev/null || :
}

# set_state STATE [MAIN]: whole or not at all, for whoever reads it meanwhile.
set_state() {
  main=${2:-$main}
  printf '%s\n' "$1 $main" >"$unit_job.$$" && mv -f "$unit_job.$$" "$unit_job"
}

kill_rest() { # SIGNAL...: one after the other, 100 turns each at most, to those that were there at the last look and to none that is started meanwhile
  rest=$pids
  for signal; do
    [ -n "$rest" ] || return 0
    # shellcheck disable=SC2086
    kill -"$signal" $rest 2>/dev/null || :
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
  done
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
  set_state active "$parent"
  if [ "$kill_mode" = control-group ]; then
    setsid /usr/local/lib/mutex-lab/apache2-unit-watch.sh "$parent" </dev/null >/dev/null 2>&1 &
  fi
}

unit_stop() {
  # A stop of a failed unit is no job either.
  [ "$active_state" != failed ] || return 0
  stopped=$parent
  set_state inactive
  if [ -n "$stopped" ]; then
    apache2ctl graceful-stop >>/var/log/console.log 2>&1 || :
    turns=0
    # Apache removes its pid file first; its parent ends after its last child, and until then a child may hold the port. The init script
    # waits for the parent. systemd waits for nobody: what is left gets its signals.
    while [ "$kill_mode" = process ] && is_apache "$stopped" && [ "$turns" -lt 1200 ]; do
      sleep 0.05
      turns=$((turns + 1))
    done
  fi
  look
  if [ "$kill_mode" = control-group ]; then
    kill_rest TERM KILL
  elif [ -n "$pids" ]; then
    echo 'apache2.service: processes that the pid file does not name are still running and were left alone' >>/var/log/console.log
  fi
}

unit_reload() {
  if [ "$active_state" != active ]; then
    echo 'apache2.service is not active, cannot reload.' >&2
    return 1
  fi
  apache2ctl graceful >>/var/log/console.log 2>&1
}
