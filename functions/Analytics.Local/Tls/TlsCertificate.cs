using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Analytics.Local.Tls;

/// <summary>
/// The certificate that new connections are shown. It comes in two files, which are loaded in any order and replaced one after the other:
/// until both fit, the certificate before stays in use. Thread-safe for one caller that loads and any that read.
/// </summary>
internal sealed class TlsCertificate : IDisposable
{
    private string? _certificates;
    private string? _key;
    private volatile SslStreamCertificateContext? _context;

    /// <summary>The certificate with those that signed it; null until both files are loaded.</summary>
    public SslStreamCertificateContext? Context => _context;

    /// <summary>Loads the file of the certificates.</summary>
    /// <exception cref="InvalidDataException">It holds none, or the key that was loaded is not its.</exception>
    public void LoadCertificates(byte[] content)
    {
        _certificates = Encoding.UTF8.GetString(content);
        Combine();
    }

    /// <summary>Loads the file of the private key.</summary>
    /// <exception cref="InvalidDataException">It holds none, or it is not the key of the certificate that was loaded.</exception>
    public void LoadKey(byte[] content)
    {
        _key = Encoding.UTF8.GetString(content);
        Combine();
    }

    /// <inheritdoc />
    public void Dispose() => _context?.TargetCertificate.Dispose();

    private void Combine()
    {
        if (_certificates is null || _key is null)
        {
            return;
        }

        try
        {
            // Some systems use a key only if it was read with its certificate.
            using var pair = X509Certificate2.CreateFromPem(_certificates, _key);
            var certificate = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), password: null);
            var signers = new X509Certificate2Collection();
            signers.ImportFromPem(_certificates);

            // What was shown before is left to the collector: connections that are being made may still hold it.
            _context = SslStreamCertificateContext.Create(certificate, signers, offline: true);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException(
                $"{exception.Message.TrimEnd('.')}: give the certificate and then those that signed it, and its private key without a password, both in PEM",
                exception
            );
        }
    }
}
