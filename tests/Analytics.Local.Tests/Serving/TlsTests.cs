using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Analytics.Local.Tests.CommandLine;
using Analytics.Local.Tls;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Local.Tests.Serving;

public sealed class TlsTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_browser_that_knows_the_root_alone_trusts_the_server_and_is_told_to_come_over_https_for_a_year()
    {
        var certificate = new SignedCertificate();
        await using var server = await StartAsync(certificate);
        using var client = Browser(server.Url, certificate.Root);

        using var answer = await client.GetAsync("/health/live", Stop);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal("max-age=31536000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_once_its_key_has_come_too()
    {
        var (old, renewed) = (new SignedCertificate(), new SignedCertificate());
        await using var server = await StartAsync(old);
        var shown = server.Services.GetRequiredService<TlsCertificate>();

        var mismatch = Assert.Throws<InvalidDataException>(() => shown.LoadCertificates(Encoding.UTF8.GetBytes(renewed.CertificatesPem)));
        Assert.Contains("private key", mismatch.Message, StringComparison.Ordinal);
        Assert.Equal(old.Thumbprint, await ThumbprintAsync(server.Url));

        shown.LoadKey(Encoding.UTF8.GetBytes(renewed.KeyPem));
        Assert.Equal(renewed.Thumbprint, await ThumbprintAsync(server.Url));
    }

    [Theory]
    [InlineData("no certificate", null)]
    [InlineData("no certificate", "no key")]
    [InlineData(null, "no key")]
    [InlineData(null, "encrypted")]
    [InlineData(null, "of another")]
    public async Task Files_that_do_not_fit_stop_the_start_and_are_named_with_the_remedy(string? certificates, string? key)
    {
        var certificate = new SignedCertificate();
        key = key switch
        {
            "encrypted" => certificate.EncryptedKeyPem,
            "of another" => new SignedCertificate().KeyPem,
            _ => key ?? certificate.KeyPem,
        };

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync(certificates ?? certificate.CertificatesPem, key));

        var blamed = certificates is null ? nameof(TlsOptions.KeyFile) : nameof(TlsOptions.CertificateFile);
        Assert.StartsWith($"Analytics:Tls:{blamed} is '", error.Message, StringComparison.Ordinal);
        Assert.Contains("in PEM", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://127.0.0.1:0", null, "https://127.0.0.1:0 needs a certificate")]
    [InlineData("https://127.0.0.1:0", "--certificate", "--certificate-key")]
    [InlineData("http://127.0.0.1:0", "--certificate-key", "--certificate")]
    [InlineData("http://127.0.0.1:0", "both", "--urls has no address that begins with https")]
    public async Task Options_that_do_not_fit_are_refused_with_the_remedy(string urls, string? given, string said)
    {
        string[] files = given switch
        {
            null => [],
            "both" => ["--certificate", "tls.pem", "--certificate-key", "key.pem"],
            _ => [given, "tls.pem"],
        };

        var run = await ProgramRun.Of(["serve", "--data", _files.File("data"), "--urls", urls, .. files]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
    }

    private static HttpClient Browser(string url, X509Certificate2 root)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new TcpClient();
                await socket.ConnectAsync("127.0.0.1", new Uri(url).Port, cancellationToken);
                return socket.GetStream();
            },
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { root },
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                },
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri($"https://{SignedCertificate.Host}") };
    }

    private static async Task<string> ThumbprintAsync(string url)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", new Uri(url).Port, Stop);
        await using var stream = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = SignedCertificate.Host }, Stop);
        return ((X509Certificate2)stream.RemoteCertificate!).Thumbprint;
    }

    private Task<RunningServer> StartAsync(SignedCertificate certificate) => StartAsync(certificate.CertificatesPem, certificate.KeyPem);

    private async Task<RunningServer> StartAsync(string certificates, string key)
    {
        var (certificateFile, keyFile) = (_files.File("tls.pem"), _files.File("key.pem"));
        await File.WriteAllTextAsync(certificateFile, certificates, Stop);
        await File.WriteAllTextAsync(keyFile, key, Stop);
        return await RunningServer.StartSecureAsync(
            new Dictionary<string, string?>
            {
                [$"{TlsOptions.Section}:{nameof(TlsOptions.CertificateFile)}"] = certificateFile,
                [$"{TlsOptions.Section}:{nameof(TlsOptions.KeyFile)}"] = keyFile,
            }
        );
    }
}
