using System.Text.Json.Serialization;

namespace Analytics.Core.Jobs;

/// <summary>The stored form of jobs. Property names are a stored format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true
)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobProgress))]
internal sealed partial class JobJson : JsonSerializerContext;
