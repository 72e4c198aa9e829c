# apache_table: one line a process, at most 2000: pid ppid uid state start_ticks ipc_ns pid_ns comm
# (proc(5): /proc/PID/stat, status and ns). Those owned by root come first, then orphans, then the others.
# It is Apache's if its executable is apache2 or httpd, also after a package upgrade deleted the file. The name alone counts
# only where the executable cannot be read (zombies, no root): busybox has an httpd as well.
apache_table() {
  # shellcheck disable=SC2012 # one process for all links; names below /proc are tame
  ls -ld /proc/[0-9]*/exe /proc/[0-9]*/ns/ipc /proc/[0-9]*/ns/pid 2>/dev/null | awk '
    function line_of(file,   text) { text = ""; getline text < file; close(file); return text }
    function uid_of(pid,   file, text, uid, field) {
      file = "/proc/" pid "/status"; uid = "?"
      while (uid == "?" && (getline text < file) > 0) if (text ~ /^Uid:/) { split(text, field, " "); uid = field[2] }
      close(file)
      return uid
    }
    {
      i = index($0, " /proc/")
      if (!i) next
      n = split(substr($0, i + 1), word, " "); split(word[1], part, "/"); pid = part[3]
      if (part[4] == "ns") { number = word[3]; gsub(/[^0-9]/, "", number); if (number != "") ns[pid "/" part[5]] = number }
      else if (n < 3) unread[pid] = 1
      else if (word[3] ~ /\/(apache2|httpd)$/) found[pid] = 1
    }
    END {
      for (pid in unread) if (line_of("/proc/" pid "/comm") ~ /^(apache2|httpd)$/) found[pid] = 1
      for (pid in found) {
        text = line_of("/proc/" pid "/stat")
        if (!match(text, /.*\)/)) continue
        from = index(text, "(") + 1
        comm = substr(text, from, RLENGTH - from)
        split(substr(text, RLENGTH + 2), field, " ")
        uid = uid_of(pid)
        rank = uid == "0" ? 0 : field[2] == 1 ? 1 : 2
        print rank, pid, field[2], uid, field[1], field[20], (((pid "/ipc") in ns) ? ns[pid "/ipc"] : 0), (((pid "/pid") in ns) ? ns[pid "/pid"] : 0), comm
      }
    }' | sort -k1,1n -k2,2n | sed -n '1,2000s/^[0-9] //p'
}

# own_namespaces: sets own_ipc_ns and own_pid_ns. Semaphores and pids mean something only within them.
own_namespaces() {
  own_ipc_ns=$(readlink /proc/self/ns/ipc) own_pid_ns=$(readlink /proc/self/ns/pid)
  own_ipc_ns=${own_ipc_ns#*\[} own_pid_ns=${own_pid_ns#*\[}
  own_ipc_ns=${own_ipc_ns%\]} own_pid_ns=${own_pid_ns%\]}
}

# own_living PIDFILE_PID: from apache_table's lines in table, sets living (those in our namespaces and no zombies),
# living_pids, and parent (the pid of the living parent, or empty). The parent is owned by root, and either it has children
# or the pid file names it: a lone root process may be somebody's "apache2 -t".
own_living() {
  living='' living_pids='' parent='' roots='' ppids=' '
  set -f
  IFS=$newline
  for line in $table; do
    case ${line#* * * } in [ZX]*) continue ;; esac
    case ${line#* * * * * } in "$own_ipc_ns $own_pid_ns "*) ;; *) continue ;; esac
    living=$living${living:+$newline}$line
    pid=${line%% *} ppid=${line#* }
    living_pids="$living_pids $pid"
    ppids="$ppids${ppid%% *} "
    case ${line#* * } in '0 '*) roots="$roots $pid" ;; esac
  done
  unset IFS
  for pid in $roots; do
    case $ppids in *" $pid "*) parent=${parent:-$pid} ;; esac
  done
  for pid in $roots; do
    [ "$pid" != "$1" ] || parent=$pid
  done
  set +f
}
