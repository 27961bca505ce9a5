using System.Net;
using System.Net.Sockets;
using System.Text;
using Analytics.Core.Alerts;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Alerts;

/// <summary>
/// Calls webhooks over HTTP. The addresses of a host are resolved and checked here before the connection is opened, so that no name leads
/// into the server's own network. Redirects are not followed, and no proxy is used. Thread-safe.
/// </summary>
internal sealed class HttpWebhookSender : IWebhookSender, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly bool _allowsLocal;
    private readonly HttpClient _http;

    public HttpWebhookSender(IOptions<WebOptions> options)
    {
        _allowsLocal = options.Value.AllowsLocalWebhooks;
        _http = new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ConnectTimeout = Patience,
                ConnectCallback = ConnectAsync,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            }
        )
        {
            Timeout = Patience,
        };
    }

    /// <inheritdoc/>
    public async Task<string?> SendAsync(
        Uri url,
        string body,
        IReadOnlyDictionary<string, string> headers,
        CancellationToken cancellationToken
    )
    {
        if (WebhookAddress.Problem(url.OriginalString, _allowsLocal) is { } problem)
        {
            return $"The address {problem}.";
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"The receiver answered {(int)response.StatusCode}.";
        }
        catch (HttpRequestException exception)
        {
            return exception.InnerException is PrivateAddressException
                ? exception.InnerException.Message
                : $"The receiver could not be reached ({exception.HttpRequestError}).";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"The receiver did not answer within {Patience.TotalSeconds:0} s.";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var isLocal = _allowsLocal && host is "localhost" or "127.0.0.1";
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        if (
            addresses.Length == 0
            || addresses.Any(address => isLocal ? !IPAddress.IsLoopback(address) : !WebhookAddress.IsPublic(address))
        )
        {
            throw new PrivateAddressException("The receiver's host has an address of a private network.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class PrivateAddressException(string message) : Exception(message);
}
