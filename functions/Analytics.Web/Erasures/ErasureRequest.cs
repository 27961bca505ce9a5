using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Analytics.Web.Erasures;

/// <summary>The part of a site to erase: a range of time, or visitors.</summary>
public sealed class ErasureRequest
{
    /// <summary>The beginning.</summary>
    [Description("The beginning of the range of event times: a UTC day like 2026-01-31, or an ISO 8601 date-time on the full hour.")]
    public string? From { get; set; }

    /// <summary>The end.</summary>
    [Description("The end of the range, exclusive.")]
    public string? To { get; set; }

    /// <summary>The visitor.</summary>
    [Description("A visitor's `visitor_id` as it was sent with the events. It is not stored, also not while the job runs.")]
    public string? VisitorId { get; set; }

    /// <summary>The visitors.</summary>
    [Description("Several visitors in place of one, which are erased in one pass.")]
    [MinLength(1)]
    [MaxLength(ErasureRequests.MaxVisitors)]
    public IReadOnlyList<string>? VisitorIds { get; set; }
}
