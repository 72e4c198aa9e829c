# Ending processes, and telling one something, by what they are and not by their number alone.

# is_still PID STARTTICKS: it is alive, the same process, and runs the server's file.
is_still() {
  [ "$2" = "$(awk '{ text = text $0 " " } END { match(text, /.*\)/); split(substr(text, RLENGTH + 2), field, " "); if (field[1] !~ /[ZX]/) print field[20] }' "/proc/$1/stat" 2>/dev/null)" ] || return 1
  for file in $servers; do
    [ ! "/proc/$1/exe" -ef "$file" ] || return 0
  done
  was_server "$1"
}

# signal_process SIGNAL PID STARTTICKS: only while it is that process. Stopped, it cannot end and leave its number to another one between
# the second look and the signal.
signal_process() {
  is_still "$2" "$3" && kill -s STOP "$2" 2>/dev/null || return 1
  signalled=1
  if is_still "$2" "$3"; then kill -s "$1" "$2" 2>/dev/null && signalled=0; fi
  kill -s CONT "$2" 2>/dev/null
  return "$signalled"
}

# still LIST: the lines of LIST, "PID STARTTICKS", that are still alive.
still() {
  [ -z "$1" ] || printf '%s\n' "$1" | while read -r pid ticks; do
    if is_still "$pid" "$ticks"; then echo "$pid $ticks"; fi
  done
}

# end_processes LIST: TERM, at most 10 seconds, KILL, at most 5 seconds; each only while it is that process still.
end_processes() {
  remaining=$1
  for attempt in TERM:50 KILL:25; do
    [ -n "$remaining" ] || return 0
    printf '%s\n' "$remaining" | while read -r pid ticks; do
      signal_process "${attempt%:*}" "$pid" "$ticks"
    done
    tries=${attempt#*:}
    while [ "$tries" -gt 0 ]; do
      remaining=$(still "$remaining")
      [ -n "$remaining" ] || return 0
      tries=$((tries - 1))
      sleep 0.2 2>/dev/null || sleep 1
    done
  done
}
