using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Analytics.Core.Queries;
using Analytics.Web.Queries;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>Several queries.</summary>
internal sealed record QueryBatchBody
{
    [Description("The queries.")]
    [MinLength(1)]
    [MaxLength(QueryEngine.MaxBatch)]
    public required IReadOnlyList<QueryBatchItemBody> Queries { get; init; }
}

/// <summary>A query of a batch.</summary>
internal sealed record QueryBatchItemBody
{
    [Description("Your name for the query, which its line of the answer carries.")]
    [MaxLength(BatchRequestReader.MaxId)]
    public required string Id { get; init; }

    [Description("What POST /api/v2/query takes.")]
    public required QueryBody Query { get; init; }

    [Description("The etag of the answer that you have; its line is 304 while that holds.")]
    public string? Etag { get; init; }
}

/// <summary>A line of the answer to a batch.</summary>
internal sealed record QueryBatchLineBody
{
    [Description("The id of the query.")]
    public required string Id { get; init; }

    [Description("The status that the query alone would have had.")]
    public required int Status { get; init; }

    [Description("The version of the answer; null for a refusal.")]
    public string? Etag { get; init; }

    [Description("Seconds after which to ask again, as Retry-After; absent if asking again can't help.")]
    public int? RetryAfter { get; init; }

    [Description("The answer, { \"error\": \"…\" }, or null for 304.")]
    public QueryAnswerBody? Body { get; init; }
}
