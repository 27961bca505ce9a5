using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Analytics.Local.Tls;

/// <summary>
/// The certificate of new connections. It is read from two files, which are loaded in any order and replaced one after the other: until
/// they match, the previous certificate stays in use. Thread-safe for one caller that loads and any number that read.
/// </summary>
internal sealed class TlsCertificate : IDisposable
{
    private string? _certificates;
    private string? _key;
    private volatile SslStreamCertificateContext? _context;

    /// <summary>The certificate with its chain; null until both files are loaded.</summary>
    public SslStreamCertificateContext? Context => _context;

    /// <summary>Loads the file of the certificate and its chain.</summary>
    /// <exception cref="InvalidDataException">The file has no certificate, or the loaded key does not match it.</exception>
    public void LoadCertificates(byte[] content)
    {
        var certificates = Encoding.UTF8.GetString(content);
        if (!HasPem(certificates, static label => label == "CERTIFICATE"))
        {
            throw new InvalidDataException("it has no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----");
        }

        _certificates = certificates;
        Combine();
    }

    /// <summary>Loads the file of the private key.</summary>
    /// <exception cref="InvalidDataException">The file has no private key, or the key does not match the loaded certificate.</exception>
    public void LoadKey(byte[] content)
    {
        var key = Encoding.UTF8.GetString(content);
        if (!HasPem(key, static label => label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)))
        {
            throw new InvalidDataException("it has no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----");
        }

        _key = key;
        Combine();
    }

    /// <inheritdoc />
    public void Dispose() => _context?.TargetCertificate.Dispose();

    // A file is checked when it is loaded, so that the one that is wrong is blamed.
    private static bool HasPem(string text, Predicate<string> isWanted)
    {
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            if (isWanted(rest[found.Label].ToString()))
            {
                return true;
            }
        }

        return false;
    }

    private void Combine()
    {
        if (_certificates is null || _key is null)
        {
            return;
        }

        try
        {
            // Some systems can use a key only if it was read together with its certificate.
            using var pair = X509Certificate2.CreateFromPem(_certificates, _key);
            var certificate = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), password: null);
            var signers = new X509Certificate2Collection();
            signers.ImportFromPem(_certificates);

            // The previous certificate is not disposed: new connections may still use it.
            _context = SslStreamCertificateContext.Create(certificate, signers, offline: true);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException(
                $"{exception.Message.TrimEnd('.')}: give the certificate and then those that signed it, "
                    + "and its private key without a password, both in PEM",
                exception
            );
        }
    }
}
