namespace Analytics.Local.Tls;

/// <summary>The files of the certificate of the <c>https</c> addresses of <c>serve</c>.</summary>
internal sealed class TlsOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Analytics:Tls";

    /// <summary>The path of the certificate and its chain, in PEM. A replaced file is loaded again.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The path of the private key, in PEM and without a password. A replaced file is loaded again.</summary>
    public string? KeyFile { get; set; }
}
