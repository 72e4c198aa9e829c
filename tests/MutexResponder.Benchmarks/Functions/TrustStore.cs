using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>
/// A certificate for the AWS of this process, and a trust store that knows its root: this machine's roots and that one, laid out as Amazon
/// Linux 2023 lays them out below <c>/etc/pki/tls</c>: the bundle as the file <c>cert.pem</c>, and a folder with the same bundle and once
/// more in OpenSSL's own form.
/// </summary>
internal sealed class TrustStore : IDisposable
{
    /// <summary>Where Debian, Ubuntu, Amazon Linux and Fedora keep their bundle.</summary>
    private static readonly ImmutableArray<string> SystemBundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];

    /// <summary>What OpenSSL's form appends to a certificate (X509_CERT_AUX): trusted for the object 1.3.6.1.5.5.7.3.1, server authentication.</summary>
    private static readonly byte[] TrustedForServers = [0x30, 0x0c, 0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mutex-trust-");

    /// <exception cref="InvalidOperationException">This machine has no bundle of roots.</exception>
    public TrustStore()
    {
        string system = SystemBundles.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("This machine has no bundle of root certificates (Debian: ca-certificates).");
        using RSA rootKey = RSA.Create(2048);
        using X509Certificate2 root = Root(rootKey);
        using RSA serverKey = RSA.Create(2048);
        using X509Certificate2 server = Server(serverKey, root);
        ServerCertificate = X509CertificateLoader.LoadPkcs12(server.CopyWithPrivateKey(serverKey).Export(X509ContentType.Pkcs12), null);

        string bundle = Path.Combine(_folder.FullName, "tls-ca-bundle.pem");
        File.WriteAllText(bundle, $"{File.ReadAllText(system)}\n{root.ExportCertificatePem()}\n");
        string certificates = _folder.CreateSubdirectory("certs").FullName;
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "cert.pem"), bundle);
        File.CreateSymbolicLink(Path.Combine(certificates, "ca-bundle.crt"), bundle);
        X509Certificate2Collection all = [];
        all.ImportFromPemFile(bundle);
        File.WriteAllLines(
            Path.Combine(certificates, "ca-bundle.trust.crt"),
            all.Select(certificate => PemEncoding.WriteString("TRUSTED CERTIFICATE", [.. certificate.RawData, .. TrustedForServers])));
        Settings = ImmutableDictionary<string, string>.Empty
            .Add("SSL_CERT_FILE", Path.Combine(_folder.FullName, "cert.pem"))
            .Add("SSL_CERT_DIR", certificates)
            .Add("AWS_CA_BUNDLE", bundle); // What boto3 asks for.
    }

    public X509Certificate2 ServerCertificate { get; }

    /// <summary>Environment variables with which a function finds it, as it finds the system's in its usual place.</summary>
    public ImmutableDictionary<string, string> Settings { get; }

    public void Dispose()
    {
        ServerCertificate.Dispose();
        _folder.Delete(recursive: true);
    }

    private static X509Certificate2 Root(RSA key)
    {
        CertificateRequest request = new("CN=Benchmark root", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 Server(RSA key, X509Certificate2 root)
    {
        CertificateRequest request = new("CN=Benchmark AWS", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        foreach (int last in Enumerable.Range(1, 4))
        {
            names.AddIpAddress(new IPAddress([127, 0, 0, (byte)last]));
        }

        request.CertificateExtensions.Add(names.Build());
        return request.Create(root, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), [1]);
    }
}
