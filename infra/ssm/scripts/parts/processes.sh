# Who is Apache: by what the kernel says of each process, never by a name, a path that somebody chose, or a listing of either.
# A process is a pid with its start ticks. It is Apache's if it runs the very file of the server.

# server_pids FILE...: "PID here" or "PID elsewhere" (another IPC or pid namespace) for each process that runs one of the files
# (same device and inode), and "whole" at the end where all of /proc was seen. What a link says is looked at before what it leads to
# is asked: a file system of a user's own may never answer. No process for a process.
server_pids() {
  # shellcheck disable=SC2016 # the inner shells' own
  bounded 15 env "servers=$servers" sh -c '
    [ "/proc/$$/exe" -ef /proc/self/exe ] || exit
    found=
    for file in $servers; do
      export file
      found="$found $(for process in /proc/[0-9]*; do echo "$process/exe"; done | xargs sh -c "
        exec /usr/bin/find \"\$@\" \\( -lname \"\$file\" -o -lname \"\$file (deleted)\" \\) -print" sh)"
      case $? in 0 | 123) ;; *) exit ;; esac
    done
    for process in $found; do
      process=${process%/exe}
      for file in "$@"; do
        [ "$process/exe" -ef "$file" ] || continue
        place=elsewhere
        if [ "$process/ns/ipc" -ef /proc/self/ns/ipc ] && [ "$process/ns/pid" -ef /proc/self/ns/pid ]; then place=here; fi
        echo "${process#/proc/} $place"
        break
      done
    done
    echo whole' sh "$@" 2>/dev/null
}

# read_pid_file: sets pid_file_pid, the number in the main server's pid file. Only root's own file counts, and no link but root's own.
read_pid_file() {
  pid_file_pid=
  if [ -f "$pid_file" ] && [ -O "$pid_file" ] && { [ ! -L "$pid_file" ] || [ "$(stat -c %u "$pid_file")" = 0 ]; }; then
    # The shell reads it: what takes long on a busy machine must not look like a file that is not there.
    read -r pid_file_pid <"$pid_file"
  fi
  pid_file_pid=${pid_file_pid%%[!0-9]*}
  [ "${#pid_file_pid}" -le 10 ] || pid_file_pid=
}

# unit_property NAME: sets value, what systemd says of the main server's unit; empty where there is no systemd; 1 where it does not say.
unit_property() {
  value=
  if [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1; then
    value=$(bounded 3 systemctl show -p "$1" "$unit.service" 2>/dev/null) || return 1
    value=${value#"$1="}
  fi
}

# was_server PID: it runs a file of root's that was the server's until it was taken away.
was_server() {
  executable=$(readlink "/proc/$1/exe" 2>/dev/null)
  [ "$executable" != "${executable% (deleted)}" ] || return 1
  case " $servers " in *" ${executable% (deleted)} "*) ;; *) return 1 ;; esac
  [ -O "/proc/$1/exe" ]
}

# look: sets table_state (whole, or unknown: then nothing may be concluded), table, parent and parent_identity: PID-STARTTICKS;
# where none lives, none-PID with the number that a dead parent left in the pid file, or none.
# table has a line a process that runs the server's file: PID PPID UID STATE STARTTICKS ROLE
# parent: that of the main pid file, root's. child: below it. orphan: Apache's user, below no living Apache, and in the unit's
# control group or, where that is not known, listening on a port that the main configuration names. other: another Apache
# here, which is nobody's business. elsewhere: in other namespaces; of these two 20 lines. The uid is x where a process has several.
look() {
  table='' table_state=unknown parent='' parent_identity=none
  read_pid_file
  # shellcheck disable=SC2086 # one file a word
  set -- $servers
  # A package upgrade took the file away from under the server that runs. Root's own parent vouches for it.
  if [ -n "$pid_file_pid" ] && grep -qxE 'Uid:([[:space:]]0){4}' "/proc/$pid_file_pid/status" 2>/dev/null && was_server "$pid_file_pid"; then
    set -- "$@" "/proc/$pid_file_pid/exe"
  fi
  found=$(server_pids "$@")
  case $newline$found in
    *"${newline}whole") found=${found%whole} ;;
    *) return 0 ;;
  esac
  unit_property ControlGroup || return 0
  found=$(printf '%s' "$found" | unit_group=$value awk -v main="$pid_file_pid" -v apache_uid="$apache_uid" '
    function read_process(pid,   file, text, line, field) {
      text = ""; file = "/proc/" pid "/stat"
      while ((getline line < file) > 0) text = text line " "
      close(file)
      # The name in parentheses may hold anything; what follows the last one are numbers.
      match(text, /.*\)/)
      split(substr(text, RLENGTH + 2), field, " ")
      state[pid] = field[1]; ppid[pid] = field[2]; ticks[pid] = field[20]
      if (state[pid] !~ /^[A-Z]$/ || state[pid] == "Z" || state[pid] == "X") return 0
      uid[pid] = "x"; file = "/proc/" pid "/status"
      while ((getline line < file) > 0) if (line ~ /^Uid:/) {
        split(line, field, " ")
        if (field[2] == field[3] && field[3] == field[4] && field[4] == field[5]) uid[pid] = field[2]
        break
      }
      close(file)
      file = "/proc/" pid "/cgroup"
      while (unit_group != "" && (getline line < file) > 0) if (line ~ /^(0|[0-9]+:name=systemd):/) {
        sub(/^[0-9]+:[^:]*:/, "", line)
        if (line == unit_group || index(line, unit_group "/") == 1) in_unit[pid] = 1
      }
      close(file)
      return 1
    }
    function is_below(pid, above,   i) {
      for (i = 0; i < 20 && (pid in place); i++) { if (pid == above) return 1; pid = ppid[pid] }
      return 0
    }
    BEGIN { unit_group = ENVIRON["unit_group"] }
    NF == 2 && read_process($1) { place[$1] = $2 }
    END {
      parent = (main in place) && place[main] == "here" && uid[main] == "0" ? main : ""
      for (pid in place) {
        if (place[pid] != "here") { rank = pid == main ? 0 : 3; role = "elsewhere" }
        else if (pid == parent) { rank = 0; role = "parent" }
        else if (parent != "" && is_below(pid, parent)) { rank = 4; role = "child" }
        else if (apache_uid + 0 > 0 && uid[pid] == apache_uid && !(ppid[pid] in place) && (unit_group == "" || (pid in in_unit))) { rank = 1; role = unit_group == "" ? "candidate" : "orphan" }
        else { rank = 2; role = "other" }
        print rank, pid, ppid[pid], uid[pid], state[pid], ticks[pid], role
      }
      print "whole"
    }' | sort -k1,1n -k2,2n)
  # Sorted, the word that says that nothing failed is first.
  case $found in whole*) found=${found#whole} ;; *) return 0 ;; esac
  read_listening "$(printf '%s\n' "$found" | awk '$7 == "parent" || $7 == "candidate" || $7 == "orphan" { printf "%s ", $2 }')" || return 0
  holders=$(listen_holders) || return 0
  # Who holds a port is too long for an argument, where many do.
  table=$(printf '%s\n%s\n' "$holders" "$found" | awk '
    NR == 1 { holders = " " $0; next }
    NF != 7 { next }
    $7 == "candidate" { $7 = index(holders, " " $2 " ") ? "orphan" : "other" }
    ($7 == "other" || $7 == "elsewhere") && ++others > 20 { next }
    { print ($7 == "other" && $1 == 1 ? 2 : $1), $2, $3, $4, $5, $6, $7 }
    END { print 9, "whole" }' | sort -k1,1n -k2,2n | sed -n 's/^[0-9] //p')
  case $table in *whole) table=${table%whole} ;; *) return 0 ;; esac
  # From taking a server that was stopped in order, or started, while its processes were read for one that died.
  value=$pid_file_pid
  read_pid_file
  [ "$pid_file_pid" = "$value" ] || return 0
  table_state=whole
  [ -z "$pid_file_pid" ] || parent_identity=none-$pid_file_pid
  case $table in
    *' parent' | *" parent$newline"*)
      parent=${table%% *}
      value=${table%% parent*}
      parent_identity=$parent-${value##* }
      ;;
  esac
}

# of_role ROLE: "PID STARTTICKS" of the table's processes of that role.
of_role() {
  printf '%s\n' "$table" | awk -v role="$1" '$6 == role { print $1, $5 }'
}
