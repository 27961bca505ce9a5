using System.Net;

namespace Analytics.Azure.Tests.Tables;

/// <summary>Notes how large the requests are that the client sends, and refuses them all.</summary>
internal sealed class RequestSizes : HttpMessageHandler
{
    public List<(string Path, long Bytes)> Requests { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        Requests.Add((request.RequestUri!.AbsolutePath, body.Length));
        return new(HttpStatusCode.Forbidden);
    }
}
