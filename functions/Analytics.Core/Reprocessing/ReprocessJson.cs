using System.Text.Json.Serialization;

namespace Analytics.Core.Reprocessing;

/// <summary>The stored form of plans and reports. Property names are a stored format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true
)]
[JsonSerializable(typeof(ReprocessPlan))]
[JsonSerializable(typeof(DayDifference))]
internal sealed partial class ReprocessJson : JsonSerializerContext;
