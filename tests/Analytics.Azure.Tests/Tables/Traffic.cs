namespace Analytics.Azure.Tests.Tables;

/// <summary>Passes requests on and notes what they were and how many bytes were answered. Safe for concurrent use.</summary>
internal sealed class Traffic() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly Lock _gate = new();
    private readonly List<(string Method, string Query, long Bytes)> _requests = [];

    /// <summary>The requests since the last call: method, query and bytes of the answer.</summary>
    public IReadOnlyList<(string Method, string Query, long Bytes)> Take()
    {
        lock (_gate)
        {
            var taken = _requests.ToArray();
            _requests.Clear();
            return taken;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var bytes = (await response.Content.ReadAsByteArrayAsync(cancellationToken)).LongLength;
        lock (_gate)
        {
            _requests.Add((request.Method.Method, request.RequestUri!.Query, bytes));
        }

        return response;
    }
}
