using System.Buffers;
using System.Security.Cryptography;

namespace Analytics.Core.Queries.Results;

/// <summary>The answer to a query. Immutable; thread-safe.</summary>
/// <param name="rows">One page of rows in the query's order.</param>
/// <param name="meta">Facts about the answer.</param>
/// <param name="executed">The query as it was executed.</param>
public sealed class QueryResult(IReadOnlyList<QueryRow> rows, QueryMeta meta, ExecutedQuery executed)
{
    private const int VersionBytes = 16;

    private byte[]? _json;
    private string? _version;

    /// <summary>One page of rows in the query's order.</summary>
    public IReadOnlyList<QueryRow> Rows { get; } = rows;

    /// <summary>Number of rows on all pages, also if the query does not ask for it.</summary>
    public int TotalRows { get; init; } = rows.Count;

    /// <summary>Facts about the answer.</summary>
    public QueryMeta Meta { get; } = meta;

    /// <summary>The query as it was executed.</summary>
    public ExecutedQuery Executed { get; } = executed;

    /// <summary>The answer as the API's JSON in UTF-8, written at the first access.</summary>
    public ReadOnlyMemory<byte> Json => _json ??= Write();

    /// <summary>Approximate memory of the rows and their JSON, in bytes.</summary>
    public long Weight => Json.Length * 3L;

    /// <summary>
    /// The version of the answer: 32 hexadecimal digits, equal for equal answers on every instance and after a restart, different if
    /// anything in the answer differs. Usable as a strong ETag of a representation, together with its media type.
    /// </summary>
    public string Version => _version ??= VersionOf(Json.Span);

    /// <summary>Returns the version of any answer in JSON.</summary>
    public static string VersionOf(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, VersionBytes));

    private byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        QueryResultJson.Write(this, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
