# apache_pids: pids of processes whose executable is apache2 or httpd, also after a package upgrade deleted the file.
# The name alone counts only where the executable cannot be read (zombies, no root): busybox has an httpd as well.
apache_pids() {
  {
    for comm_file in /proc/[0-9]*/comm; do
      { read -r comm <"$comm_file"; } 2>/dev/null || continue
      case $comm in apache2 | httpd) echo "comm $comm_file" ;; esac
    done
    # shellcheck disable=SC2012 # one process for all links; names below /proc are tame
    ls -l /proc/[0-9]*/exe 2>/dev/null | awk '{ i = index($0, " /proc/"); if (i) print "exe" substr($0, i) }'
  } | awk '
    { split($2, part, "/"); pid = part[3] }
    $1 == "comm" { named[pid] = 1 }
    $1 == "exe" && $3 == "->" { known[pid] = 1; if ($4 ~ /\/(apache2|httpd)$/) print pid }
    END { for (pid in named) if (!(pid in known)) print pid }' | sort -n
}

# apache_table: one line a process, at most 2000: pid ppid uid state start_ticks ipc_ns pid_ns comm
# (proc(5): /proc/PID/stat, status and ns). Those owned by root come first, then orphans, then the others.
apache_table() {
  table_pids=$(apache_pids | head -n 2000)
  [ -n "$table_pids" ] || return 0
  {
    for pid in $table_pids; do echo "/proc/$pid/ns/ipc /proc/$pid/ns/pid"; done | xargs ls -ld 2>/dev/null |
      awk '{ i = index($0, " /proc/"); split(substr($0, i + 1), f, " "); split(f[1], p, "/"); gsub(/[^0-9]/, "", f[3]); print "ns", p[3], p[5], f[3] }'
    for pid in $table_pids; do
      { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || continue
      uid=
      while read -r key value _; do
        [ "$key" != Uid: ] || uid=$value
      done 2>/dev/null <"/proc/$pid/status"
      comm=${stat#*\(}
      # shellcheck disable=SC2086 # split into the numbered fields
      set -- ${stat##*) }
      echo "process $pid $2 ${uid:-?} $1 ${20} ${comm%)*}"
    done
  } | awk '
    $1 == "ns" { ns[$2 "/" $3] = $4; next }
    { comm = $7; for (i = 8; i <= NF; i++) comm = comm " " $i
      rank = $4 == 0 ? 0 : $3 == 1 ? 1 : 2
      print rank, $2, $3, $4, $5, $6, ((($2 "/ipc") in ns) ? ns[$2 "/ipc"] : 0), ((($2 "/pid") in ns) ? ns[$2 "/pid"] : 0), comm }' |
    sort -k1,1n -k2,2n | cut -d' ' -f2-
}

# own_namespaces: sets own_ipc_ns and own_pid_ns. Semaphores and pids mean something only within them.
own_namespaces() {
  own_ipc_ns=$(readlink /proc/self/ns/ipc | tr -cd '0-9')
  own_pid_ns=$(readlink /proc/self/ns/pid | tr -cd '0-9')
}

# own_living: the lines of the table on stdin that are in our namespaces and no zombies.
own_living() {
  awk -v ipc="$own_ipc_ns" -v pid="$own_pid_ns" '$4 !~ /[ZX]/ && $6 == ipc && $7 == pid'
}
