using System.IO.Compression;
using Analytics.Web.Assets;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Pages;

/// <summary>A file of the merchants' page, compressed by its build. Immutable.</summary>
internal sealed class PageFile
{
    // The name includes a hash of the content, so the content of a name never changes.
    private const string Forever = "public, max-age=31536000, immutable";
    private const string Validated = "no-cache";

    private readonly CompressedAsset _asset;

    /// <param name="path">The path at which it is served, without the leading slash.</param>
    /// <param name="brotli">Its content, compressed by Brotli.</param>
    /// <param name="gzip">The same content, compressed by gzip.</param>
    public PageFile(string path, byte[] brotli, byte[] gzip)
    {
        var caching = path.StartsWith(PageFiles.HashedFolder, StringComparison.Ordinal) ? Forever : Validated;
        _asset = new CompressedAsset(Decompress(gzip), brotli, gzip, ContentType(path), caching);
    }

    /// <summary>Answers with the file in the best encoding that the client accepts, or 304 if the client has it.</summary>
    public Task WriteAsync(HttpContext context) => _asset.WriteAsync(context);

    private static byte[] Decompress(byte[] gzip)
    {
        using var plain = new MemoryStream();
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        stream.CopyTo(plain);
        return plain.ToArray();
    }

    private static string ContentType(string path) =>
        Path.GetExtension(path) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".json" => JsonAnswer.ContentType,
            ".png" => "image/png",
            var other => throw new InvalidOperationException(
                $"'{path}' ends in '{other}', for which PageFile has no content type; add it there."
            ),
        };
}
