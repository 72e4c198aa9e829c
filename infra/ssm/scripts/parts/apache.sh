# find_apache: sets layout (debian, rhel or none), ctl, server, config_root, main_config and unit of the packaged Apache.
# On Debian the control script loads envvars, without which the server cannot read its own configuration.
find_apache() {
  layout=none ctl='' server='' config_root='' main_config='' unit=''
  if [ -x /usr/sbin/apache2 ] && [ -f /etc/apache2/apache2.conf ]; then
    layout=debian server=/usr/sbin/apache2 config_root=/etc/apache2 main_config=/etc/apache2/apache2.conf unit=apache2
    ctl=/usr/sbin/apache2ctl
    [ -x "$ctl" ] || ctl=/usr/sbin/apachectl
  elif [ -x /usr/sbin/httpd ] && [ -f /etc/httpd/conf/httpd.conf ]; then
    layout=rhel server=/usr/sbin/httpd config_root=/etc/httpd main_config=/etc/httpd/conf/httpd.conf unit=httpd
    ctl=/usr/sbin/httpd
  fi
}

# run_config: what the configuration on disk would do, with the mutex lines (Apache's DUMP_RUN_CFG).
run_config() {
  bounded 6 "$ctl" -t -D DUMP_RUN_CFG 2>&1
}
