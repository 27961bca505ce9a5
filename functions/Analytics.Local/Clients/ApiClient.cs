using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Analytics.Local.Clients;

/// <summary>A client of a running server. Safe for concurrent use.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="url">Address of the server.</param>
    /// <param name="key">The API key; null if requests need none.</param>
    public ApiClient(Uri url, string? key)
    {
        Url = url;
        _http = new HttpClient(
            new SocketsHttpHandler { UseProxy = !url.IsLoopback, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1) }
        )
        {
            BaseAddress = url,
            Timeout = TimeSpan.FromSeconds(100),
        };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>Address of the server.</summary>
    public Uri Url { get; }

    /// <summary>Requests JSON.</summary>
    /// <exception cref="ApiClientException">There is no connection, or the server refused the request.</exception>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, type, cancellationToken);

    /// <summary>Downloads a file of any length.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="output">Receives the content.</param>
    /// <param name="progress">Called after each read with the number of bytes so far.</param>
    /// <param name="cancellationToken">Cancels the download.</param>
    /// <exception cref="ApiClientException">There is no connection, or the server refused the request or closed the
    /// connection.</exception>
    public async Task DownloadAsync(string path, Stream output, Action<long> progress, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                throw new ApiClientException(ErrorOf(answer, response), response.StatusCode, response.Headers.RetryAfter?.Delta);
            }

            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[256 * 1024];
            long total = 0;
            for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0; )
            {
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                progress(total += read);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or HttpIOException)
        {
            throw new ApiClientException(
                $"{Url} does not answer or broke off: {exception.Message.TrimEnd('.')}. Run it again; see the server's log if it stays.",
                innerException: exception
            );
        }
    }

    /// <summary>Sends a DELETE request.</summary>
    /// <exception cref="ApiClientException">There is no connection, or the server refused the request.</exception>
    public Task<T> DeleteAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, null, type, cancellationToken);

    /// <summary>Posts a JSON text.</summary>
    /// <exception cref="ApiClientException">There is no connection, or the server refused the request.</exception>
    public Task<T> PostAsync<T>(string path, string json, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), type, cancellationToken);

    /// <summary>Posts bytes.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="body">The bytes; not changed until the task completes.</param>
    /// <param name="mediaType">Their media type.</param>
    /// <param name="encoding">Their compression, or null.</param>
    /// <param name="type">The type of the answer.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ApiClientException">There is no connection, or the server refused the request.</exception>
    public Task<T> PostAsync<T>(
        string path,
        ReadOnlyMemory<byte> body,
        string mediaType,
        string? encoding,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return SendAsync(HttpMethod.Post, path, content, type, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static string ErrorOf(byte[] answer, HttpResponseMessage response)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            if (document.RootElement.TryGetProperty("error", out var error) && error.GetString() is { } text)
            {
                return text;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return $"The server answered {(int)response.StatusCode} {response.ReasonPhrase} without saying why.";
        }

        return $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.";
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        HttpContent? content,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var response = await _http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new ApiClientException(ErrorOf(answer, response), response.StatusCode, response.Headers.RetryAfter?.Delta);
            }

            return JsonSerializer.Deserialize(answer, type)
                ?? throw new ApiClientException(
                    $"{Url} answered null to {method} {path}; is it this program's server?",
                    response.StatusCode
                );
        }
        catch (HttpRequestException exception)
        {
            throw new ApiClientException(
                $"No server answers at {Url}: {exception.Message.TrimEnd('.')}. Start one with 'serve', or name it with --url.",
                innerException: exception
            );
        }
        catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiClientException($"{Url} did not answer in {_http.Timeout.TotalSeconds:F0} s.", innerException: exception);
        }
        catch (JsonException exception)
        {
            throw new ApiClientException(
                $"{Url} answered {method} {path} with something else than expected; is it this program's server?",
                System.Net.HttpStatusCode.NotAcceptable,
                innerException: exception
            );
        }
    }
}
