using System.Security.Authentication;
using Analytics.Web.DataFiles;
using Microsoft.AspNetCore.HttpsPolicy;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Analytics.Local.Tls;

/// <summary>Configures TLS in the server itself, without a proxy.</summary>
internal static class TlsServices
{
    private static readonly TimeSpan RememberedFor = TimeSpan.FromDays(365);

    /// <summary>Uses the configured certificate at the addresses that begin with <c>https</c>.</summary>
    /// <param name="builder">The builder of the server.</param>
    /// <param name="urls">The addresses at which the server listens.</param>
    /// <returns>True if there is a certificate.</returns>
    /// <exception cref="InvalidDataException">
    /// An https address has no certificate, or there is a certificate but no https address.
    /// </exception>
    public static bool AddTls(this WebApplicationBuilder builder, IReadOnlyList<string> urls)
    {
        var options = builder.Configuration.GetSection(TlsOptions.Section).Get<TlsOptions>() ?? new TlsOptions();
        var secure = urls.FirstOrDefault(static url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
        var (hasCertificate, hasKey) = (!string.IsNullOrEmpty(options.CertificateFile), !string.IsNullOrEmpty(options.KeyFile));
        if (!hasCertificate && !hasKey && secure is null)
        {
            return false;
        }

        if (!hasCertificate || !hasKey)
        {
            throw new InvalidDataException(
                $"{secure ?? "TLS"} needs a certificate and its private key: "
                    + "give the files with --certificate and --certificate-key, or listen at an http address behind a proxy."
            );
        }

        if (secure is null)
        {
            throw new InvalidDataException(
                $"A certificate is given, but --urls has no address that begins with https: {string.Join(';', urls)}."
            );
        }

        var certificate = new TlsCertificate();
        builder.Services.AddSingleton(certificate);
        builder.Services.AddSingleton(
            new DataFileKind(
                "certificates",
                Setting(nameof(TlsOptions.CertificateFile)),
                options.CertificateFile,
                certificate.LoadCertificates
            )
        );
        builder.Services.AddSingleton(
            new DataFileKind("private key", Setting(nameof(TlsOptions.KeyFile)), options.KeyFile, certificate.LoadKey)
        );
        builder.Services.Configure<HstsOptions>(static hsts => hsts.MaxAge = RememberedFor);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => Show(https, certificate)));
        return true;
    }

    private static string Setting(string name) => $"{TlsOptions.Section}:{name}";

    private static void Show(HttpsConnectionAdapterOptions https, TlsCertificate certificate)
    {
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;

        // Kestrel requires a certificate or a selector; the context also sends the chain.
        https.ServerCertificateSelector = (_, _) => certificate.Context?.TargetCertificate;
        https.OnAuthenticate = (_, connection) =>
        {
            connection.ServerCertificateSelectionCallback = null;
            connection.ServerCertificateContext = certificate.Context;
        };
    }
}
