using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Analytics.Web;

/// <summary>The answer to a deletion.</summary>
/// <param name="Deleted">Always true.</param>
public sealed record DeletedAnswer(bool Deleted)
{
    /// <summary>The job that erases the data of the deleted item.</summary>
    [Description("Of a site: the job that erases its events and statistics.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Erasure { get; init; }
}
