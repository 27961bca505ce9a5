using System.Globalization;
using System.IO.Compression;
using Analytics.Core.Hashing;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Analytics.Web.Pages;

/// <summary>A file of the merchants' page, compressed when it was built. Immutable.</summary>
internal sealed class PageFile
{
    // Its name has the hash of its content, so a name never gets another content.
    private const string Forever = "public, max-age=31536000, immutable";
    private const string Validated = "no-cache";

    private readonly byte[] _brotli;
    private readonly byte[] _gzip;
    private readonly byte[] _plain;
    private readonly string _contentType;
    private readonly string _hash;
    private readonly string _caching;

    /// <param name="path">The path that it is served at, without the leading slash.</param>
    /// <param name="brotli">Its content, compressed by Brotli.</param>
    /// <param name="gzip">The same content, compressed by gzip.</param>
    public PageFile(string path, byte[] brotli, byte[] gzip)
    {
        _brotli = brotli;
        _gzip = gzip;
        _plain = Decompress(gzip);
        _contentType = ContentType(path);
        _hash = XxHash64.Hash(_plain).ToString("x16", CultureInfo.InvariantCulture);
        _caching = path.StartsWith(PageFiles.HashedFolder, StringComparison.Ordinal) ? Forever : Validated;
    }

    /// <summary>Answers with the file in the best encoding that the client takes, or 304 if the client has it.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        var (bytes, encoding) = Choose(context.Request);
        var tag = new EntityTagHeaderValue($"\"{_hash}{(encoding is null ? string.Empty : "-" + encoding)}\"");
        var response = context.Response;
        response.GetTypedHeaders().ETag = tag;
        response.Headers.CacheControl = _caching;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = _contentType;
        response.ContentLength = bytes.Length;
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private (byte[] Bytes, string? Encoding) Choose(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        return Takes(accepted, "br") ? (_brotli, "br") : Takes(accepted, "gzip") ? (_gzip, "gzip") : (_plain, null);
    }

    private static bool Takes(IList<StringWithQualityHeaderValue> accepted, string encoding) =>
        accepted.Any(value => value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && value.Quality is not 0);

    private static byte[] Decompress(byte[] gzip)
    {
        using var plain = new MemoryStream();
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        stream.CopyTo(plain);
        return plain.ToArray();
    }

    private static string ContentType(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" => JsonAnswer.ContentType,
        ".png" => "image/png",
        var other => throw new InvalidOperationException($"'{path}' ends in '{other}', for which PageFile has no content type; add it there."),
    };
}
