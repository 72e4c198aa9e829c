# last_loaded: prints the second in which the running main server last took its configuration: it writes its pid file then, at its start and
# at each reload. The time of that file's text root alone can set; a mutex dates whoever may use it, and a file's time of change a link to it.
last_loaded() {
  stat -L -c %Y "$pid_file" 2>/dev/null
}
