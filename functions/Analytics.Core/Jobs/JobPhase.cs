using System.Text.Json.Serialization;

namespace Analytics.Core.Jobs;

/// <summary>Phase of a running job. The names are a stored format.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobPhase>))]
public enum JobPhase
{
    /// <summary>Plans the messages to read and the rows to replace.</summary>
    [JsonStringEnumMemberName("preparing")]
    Preparing,

    /// <summary>Reads the archive.</summary>
    [JsonStringEnumMemberName("replaying")]
    Replaying,

    /// <summary>Replaces hour rollups.</summary>
    [JsonStringEnumMemberName("replacing")]
    Replacing,

    /// <summary>Builds days and months.</summary>
    [JsonStringEnumMemberName("rebuilding")]
    Rebuilding,

    /// <summary>Rewrites messages and rows that hold erased events.</summary>
    [JsonStringEnumMemberName("erasing")]
    Erasing,
}
