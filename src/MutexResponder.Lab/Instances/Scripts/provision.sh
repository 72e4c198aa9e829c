# Turns the machine's Apache package into the site of the incident, inside the instance only.
# In: SITE_MPM, SITE_MUTEX (may be empty), SITE_PORTS (blank separated), SITE_USER, SITE_UID, SITE_NAME, SITE_KILL_MODE,
# SITE_LOG (file, pipe, syslog or jsonfile), SITE_ARRAY (yes, or empty).
# The machine's own choice of modules, sites and ports does not count: all are set from the package's defaults.
set -eu
etc=/etc/apache2

# A double of the lab reads its own files; the real one the package's unit, changed to what systemd generates from an init script.
if [ -e /usr/local/lib/mutex-lab/systemctl ]; then
  mkdir -p /etc/mutex-lab/enabled
  printf '%s\n' "$SITE_KILL_MODE" >/etc/mutex-lab/kill-mode
elif [ "$SITE_KILL_MODE" = process ]; then
  mkdir -p /etc/systemd/system/apache2.service.d
  printf '[Service]\nKillMode=process\nGuessMainPID=no\nRestart=no\nRemainAfterExit=yes\n' >/etc/systemd/system/apache2.service.d/init-script.conf
  systemctl daemon-reload
fi
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$SITE_NAME" >/etc/hosts
printf '%s\n' "$SITE_NAME" >/etc/hostname

# rewrite FILE COMMAND...: in place, to what the command makes of it; its owner and mode stay.
rewrite() {
  file=$1
  shift
  text=$("$@" "$file")
  printf '%s\n' "$text" >"$file"
}

# logind looks at the number alone, so it must be exactly this one, whoever had it on the machine.
if [ "$(id -u "$SITE_USER" 2>/dev/null || :)" != "$SITE_UID" ]; then
  for file in /etc/passwd /etc/group; do
    rewrite "$file" awk -F: -v name="$SITE_USER" -v id="$SITE_UID" '$1 != name && $3 != id'
  done
  printf '%s:x:%s:%s::/home/%s:/bin/sh\n' "$SITE_USER" "$SITE_UID" "$SITE_UID" "$SITE_USER" >>/etc/passwd
  printf '%s:x:%s:\n' "$SITE_USER" "$SITE_UID" >>/etc/group
  rewrite /etc/shadow awk -F: -v name="$SITE_USER" '$1 != name'
  printf '%s:*:19000:0:99999:7:::\n' "$SITE_USER" >>/etc/shadow
  mkdir -p "/home/$SITE_USER"
  chown "$SITE_UID:$SITE_UID" "/home/$SITE_USER"
fi
group=$(id -gn "$SITE_USER")

# enable KIND FILE...: links those of them that the package has. One ln for all: each instance of each test comes by here.
enable() {
  kind=$1 targets=''
  shift
  for file; do
    [ ! -e "$etc/$kind-available/$file" ] || targets="$targets ../$kind-available/$file"
  done
  # shellcheck disable=SC2086 # names without blanks
  ln -s $targets "$etc/$kind-enabled/"
}

rm -f "$etc"/mods-enabled/* "$etc"/conf-enabled/* "$etc"/sites-enabled/*
files=''
for module in authz_core authz_host authn_core auth_basic access_compat authn_file authz_user \
  alias dir autoindex env mime negotiation setenvif filter deflate status reqtimeout "mpm_$SITE_MPM"; do
  files="$files $module.load $module.conf"
done
# shellcheck disable=SC2086
enable mods $files

printf 'ServerName %s\n' "$SITE_NAME" >"$etc/conf-available/site-name.conf"
enable conf charset.conf localized-error-pages.conf other-vhosts-access-log.conf security.conf serve-cgi-bin.conf site-name.conf

: >"$etc/ports.conf"
hosts=''
for port in $SITE_PORTS; do
  printf 'Listen %s\n' "$port" >>"$etc/ports.conf"
  hosts="$hosts *:$port"
done
cat >"$etc/sites-available/incident.conf" <<SITE
<VirtualHost$hosts>
    DocumentRoot /var/www/html
    ErrorLog \${APACHE_LOG_DIR}/error.log
    CustomLog \${APACHE_LOG_DIR}/access.log combined
</VirtualHost>
SITE
enable sites incident.conf

# What writes the log agent's file where Apache does not.
case $SITE_LOG in
  pipe) target='"|/usr/bin/tee -a /var/log/apache2/error.log"' ;;
  syslog)
    target=syslog:local1
    mkdir -p /etc/mutex-lab/enabled
    : >/etc/mutex-lab/enabled/syslogd
    ;;
  jsonfile)
    target='${APACHE_LOG_DIR}/error.log'
    # shellcheck disable=SC2016 # Apache's own placeholders
    printf '%s\n' 'ErrorLogFormat "{ \"time\":\"%t\", \"function\":\"[%-m:%l]\", \"pid\":\"%P\", \"error\":\"%-E\", \"message\":\"%M\", \"referer\":\"%-{Referer}i\" }"' >"$etc/conf-enabled/log-format.conf"
    ;;
  *) target='${APACHE_LOG_DIR}/error.log' ;;
esac
# The host's own ErrorLog line would only say the same.
sed -i '/ErrorLog/d' "$etc/sites-available/incident.conf"
rewrite "$etc/apache2.conf" sed "s#^ErrorLog .*#ErrorLog $target#"
if [ "$SITE_ARRAY" = yes ]; then
  # By the server's own calls: a private array of one semaphore, made by root, given to Apache's user (semctl IPC_STAT, IPC_SET, SETVAL).
  cat >/usr/local/sbin/module-array <<'PROGRAM'
#!/usr/bin/perl
my ($uid, $gid) = (getpwnam $ARGV[0])[2, 3];
my $id = semget(0, 1, 0600 | 01000) // die "semget: $!"; my $ds = "";
semctl($id, 0, 2, $ds) or die "stat: $!"; substr($ds, 4, 8) = pack "LL", $uid, $gid;
semctl($id, 0, 1, $ds) or die "set: $!"; semctl($id, 0, 16, 1) or die "setval: $!";
1 while <STDIN>;
semctl($id, 0, 0, 0);
PROGRAM
  chmod 755 /usr/local/sbin/module-array
  printf 'CustomLog "|/usr/local/sbin/module-array %s" combined\n' "$SITE_USER" >"$etc/conf-enabled/module-array.conf"
fi

# The last Mutex line wins, so ours stands before the line the package ships commented out:
# whoever uncomments that line has repaired the site.
rewrite "$etc/apache2.conf" awk -v directive="$SITE_MUTEX" '
  /^[ \t]*Mutex[ \t]/ { next }
  /^#Mutex file:\$\{APACHE_LOCK_DIR\} default/ { shipped = 1; if (directive != "") print directive }
  { print }
  END { if (!shipped) { if (directive != "") print directive; print "#Mutex file:${APACHE_LOCK_DIR} default" } }
'

rewrite "$etc/envvars" sed -e "s/^export APACHE_RUN_USER=.*/export APACHE_RUN_USER=$SITE_USER/" \
  -e "s/^export APACHE_RUN_GROUP=.*/export APACHE_RUN_GROUP=$group/"
if ! grep -q "^export APACHE_RUN_USER=$SITE_USER\$" "$etc/envvars"; then
  echo "$etc/envvars has no line that sets APACHE_RUN_USER" >&2
  exit 1
fi

# The machine's own page, log lines and journal, what it says of logind, and what the responder may have kept on it, are none of this
# instance's past. A machine with systemd has only this boot's journal, and journald would go on writing to what was removed for some
# five seconds more.
journal=''
[ ! -e /usr/local/lib/mutex-lab/systemctl ] || journal=/var/log/journal
# shellcheck disable=SC2086 # nothing, or one name
rm -rf /var/www/html /var/log/apache2 /var/log/auth.log $journal /var/lib/mutex-responder /var/lib/systemd/linger /etc/systemd/logind.conf /etc/systemd/logind.conf.d
mkdir -p /var/www/html /var/log/apache2 /etc/systemd
printf '<!doctype html>\n<title>%s</title>\n<p>%s answers.</p>\n' "$SITE_NAME" "$SITE_NAME" >/var/www/html/index.html
: >/var/log/apache2/error.log
: >/var/log/auth.log
chmod 750 /var/log/apache2
chmod 640 /var/log/apache2/error.log /var/log/auth.log
chown root:adm /var/log/apache2
printf '[Login]\n#RemoveIPC=yes\n' >/etc/systemd/logind.conf

[ "$SITE_LOG" != syslog ] || syslogd
systemctl enable apache2.service
systemctl start apache2.service || {
  apache2ctl configtest
  exit 1
}
