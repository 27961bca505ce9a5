using System.Text.Json.Serialization;

namespace Analytics.Core.Jobs;

/// <summary>Phase of a running job. The names are a stored format.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobPhase>))]
public enum JobPhase
{
    /// <summary>Settles what to read and replace.</summary>
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

    /// <summary>Rewrites what holds something that is to be erased.</summary>
    [JsonStringEnumMemberName("erasing")]
    Erasing,
}
