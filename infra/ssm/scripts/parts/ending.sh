# Ending processes, and telling one something, by what they are and not by their number alone.

# is_still PID STARTTICKS: it is alive, the same process, and runs the server's file. Starts no program for it: there may be thousands.
is_still() {
  stat=
  # A name in it may hold line breaks and parentheses; what follows the last one are a letter and numbers.
  while read -r line; do stat=$line; done 2>/dev/null <"/proc/$1/stat"
  # shellcheck disable=SC2086 # one word each
  set -- "$1" "$2" ${stat##*) }
  [ "$2" = "${22:-}" ] || return 1
  case $3 in [ZX]) return 1 ;; esac
  for file in $servers; do
    [ ! "/proc/$1/exe" -ef "$file" ] || return 0
  done
  was_server "$1"
}

# signal_process SIGNAL PID STARTTICKS: only while it is that process. Stopped, it cannot end and leave its number to another one between
# the second look and the signal.
signal_process() {
  is_still "$2" "$3" || return
  # From leaving it stopped, where this is ended in between.
  stopped=$2
  trap 'kill -s CONT "$stopped"; exit 1' HUP INT TERM
  kill -s STOP "$2" 2>/dev/null && is_still "$2" "$3" && kill -s "$1" "$2" 2>/dev/null
  kill -s CONT "$2" 2>/dev/null
  trap - HUP INT TERM
}

# still LIST: the lines of LIST, "PID STARTTICKS", that are still alive.
still() {
  [ -z "$1" ] || printf '%s\n' "$1" | while read -r pid ticks; do
    if is_still "$pid" "$ticks"; then echo "$pid $ticks"; fi
  done
}

pause() { sleep 0.2 2>/dev/null || sleep 1; }

# end_processes LIST: TERM, at most 10 seconds, KILL, at most 5 seconds, however many they are; each only while it is that process still.
end_processes() {
  remaining=$1
  for attempt in TERM:10 KILL:5; do
    [ -n "$remaining" ] || return 0
    read_uptime
    until_seconds=$((uptime_seconds + ${attempt#*:}))
    printf '%s\n' "$remaining" | while read -r pid ticks; do
      signal_process "${attempt%:*}" "$pid" "$ticks"
    done
    while [ "$uptime_seconds" -lt "$until_seconds" ]; do
      remaining=$(still "$remaining")
      [ -n "$remaining" ] || return 0
      pause
      read_uptime
    done
  done
}
