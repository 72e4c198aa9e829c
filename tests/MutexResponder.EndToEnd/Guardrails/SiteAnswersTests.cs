using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>Whether the site answers is asked of its own ports, with whatever tool the machine has, and whatever whoever starts the inspection has set.</summary>
public sealed class SiteAnswersTests(LabFixture lab)
{
    internal static DebianPackages Tools { get; } = new(("curl", "curl"), ("wget", "wget"), ("openssl", "openssl"));

    /// <summary>A page that takes minutes, redirections to elsewhere, a certificate of one's own, 443 without TLS, addresses of its own, a port that answers the second time alone; and a proxy that answers for everybody.</summary>
    private const string Site = """
        cd /etc/apache2
        for module in ssl ratelimit cgi; do ln -s ../mods-available/$module.load mods-enabled/; done
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=web -keyout /root/key.pem -out /root/cert.pem 2>/dev/null
        truncate -s 1M /var/www/html/index.html
        printf 'Listen 80\nListen 127.0.0.2:8081\nListen 8083\nListen 8443\nListen 443 http\n' >ports.conf
        ! grep -q ' lo$' /proc/net/if_inet6 || echo 'Listen [::1]:8082' >>ports.conf
        cat >sites-available/incident.conf <<'END'
        <VirtualHost *:80>
          DocumentRoot /var/www/html
          SetOutputFilter RATE_LIMIT
          SetEnv rate-limit 1
        </VirtualHost>
        <VirtualHost *:443 *:8081 *:8082>
          Redirect / http://127.0.0.1:3128/
        </VirtualHost>
        <VirtualHost *:8083>
          ScriptAliasMatch .* /usr/local/sbin/dies-first
          <Location />
            Require all granted
          </Location>
        </VirtualHost>
        <VirtualHost *:8443>
          SSLEngine on
          SSLCertificateFile /root/cert.pem
          SSLCertificateKeyFile /root/key.pem
          Redirect / http://127.0.0.1:3128/
        </VirtualHost>
        END
        printf '%s\n' '#!/bin/sh' 'mkdir /tmp/was-asked 2>/dev/null && kill -KILL $PPID' 'printf "Status: 204\n\n"' >/usr/local/sbin/dies-first
        chmod 755 /usr/local/sbin/dies-first
        systemctl restart apache2
        echo '[ -z "$HOLD" ] || case $0 in */apache2ctl) ;; *) sleep 600 ;; esac' >>envvars
        echo location >/root/.curlrc
        setsid perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(Listen => 20, LocalAddr => "127.0.0.1", LocalPort => 3128) or die "listen: $!";
          while (my $c = $s->accept) { <$c>; print $c "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"; close $c }' >/dev/null 2>&1 &
        until curl -s -o /dev/null http://127.0.0.1:3128/ && curl -ks -o /dev/null https://127.0.0.1:8443/; do sleep 0.05; done
        grep -o 8082 ports.conf || true
        """;

    /// <summary>As in a closed network, and on a machine where a file that Apache reads at its start waits for something.</summary>
    private const string Settings = "HOLD=1 http_proxy=http://127.0.0.1:3128 https_proxy=http://127.0.0.1:3128; export HOLD http_proxy https_proxy\n";

    [Fact]
    public async Task Ports_AreAskedThemselves_ByEachTool()
    {
        lab.RequireLab();
        await Tools.EnsureInstalledAsync(null, TestContext.Current.CancellationToken);
        await using LabInstance instance = await lab.StartInstanceAsync();
        bool hasIpv6 = (await instance.ReadAsync(Site)).Length > 0;

        await AssertAnswersAsync("80:200", "443:302", "8081:302", "8082:302", "8083:0", "8443:302");

        // A port whose TLS takes nobody says 400 to whoever speaks without it, and serves no page.
        await instance.ReadAsync("""
            cd /etc/apache2; cp sites-available/incident.conf /root/
            sed -i 's|SSLEngine on|&\nSSLProtocol TLSv1.2\nSSLVerifyClient require\nSSLCACertificateFile /root/cert.pem|' sites-available/incident.conf; systemctl restart apache2
            """);
        Assert.Equal(0, (await ChangingStep.InspectAsync(instance, script => Settings + script)).Probes.Single(probe => probe.Port == 8443).Status);
        await instance.ReadAsync("cp /root/incident.conf /etc/apache2/sites-available/; systemctl restart apache2");

        await instance.ReadAsync("mv /usr/bin/curl /root/");
        await AssertAnswersAsync("80:200", "443:302", "8081:302", "8082:302", "8083:0", "8443:302");
        await instance.ReadAsync("mv /usr/bin/wget /root/");
        await AssertAnswersAsync("80:200", "443:none", "8081:302", "8082:none", "8083:0", "8443:none");

        // The inspection's time is up before the processes are looked at: the seconds since boot are the test's own from here on.
        await instance.ReadAsync("""
            cat /proc/uptime >/run/uptime; mount --bind /run/uptime /proc/uptime
            echo '[ -z "$LATE" ] || echo "$(($(cut -d. -f1 /run/uptime) + 100)).00 0.00" >/run/uptime' >>/etc/apache2/envvars
            """);
        Evidence late = await ChangingStep.InspectAsync(instance, script => "export LATE=1\n" + script);
        Assert.Equal((false, null), (late.ProcessesWereRead, late.SiteAnswers));

        // It is up before the log is read, which then says nothing: not even that it has no line.
        await ChangingStep.WrapAsync(instance, "/usr/bin/ipcs", """echo "$(($(cut -d. -f1 /run/uptime) + 100)).00 0.00" >/run/uptime""");
        Evidence silent = await ChangingStep.InspectAsync(instance);
        Assert.Equal((true, false), (silent.ProcessesWereRead, silent.ErrorLogWasRead));

        async Task AssertAnswersAsync(params string[] answers)
        {
            await instance.ReadAsync("rm -rf /tmp/was-asked");
            Evidence evidence = await ChangingStep.InspectAsync(instance, script => Settings + script);
            Assert.Equal(
                answers.Where(answer => hasIpv6 || !answer.StartsWith("8082:", StringComparison.Ordinal)),
                evidence.Probes.OrderBy(probe => probe.Port).Select(probe => $"{probe.Port}:{(probe.Status is { } status ? $"{status}" : probe.Error)}"));
        }
    }
}
