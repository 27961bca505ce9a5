using System.Text;

namespace Analytics.Web.Tests.Fuzzing;

/// <summary>A request that a generator has made.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">The path with its query.</param>
/// <param name="Type">The content type; null for no body.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">Further headers.</param>
internal sealed record FuzzedRequest(
    string Method,
    string Address,
    string? Type,
    byte[] Body,
    IReadOnlyList<(string Name, string Value)> Headers
)
{
    /// <summary>Sends it and reads the answer's head.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new(Method), Address);
        request.Content = Type is null ? null : new ByteArrayContent(Body);
        if (Type is not null)
        {
            request.Content!.Headers.TryAddWithoutValidation("Content-Type", Type);
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public override string ToString() =>
        $"{Method} {Address} {Type} {string.Join(' ', Headers)}\n{Encoding.Latin1.GetString(Body, 0, Math.Min(Body.Length, 2000))}";
}
