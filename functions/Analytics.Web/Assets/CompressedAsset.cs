using System.Globalization;
using System.IO.Compression;
using Analytics.Core.Hashing;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Analytics.Web.Assets;

/// <summary>A file in memory, served in the best encoding that the client accepts, with a validator. Immutable.</summary>
internal sealed class CompressedAsset
{
    private readonly byte[] _plain;
    private readonly byte[] _brotli;
    private readonly byte[] _gzip;
    private readonly string _contentType;
    private readonly string _caching;
    private readonly string _hash;

    /// <param name="plain">Its content.</param>
    /// <param name="brotli">The same content, compressed by Brotli.</param>
    /// <param name="gzip">The same content, compressed by gzip.</param>
    /// <param name="contentType">The content type.</param>
    /// <param name="caching">The <c>Cache-Control</c> header.</param>
    public CompressedAsset(byte[] plain, byte[] brotli, byte[] gzip, string contentType, string caching)
    {
        _plain = plain;
        _brotli = brotli;
        _gzip = gzip;
        _contentType = contentType;
        _caching = caching;
        _hash = XxHash64.Hash(plain).ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>Compresses a content at the highest level, which takes milliseconds for a few kilobytes.</summary>
    public static CompressedAsset Compress(byte[] plain, string contentType, string caching) =>
        new(
            plain,
            Compress(plain, static stream => new BrotliStream(stream, CompressionLevel.SmallestSize)),
            Compress(plain, static stream => new GZipStream(stream, CompressionLevel.SmallestSize)),
            contentType,
            caching
        );

    /// <summary>Answers with the file, or 304 if the client has it.</summary>
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
        return Takes(accepted, "br") ? (_brotli, "br")
            : Takes(accepted, "gzip") ? (_gzip, "gzip")
            : (_plain, null);
    }

    private static bool Takes(IList<StringWithQualityHeaderValue> accepted, string encoding) =>
        accepted.Any(value => value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && value.Quality is not 0);

    private static byte[] Compress(byte[] plain, Func<Stream, Stream> compressor)
    {
        using var compressed = new MemoryStream();
        using (var stream = compressor(compressed))
        {
            stream.Write(plain);
        }

        return compressed.ToArray();
    }
}
