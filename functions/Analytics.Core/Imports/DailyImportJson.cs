using System.Text.Json.Serialization;

namespace Analytics.Core.Imports;

/// <summary>The stored form of imports of daily aggregates. Names are a stored format.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DailyImport))]
internal sealed partial class DailyImportJson : JsonSerializerContext;
