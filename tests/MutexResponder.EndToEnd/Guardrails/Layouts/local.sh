# Turns the instance's Apache into one that was built from source: everything below /usr/local/apache2, no unit, and a pid file on
# the disk. The server is the machine's own; its apachectl hands over where things lie, which a real one has from its build.
set -eu
systemctl stop apache2
root=/usr/local/apache2
# As whoever keeps several versions does.
mkdir /srv/httpd-2.4
ln -s /srv/httpd-2.4 $root
mkdir -p $root/bin $root/conf/extra $root/logs $root/htdocs
cp -a /usr/lib/apache2/modules $root/modules
mv /usr/sbin/apache2 $root/bin/httpd
rm -rf /usr/sbin/apache2ctl /usr/sbin/apachectl /etc/apache2 /etc/init.d/apache2
cat >$root/bin/apachectl <<CTL
#!/bin/sh
exec $root/bin/httpd -d $root -f conf/httpd.conf "\$@"
CTL
chmod 755 $root/bin/apachectl
cat >$root/conf/httpd.conf <<'CONF'
ServerRoot "/usr/local/apache2"
Listen 80
Listen 8080
LoadModule mpm_prefork_module modules/mod_mpm_prefork.so
LoadModule authz_core_module modules/mod_authz_core.so
User testuser
Group testuser
PidFile logs/httpd.pid
DefaultRuntimeDir logs
ServerName localhost
Mutex sysvsem default
DocumentRoot "/usr/local/apache2/htdocs"
ErrorLog "logs/error_log"
CONF
$root/bin/apachectl -k start
