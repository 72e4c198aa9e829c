# What the scripts ask of systemd's tools, and what they are told: run on a machine with systemd and on a light instance, and the two
# outputs are compared line by line. Each question is one block: "## COMMAND", what it wrote to standard output, "exit STATUS".
# The parent's pid is written as PARENT. It leaves Apache running.
set -u
shown=Id,ActiveState,SubState,MainPID,Restart,KillMode,SourcePath,UnitFileState,LoadState,FragmentPath,Type
parent_of() { # a start may be over before its pid file is written, and the last parent's may still lie there: 20 s at most
  turns=0
  until kill -0 "$(head -n 1 /run/apache2/apache2.pid)" || [ "$turns" -ge 400 ]; do sleep 0.05; turns=$((turns + 1)); done 2>/dev/null
  head -n 1 /run/apache2/apache2.pid
}
ask() {
  echo "## $*"
  "$@" >/tmp/answer 2>/tmp/complaint
  status=$?
  # A double that refuses says so; it is another thing than an answer.
  if grep -qs 'this lab instance' /tmp/complaint; then
    echo 'refused'
    return
  fi
  sed "s/^\(MainPID=\)\{0,1\}$parent\$/\1PARENT/" /tmp/answer
  echo "exit $status"
}
state() { # TITLE
  echo "# $1"
  ask systemctl show -p "$shown" apache2.service
  ask systemctl is-active apache2
  ask systemctl is-active --quiet apache2.service
  ask systemctl is-failed apache2
}
gone() { # until the parent has ended, 20 s at most
  turns=0
  while kill -0 "$1" 2>/dev/null && [ "$turns" -lt 400 ]; do sleep 0.05; turns=$((turns + 1)); done
}

parent=$(parent_of)
state 'serving'
ask systemctl is-enabled apache2.service
ask systemctl show --value -p MainPID apache2.service
ask systemctl is-active no-such-unit.service
for name in LoadState ControlGroup UnitFileState; do ask systemctl show -p "$name" no-such-unit.service; done
ask systemctl start apache2.service
ask systemctl reload apache2.service
ask systemctl is-system-running
ask busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager RemoveIPC
ask busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager NoSuchProperty
ask loginctl list-sessions --no-legend
ask journalctl -q --no-pager -o short-unix -n 1 SYSLOG_IDENTIFIER=nobody-writes-so

echo '# a stop takes its time, and Apache with it'
ask systemctl stop apache2.service
case $(ps -o stat= -p "$parent") in '' | Z*) echo 'the parent is gone' ;; *) echo 'the parent lives' ;; esac
state 'stopped in order'
ask systemctl start apache2.service
parent=$(parent_of)
state 'started again'

ipcrm --all=sem
gone "$parent"
turns=0
until systemctl is-failed --quiet apache2 || [ "$turns" -ge 400 ]; do sleep 0.05; turns=$((turns + 1)); done
state 'the semaphores removed, the parent has given up'
echo "strays: $(ps -o stat= -C apache2 | grep -vc '^Z')"
ask systemctl stop apache2.service
state 'a stop of what has failed'
ask systemctl reset-failed apache2.service
state 'the failure reset'
ask systemctl start apache2.service
parent=$(parent_of)

echo '# a timer of systemd-run'
ask systemd-run --on-active=2 --timer-property=AccuracySec=100ms touch /run/lab-mark
[ -e /run/lab-mark ] && echo 'at once' || echo 'not at once'
turns=0
until [ -e /run/lab-mark ] || [ "$turns" -ge 200 ]; do sleep 0.05; turns=$((turns + 1)); done
[ -e /run/lab-mark ] && echo 'in time' || echo 'not in ten seconds'
rm -f /run/lab-mark
ask systemd-run --on-active=2 no-such-command

echo '# a scheduled reboot, and its end'
ask shutdown -r +1
ask shutdown -c
