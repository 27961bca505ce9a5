using System.Text.Json.Serialization.Metadata;

namespace Analytics.Core.Definitions;

/// <summary>A kind of definitions.</summary>
/// <typeparam name="T">Their type.</typeparam>
/// <param name="Name">The start of their row keys, such as <c>goal</c>. It is stored and never changes.</param>
/// <param name="Plural">What they are called in messages, such as <c>goals</c>.</param>
/// <param name="Max">The most that a site may have.</param>
/// <param name="Json">Their stored form.</param>
public sealed record DefinitionKind<T>(string Name, string Plural, int Max, JsonTypeInfo<T> Json)
    where T : class, IDefinition<T>;
