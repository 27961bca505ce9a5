using System.Text.Json.Serialization;

namespace Analytics.Core.Alerts;

/// <summary>The stored form of alerts. Names are a stored format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(AlertHistory))]
internal sealed partial class AlertJson : JsonSerializerContext;
