using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>Selection of rows of a result.</summary>
internal sealed record PaginationBody
{
    [Description("The most rows. Default: 10,000.")]
    [Range(1, 10_000)]
    public int? Limit { get; init; }

    [Description("How many rows to skip. Default: 0.")]
    [Range(0, int.MaxValue)]
    public int? Offset { get; init; }
}
