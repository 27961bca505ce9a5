using Analytics.Core.Queries.Results;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Queries;

/// <summary>A line of the answer to a batch.</summary>
/// <param name="Id">The id of the query.</param>
/// <param name="Status">The status of the query as a single request.</param>
/// <param name="ETag">The version of the answer; null for a refusal.</param>
/// <param name="Body">The answer's JSON in UTF-8; empty for 304 and refusals.</param>
/// <param name="Error">The error; null for an answer.</param>
/// <param name="RetryAfter">Time after which to ask again; null if asking again can't help.</param>
internal sealed record BatchLine(
    string Id,
    int Status,
    string? ETag,
    ReadOnlyMemory<byte> Body,
    string? Error,
    TimeSpan? RetryAfter = null
)
{
    /// <summary>Returns the line of an answer: 304 without a body if the client has it.</summary>
    public static BatchLine Answered(BatchItem item, QueryResult result)
    {
        var tag = QueryTag.Of(result);
        return QueryTag.IsKnown(item.ETag, tag)
            ? new(item.Id, StatusCodes.Status304NotModified, tag, default, null)
            : new(item.Id, StatusCodes.Status200OK, tag, result.Json, null);
    }

    /// <summary>Returns the line of a refusal.</summary>
    public static BatchLine Failed(string id, int status, string error, TimeSpan? retryAfter = null) =>
        new(id, status, null, default, error, retryAfter);
}
