using System.Text.Json.Serialization;

namespace Analytics.Core.Jobs;

/// <summary>The object of an erasure. The names are a stored format.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ErasureKind>))]
public enum ErasureKind
{
    /// <summary>Everything that belongs to a site.</summary>
    [JsonStringEnumMemberName("site")]
    Site,

    /// <summary>The events of a range of time.</summary>
    [JsonStringEnumMemberName("range")]
    Range,

    /// <summary>The events of one visitor.</summary>
    [JsonStringEnumMemberName("visitor")]
    Visitor,
}
