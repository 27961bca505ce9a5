using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Analytics.Web.Jobs;

/// <summary>Request to start a job.</summary>
public sealed class JobBody
{
    /// <summary>The kind.</summary>
    [Description("What to do: reprocess.")]
    [Required]
    public string? Kind { get; set; }

    /// <summary>The beginning.</summary>
    [Description("The beginning of the range of event times: a UTC day or an ISO 8601 date-time, rounded down to the hour.")]
    [Required]
    public string? From { get; set; }

    /// <summary>The end.</summary>
    [Description("The end of the range, exclusive: a UTC day or an ISO 8601 date-time, rounded up to the hour.")]
    [Required]
    public string? To { get; set; }

    /// <summary>The sites.</summary>
    [Description("The sites; absent for all.")]
    [MinLength(1)]
    public IReadOnlyList<string>? Sites { get; set; }

    /// <summary>True to report only.</summary>
    [Description("True to report what would change and to change nothing.")]
    [JsonPropertyName("dryRun")]
    public bool DryRun { get; set; }
}
