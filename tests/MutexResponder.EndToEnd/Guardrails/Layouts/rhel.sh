# Turns the instance's Apache into one as the RHEL family packages it: the same server under the names and paths of httpd.spec.
# No unit of that name is known here, so the server's own program starts and stops it.
set -eu
systemctl stop apache2
mkdir -p /etc/httpd/conf /etc/httpd/conf.d /etc/httpd/conf.modules.d /usr/lib64/httpd /run/httpd /var/log/httpd
cp -a /usr/lib/apache2/modules /usr/lib64/httpd/modules
mv /usr/sbin/apache2 /usr/sbin/httpd
rm -rf /usr/sbin/apache2ctl /usr/sbin/apachectl /etc/apache2
ln -s ../../usr/lib64/httpd/modules /etc/httpd/modules
ln -s /run/httpd /etc/httpd/run
ln -s ../../var/log/httpd /etc/httpd/logs
# Where this build looks for its configuration.
mkdir /etc/apache2
ln -s /etc/httpd/conf/httpd.conf /etc/apache2/apache2.conf

cat >/etc/httpd/conf/httpd.conf <<'CONF'
ServerRoot "/etc/httpd"
Listen 80
Include conf.modules.d/*.conf
User testuser
Group testuser
PidFile run/httpd.pid
DefaultRuntimeDir run
ServerName localhost
Mutex sysvsem default
DocumentRoot "/var/www/html"
ErrorLog "logs/error_log"
IncludeOptional conf.d/*.conf
CONF
printf 'LoadModule mpm_prefork_module modules/mod_mpm_prefork.so\n' >/etc/httpd/conf.modules.d/00-mpm.conf
printf 'LoadModule authz_core_module modules/mod_authz_core.so\n' >/etc/httpd/conf.modules.d/00-base.conf
printf 'Listen 8080\n' >/etc/httpd/conf.d/ssl.conf
httpd -k start
