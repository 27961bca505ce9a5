using System.Text.Json.Serialization;

namespace Analytics.Core.Definitions;

/// <summary>The stored form of definitions. Property names and the names of enumerated values are a stored format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Goal))]
[JsonSerializable(typeof(SharedLink))]
[JsonSerializable(typeof(StoredDefinition))]
internal sealed partial class DefinitionJson : JsonSerializerContext;
