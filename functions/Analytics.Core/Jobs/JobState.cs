using System.Text.Json.Serialization;

namespace Analytics.Core.Jobs;

/// <summary>State of a job. The names are a stored format.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>Waits for its turn.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>Runs, or will continue after a restart.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Has finished.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Ended with an error.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Was cancelled.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}
