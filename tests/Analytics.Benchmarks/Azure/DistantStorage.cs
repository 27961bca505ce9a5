using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Analytics.Benchmarks.Azure;

/// <summary>
/// An HTTP proxy before the storage emulator that lets each request wait and limits the bytes a second of all answers together, as a
/// network would. Counts requests and bytes. On a free port of 127.0.0.1.
/// </summary>
internal sealed class DistantStorage : IAsyncDisposable
{
    private const int ChunkBytes = 64 * 1024;
    private static readonly HashSet<string> OfTheConnection = new(
        ["Host", "Connection", "Keep-Alive", "Transfer-Encoding"],
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(2);

    private readonly WebApplication _application;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly Uri _target;
    private readonly TimeSpan _delay;
    private readonly double _bytesPerSecond;
    private readonly Lock _pacing = new();
    private long _sentUntil;
    private long _requests;
    private long _bytes;

    private DistantStorage(WebApplication application, Uri target, TimeSpan delay, double bytesPerSecond)
    {
        _application = application;
        _target = target;
        _delay = delay;
        _bytesPerSecond = bytesPerSecond;
    }

    public Uri Address => new(_application.Urls.First());

    /// <summary>Requests since the start.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Bytes of answers since the start.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Starts the proxy.</summary>
    /// <param name="target">The emulator.</param>
    /// <param name="delay">What each request waits before it is passed on.</param>
    /// <param name="bytesPerSecond">Bytes a second of all answers together.</param>
    public static async Task<DistantStorage> StartAsync(Uri target, TimeSpan delay, double bytesPerSecond)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var application = builder.Build();
        var storage = new DistantStorage(application, target, delay, bytesPerSecond);
        application.Run(storage.ForwardAsync);
        await application.StartAsync();
        return storage;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _client.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        await Task.Delay(_delay, context.RequestAborted);

        // The address as it was sent, because the signature covers its escapes.
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_target, path));
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => !OfTheConnection.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        var headers = answer.Headers.Concat(answer.Content.Headers);
        foreach (var (name, values) in headers.Where(header => !OfTheConnection.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        if (answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified))
        {
            await CopyAsync(answer.Content, context);
        }
    }

    private async Task CopyAsync(HttpContent content, HttpContext context)
    {
        await using var body = await content.ReadAsStreamAsync(context.RequestAborted);
        var chunk = new byte[ChunkBytes];
        int length;
        while ((length = await body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            Interlocked.Add(ref _bytes, length);
            var wait = Reserve(length);
            if (wait > ShortestWait)
            {
                await Task.Delay(wait, context.RequestAborted);
            }

            await context.Response.Body.WriteAsync(chunk.AsMemory(0, length), context.RequestAborted);
        }
    }

    /// <summary>Takes the next stretch of the line for so many bytes. Returns the time until it is over.</summary>
    private TimeSpan Reserve(int bytes)
    {
        lock (_pacing)
        {
            var now = Stopwatch.GetTimestamp();
            _sentUntil = Math.Max(_sentUntil, now) + (long)(bytes / _bytesPerSecond * Stopwatch.Frequency);
            return Stopwatch.GetElapsedTime(now, _sentUntil);
        }
    }
}
