# Turns the instance's Apache into one as SUSE packages it: the same server under the names and paths of openSUSE's apache2.spec,
# with two MPMs installed, and a start_apache2 that makes sysconfig.d and hands over the options as theirs does. systemd's double
# goes: it knows Debian's paths alone.
set -eu
systemctl stop apache2
rm -f /usr/bin/systemctl /usr/sbin/systemctl /etc/init.d/apache2
mkdir -p /usr/lib64 /etc/sysconfig
cp -a /usr/lib/apache2/modules /usr/lib64/apache2-prefork
cp /usr/sbin/apache2 /usr/sbin/httpd-worker
mv /usr/sbin/apache2 /usr/sbin/httpd-prefork
ln -s httpd-prefork /usr/sbin/httpd
rm -rf /usr/sbin/apache2ctl /usr/sbin/apachectl /etc/apache2
mkdir -p /etc/apache2/conf.d /etc/apache2/vhosts.d /etc/apache2/sysconfig.d
printf 'NAME="openSUSE Leap"\nVERSION="15.6"\nID="opensuse-leap"\nID_LIKE="suse opensuse"\nVERSION_ID="15.6"\nPRETTY_NAME="openSUSE Leap 15.6"\n' >/etc/os-release

printf 'APACHE_MPM="prefork"\nAPACHE_MODULES="mpm_prefork authz_core"\nAPACHE_LOGLEVEL="warn"\n' >/etc/sysconfig/apache2
cat >/usr/sbin/start_apache2 <<'START'
#!/bin/sh
. /etc/sysconfig/apache2
made=/etc/apache2/sysconfig.d
for name in $APACHE_MODULES; do
  echo "LoadModule ${name}_module /usr/lib64/apache2-$APACHE_MPM/mod_$name.so"
done >$made/loadmodule.conf
echo "LogLevel $APACHE_LOGLEVEL" >$made/global.conf
: >$made/include.conf
exec "/usr/sbin/httpd-$APACHE_MPM" -DSYSCONFIG -C 'PidFile /run/httpd.pid' -C "Include $made/loadmodule.conf" \
  -C "Include $made/global.conf" -f /etc/apache2/httpd.conf -c "Include $made/include.conf" "$@"
START
chmod 744 /usr/sbin/start_apache2

cat >/etc/apache2/httpd.conf <<'CONF'
Include /etc/apache2/uid.conf
ErrorLog /var/log/apache2/error_log
Include /etc/apache2/listen.conf
DefaultRuntimeDir /run
ServerName localhost
Mutex sysvsem default
Include /etc/apache2/default-server.conf
IncludeOptional /etc/apache2/vhosts.d/*.conf
CONF
printf 'User testuser\nGroup testuser\n' >/etc/apache2/uid.conf
printf 'Listen 80\nListen 8080\n' >/etc/apache2/listen.conf
printf 'DocumentRoot "/var/www/html"\nIncludeOptional /etc/apache2/conf.d/*.conf\n' >/etc/apache2/default-server.conf
start_apache2 -k start
