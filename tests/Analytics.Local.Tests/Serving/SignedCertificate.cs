using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Analytics.Local.Tests.Serving;

/// <summary>A certificate for <c>shop.example</c>, signed by one that a root has signed, as certificates of the web are.</summary>
internal sealed class SignedCertificate
{
    public const string Host = "shop.example";

    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    private readonly X509Certificate2 _signer;

    public SignedCertificate()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = Request("root", rootKey, isAuthority: true);
        Root = root.CreateSelfSigned(From, From.AddDays(30));
        using var signerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var unsigned = Request("signer", signerKey, isAuthority: true).Create(Root, From, From.AddDays(20), [1]);
        _signer = unsigned.CopyWithPrivateKey(signerKey);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = Request(Host, key, isAuthority: false).Create(_signer, From, From.AddDays(10), RandomNumberGenerator.GetBytes(8));
        Thumbprint = leaf.Thumbprint;
        CertificatesPem = $"{leaf.ExportCertificatePem()}\n{_signer.ExportCertificatePem()}\n";
        KeyPem = key.ExportPkcs8PrivateKeyPem();
        EncryptedKeyPem = key.ExportEncryptedPkcs8PrivateKeyPem(
            "secret",
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)
        );
    }

    /// <summary>The certificate that a browser trusts.</summary>
    public X509Certificate2 Root { get; }

    public string Thumbprint { get; }

    /// <summary>The certificate and its signer.</summary>
    public string CertificatesPem { get; }

    public string KeyPem { get; }

    public string EncryptedKeyPem { get; }

    private static CertificateRequest Request(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, 0, critical: true)
        );
        if (!isAuthority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
        }

        return request;
    }
}
