using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Analytics.Web;

/// <summary>Says that something is gone.</summary>
/// <param name="Deleted">Always true.</param>
public sealed record DeletedAnswer(bool Deleted)
{
    /// <summary>The job that erases what belonged to it.</summary>
    [Description("Of a site: the job that erases its events and statistics.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Erasure { get; init; }
}
