using System.Buffers;
using System.Security.Cryptography;

namespace Analytics.Core.Queries.Results;

/// <summary>The answer to a query. Immutable; thread-safe.</summary>
/// <param name="rows">In the order asked for, one page.</param>
/// <param name="meta">What is to be known beside the rows.</param>
/// <param name="executed">The query as it was executed.</param>
public sealed class QueryResult(IReadOnlyList<QueryRow> rows, QueryMeta meta, ExecutedQuery executed)
{
    private const int VersionBytes = 16;

    private byte[]? _json;
    private string? _version;

    /// <summary>In the order asked for, one page.</summary>
    public IReadOnlyList<QueryRow> Rows { get; } = rows;

    /// <summary>Facts beside the rows.</summary>
    public QueryMeta Meta { get; } = meta;

    /// <summary>The query as it was executed.</summary>
    public ExecutedQuery Executed { get; } = executed;

    /// <summary>The answer as the API's JSON in UTF-8, written when first asked for.</summary>
    public ReadOnlyMemory<byte> Json => _json ??= Write();

    /// <summary>
    /// The version of the data that the answer shows: 32 hexadecimal digits, equal for equal answers, on every instance and after a
    /// restart, and different as soon as anything in the answer is. Good for a strong ETag of a representation, whose media type must be
    /// added to it.
    /// </summary>
    public string Version => _version ??= Convert.ToHexStringLower(SHA256.HashData(Json.Span).AsSpan(0, VersionBytes));

    private byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        QueryResultJson.Write(this, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
