using System.Globalization;
using Analytics.Core.Hashing;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Analytics.Web.Assets;

/// <summary>A file that is part of the program, served from memory with a validator. Thread-safe.</summary>
internal sealed class EmbeddedAsset
{
    private readonly byte[] _bytes;
    private readonly string _contentType;
    private readonly EntityTagHeaderValue _tag;

    /// <summary>Loads a resource of this assembly.</summary>
    public EmbeddedAsset(string resource, string contentType)
    {
        using var stream =
            typeof(EmbeddedAsset).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The program was built without its resource '{resource}'; build it again.");
        _bytes = new byte[stream.Length];
        stream.ReadExactly(_bytes);
        _contentType = contentType;
        _tag = new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{XxHash64.Hash(_bytes):x16}\""));
    }

    /// <summary>Answers with the file, or 304 if the client has it.</summary>
    public async Task WriteAsync(HttpContext context, TimeSpan maxAge)
    {
        var response = context.Response;
        response.GetTypedHeaders().ETag = _tag;
        response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={(int)maxAge.TotalSeconds}");
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        response.Headers.XContentTypeOptions = "nosniff";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Compare(_tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = _contentType;
        response.ContentLength = _bytes.Length;
        await response.Body.WriteAsync(_bytes, context.RequestAborted);
    }
}
