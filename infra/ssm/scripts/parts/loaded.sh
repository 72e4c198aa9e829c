# last_loaded: prints the second in which the running main server last took its configuration, at its start or at a reload: it made its
# mutexes anew then, arrays or files. Nothing where it has none.
last_loaded() {
  {
    awk -v uid="$apache_uid" 'NR > 1 && $1 == 0 && $5 == uid && $7 == 0 { print $10 }' /proc/sysvipc/sem
    bounded 3 find "/proc/$parent/fd" -lname "*.$parent (deleted)" -exec stat -L -c %Z {} +
  } 2>/dev/null | sort -n | tail -n 1
}
