namespace Analytics.Local.Tls;

/// <summary>The files of the certificate that <c>https</c> addresses of <c>serve</c> show.</summary>
internal sealed class TlsOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Analytics:Tls";

    /// <summary>The path of the certificate, followed by those that signed it, in PEM. Loaded again when it is replaced.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The path of its private key, in PEM and without a password. Loaded again when it is replaced.</summary>
    public string? KeyFile { get; set; }
}
