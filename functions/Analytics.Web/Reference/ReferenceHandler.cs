using System.IO.Compression;
using System.Text;
using Analytics.Core.Hashing;
using Analytics.Web.Assets;
using Analytics.Web.Endpoints;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Scalar.AspNetCore;

namespace Analytics.Web.Reference;

/// <summary>
/// Serves the interactive reference of the API: Scalar's script from its package, with this server's description. The page requests
/// nothing from other servers, which its content security policy enforces.
/// </summary>
internal sealed class ReferenceHandler
{
    private const string Script = "scalar.js";
    private const string Start = "start.js";
    private const string Resource = "ScalarStaticAssets.scalar.js";

    // Scalar adds inline styles to the document.
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    private readonly CompressedAsset _page = CompressedAsset.Compress(
        Encoding.UTF8.GetBytes(
            """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Analytics API</title></head>
            <body><div id="app"></div><noscript>The reference needs JavaScript; <a href="/openapi/v1.json">/openapi/v1.json</a> says the same.</noscript>
            <script src="/docs/scalar.js"></script><script src="/docs/start.js"></script></body></html>
            """
        ),
        "text/html; charset=utf-8",
        "no-cache"
    );

    private readonly CompressedAsset _start = CompressedAsset.Compress(
        Encoding.UTF8.GetBytes(
            """
            Scalar.createApiReference('#app', {
              url: '/openapi/v1.json', withDefaultFonts: false, telemetry: false, hideClientButton: true, showDeveloperTools: 'never', agent: { disabled: true },
            });
            """
        ),
        "text/javascript; charset=utf-8",
        "no-cache"
    );

    private readonly Lazy<(byte[] Bytes, string Tag)> _script = new(static () =>
        ReadScript() is var bytes ? (bytes, $"\"{XxHash64.Hash(bytes):x16}\"") : default
    );

    /// <summary>Serves the page.</summary>
    public Task PageAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return _page.WriteAsync(context);
    }

    /// <summary>Serves a script of the page.</summary>
    public async Task FileAsync(HttpContext context)
    {
        var name = RouteValue.Id(context);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (name == Start)
        {
            await _start.WriteAsync(context);
            return;
        }

        if (name != Script)
        {
            throw new ApiException(StatusCodes.Status404NotFound, $"Nothing is at /docs/{Excerpt.Of(name)}; the reference is at /docs.");
        }

        await WriteScriptAsync(context);
    }

    private static byte[] ReadScript()
    {
        using var stream =
            typeof(ScalarOptions).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException(
                $"The package of Scalar has no resource '{Resource}'; build the program with the version that it names."
            );
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private async Task WriteScriptAsync(HttpContext context)
    {
        var (bytes, tag) = _script.Value;
        var headers = context.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = "no-cache";
        headers.Vary = "Accept-Encoding";
        if (
            context
                .Request.GetTypedHeaders()
                .IfNoneMatch.Any(known => known.Compare(new EntityTagHeaderValue(tag), useStrongComparison: false))
        )
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = "text/javascript; charset=utf-8";
        var isGzip = bytes.AsSpan().StartsWith<byte>([0x1f, 0x8b]);
        if (
            isGzip
            && !context.Request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value == "gzip" && encoding.Quality is not 0)
        )
        {
            await using var plain = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            await plain.CopyToAsync(context.Response.Body, context.RequestAborted);
            return;
        }

        if (isGzip)
        {
            headers.ContentEncoding = "gzip";
        }

        context.Response.ContentLength = bytes.Length;
        await context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
    }
}
